"""A month as its page shows it: what is due, the five checks, and its sign-offs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.months.moves import Move, move_from_json
from include.database.months.tie_outs import EntryVariance, TiedOut, tie_out_of
from include.database.reads.active_setups import active_setups
from include.database.reads.due import Amount, DueInPeriod, due_in
from include.database.reads.linked_apart import LinkedApart, linked_apart
from include.database.reads.month_entries import count_of_month, next_month
from include.database.reads.streams import BILLING_WORKFLOW, TRANSACTION_WORKFLOWS, WORKFLOWS
from include.database.status_words import MonthStatus
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.months import SignOff
from include.database.tables.records import Record, RecordNote, RecordState

MOST_HELD = 200
"""Records on hold that a month lists; all of them are on Needs attention."""

_HAS_REASON = and_(RecordNote.note != "", RecordNote.noted_at >= RecordState.since)
"""A reason belongs to the hold that it was written for, not to an earlier one."""


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record of the month that is on hold, or one whose date isn't known.

    Attributes:
        category: the workflow.
        key: the record's.
        title: address or agent; empty where CORE's response could never be read.
        number: CORE's number.
        cents: its amount, as far as it is known.
        cause: in a few words.
        sentence: what happened.
        note: the reason that somebody wrote down; empty for none.
        owner: who takes care of it; empty for nobody.
    """

    category: str
    key: str
    title: str
    number: str
    cents: Cents | None
    cause: str
    sentence: str
    note: str
    owner: str

    @property
    def name(self) -> str:
        """By number and address or agent."""
        parts = [part for part in (self.number, self.title) if part]
        return ", ".join(parts) or self.key.replace(":", " ").capitalize()


@dataclass(frozen=True, slots=True)
class MonthVariance:
    """An entry that differs from what was posted, and whether somebody explained it.

    Attributes:
        variance: as the tie-out found it.
        kind: of the entry; empty if it is gone from the ledger.
        quickbooks_id: of the entry.
        is_kept: a user keeps the QuickBooks version.
        note: what somebody wrote about the record; empty for nothing.
    """

    variance: EntryVariance
    kind: str
    quickbooks_id: str
    is_kept: bool
    note: str

    @property
    def is_explained(self) -> bool:
        """Whether the month can be signed off with it."""
        return self.is_kept or bool(self.note)


@dataclass(frozen=True, slots=True)
class SignOffView:
    """A sign-off of the month.

    Attributes:
        id: of its row.
        signed_by: the user.
        signed_at: UTC.
        comment: what they checked.
        checkpoint: the signed checkpoint of the audit trail.
        ended_at: when something moved, UTC; None while it holds.
        moved: what moved since.
        moves: how many did; more than `moved` has are counted no further.
    """

    id: int
    signed_by: str
    signed_at: dt.datetime
    comment: str
    checkpoint: str
    ended_at: dt.datetime | None
    moved: Sequence[Move]
    moves: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a company.

    Attributes:
        first: its first day.
        last: its last day.
        transactions: what is due; None while no workflow of transactions is on.
        statements: the same of billing statements.
        held: records on hold, `MOST_HELD` at most; those without a reason first.
        held_amount: how many records, and their known amounts.
        without_reason: how many of them have no reason.
        entries: how many entries are dated in it.
        tied_out: the newest tie-out; None before the first.
        variances: of that, as they are now.
        sign_offs: the newest first.
        linked_apart: what was linked as QuickBooks had it, and how far that is from CORE.
    """

    first: dt.date
    last: dt.date
    transactions: DueInPeriod | None
    statements: DueInPeriod | None
    held: Sequence[HeldRecord]
    held_amount: Amount
    without_reason: int
    entries: int
    tied_out: TiedOut | None
    variances: Sequence[MonthVariance]
    sign_offs: Sequence[SignOffView]
    linked_apart: LinkedApart

    @property
    def status(self) -> MonthStatus:
        """Whether it is signed off."""
        if not self.sign_offs:
            return MonthStatus.OPEN
        return MonthStatus.ENDED if self.sign_offs[0].ended_at else MonthStatus.SIGNED


def month_of(session: Session, company_id: str, first: dt.date) -> Month:
    """A month as it is now."""
    last = next_month(first) - dt.timedelta(days=1)
    on = active_setups(session, company_id)
    starts = {category: setup.start_date for category, setup in on.items()}
    transactions = {one: starts[one] for one in TRANSACTION_WORKFLOWS if one in starts}
    billing = {one: starts[one] for one in (BILLING_WORKFLOW,) if one in starts}
    held, held_amount, without_reason = _held(session, company_id, first, last)
    tied_out = tie_out_of(session, company_id, first)
    return Month(
        first,
        last,
        due_in(session, company_id, transactions, first, last) if transactions else None,
        due_in(session, company_id, billing, first, last) if billing else None,
        held,
        held_amount,
        without_reason,
        count_of_month(session, company_id, first),
        tied_out,
        _variances(session, company_id, tied_out),
        _sign_offs(session, company_id, first),
        linked_apart(session, company_id, first, last),
    )


def statuses_of_months(
    session: Session, company_id: str, months: Sequence[dt.date]
) -> Mapping[dt.date, MonthStatus]:
    """Whether months are signed off, by first day."""
    rows = session.execute(
        select(SignOff.month, SignOff.ended_at)
        .where(SignOff.company_id == company_id, SignOff.month.in_(months))
        .order_by(SignOff.id)
    )
    found = dict.fromkeys(months, MonthStatus.OPEN)
    for month, ended_at in rows:
        found[month] = MonthStatus.ENDED if ended_at else MonthStatus.SIGNED
    return found


@dataclass(frozen=True, slots=True)
class EndedSignOff:
    """A month whose sign-off no longer holds, and what ended it."""

    month: dt.date
    ended_at: dt.datetime
    what: str
    moves: int


def ended_sign_offs(session: Session, company_id: str) -> list[EndedSignOff]:
    """The months that were signed off, moved, and weren't signed off again; the oldest first."""
    newest = (
        select(func.max(SignOff.id)).where(SignOff.company_id == company_id).group_by(SignOff.month)
    )
    rows = session.execute(
        select(SignOff.month, SignOff.ended_at, SignOff.moved, SignOff.moves)
        .where(SignOff.id.in_(newest), SignOff.ended_at.is_not(None))
        .order_by(SignOff.month)
    )
    return [
        EndedSignOff(month, ended_at, moved[0]["what"] if moved else "", moves)
        for month, ended_at, moved, moves in rows
        if ended_at
    ]


