"""Due in CORE: CORE's transactions of the last twelve months, by status and by closing month.

They are counted twice: from what CORE has, and from their statuses in the workflows that are on. What
only the first count has, no workflow has read: no list of statuses shows it, and nothing would post it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from include.books.money import Cents
from include.database.reads.streams import (
    BILLING_STATEMENTS,
    BILLING_WORKFLOW,
    STRAY,
    TRANSACTIONS,
)
from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState

MONTHS = 12
_WORST_FIRST = (
    RecordStatus.ON_HOLD,
    RecordStatus.READY,
    RecordStatus.UNDONE,
    RecordStatus.SYNCED,
    RecordStatus.NOT_READY,
)
"""A transaction has one status in the equation, whatever the other workflow says."""
_OPEN = (RecordStatus.ON_HOLD, RecordStatus.READY)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of transactions, and their gross commissions in cents."""

    number: int = 0
    cents: Cents = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.number + other.number, self.cents + other.cents)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.number - other.number, self.cents - other.cents)

    def __bool__(self) -> bool:
        return self != Amount()


@dataclass(frozen=True, slots=True)
class ClosingMonth:
    """The gross commissions of the transactions that closed in a month, in cents.

    Attributes:
        first: its first day.
        synced: of those that are in QuickBooks.
        open: of those that are due and aren't.
    """

    first: dt.date
    synced: Cents = 0
    open: Cents = 0


@dataclass(frozen=True, slots=True)
class DueTransactions:
    """CORE's transactions that are due, and what became of them.

    Attributes:
        since: closed on this day or later, or without a close date; older ones only where they aren't
            synced.
        due: all of them, as CORE has them: each is in one of `parts`, else something is missing.
        parts: by status; what no transaction has isn't in it.
        not_ready: transactions that can't post yet, beside those that are due.
        months: the last twelve, the oldest first.
    """

    since: dt.date
    due: Amount
    parts: Mapping[RecordStatus, Amount]
    not_ready: Amount
    months: Sequence[ClosingMonth]

    @property
    def missing(self) -> Amount:
        """What is due, and has no status in a workflow that is on."""
        return self.due - sum(self.parts.values(), Amount())


def due_transactions(
    session: Session, company_id: str, categories: Sequence[str], today: dt.date
) -> DueTransactions:
    """Count what is due.

    Args:
        session: a transaction.
        company_id: the company.
        categories: the workflows of transactions that are on; at least one.
        today: in the company's time zone.
    """
    firsts = first_days(today)
    recent, undated = Record.day >= firsts[0], Record.day.is_(None)
    due = _in_core(session, company_id, recent) + _in_core(session, company_id, undated)
    parts: defaultdict[RecordStatus, Amount] = defaultdict(Amount)
    months = {first: ClosingMonth(first) for first in firsts}
    for condition in (recent, undated):
        for day, status, amount in _by_status(session, company_id, categories, condition):
            parts[status] += amount
            first = day.replace(day=1) if day else None
            if first in months and status is not RecordStatus.NOT_READY:
                months[first] = _with(months[first], status, amount.cents)
    for status, amount in _older(session, company_id, categories, firsts[0]):
        parts[status] += amount
        due += amount
    not_ready = parts.pop(RecordStatus.NOT_READY, Amount())
    return DueTransactions(firsts[0], due - not_ready, dict(parts), not_ready, [*months.values()])


@dataclass(frozen=True, slots=True)
class DueInPeriod:
    """The transactions that closed in a period, or the billing statements dated in it.

    Attributes:
        due: all that can be posted, as CORE has them.
        parts: by status; what a workflow that is on hasn't read isn't in it.
        not_ready: what can't post yet, beside those.
    """

    due: Amount
    parts: Mapping[RecordStatus, Amount]
    not_ready: Amount

    @property
    def missing(self) -> Amount:
        """What a workflow that is on hasn't read, although its start date lets it."""
        return self.due - sum(self.parts.values(), Amount())

    def of(self, status: RecordStatus) -> Amount:
        """The part that has a status."""
        return self.parts.get(status, Amount())


def due_in(
    session: Session,
    company_id: str,
    starts: Mapping[str, dt.date | None],
    since: dt.date,
    until: dt.date,
) -> DueInPeriod:
    """Count what is due of a period, both days included.

    Args:
        session: a transaction.
        company_id: the company.
        starts: the workflows of transactions that are on, or the one of billing, with their start dates;
            at least one.
        since: the first day.
        until: the last day.
    """
    stream = BILLING_STATEMENTS if BILLING_WORKFLOW in starts else TRANSACTIONS
    within = Record.day.between(since, until)
    parts: defaultdict[RecordStatus, Amount] = defaultdict(Amount)
    counted = _counted(session, company_id, [*starts], within, stream)
    for day, found, amount in counted:
        by_workflow = dict(zip(starts, found, strict=True))
        if status := _status_in_all(by_workflow, starts, day):
            parts[status] += amount
    not_ready = parts.pop(RecordStatus.NOT_READY, Amount())
    in_core = _in_core(session, company_id, within, stream)
    return DueInPeriod(in_core - not_ready, dict(parts), not_ready)


