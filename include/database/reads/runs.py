"""Runs and their changes: what a run was asked, how far it is, and what it posted or would post.

Read `RunSummary` and `Change` first; the functions below are one for each page that shows them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.gateway import Action
from include.database.catalogue import stored_catalogue
from include.database.engine import Database
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.companies import Automation, Lease, WorkflowSetup
from include.database.tables.runs import Operation, SyncRun

CHANGES_PER_PAGE = 100

_ENTRY_KINDS = frozenset(kind.value for kind in DocumentKind)


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run did so far, and what it planned; money in cents.

    Attributes:
        is_read: whether CORE was read.
        is_planned: whether the changes are planned, so that `to_*` are known.
    """

    read: int = 0
    unchanged: int = 0
    on_hold: int = 0
    created: int = 0
    created_cents: int = 0
    updated: int = 0
    updated_cents: int = 0
    voided: int = 0
    to_create: int = 0
    create_cents: int = 0
    to_update: int = 0
    update_cents: int = 0
    to_void: int = 0
    is_read: bool = False
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A record that a run put on hold, with the reason and the fix."""

    record: str
    cause: str
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of one workflow.

    Attributes:
        airflow_run_id: its DAG run's ID.
        mode: what it is for, a value of `RunMode`.
        records: the CORE IDs it was asked for; empty for all changes.
        undo: the run that it undoes; None for every other purpose.
        outcome: a value of `RunOutcome`.
        on_hold: what it put on hold when its changes were planned.
        approval_required: whether the company's changes need approval now.
    """

    id: int
    category: str
    airflow_run_id: str
    mode: str
    preview: bool
    trigger: str
    actor: str
    approved_by: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    outcome: str
    message: str
    records: tuple[str, ...]
    undo: int | None
    counts: RunCounts
    on_hold: tuple[HoldLine, ...]
    approval_required: bool

    @property
    def awaits_approval(self) -> bool:
        """Whether its planned changes wait for an approver."""
        counts = self.counts
        return (
            self.outcome == RunOutcome.RUNNING
            and self.approval_required
            and not self.approved_by
            and not self.preview
            and bool(counts.to_create or counts.to_update or counts.to_void)
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One change to QuickBooks: planned, previewed, sent or answered.

    Attributes:
        kind: "invoice", "bill", "customer", "product" ...
        content: what is posted, as JSON: a document, or a customer, vendor, product or class.
        before: the document it replaces, as JSON; None for a new one.
        status: a value of `OperationStatus`.
        date: the entry's date where the options left it to QuickBooks.
        error: why QuickBooks or CoreBooks rejected it, and what to do; empty when it didn't.
    """

    id: int
    run_id: int
    category: str
    action: str
    kind: str
    content: Mapping[str, Any]
    before: Mapping[str, Any] | None
    total_cents: int
    date: dt.date | None
    reason: str
    status: str
    error: str
    record_key: str
    record_fingerprint: str
    request_id: str
    quickbooks_id: str
    trace_id: str
    sent_at: dt.datetime | None
    answered_at: dt.datetime | None

    @property
    def is_entry(self) -> bool:
        """Whether it is of an entry, not of a customer, vendor, product or class."""
        return self.kind in _ENTRY_KINDS

    @property
    def number(self) -> str:
        """The entry's number; empty for what has none."""
        return str(self.content.get("number") or "")

    @property
    def payee(self) -> str:
        """The customer or vendor on the entry; empty for what is no entry."""
        party = self.content.get("party") or {}
        return str(party.get("display_name") or "")

    @property
    def name(self) -> str:
        """The name of a customer, vendor, product or class; empty for an entry."""
        return str(self.content.get("display_name") or self.content.get("name") or "")

    @property
    def title(self) -> str:
        """What it does, as lists and headings name it: "Update invoice TR-2026-640224"."""
        return f"{self.action.capitalize()} {self.kind} {self.number or self.name}".strip()


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run while it works.

    Attributes:
        by_status: how many of its changes have each `OperationStatus`.
        writer: the run that holds the company's lease, "Brokerage income run 12"; empty when none
            does.
    """

    run: RunSummary
    by_status: Mapping[str, int]
    writer: str


@dataclass(frozen=True, slots=True)
class RunWithChanges:
    """A run and one page of its changes, in the order they are sent.

    Attributes:
        template, setup_version: what it worked with.
        total: changes on all pages.
        posted: entries and others that it created or updated in QuickBooks.
    """

    run: RunSummary
    template: str
    setup_version: int
    changes: Sequence[Change]
    total: int
    posted: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page of changes."""
        return max(1, -(-self.total // CHANGES_PER_PAGE))


def run_progress(
    database: Database, company_id: str, category: str, airflow_run_id: str
) -> RunProgress | None:
    """How far a run is, by its ID in Airflow; None before it began. Two queries."""
    with database.reading() as session:
        row = session.execute(
            summaries(company_id, func.coalesce(Lease.holder, ""))
            .outerjoin(Lease, Lease.company_id == SyncRun.company_id)
            .where(SyncRun.category == category, SyncRun.airflow_run_id == airflow_run_id)
        ).first()
        if row is None:
            return None
        run, approval_required, writer = row
        statuses = session.execute(
            select(Operation.status, func.count())
            .where(Operation.run_id == run.id)
            .group_by(Operation.status)
        )
        by_status: dict[str, int] = {row[0]: row[1] for row in statuses}
    return RunProgress(summary_of(run, approval_required), by_status, writer)


def running_actor(database: Database, company_id: str, category: str) -> str:
    """Who started the workflow's newest run that is still running; empty when none is."""
    with database.reading() as session:
        return (
            session.scalars(
                select(SyncRun.actor)
                .where(
                    SyncRun.company_id == company_id,
                    SyncRun.category == category,
                    SyncRun.outcome == RunOutcome.RUNNING,
                )
                .order_by(SyncRun.id.desc())
                .limit(1)
            ).first()
            or ""
        )


def find_preview(
    database: Database, company_id: str, category: str, airflow_run_id: str
) -> RunSummary | None:
    """A preview by its ID in Airflow; None when there is none."""
    with database.reading() as session:
        row = session.execute(
            summaries(company_id).where(
                SyncRun.category == category,
                SyncRun.airflow_run_id == airflow_run_id,
                SyncRun.preview,
            )
        ).first()
    return summary_of(*row) if row else None


def changes_of_runs(
    database: Database, company_id: str, run_ids: Sequence[int]
) -> tuple[Mapping[int, list[Change]], Catalogue]:
    """All changes of some runs, in the order they are sent, and the lists they refer to.

    Returns:
        The changes by run ID, and the company's lists as last read; two queries.
    """
    changes: dict[int, list[Change]] = {run_id: [] for run_id in run_ids}
    if not changes:
        return changes, Catalogue([])
    with database.reading() as session:
        operations = session.scalars(
            select(Operation)
            .where(Operation.run_id.in_(changes))
            .order_by(Operation.wave, Operation.id)
        )
        for operation in operations:
            changes[operation.run_id].append(change_of(operation))
        catalogue, _ = stored_catalogue(session, company_id)
    return changes, catalogue


def run_with_changes(
    database: Database, company_id: str, run_id: int, page: int
) -> RunWithChanges | None:
    """A run with one page of its changes; None when the company has no such run. Three queries."""
    number = max(page, 1)
    with database.reading() as session:
        row = session.execute(
            summaries(company_id, WorkflowSetup.template, WorkflowSetup.version)
            .join(WorkflowSetup, WorkflowSetup.id == SyncRun.setup_id)
            .where(SyncRun.id == run_id)
        ).first()
        if row is None:
            return None
        run, approval_required, template, version = row
        total, posted = session.execute(
            select(
                func.count(), func.coalesce(func.sum(case((_is_posted(), 1), else_=0)), 0)
            ).where(Operation.run_id == run_id)
        ).one()
        operations = session.scalars(
            select(Operation)
            .where(Operation.run_id == run_id)
            .order_by(Operation.wave, Operation.id)
            .limit(CHANGES_PER_PAGE)
            .offset((number - 1) * CHANGES_PER_PAGE)
        )
        changes = [change_of(operation) for operation in operations]
    return RunWithChanges(
        run=summary_of(run, approval_required),
        template=template,
        setup_version=version,
        changes=changes,
        total=total,
        posted=posted,
        page=number,
    )


def summaries(company_id: str, *further: ColumnElement[Any] | Any) -> Select[Any]:
    """A company's runs, each with whether its changes need approval, and further columns."""
    required = func.coalesce(Automation.approval_required, False)
    return (
        select(SyncRun, required, *further)
        .outerjoin(Automation, Automation.company_id == SyncRun.company_id)
        .where(SyncRun.company_id == company_id)
    )


def summary_of(run: SyncRun, approval_required: bool) -> RunSummary:  # noqa: FBT001  (a column)
    """A run from its row."""
    return RunSummary(
        id=run.id,
        category=run.category,
        airflow_run_id=run.airflow_run_id,
        mode=run.mode,
        preview=run.preview,
        trigger=run.trigger,
        actor=run.actor,
        approved_by=run.approved_by,
        started_at=run.started_at,
        finished_at=run.finished_at,
        outcome=run.outcome,
        message=run.message,
        records=tuple(run.selection.get("records") or ()),
        undo=run.selection.get("undo"),
        counts=_counts(run.counts),
        on_hold=tuple(
            HoldLine(line["record"], line["cause"], line["sentence"], line["what_to_do"])
            for line in run.on_hold
        ),
        approval_required=bool(approval_required),
    )


def change_of(operation: Operation) -> Change:
    """A change from its row."""
    answer = operation.answer or {}
    error = ""
    if operation.status == OperationStatus.ERROR:
        error = f"{answer.get('sentence', '')} {answer.get('what_to_do', '')}".strip()
    return Change(
        id=operation.id,
        run_id=operation.run_id,
        category=operation.category,
        action=operation.action,
        kind=operation.kind,
        content=operation.payload,
        before=operation.before,
        total_cents=operation.total_cents,
        date=operation.date,
        reason=operation.reason,
        status=operation.status,
        error=error,
        record_key=operation.record_key,
        record_fingerprint=operation.record_fingerprint,
        request_id=operation.request_id,
        quickbooks_id=operation.quickbooks_id,
        trace_id=operation.trace_id,
        sent_at=operation.sent_at,
        answered_at=operation.answered_at,
    )


def _counts(stored: Mapping[str, Any]) -> RunCounts:
    names = {field.name for field in dataclasses.fields(RunCounts)} & stored.keys()
    counts = RunCounts(**{name: stored[name] for name in names})
    return dataclasses.replace(counts, is_read="read" in stored, is_planned="to_create" in stored)


def _is_posted() -> ColumnElement[bool]:
    return (Operation.status == OperationStatus.POSTED) & Operation.action.in_(
        [Action.CREATE.value, Action.UPDATE.value]
    )
