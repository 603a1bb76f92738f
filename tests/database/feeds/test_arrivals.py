"""What arrives is stored once, encrypted, and comes back byte by byte."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds import arrivals
from include.database.feeds.arrivals import (
    ArrivalTooLarge,
    FeedOff,
    NewArrival,
    open_arrival,
    store_arrival,
)
from include.database.feeds.content import PART_BYTES, ContentBroken
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal, SealBroken
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, ArrivalPart
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

OTHER_KEY = "bXkzF1m3uEw3tJ4v8x3Q0m5mJ0kqU1yS7r0mFh2m8nA="


@pytest.fixture
def seal(database: Database) -> Seal:
    connect_company(database, willow_park(), actor="finance ops")
    with database.writing() as session:
        create_feed(session, NewFeed("exports", "willow", "Exports"), "finance ops")
    return with_digests(database, Seal([KEY]))


def an_export(name: str = "closings.csv", key: str = "") -> NewArrival:
    return NewArrival("exports", Door.UPLOAD, name, "", "finance ops", idempotency_key=key)


def content_of(database: Database, seal: Seal, arrival_id: int) -> bytes:
    with open_arrival(database, seal, arrival_id) as content:
        return content.read()


def test_a_file_of_several_parts_comes_back_byte_by_byte(database: Database, seal: Seal) -> None:
    sent = bytes(range(256)) * (2 * PART_BYTES // 256 + 3)
    stored = store_arrival(database, seal, an_export(), [sent[:100], sent[100:]])
    assert (stored.status, stored.is_new) == (ArrivalStatus.STORED, True)
    assert content_of(database, seal, stored.id) == sent
    with database.reading() as session:
        assert session.get_one(Arrival, stored.id).size == len(sent)


def test_an_empty_file_is_stored_too(database: Database, seal: Seal) -> None:
    assert content_of(database, seal, store_arrival(database, seal, an_export(), []).id) == b""


def test_nothing_of_a_file_can_be_read_in_the_database(database: Database, seal: Seal) -> None:
    stored = store_arrival(database, seal, an_export(), [b"Jane Doe,123-45-6789"])
    with database.reading() as session:
        parts = session.scalars(select(ArrivalPart.content)).all()
        assert all(b"123-45-6789" not in part for part in parts)
    with (
        pytest.raises(SealBroken),
        open_arrival(database, Seal([OTHER_KEY]), stored.id),
    ):
        pass


def test_parts_that_were_swapped_or_changed_are_not_read(database: Database, seal: Seal) -> None:
    first = store_arrival(database, seal, an_export(), [b"a" * (PART_BYTES + 5)])
    with database.writing() as session:
        rows = {row.number: row for row in session.scalars(select(ArrivalPart))}
        rows[0].content, rows[1].content = rows[1].content, rows[0].content
    with pytest.raises(ContentBroken, match=r"closings\.csv was changed in the database"):
        content_of(database, seal, first.id)


def test_parts_that_were_cut_off_are_noticed(database: Database, seal: Seal) -> None:
    first = store_arrival(database, seal, an_export(), [b"a" * (PART_BYTES + 5)])
    with database.writing() as session:
        session.delete(session.get_one(ArrivalPart, (first.id, 1)))
    with pytest.raises(ContentBroken):
        content_of(database, seal, first.id)


def test_what_a_sender_sends_again_is_the_same_arrival(database: Database, seal: Seal) -> None:
    first = store_arrival(database, seal, an_export(key="msg_1"), [b"a"])
    again = store_arrival(database, seal, an_export(key="msg_1"), [b"something else"])
    assert (again.id, again.is_new) == (first.id, False)
    other = store_arrival(database, seal, an_export(key="msg_2"), [b"a"])
    assert other.id != first.id


def test_a_file_that_is_too_large_is_named_with_the_limit(
    database: Database, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "LARGEST", 3 << 20)
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield bytes(1 << 20)

    with pytest.raises(ArrivalTooLarge, match="closings.csv is larger than 3 MB"):
        store_arrival(database, seal, an_export(), endless())
    assert read == 4
    with database.reading() as session:
        assert session.scalars(select(Arrival)).all() == []


def test_a_source_that_is_off_takes_nothing(database: Database, seal: Seal) -> None:
    with database.writing() as session:
        change_feed(session, "exports", actor="finance ops", is_on=False)
    with pytest.raises(FeedOff, match="The source exports is off"):
        store_arrival(database, seal, an_export(), [b"a"])


def test_names_of_others_are_plain_and_short(database: Database, seal: Seal) -> None:
    stored = store_arrival(database, seal, an_export("a\x1b[31m\n" + "b" * 500), [b"a"])
    with database.reading() as session:
        name = session.get_one(Arrival, stored.id).name
    assert len(name) <= 300
    assert name.isprintable()


def test_a_sealed_key_that_was_exchanged_opens_nothing(database: Database, seal: Seal) -> None:
    first = store_arrival(database, seal, an_export(), [b"a"])
    second = store_arrival(database, seal, an_export(), [b"b"])
    with database.writing() as session:
        other = session.get_one(Arrival, second.id).content_key
        session.execute(update(Arrival).where(Arrival.id == first.id).values(content_key=other))
    with pytest.raises(ContentBroken):
        content_of(database, seal, first.id)
