"""One run's changes: counted by kind, a page of them, all of them, and those dated in another month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, extract, func, or_, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.gateway import Action
from include.books.money import Cents
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import stored_catalogue
from include.database.reads.changes import Change, change_of
from include.database.reads.run_summary import RunSummary, summaries, summary_of
from include.database.statuses import OperationStatus
from include.database.tables.companies import WorkflowSetup
from include.database.tables.records import Record
from include.database.tables.runs import Operation, SyncRun

PER_PAGE = 50
_CHUNK = 500
_ENTRIES = [kind.value for kind in DocumentKind]


class Part(StrEnum):
    """Which of a run's changes are listed."""

    ALL = ""
    CREATED = "create"
    UPDATED = "update"
    VOIDED = "void"
    LISTS = "lists"
    """Customers, vendors, products and classes, which entries need."""
    ERRORS = "errors"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many changes of a run are alike, and their entries' totals together.

    Attributes:
        is_entry: whether they are of entries.
        posted: how many of them are in QuickBooks.
        errors: how many were rejected.
    """

    kind: str
    action: str
    is_entry: bool
    number: int
    cents: Cents
    posted: int
    errors: int


@dataclass(frozen=True, slots=True)
class DatedElsewhere:
    """New entries whose month isn't their record's: how many there are, and their totals."""

    number: int = 0
    cents: Cents = 0


@dataclass(frozen=True, slots=True)
class RunChanges:
    """A run and a page of its changes: entries in the order they are sent, then what they need.

    Attributes:
        template: the key of the template it worked with.
        setup_version: of its options.
        tallies: of all its changes.
        changes: of this page.
        total: how many there are on all pages.
        page: from 1.
        dated_elsewhere: new entries whose month isn't their record's.
        days: the close dates or billing dates of this page's records, by key, where they are known.
    """

    run: RunSummary
    template: str
    setup_version: int
    tallies: Sequence[Tally]
    changes: Sequence[Change]
    total: int
    page: int
    dated_elsewhere: DatedElsewhere
    days: Mapping[str, dt.date]

    @property
    def last_page(self) -> int:
        """The number of the last page of changes."""
        return _last_page(self.total)


def run_changes(
    database: Database, company_id: str, run_id: int, part: Part, page: int
) -> RunChanges | None:
    """A run with one page of some of its changes; None when the company has no such run."""
    with database.reading() as session:
        row = session.execute(
            summaries(company_id, WorkflowSetup.template, WorkflowSetup.version)
            .join(WorkflowSetup, WorkflowSetup.id == SyncRun.setup_id)
            .where(SyncRun.id == run_id)
        ).first()
        if row is None:
            return None
        run, approval_required, template, version = row
        tallies = _tallies(session, run_id)
        listed = _listed(run_id, part)
        total = session.scalar(select(func.count()).select_from(listed.subquery())) or 0
        number = min(max(page, 1), _last_page(total))
        one_page = _in_order(listed).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
        changes = [change_of(operation) for operation in session.scalars(one_page)]
        return RunChanges(
            run=summary_of(run, approval_required),
            template=template,
            setup_version=version,
            tallies=tallies,
            changes=changes,
            total=total,
            page=number,
            dated_elsewhere=_dated_elsewhere(session, run_id),
            days=_days(session, company_id, {change.record_key for change in changes}),
        )


def all_changes(database: Database, run_id: int, part: Part) -> Iterator[Change]:
    """Every change, in bounded memory."""
    query = _in_order(_listed(run_id, part)).execution_options(yield_per=_CHUNK)
    with database.reading() as session:
        for operation in session.scalars(query):
            yield change_of(operation)


def one_change(database: Database, company_id: str, run_id: int, change_id: int) -> Change | None:
    """One change of a company's run; None where there is none."""
    with database.reading() as session:
        operation = session.get(Operation, change_id)
        if operation is None or (operation.company_id, operation.run_id) != (company_id, run_id):
            return None
        return change_of(operation)


def lists_of(database: Database, company_id: str) -> Catalogue:
    """The company's accounts and products as last read."""
    with database.reading() as session:
        return stored_catalogue(session, company_id)[0]


def _tallies(session: Session, run_id: int) -> list[Tally]:
    def how_many(status: OperationStatus) -> ColumnElement[int]:
        return func.count(Operation.id).filter(Operation.status == status)

    rows = session.execute(
        select(
            Operation.kind,
            Operation.action,
            func.count(Operation.id),
            func.coalesce(func.sum(Operation.total_cents), 0),
            how_many(OperationStatus.POSTED),
            how_many(OperationStatus.ERROR),
        )
        .where(Operation.run_id == run_id)
        .group_by(Operation.kind, Operation.action)
        .order_by(Operation.kind, Operation.action)
    )
    return [
        Tally(kind, action, kind in _ENTRIES, number, int(cents or 0), posted, errors)
        for kind, action, number, cents, posted, errors in rows
    ]


def _listed(run_id: int, part: Part) -> Select[Operation]:
    is_entry = Operation.kind.in_(_ENTRIES)
    conditions: dict[Part, ColumnElement[bool]] = {
        Part.CREATED: and_(is_entry, Operation.action == Action.CREATE.value),
        Part.UPDATED: and_(is_entry, Operation.action == Action.UPDATE.value),
        Part.VOIDED: and_(is_entry, Operation.action == Action.VOID.value),
        Part.LISTS: ~is_entry,
        Part.ERRORS: Operation.status == OperationStatus.ERROR,
    }
    query = select(Operation).where(Operation.run_id == run_id)
    return query.where(conditions[part]) if part in conditions else query


def _in_order(listed: Select[Operation]) -> Select[Operation]:
    """Entries first, as they are sent; then the customers, vendors and lists that they need."""
    return listed.order_by(Operation.kind.not_in(_ENTRIES), Operation.wave, Operation.id)


def _days(session: Session, company_id: str, keys: Collection[str]) -> dict[str, dt.date]:
    rows = session.execute(
        select(Record.key, Record.day).where(
            Record.company_id == company_id, Record.key.in_(keys), Record.day.is_not(None)
        )
    )
    return {key: day for key, day in rows if day}


def _dated_elsewhere(session: Session, run_id: int) -> DatedElsewhere:
    """A payment is dated when it was made, so it is none of them."""
    in_another_month = or_(
        extract("year", Operation.date) != extract("year", Record.day),
        extract("month", Operation.date) != extract("month", Record.day),
    )
    number, cents = session.execute(
        select(func.count(Operation.id), func.coalesce(func.sum(Operation.total_cents), 0))
        .join(
            Record,
            and_(Record.company_id == Operation.company_id, Record.key == Operation.record_key),
        )
        .where(
            Operation.run_id == run_id,
            Operation.action == Action.CREATE.value,
            Operation.kind.in_(_ENTRIES),
            Operation.kind.not_in([DocumentKind.PAYMENT.value, DocumentKind.REFUND.value]),
            in_another_month,
        )
    ).one()
    return DatedElsewhere(number, int(cents or 0))


def _last_page(total: int) -> int:
    return max(1, -(-total // PER_PAGE))