def every_hold(session: Session, company_id: str, first: dt.date, last: dt.date) -> list[list[str]]:
    """All records on hold of a period or without a date: category, record key, cause."""
    rows = session.execute(
        _holds(company_id, first, last)
        .with_only_columns(RecordState.category, RecordState.record_key, RecordState.cause)
        .order_by(RecordState.category, RecordState.record_key)
    )
    return [list(row) for row in rows]


def all_held(session: Session, company_id: str, first: dt.date, last: dt.date) -> list[HeldRecord]:
    """All records on hold of a period, and those without a date."""
    rows = session.execute(
        _holds(company_id, first, last).order_by(RecordState.record_key, RecordState.category)
    )
    return [_held_record(*row) for row in rows]


def _held(
    session: Session, company_id: str, first: dt.date, last: dt.date
) -> tuple[list[HeldRecord], Amount, int]:
    """The records on hold that belong to the month or may do so: their dates may not be known."""
    query = _holds(company_id, first, last)
    has_reason = func.coalesce(_HAS_REASON, false())
    amounts = session.execute(
        query.with_only_columns(RecordState.record_key, Record.amount_cents, has_reason).distinct()
    ).all()
    total = Amount(len(amounts), sum(cents or 0 for _, cents, _ in amounts))
    without = sum(not reasoned for _, _, reasoned in amounts)
    rows = session.execute(
        query.order_by(has_reason, Record.day, RecordState.record_key).limit(MOST_HELD)
    )
    return [_held_record(*row) for row in rows], total, without


def _holds(
    company_id: str, first: dt.date, last: dt.date
) -> Select[RecordState, Record, RecordNote]:
    of_record = and_(
        Record.company_id == RecordState.company_id, Record.key == RecordState.record_key
    )
    of_note = and_(
        RecordNote.company_id == RecordState.company_id,
        RecordNote.record_key == RecordState.record_key,
    )
    return (
        select(RecordState, Record, RecordNote)
        .outerjoin(Record, of_record)
        .outerjoin(RecordNote, of_note)
        .where(
            RecordState.company_id == company_id,
            RecordState.category.in_(WORKFLOWS),
            RecordState.status == RecordStatus.ON_HOLD,
            or_(Record.day.between(first, last), Record.day.is_(None)),
        )
    )


def _held_record(state: RecordState, record: Record | None, note: RecordNote | None) -> HeldRecord:
    return HeldRecord(
        state.category,
        state.record_key,
        record.title if record else "",
        record.number if record else "",
        record.amount_cents if record else None,
        state.cause,
        state.sentence,
        note.note if note and note.noted_at >= state.since else "",
        note.owner if note else "",
    )


def _variances(session: Session, company_id: str, tied_out: TiedOut | None) -> list[MonthVariance]:
    if tied_out is None or not tied_out.variances:
        return []
    keys = [one.document_key for one in tied_out.variances]
    links = {
        link.document_key: link
        for link in session.scalars(
            select(Link).where(Link.company_id == company_id, Link.document_key.in_(keys))
        )
    }
    reasons = _reasons(session, company_id, {one.record_key for one in tied_out.variances})
    found = []
    for one in tied_out.variances:
        link = links.get(one.document_key)
        ended = link is None or link.status != LinkStatus.IN_QUICKBOOKS
        found.append(
            MonthVariance(
                one,
                link.kind if link else "",
                link.quickbooks_id if link and not ended else "",
                bool(link and link.accepted),
                reasons.get(one.record_key, ""),
            )
        )
    return found


def _reasons(session: Session, company_id: str, record_keys: Collection[str]) -> dict[str, str]:
    """What somebody wrote about records since they went on hold, by record key."""
    rows = session.execute(
        select(RecordNote.record_key, RecordNote.note)
        .join(
            RecordState,
            and_(
                RecordState.company_id == RecordNote.company_id,
                RecordState.record_key == RecordNote.record_key,
            ),
        )
        .where(
            RecordNote.company_id == company_id,
            RecordNote.record_key.in_(record_keys),
            RecordState.status == RecordStatus.ON_HOLD,
            _HAS_REASON,
        )
    )
    return {row.record_key: row.note for row in rows}


def _sign_offs(session: Session, company_id: str, first: dt.date) -> list[SignOffView]:
    rows = session.scalars(
        select(SignOff)
        .where(SignOff.company_id == company_id, SignOff.month == first)
        .order_by(SignOff.id.desc())
    )
    return [
        SignOffView(
            row.id,
            row.signed_by,
            row.signed_at,
            row.comment,
            row.checkpoint,
            row.ended_at,
            [move_from_json(one) for one in row.moved],
            row.moves,
        )
        for row in rows
    ]
