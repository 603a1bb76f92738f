"""The list of transactions: searched, filtered, a page at a time, no payload opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState
from include.workflows.category import Category, Stream

PAGE = 50
DEAL_CATEGORIES = tuple(one for one in Category if one.stream is Stream.TRANSACTIONS)
NOT_READ = "not synced yet"
"""The status of what no run of a workflow has looked at."""

STATUSES = (*(status.value for status in RecordStatus), NOT_READ)


_ORDER = (Record.day.desc().nulls_last(), Record.key.desc())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty values narrow nothing.

    Attributes:
        search: words that must all be in the address, number, id or a name.
        workflow: the category that `status` is about; empty for either.
        since, until: close dates, both included.
    """

    search: str = ""
    workflow: Category | None = None
    status: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A transaction in the list; `states` by workflow."""

    id: str
    title: str
    number: str
    day: dt.date | None
    amount_cents: int | None
    gone: bool
    states: dict[Category, RecordState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list, and how many there are in all."""

    rows: Sequence[Row]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))


def transactions(session: Session, company_id: str, wanted: Wanted) -> Listed:
    """A page of a company's transactions, the newest close date first, those without one last."""
    narrowed = _narrowed(company_id, wanted)
    page = max(wanted.page, 1)
    keys, total = _page(session, narrowed, page)
    if not keys and page > 1:
        # A page that is not there any more: the last one is.
        total = session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0
        page = max(1, -(-total // PAGE))
        keys, total = _page(session, narrowed, page)
    return Listed(_rows(session, company_id, keys), total, page)


def found_ids(session: Session, company_id: str, wanted: Wanted, most: int) -> list[str]:
    """The CORE ids of all that is found, on whichever page, but no more than `most`."""
    keys = session.scalars(_narrowed(company_id, wanted).order_by(*_ORDER).limit(most))
    return [key.partition(":")[2] for key in keys]


def _page(session: Session, narrowed: Select[str], page: int) -> tuple[list[str], int]:
    """The keys of a page, and how many there are on all; one pass finds both."""
    found = session.execute(
        narrowed.add_columns(func.count().over())
        .order_by(*_ORDER)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return [row[0] for row in found], found[0][1] if found else 0


def _narrowed(company_id: str, wanted: Wanted) -> Select[str]:
    query = select(Record.key).where(
        Record.company_id == company_id, Record.stream == Stream.TRANSACTIONS.value
    )
    for word in wanted.search.casefold().split():
        query = query.where(Record.search_text.contains(word, autoescape=True))
    if wanted.since:
        query = query.where(Record.day >= wanted.since)
    if wanted.until:
        query = query.where(Record.day <= wanted.until)
    if wanted.status:
        query = query.where(_has_status(company_id, wanted))
    return query


def _has_status(company_id: str, wanted: Wanted) -> ColumnElement[bool]:
    categories = [wanted.workflow] if wanted.workflow else list(DEAL_CATEGORIES)
    # As a list of keys, which the index on what is to do gives without looking at the others.
    of_workflows = select(RecordState.record_key).where(
        RecordState.company_id == company_id,
        RecordState.category.in_([one.value for one in categories]),
    )
    if wanted.status == NOT_READ:
        return Record.key.not_in(of_workflows)
    return Record.key.in_(of_workflows.where(RecordState.status == wanted.status))


def _rows(session: Session, company_id: str, keys: Sequence[str]) -> list[Row]:
    columns = (
        Record.key,
        Record.title,
        Record.number,
        Record.day,
        Record.amount_cents,
        Record.gone,
    )
    found = {
        row.key: Row(
            id=row.key.partition(":")[2],
            title=row.title,
            number=row.number,
            day=row.day,
            amount_cents=row.amount_cents,
            gone=row.gone,
        )
        for row in session.execute(
            select(*columns).where(Record.company_id == company_id, Record.key.in_(keys))
        )
    }
    for state in session.scalars(
        select(RecordState).where(
            RecordState.company_id == company_id, RecordState.record_key.in_(keys)
        )
    ):
        found[state.record_key].states[Category(state.category)] = state
    return [found[key] for key in keys]
