"""One run for those who want to know exactly what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from include.books.gateway import Action
from include.database.engine import Database
from include.database.statuses import OperationStatus
from include.database.tables.companies import WorkflowSetup
from include.database.tables.runs import Operation, SyncRun
from include.sync.operations.operations import is_document
from include.sync.run.mode import RunMode
from include.web.runs.changes import EntryChange, entry_change
from include.workflows.template import template

PAGE = 100


@dataclass(frozen=True, slots=True)
class WriteLine:
    """One write of a run; `change` is None for customers, vendors, products and classes."""

    operation: Operation
    change: EntryChange | None

    @property
    def title(self) -> str:
        """The write in words: "Create customer 11 Arlington St"."""
        if self.change is not None:
            return self.change.title
        written = self.operation.payload
        name = written.get("display_name") or written.get("name") or ""
        return f"{self.operation.action.capitalize()} {self.operation.kind} {name}"

    @property
    def refusal(self) -> str:
        """Why QuickBooks, or we, did not do it; empty when it was done."""
        if self.operation.status != OperationStatus.ERROR:
            return ""
        answer = self.operation.answer or {}
        return f"{answer.get('sentence', '')} {answer.get('what_to_do', '')}".strip()


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run, and a page of its writes.

    Attributes:
        template: the title of the template it worked with, and its version.
        can_be_undone: whether there is something to take back.
    """

    run: SyncRun
    template: str
    purpose: str
    lines: Sequence[WriteLine]
    total: int
    page: int
    can_be_undone: bool

    @property
    def last_page(self) -> int:
        """The number of the last page of writes."""
        return max(1, -(-self.total // PAGE))


def run_page(database: Database, company_id: str, run_id: int, page: int) -> RunPage | None:
    """A run with one page of its writes; None when the company has no such run."""
    with database.reading() as session:
        run = session.get(SyncRun, run_id)
        if run is None or run.company_id != company_id:
            return None
        setup = session.get_one(WorkflowSetup, run.setup_id)
        of_run = select(Operation).where(Operation.run_id == run_id)
        total = session.scalar(select(func.count()).select_from(of_run.subquery())) or 0
        operations = session.scalars(
            of_run.order_by(Operation.wave, Operation.id)
            .limit(PAGE)
            .offset((max(page, 1) - 1) * PAGE)
        ).all()
        done = session.scalar(
            select(func.count())
            .select_from(Operation)
            .where(
                Operation.run_id == run_id,
                Operation.status == OperationStatus.POSTED,
                Operation.action.in_([Action.CREATE.value, Action.UPDATE.value]),
            )
        )
    return RunPage(
        run=run,
        template=f"{template(setup.template).title}, version {setup.version}",
        purpose=RunMode(run.mode).heading,
        lines=[
            WriteLine(one, entry_change(one) if is_document(one) else None) for one in operations
        ],
        total=total,
        page=max(page, 1),
        can_be_undone=bool(done) and run.mode != RunMode.UNDO,
    )
