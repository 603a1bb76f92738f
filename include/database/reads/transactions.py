"""The list of transactions: searched, filtered, a page at a time, no payload opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.engine import Database
from include.database.reads.record_states import StateInWorkflow, states_of
from include.database.reads.streams import (
    STRAY,
    TRANSACTION_WORKFLOWS,
    TRANSACTIONS,
    core_id,
    is_stray,
)
from include.database.statuses import RecordStatus, RunOutcome
from include.database.tables.records import Record, RecordState, RecordWarning
from include.database.tables.runs import SyncRun

PAGE = 50
SIZES = (25, 50, 100)
"""How many rows a page can have."""
_PORTION = 500
NOT_SYNCED = "not synced"
"""The status of a transaction that no run of a workflow has read."""
WARNED = "synced with warnings"
"""The status of a transaction that is synced and has a warning which no one has cleared."""
MOST_COUNTED = 10_000
"""Transactions with warnings that are counted; of more, it is only known that there are more."""

SORTS: Mapping[str, ColumnElement[Any]] = {
    "closed": Record.day.expression,
    "title": Record.title.expression,
    "number": Record.number.expression,
    "gross": Record.amount_cents.expression,
}
"""By what the list is sorted, by the name that addresses have."""


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """What the list is narrowed to; empty values narrow nothing.

    Attributes:
        search: words that must all be in the address, number, CORE ID or an agent's name.
        workflows: the categories that `status` is about.
        status: a stored record status, `NOT_SYNCED` or `WARNED`.
        since: the first close date, included.
        until: the last close date, included.
        sort: one of `SORTS`.
        ascending: the smallest first, and before it what has none.
        page: from 1.
        size: how many rows a page has.
    """

    search: str = ""
    workflows: tuple[str, ...] = TRANSACTION_WORKFLOWS
    status: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    sort: str = "closed"
    ascending: bool = False
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class TransactionRow:
    """A transaction in the list; `states` by category, `amount_cents` the gross commission.

    `is_stray`: an entry of QuickBooks that no transaction asks for, with its own total.
    """

    id: str
    title: str
    number: str
    day: dt.date | None
    amount_cents: Cents | None
    gone: bool
    states: Mapping[str, StateInWorkflow]
    is_stray: bool = False


@dataclass(frozen=True, slots=True)
class TransactionList:
    """A page of the list.

    Attributes:
        rows: of this page.
        total: how many transactions there are on all pages.
        amount_cents: their gross commission together.
        page: from 1.
        size: how many rows a page has.
    """

    rows: Sequence[TransactionRow]
    total: int
    amount_cents: Cents
    page: int
    size: int = PAGE

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return _last_page(self.total, self.size)

    @property
    def first_row(self) -> int:
        """The number of the page's first row among all; 0 where there is none."""
        return (self.page - 1) * self.size + 1 if self.rows else 0


def transactions(session: Session, company_id: str, wanted: TransactionFilter) -> TransactionList:
    """A page of a company's transactions, by default the newest close date first."""
    narrowed = _narrowed(company_id, wanted)
    first = session.scalars(narrowed.order_by(*_order(wanted)).limit(wanted.size + 1)).all()
    if len(first) <= wanted.size:
        # All of it: what a search finds is looked for once, not a second time to count it.
        rows = _rows(session, company_id, first)
        return TransactionList(rows, len(rows), sum(map(_gross, rows)), 1, wanted.size)
    total, amount = _totals(session, narrowed)
    page = min(max(wanted.page, 1), _last_page(total, wanted.size))
    keys = _keys_of_page(session, narrowed, wanted, page, total)
    rows = _rows(session, company_id, keys)
    return TransactionList(rows, total, amount, page, wanted.size)


def all_transactions(
    database: Database, company_id: str, wanted: TransactionFilter
) -> Iterator[TransactionRow]:
    """All transactions that match, in the order of the list, read in portions."""
    with database.reading() as session:
        keys = session.scalars(_narrowed(company_id, wanted).order_by(*_order(wanted))).all()
        for start in range(0, len(keys), _PORTION):
            yield from _rows(session, company_id, keys[start : start + _PORTION])


def status_counts(session: Session, company_id: str) -> dict[str, int]:
    """How many transactions have a status in either workflow; one is counted under each of its own.

    What is synced isn't counted: it is nearly all, and nobody looks for it. What is synced with warnings
    is, up to one more than `MOST_COUNTED`.
    """
    rows = session.execute(
        select(RecordState.status, func.count(RecordState.record_key.distinct()).label("number"))
        .where(
            RecordState.company_id == company_id,
            RecordState.category.in_(TRANSACTION_WORKFLOWS),
            RecordState.status.in_([one for one in RecordStatus if one != RecordStatus.SYNCED]),
        )
        .group_by(RecordState.status)
    )
    counts = {row.status: row.number for row in rows}
    # A category at a time, in the order of the index: it stops where the count does.
    warned: set[str] = set()
    for category in TRANSACTION_WORKFLOWS:
        keys = _warned(company_id, (category,)).distinct().order_by(RecordWarning.record_key)
        warned.update(session.scalars(keys.limit(MOST_COUNTED + 1)))
    if warned:
        counts[WARNED] = min(len(warned), MOST_COUNTED + 1)
    return counts


