"""Waiting for QuickBooks Desktop without holding a worker: in Airflow's triggerer.

Light to import: DAG files and the triggerer name these classes; the database is opened when it is
looked at.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

from airflow.providers.standard.operators.python import PythonOperator
from airflow.triggers.base import BaseTrigger, TriggerEvent

from include.provider.stops import WaitingForPc

LOOK_AGAIN_SECONDS = 2.0
REMIND_AFTER = dt.timedelta(hours=1)
"""After so long without a call of the PC the task's log says so, as a warning."""


class PcAnswered(BaseTrigger):
    """Fires when nothing of a company waits for its PC any more that waited when it began.

    Args:
        company_id: the company.
        up_to: the newest request that is waited for; 0 for those there are when it begins.
        remind_at: when to fire all the same, so that somebody is told; ISO 8601, UTC.
    """

    def __init__(self, company_id: str, up_to: int, remind_at: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.company_id = company_id
        self.up_to = up_to
        self.remind_at = remind_at

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer makes it anew."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {"company_id": self.company_id, "up_to": self.up_to, "remind_at": self.remind_at},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look every two seconds."""
        from include.provider import desktop_queue_state  # noqa: PLC0415  (SQLAlchemy)

        remind_at = dt.datetime.fromisoformat(self.remind_at)
        while True:
            state = await asyncio.to_thread(desktop_queue_state.state, self.company_id, self.up_to)
            if not state["waiting"] or dt.datetime.now(dt.UTC) >= remind_at:
                yield TriggerEvent(state)  # type: ignore[no-untyped-call]
                return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


class SyncStep(PythonOperator):
    """A step of a run. Where it must wait for a PC it lets go of its worker, and begins again."""

    def execute(self, context: Any) -> Any:
        """Do the step, or wait."""
        try:
            return super().execute(context)
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

    def go_on(self, context: Any, event: dict[str, Any] | None = None) -> Any:
        """Begin again: what was answered meanwhile is not asked for a second time."""
        if event and event.get("waiting"):
            self.log.warning(
                "NO ANSWER FROM THE PC: %s requests wait for the QuickBooks Web Connector, which called "
                "last: %s. Switch the PC on, open QuickBooks and the Web Connector there, and press "
                "Update Selected. The run goes on by itself then.",
                event["waiting"],
                event.get("last_call") or "never",
            )
        return self.execute(context)
