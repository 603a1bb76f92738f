"""What a test of security works with: users at Airflow's doors, and what came of their requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.statuses import OperationStatus
from include.database.tables.runs import AuditEvent, Operation, SyncRun
from sandbox.demo.demo import Demo
from tests.live import database_of, has_asked
from tests.security.attacker import Attacker

INCOME = "brokerage_income"
HOSTILE = (
    "7 Painted St\n\n## Nothing will be sent\n[Reviewed](https://example.com) "
    "![t](http://127.0.0.1:1/t) <b>bold</b> \x1b[31mred\u202e\n::endgroup::"
)
"""An address as nobody has one: Markdown, HTML, control characters, and a command of Airflow's log."""
_LIMIT = 120.0
_OVER = frozenset({"success", "failed"})


@dataclass(frozen=True, slots=True)
class Deal:
    """A transaction in CORE that the test made: its ID, number, and gross commission in cents."""

    id: int
    number: str
    gross: int


@dataclass(frozen=True, slots=True)
class Gate:
    """Airflow under one auth manager.

    Attributes:
        manager: "simple" or "fab".
        demo: the live Airflow and both sandboxes.
        url: of the API server with this auth manager.
        admin: may do everything, and is who approves.
        finance: may run workflows.
        auditor: may view.
    """

    manager: str
    demo: Demo
    url: str
    admin: Attacker
    finance: Attacker
    auditor: Attacker

    @property
    def company(self) -> str:
        """The connected company's ID."""
        return self.demo.settings.company

    def close(self) -> None:
        """End the users' connections."""
        for user in (self.admin, self.finance, self.auditor):
            user.close()

    # CORE and QuickBooks

    def new_deal(self, address: str, gross: int, **further: Any) -> Deal:
        """A closed transaction in CORE, which no run has read."""
        (made,) = self._core("POST", "/examples/A")["transactions"]
        change = {"address": f"{address} {self.manager}", "gross": gross, **further}
        deal = self._core("PATCH", f"/transactions/{made}", change)
        return Deal(deal["id"], deal["custom_id"], deal["gross"])

    def change_gross(self, deal: Deal, gross: int) -> None:
        """Change the gross commission in CORE."""
        self._core("PATCH", f"/transactions/{deal.id}", {"gross": gross})

    def invoiced(self, deal: Deal) -> list[int]:
        """The totals of the invoices of a transaction that QuickBooks has, in cents."""
        url = f"{self.demo.settings.books_url}/entries"
        rows = httpx.get(url, timeout=30, trust_env=False).json()
        return [
            row["total"]
            for row in rows
            if (row["type"], row["number"]) == ("Invoice", deal.number)
            and row["status"] != "deleted"
        ]

    def _core(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.demo.settings.core_url}/sandbox{path}"
        answer = httpx.request(method, url, json=body, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    # Airflow

    def conf(self, *deals: Deal, **further: Any) -> dict[str, Any]:
        """The run form for some transactions."""
        return {"company": self.company, "records": [str(deal.id) for deal in deals], **further}

    def asks(self, run: str) -> bool:
        """Whether a run waits for an approver."""
        return self.states(run).get("approve") == "awaiting_input"

    def states(self, run: str) -> dict[str, str]:
        """The states of a run's tasks."""
        return {task.task: task.state for task in self.demo.api.tasks(INCOME, run)}

    def until_asked(self, run: str, times: int = 1) -> None:
        """Wait until a run has asked for approval so many times, and Airflow's scheduler saw it wait."""
        asked = partial(has_asked, self.demo, INCOME, run, times)
        self._wait(asked, f"{run} to ask for approval")

    def until_over(self, run: str) -> str:
        """Wait until a run is over. Returns how."""
        self._wait(partial(self._is_over, run), f"{run} to be over")
        return self.demo.api.run_state(INCOME, run)

    def _is_over(self, run: str) -> bool:
        return self.demo.api.run_state(INCOME, run) in _OVER

    def _wait(self, condition: Any, what: str) -> None:
        self.demo.processes.wait_for(condition, what, _LIMIT)

    # CoreBooks' own record

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The CoreBooks database."""
        with database_of(self.demo) as opened:
            yield opened

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The CoreBooks database, to read."""
        with self.database() as opened, opened.reading() as session:
            yield session

    def runs_of(self, deal: Deal) -> list[SyncRun]:
        """The runs that a transaction was selected for, as CoreBooks records them, oldest first."""
        with self.reading() as session:
            runs = session.scalars(select(SyncRun).order_by(SyncRun.id)).all()
        return [run for run in runs if str(deal.id) in (run.selection.get("records") or ())]

    def posted(self, deal: Deal) -> list[str]:
        """The changes of a transaction that CoreBooks sent: "create", "update" ..."""
        with self.reading() as session:
            rows = session.scalars(
                select(Operation).where(
                    Operation.record_key.endswith(f":{deal.id}"),
                    Operation.status.in_((OperationStatus.SENT, OperationStatus.POSTED)),
                )
            ).all()
        return [row.action for row in rows]

    def events(self, after: int = 0) -> list[AuditEvent]:
        """The company's audit trail, after an event's number."""
        with self.reading() as session:
            rows = select(AuditEvent).where(
                AuditEvent.company_id == self.company, AuditEvent.number > after
            )
            return list(session.scalars(rows.order_by(AuditEvent.number)))

    def last_event(self) -> int:
        """The number of the newest event."""
        events = self.events()
        return events[-1].number if events else 0
