"""What arrived and belongs to no record: payments whose statement didn't arrive, and rows without a key.

Runs see neither, so it is told with the source until it has a place, or someone dismisses the rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from include.books.dates import format_day
from include.books.money import Cents, format_money
from include.books.wording import counted
from include.core_backoffice.canonical.places import where
from include.core_backoffice.canonical.rows import Place
from include.core_backoffice.mapping.keys import WITHOUT_KEY
from include.database.engine import Database
from include.database.feeds.stored_records import PAYMENTS, is_without_key
from include.database.tables.feeds import Arrival, Feed, FeedRecord
from include.plain_text import plain

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Payments, or rows, that belong to no record.

    Attributes:
        key: under which they are kept.
        since: since when, UTC.
        amount_cents: of payments; None of rows.
        is_row: whether they are rows without a key, which can be dismissed.
    """

    key: str
    source_id: str
    source_name: str
    import_id: int
    file: str
    place: Place
    since: dt.datetime
    sentence: str
    what_to_do: str
    amount_cents: Cents | None
    is_row: bool


@dataclass(frozen=True, slots=True)
class FoundUnplaced:
    """The first of them, the longest waiting first, and how many there are."""

    rows: Sequence[Unplaced]
    total: int


def unplaced(session: Session, company_id: str, source_id: str = "") -> FoundUnplaced:
    """What has no place, of the sources that were set up in a company and are on.

    Args:
        session: a transaction of the database.
        company_id: the company.
        source_id: one of its sources; empty for all.
    """
    found = [
        _view(*row)
        for query in _queries(company_id, source_id)
        for row in session.execute(query.order_by(FeedRecord.changed_at).limit(SHOWN))
    ]
    first = sorted(found, key=_waiting_longest)[:SHOWN]
    return FoundUnplaced(first, count_unplaced(session, company_id, source_id))


def all_unplaced(database: Database, company_id: str, source_id: str = "") -> Iterator[Unplaced]:
    """All of it, in bounded memory: rows without a key, then payments."""
    with database.reading() as session:
        for query in _queries(company_id, source_id):
            ordered = query.order_by(FeedRecord.changed_at, FeedRecord.feed_id, FeedRecord.key)
            for row in session.execute(ordered.execution_options(yield_per=500)):
                yield _view(*row)


def count_unplaced(session: Session, company_id: str, source_id: str = "") -> int:
    """How many there are."""
    return sum(
        session.scalar(query.with_only_columns(func.count())) or 0
        for query in _queries(company_id, source_id)
    )


def count_without_key(session: Session, company_id: str) -> int:
    """How many rows without a key there are: quick, for what every page shows."""
    rows, _ = _queries(company_id, "")
    return session.scalar(rows.with_only_columns(func.count())) or 0


def _waiting_longest(one: Unplaced) -> tuple[dt.datetime, str, str]:
    return one.since, one.source_id, one.key


def _queries(company_id: str, source_id: str) -> tuple[Select[FeedRecord, str, str], ...]:
    """Rows without a key, and payments alone: apart, so that each is found by an index."""
    here = (
        select(FeedRecord, Arrival.name, Feed.name)
        .join(Feed, Feed.id == FeedRecord.feed_id)
        .join(Arrival, Arrival.id == FeedRecord.arrival_id)
        .where(Feed.company_id == company_id, Feed.off_at.is_(None), FeedRecord.gone.is_(False))
    )
    if source_id:
        here = here.where(FeedRecord.feed_id == source_id)
    without_key = FeedRecord.key.like(f"%:{WITHOUT_KEY}%")
    statement = aliased(FeedRecord)
    of_payments = and_(statement.feed_id == FeedRecord.feed_id, statement.key == FeedRecord.owner)
    # One that came after its statement was deleted is alone too.
    alone = or_(
        statement.key.is_(None),
        and_(statement.gone.is_(True), FeedRecord.changed_at > statement.changed_at),
    )
    return (
        here.where(FeedRecord.held.is_not(None), without_key),
        here.outerjoin(statement, of_payments).where(
            FeedRecord.kind == PAYMENTS, ~without_key, alone
        ),
    )


def _view(row: FeedRecord, file: str, source: str) -> Unplaced:
    is_row, held = is_without_key(row.key), row.held or {}
    amount = None if is_row else _paid(row.payload or {})
    sentence, what_to_do = str(held.get("sentence", "")), str(held.get("what_to_do", ""))
    if not held:
        sentence, what_to_do = _of_payments(row, file, amount or 0)
    return Unplaced(
        key=row.key,
        source_id=row.feed_id,
        source_name=plain(source),
        import_id=row.arrival_id,
        file=plain(file),
        place=Place.from_json(row.place),
        since=row.changed_at,
        sentence=plain(sentence),
        what_to_do=plain(what_to_do),
        amount_cents=amount,
        is_row=is_row,
    )


def _of_payments(row: FeedRecord, file: str, amount: Cents) -> tuple[str, str]:
    payload = row.payload or {}
    payments = payload.get("payments") or []
    number = payload.get("number") or row.key.partition(":")[2]
    days = sorted(str(one.get("paid_on", "")) for one in payments)
    dated = f" of {format_day(dt.date.fromisoformat(days[0]))}" if len(days) == 1 else ""
    noun = f"A payment{dated}" if len(days) == 1 else counted(len(days), "payment")
    named = where(file, Place.from_json(row.place))
    return (
        f"{noun} of {format_money(amount)} for statement {number} arrived ({named}), but the statement didn't.",
        f"Import the file that has statement {number} into the same source.",
    )


def _paid(payload: Mapping[str, Any]) -> Cents:
    return sum(int(one.get("amount_cents", 0)) for one in payload.get("payments") or [])
