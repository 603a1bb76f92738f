"""Records that were read and don't add up, or whose payees aren't known: found as a run would find them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from include.core_backoffice.canonical.judging import held_if_bad
from include.core_backoffice.canonical.rows import HeldRow, Place
from include.database.engine import Database
from include.database.feeds.keeping import Reading
from include.database.feeds.people import FeedPeople
from include.database.feeds.stored_records import record_of
from include.database.tables.feeds import Arrival, FeedRecord

_PAGE = 500


def out_of_balance(database: Database, reading: Reading) -> Iterator[HeldRow]:
    """Of the records that an arrival changed, those that go on hold though their rows are fine."""
    people = FeedPeople(database, reading.seal, reading.feed_id)
    with database.reading() as session:
        name = session.get_one(Arrival, reading.arrival_id).name
    after = ""
    while True:
        with database.reading() as session:
            page = session.scalars(
                select(FeedRecord)
                .where(
                    FeedRecord.feed_id == reading.feed_id,
                    FeedRecord.arrival_id == reading.arrival_id,
                    FeedRecord.held.is_(None),
                    FeedRecord.gone.is_(False),
                    FeedRecord.key > after,
                )
                .order_by(FeedRecord.key)
                .limit(_PAGE)
            ).all()
        for row in page:
            record, place = record_of(row, reading.seal), Place.from_json(row.place)
            held = held_if_bad(record, people, name, place) if record else None
            if held is not None:
                yield held
        if len(page) < _PAGE:
            return
        after = page[-1].key
