"""What the inbox has to do; which of it waits is tried with the looks (tests/provider/inbox/test_watch.py)."""

from __future__ import annotations

import pytest

from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.feeds.waiting import known_keys, save_cursor, watched_feeds
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY


@pytest.fixture
def feeds(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    with database.writing() as session:
        for door in Door:
            create_feed(session, NewFeed(door.value, "willow", door.value, door), "finance ops")
    return database


def watched(database: Database) -> list[str]:
    with database.reading() as session:
        return [one.id for one in watched_feeds(session)]


def test_folders_and_mailboxes_that_are_on_are_watched(feeds: Database) -> None:
    assert {"folder", "mailbox"} <= set(watched(feeds)) <= {"folder", "mailbox", "sql"}
    with feeds.writing() as session:
        change_feed(session, "folder", actor="ada", is_on=False)
    assert "folder" not in watched(feeds)


def test_keys_are_known_by_source_however_many_are_asked_for(feeds: Database) -> None:
    seal = with_digests(feeds, Seal([KEY]))
    for number in range(3):
        new = NewArrival("folder", Door.FOLDER, "a", "", "folder", idempotency_key=f"key {number}")
        store_arrival(feeds, seal, new, [b"1"])
    asked = [f"key {number}" for number in range(1, 1501)]
    with feeds.reading() as session:
        assert known_keys(session, "folder", asked) == {"key 1", "key 2"}
        assert known_keys(session, "mailbox", asked) == set()
        assert known_keys(session, "folder", []) == set()


def test_a_cursor_comes_back_as_it_was_stored(feeds: Database) -> None:
    save_cursor(feeds, "mailbox", {"uid": 7})
    with feeds.reading() as session:
        (cursor,) = [one.cursor for one in watched_feeds(session) if one.id == "mailbox"]
    assert cursor == {"uid": 7}
