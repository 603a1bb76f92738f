"""Waiting without holding a worker, in Airflow's triggerer: for a PC, or for another run.

Light to import: DAG files and the triggerer name these classes. The database is opened only when it
is read.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk.exceptions import AirflowSkipException
from airflow.triggers.base import BaseTrigger, TriggerEvent

from include.provider.outside.links import LINKS
from include.provider.stops import NotNow, WaitingForPc, WaitingForRun

REMIND_AFTER = dt.timedelta(hours=1)
"""How long a task waits before its log warns that the PC is offline."""


class PcAnswered(BaseTrigger):
    """Fires when every request that waited for a company's PC has its response.

    Args:
        company_id: the company.
        up_to: the ID of the newest request to wait for; 0 if there is none.
        remind_at: when to fire anyway, so that the log shows a warning; ISO 8601, UTC.
    """

    def __init__(self, company_id: str, up_to: int, remind_at: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.company_id = company_id
        self.up_to = up_to
        self.remind_at = remind_at

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer creates it again."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {"company_id": self.company_id, "up_to": self.up_to, "remind_at": self.remind_at},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Check every two seconds, with one query for all PCs that are waited for."""
        from include.provider import desktop_queue_state  # noqa: PLC0415  (SQLAlchemy)

        remind_at = dt.datetime.fromisoformat(self.remind_at)
        while True:
            oldest = await desktop_queue_state.OLDEST_UNANSWERED.answer(self.company_id)
            if not 0 < oldest <= self.up_to or dt.datetime.now(dt.UTC) >= remind_at:
                break
        state = await asyncio.to_thread(desktop_queue_state.state, self.company_id, self.up_to)
        yield TriggerEvent(state)  # type: ignore[no-untyped-call]


class OtherRunEnded(BaseTrigger):
    """Fires when another run is finished, or after a while: Airflow may have ended it meanwhile.

    Args:
        run_id: the other run, in the CoreBooks database.
        minutes: how long at most.
    """

    def __init__(self, run_id: int, minutes: int = 1) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.run_id = run_id
        self.minutes = minutes

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer creates it again."""
        kept = {"run_id": self.run_id, "minutes": self.minutes}
        return f"{type(self).__module__}.{type(self).__qualname__}", kept

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Check every two seconds, with one query for all runs that are waited for."""
        from include.provider import desktop_queue_state  # noqa: PLC0415  (SQLAlchemy)

        until = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=self.minutes)
        while dt.datetime.now(dt.UTC) < until:
            if not await desktop_queue_state.OPEN_RUNS.answer(self.run_id):
                break
        yield TriggerEvent({})  # type: ignore[no-untyped-call]


class SyncStep(PythonOperator):
    """A step of a run. If it must wait for a PC, it frees its worker and later starts again."""

    operator_extra_links = LINKS

    def execute(self, context: Any) -> Any:
        """Run the step, or wait."""
        try:
            return super().execute(context)
        except NotNow as reason:
            raise AirflowSkipException(str(reason)) from None
        except WaitingForRun as waits:
            self.log.info("WAITING  %s", waits)
            self.defer(trigger=OtherRunEnded(waits.run_id, waits.minutes), method_name="go_on")
        except WaitingForPc as waits:
            from include.provider import desktop_queue_state  # noqa: PLC0415  (SQLAlchemy)

            self.log.info("WAITING  %s", waits)
            self.defer(
                trigger=PcAnswered(
                    waits.company_id,
                    desktop_queue_state.newest(waits.company_id),
                    (dt.datetime.now(dt.UTC) + REMIND_AFTER).isoformat(),
                ),
                method_name="go_on",
            )

    # Airflow stores this name with every task that waits, so it stays as it is.
    def go_on(self, context: Any, event: dict[str, Any] | None = None) -> Any:
        """Start again; requests that have their response meanwhile aren't sent again."""
        if event and event.get("waiting"):
            self.log.warning(
                "PC OFFLINE  Requests waiting for the QuickBooks Web Connector: %s. Its last call: "
                "%s. Turn on the PC, open QuickBooks and the Web Connector, and select Update "
                "Selected. The run then continues automatically.",
                event["waiting"],
                event.get("last_call") or "never",
            )
        return self.execute(context)