def _status_in_all(
    found: Mapping[str, RecordStatus | None],
    starts: Mapping[str, dt.date | None],
    day: dt.date | None,
) -> RecordStatus | None:
    """A record's status where every workflow must have read it; None if one hasn't."""
    for status in (RecordStatus.ON_HOLD, RecordStatus.READY, RecordStatus.UNDONE):
        if status in found.values():
            return status
    unread = [
        category
        for category, status in found.items()
        if status is None and not _is_before(day, starts[category])
    ]
    if RecordStatus.SYNCED in found.values():
        return None if unread else RecordStatus.SYNCED
    if RecordStatus.NOT_READY in found.values() or not unread:
        return RecordStatus.NOT_READY
    return None


def _is_before(day: dt.date | None, start: dt.date | None) -> bool:
    return day is not None and start is not None and day < start


def first_days(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, the oldest first."""
    this = today.year * 12 + today.month - 1
    return [
        dt.date(number // 12, number % 12 + 1, 1) for number in range(this - MONTHS + 1, this + 1)
    ]


def _with(month: ClosingMonth, status: RecordStatus, cents: Cents) -> ClosingMonth:
    if status is RecordStatus.SYNCED:
        return ClosingMonth(month.first, month.synced + cents, month.open)
    return ClosingMonth(month.first, month.synced, month.open + cents)


_GROSS = func.coalesce(func.sum(Record.amount_cents), 0)


def _is_in_core(company_id: str, stream: str = TRANSACTIONS) -> tuple[ColumnElement[bool], ...]:
    return (
        Record.company_id == company_id,
        Record.stream == stream,
        ~Record.gone,
        ~Record.key.startswith(STRAY),
    )


def _in_core(
    session: Session, company_id: str, condition: ColumnElement[bool], stream: str = TRANSACTIONS
) -> Amount:
    """From the records alone."""
    of_stream = _is_in_core(company_id, stream)
    query = select(func.count(Record.key), _GROSS).where(*of_stream, condition)
    number, cents = session.execute(query).one()
    return Amount(number, int(cents or 0))


def _by_status(
    session: Session,
    company_id: str,
    categories: Sequence[str],
    condition: ColumnElement[bool],
) -> Iterator[tuple[dt.date | None, RecordStatus, Amount]]:
    """By close date, those that a workflow has read. One that was turned on later may have read fewer."""
    for day, found, amount in _counted(session, company_id, categories, condition):
        if worst := next((status for status in _WORST_FIRST if status in found), None):
            yield day, worst, amount


def _counted(
    session: Session,
    company_id: str,
    categories: Sequence[str],
    condition: ColumnElement[bool],
    stream: str = TRANSACTIONS,
) -> Iterator[tuple[dt.date | None, Sequence[RecordStatus | None], Amount]]:
    """By date and by the status in each workflow, in their order; None where a workflow hasn't read it."""
    states = [aliased(RecordState) for _ in categories]
    statuses = [state.status for state in states]
    query = select(Record.day, func.count(Record.key), _GROSS, *statuses)
    for category, state in zip(categories, states, strict=True):
        of_record = and_(
            state.company_id == Record.company_id,
            state.category == category,
            state.record_key == Record.key,
        )
        query = query.outerjoin(state, of_record)
    of_stream = _is_in_core(company_id, stream)
    counted = query.where(*of_stream, condition).group_by(Record.day, *statuses)
    for day, number, cents, *found in session.execute(counted):
        yield day, found, Amount(number, int(cents or 0))


def _older(
    session: Session, company_id: str, categories: Sequence[str], before: dt.date
) -> list[tuple[RecordStatus, Amount]]:
    """What closed before, and isn't synced."""
    is_on_hold = func.max(case((RecordState.status == RecordStatus.ON_HOLD, 1), else_=0))
    waiting = (
        select(RecordState.record_key, is_on_hold.label("on_hold"))
        .where(
            RecordState.company_id == company_id,
            RecordState.category.in_(categories),
            RecordState.status.in_(_OPEN),
        )
        .group_by(RecordState.record_key)
        .subquery()
    )
    rows = session.execute(
        select(waiting.c.on_hold, func.count(Record.key), _GROSS)
        .join(waiting, waiting.c.record_key == Record.key)
        .where(*_is_in_core(company_id), Record.day < before)
        .group_by(waiting.c.on_hold)
    )
    return [
        (RecordStatus.ON_HOLD if on_hold else RecordStatus.READY, Amount(number, int(cents or 0)))
        for on_hold, number, cents in rows
    ]