def core_read_at(session: Session, company_id: str) -> dt.datetime | None:
    """When CORE's changes were last read for every workflow that reads transactions; UTC."""
    newest = [
        session.scalar(
            select(SyncRun.started_at)
            .where(
                SyncRun.company_id == company_id,
                SyncRun.category == category,
                SyncRun.outcome.in_([RunOutcome.COMPLETED, RunOutcome.PREVIEWED]),
            )
            .order_by(SyncRun.id.desc())
            .limit(1)
        )
        for category in TRANSACTION_WORKFLOWS
    ]
    return min((moment for moment in newest if moment), default=None)


def matching_ids(
    session: Session, company_id: str, wanted: TransactionFilter, most: int
) -> list[str]:
    """The CORE IDs of all transactions that match, on whichever page, but no more than `most`."""
    keys = session.scalars(_narrowed(company_id, wanted).order_by(*_order(wanted)).limit(most))
    return [core_id(key) for key in keys]


def _last_page(total: int, size: int) -> int:
    return max(1, -(-total // size))


def _keys_of_page(
    session: Session, narrowed: Select[str], wanted: TransactionFilter, page: int, total: int
) -> list[str]:
    """The keys of a page's rows, read from the nearer end of the list."""
    skipped = (page - 1) * wanted.size
    on_page = min(wanted.size, total - skipped)
    if skipped <= total // 2:
        query = narrowed.order_by(*_order(wanted)).limit(on_page).offset(skipped)
        return list(session.scalars(query))
    backward = replace(wanted, ascending=not wanted.ascending)
    query = narrowed.order_by(*_order(backward)).limit(on_page).offset(total - skipped - on_page)
    return [*reversed(session.scalars(query).all())]


def _gross(row: TransactionRow) -> Cents:
    """A stray's amount is its entry's total, not a gross commission."""
    return 0 if row.is_stray else row.amount_cents or 0


def _order(wanted: TransactionFilter) -> tuple[ColumnElement[Any], ...]:
    sort = SORTS[wanted.sort]
    if wanted.ascending:
        return sort.asc().nulls_first(), Record.key.asc()
    return sort.desc().nulls_last(), Record.key.desc()


def _totals(session: Session, narrowed: Select[str]) -> tuple[int, Cents]:
    """How many match, and their gross commission; an entry that no transaction asks for has none."""
    # A stray's amount is its entry's total, not a gross commission.
    gross = func.sum(case((Record.key.startswith(STRAY), 0), else_=Record.amount_cents))
    found = narrowed.with_only_columns(func.count(), func.coalesce(gross, 0))
    count, amount = session.execute(found).one()
    return count, int(amount)


def _narrowed(company_id: str, wanted: TransactionFilter) -> Select[str]:
    query = select(Record.key).where(Record.company_id == company_id, Record.stream == TRANSACTIONS)
    for word in wanted.search.casefold().split():
        query = query.where(Record.search_text.contains(word, autoescape=True))
    if wanted.since:
        query = query.where(Record.day >= wanted.since)
    if wanted.until:
        query = query.where(Record.day <= wanted.until)
    if wanted.status:
        query = query.where(_has_status(company_id, wanted))
    return query


def _has_status(company_id: str, wanted: TransactionFilter) -> ColumnElement[bool]:
    # As a list of keys, which the index on status gives without looking at the others.
    of_workflows = select(RecordState.record_key).where(
        RecordState.company_id == company_id, RecordState.category.in_(wanted.workflows)
    )
    if wanted.status == WARNED:
        return Record.key.in_(_warned(company_id, wanted.workflows))
    if wanted.status == NOT_SYNCED:
        return Record.key.not_in(of_workflows)
    return Record.key.in_(of_workflows.where(RecordState.status == wanted.status))


def _warned(company_id: str, workflows: tuple[str, ...]) -> Select[str]:
    """The keys of records that are synced with warnings in a workflow."""
    return (
        select(RecordWarning.record_key)
        .join(
            RecordState,
            (RecordState.company_id == RecordWarning.company_id)
            & (RecordState.category == RecordWarning.category)
            & (RecordState.record_key == RecordWarning.record_key),
        )
        .where(
            RecordWarning.company_id == company_id,
            RecordWarning.category.in_(workflows),
            RecordWarning.cleared_at.is_(None),
            RecordState.status == RecordStatus.SYNCED,
        )
    )


def _rows(session: Session, company_id: str, keys: Sequence[str]) -> list[TransactionRow]:
    columns = (
        Record.key,
        Record.title,
        Record.number,
        Record.day,
        Record.amount_cents,
        Record.gone,
    )
    states = states_of(session, company_id, keys)
    records = session.execute(
        select(*columns).where(Record.company_id == company_id, Record.key.in_(keys))
    )
    rows = {
        record.key: TransactionRow(
            id=core_id(record.key),
            title=record.title,
            number=record.number,
            day=record.day,
            amount_cents=record.amount_cents,
            gone=record.gone and not is_stray(record.key),
            states=states.get(record.key, {}),
            is_stray=is_stray(record.key),
        )
        for record in records
    }
    return [rows[key] for key in keys]
