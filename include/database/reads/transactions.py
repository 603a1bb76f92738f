"""The list of transactions: searched, filtered, a page at a time, no payload opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.reads.record_states import StateInWorkflow, states_of
from include.database.reads.streams import TRANSACTION_WORKFLOWS, TRANSACTIONS, core_id, is_stray
from include.database.tables.records import Record, RecordState

PAGE = 50
NOT_SYNCED = "not synced"
"""The status of a transaction that no run of a workflow has read."""

_ORDER = (Record.day.desc().nulls_last(), Record.key.desc())


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """What the list is narrowed to; empty values narrow nothing.

    Attributes:
        search: words that must all be in the address, number, CORE ID or an agent's name.
        workflows: the categories that `status` is about.
        status: a stored record status, or `NOT_SYNCED`.
        since: the first close date, included.
        until: the last close date, included.
        page: from 1.
    """

    search: str = ""
    workflows: tuple[str, ...] = TRANSACTION_WORKFLOWS
    status: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    page: int = 1


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
    """A page of the list, and how many transactions there are on all pages."""

    rows: Sequence[TransactionRow]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return _last_page(self.total)


def transactions(session: Session, company_id: str, wanted: TransactionFilter) -> TransactionList:
    """A page of a company's transactions, the newest close date first, those without one last."""
    narrowed = _narrowed(company_id, wanted)
    page = max(wanted.page, 1)
    keys, total = _page(session, narrowed, page)
    if not keys and page > 1:
        # The page is past the end: the last one is shown.
        total = session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0
        page = _last_page(total)
        keys, total = _page(session, narrowed, page)
    return TransactionList(_rows(session, company_id, keys), total, page)


def matching_ids(
    session: Session, company_id: str, wanted: TransactionFilter, most: int
) -> list[str]:
    """The CORE IDs of all transactions that match, on whichever page, but no more than `most`."""
    keys = session.scalars(_narrowed(company_id, wanted).order_by(*_ORDER).limit(most))
    return [core_id(key) for key in keys]


def _last_page(total: int) -> int:
    return max(1, -(-total // PAGE))


def _page(session: Session, narrowed: Select[str], page: int) -> tuple[list[str], int]:
    """The keys of a page, and how many there are on all; one pass finds both."""
    rows = session.execute(
        narrowed.add_columns(func.count().over())
        .order_by(*_ORDER)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


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
    if wanted.status == NOT_SYNCED:
        return Record.key.not_in(of_workflows)
    return Record.key.in_(of_workflows.where(RecordState.status == wanted.status))


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
