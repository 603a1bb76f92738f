"""Signing a month off, and what ends a sign-off: whatever of the month moves afterwards."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, load_only

from include.books.money import format_money
from include.clock import utc_now
from include.database import audit
from include.database.months.moves import IN_CORE, IN_QUICKBOOKS, Move, record_name
from include.database.reads.streams import WORKFLOWS
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company
from include.database.tables.months import SignOff
from include.database.tables.records import Record, RecordState

if TYPE_CHECKING:  # the database opens with what watches its months
    from include.database.engine import Database
    from include.database.setup.people import Who

MOST_MOVES = 50
"""Moves that are named; more are counted no further."""
SIGNED, ENDED = "month signed off", "month no longer signed off"
"""The events of the trail."""
_DATABASE = "someone with access to the CoreBooks database"


@dataclass(frozen=True, slots=True)
class Signed:
    """A month's newest sign-off.

    Attributes:
        id: of its row.
        month: the first day.
        held: the records that were on hold then: category, record key and cause of each.
    """

    id: int
    month: dt.date
    held: frozenset[tuple[str, str, str]]

    def has_held(self, state: RecordState) -> bool:
        """Whether a record was on hold for the same reason when the month was signed off."""
        return (state.category, state.record_key, state.cause) in self.held


def lock_company(session: Session, company_id: str) -> None:
    """Wait for all who are changing a company's months or its trail; held until the transaction ends."""
    session.connection().execute(
        select(Company.id).where(Company.id == company_id).with_for_update(key_share=True)
    )


def newest_sign_offs(session: Session, company_id: str) -> Mapping[dt.date, Signed]:
    """The newest sign-off of each month that ever had one, by its first day."""
    newest = (
        select(func.max(SignOff.id)).where(SignOff.company_id == company_id).group_by(SignOff.month)
    )
    rows = session.execute(
        select(SignOff.id, SignOff.month, SignOff.figures).where(SignOff.id.in_(newest))
    )
    return {
        month: Signed(id_, month, frozenset(tuple(one) for one in figures.get("held", ())))
        for id_, month, figures in rows
    }


def sign_off(
    session: Session,
    company_id: str,
    month: dt.date,
    who: Who,
    comment: str,
    checkpoint: str,
    figures: Mapping[str, Any],
) -> SignOff:
    """Sign a month off, in a transaction that has locked the company and checked the month.

    Args:
        session: a writing transaction.
        company_id: the company.
        month: its first day.
        who: signs.
        comment: what they checked.
        checkpoint: the signed checkpoint of the audit trail.
        figures: what is signed: "held", "accounts" and the checks; amounts in cents.
    """
    row = SignOff(
        company_id=company_id,
        month=month,
        signed_by=who.name,
        signed_by_id=who.id,
        signed_at=utc_now(),
        comment=comment,
        checkpoint=checkpoint,
        figures=dict(figures),
    )
    session.add(row)
    audit.append(
        session,
        company_id,
        actor=who.name,
        event=SIGNED,
        subject=f"{month:%B %Y}",
        detail={"month": f"{month:%Y-%m}", "comment": comment, "checkpoint": checkpoint},
    )
    return row


def add_moves(session: Session, signed: Signed, moves: Sequence[Move]) -> None:
    """End a sign-off for what moved; if it has ended already, name that too."""
    row = session.get_one(SignOff, signed.id, with_for_update=True, populate_existing=True)
    if row.moves >= MOST_MOVES:
        return
    if row.ended_at is None:
        row.ended_at = moves[0].at
        _tell(session, row, moves[0])
    named = [move.stored() for move in moves[: MOST_MOVES - len(row.moved)]]
    row.moved = [*row.moved, *named]
    row.moves += len(moves)


def _tell(session: Session, row: SignOff, move: Move) -> None:
    audit.append(
        session,
        row.company_id,
        actor=move.who,
        event=ENDED,
        subject=f"{row.month:%B %Y}",
        detail={
            "month": f"{row.month:%Y-%m}",
            "signed_by": row.signed_by,
            "why": move.what,
            "record": move.record_key,
        },
    )


def end_where_open(session: Session, company_id: str) -> None:
    """End the sign-offs of months in which, as was just planned, something is still to be posted."""
    holding = {signed.month: signed for signed in _holding(session, company_id)}
    if not holding:
        return
    moves: dict[dt.date, list[Move]] = defaultdict(list)
    for record in _to_post(session, company_id, min(holding)):
        month = record.day.replace(day=1) if record.day else None
        if month in holding:
            moves[month].append(_ready(record))
    if moves:
        lock_company(session, company_id)
    for month, found in moves.items():
        add_moves(session, holding[month], found)


def _holding(session: Session, company_id: str) -> list[Signed]:
    holds = select(SignOff.id).where(SignOff.company_id == company_id, SignOff.ended_at.is_(None))
    ids = set(session.scalars(holds))
    if not ids:
        return []
    return [one for one in newest_sign_offs(session, company_id).values() if one.id in ids]


def _to_post(session: Session, company_id: str, since: dt.date) -> Iterator[Record]:
    """The records dated on a day or later that a run would post, each once."""
    ready = select(RecordState.record_key).where(
        RecordState.company_id == company_id,
        RecordState.category.in_(WORKFLOWS),
        RecordState.status == RecordStatus.READY,
    )
    query = (
        select(Record)
        .where(Record.company_id == company_id, Record.key.in_(ready), Record.day >= since)
        .order_by(Record.key)
        .options(
            load_only(Record.key, Record.number, Record.title, Record.day, Record.amount_cents)
        )
    )
    return iter(session.scalars(query))


def _ready(record: Record) -> Move:
    cents = record.amount_cents
    amount = f" ({format_money(cents)})" if cents is not None else ""
    what = f"{record_name(record)}{amount} is ready to sync."
    return Move(what, IN_CORE, record.key, utc_now())


def end_for_totals(
    session: Session, company_id: str, month: dt.date, accounts: Sequence[Sequence[Any]]
) -> None:
    """End a month's sign-off where a tie-out finds another total in QuickBooks than was signed.

    Args:
        session: a writing transaction that has locked the company.
        company_id: the company.
        month: its first day.
        accounts: as the tie-out has them: name, group, and three amounts in cents, QuickBooks' last.
    """
    signed = next((one for one in _holding(session, company_id) if one.month == month), None)
    if signed is None:
        return
    before = _totals(session.get_one(SignOff, signed.id).figures.get("accounts", ()))
    after = _totals(accounts)
    moves = [
        Move(
            f"{account} moved in QuickBooks from {format_money(before.get(account, 0))} to "
            f"{format_money(after.get(account, 0))}.",
            IN_QUICKBOOKS,
            "",
            utc_now(),
        )
        for account in sorted({*before, *after})
        if before.get(account, 0) != after.get(account, 0)
    ]
    if moves:
        add_moves(session, signed, moves)


def _totals(accounts: Iterable[Sequence[Any]]) -> dict[str, int]:
    return {str(line[0]): int(line[-1]) for line in accounts}


def end_for_broken_trail(database: Database, company_id: str, reason: str) -> None:
    """End every sign-off of a company whose audit trail, or a row that it recorded, was altered.

    Args:
        database: the database.
        company_id: the company.
        reason: the sentence that names the event or the entry.
    """

    def end(session: Session) -> None:
        lock_company(session, company_id)
        for signed in _holding(session, company_id):
            add_moves(session, signed, [Move(reason, _DATABASE, "", utc_now())])

    with database.reading() as session:
        if not _holding(session, company_id):
            return
    database.write(end)
