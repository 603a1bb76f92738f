"""Calls whose signature is right: stored once, however many come at the same moment."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.push.signatures import Dialect, Signature
from include.database.engine import Database
from include.database.feeds.arrivals import StoredArrival
from include.database.feeds.calls import Call, SourceOff, received
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

FEED, SEAL = "closings", Seal([KEY])
BODY = b'{"data": [{"number": "TR-7"}]}'


@pytest.fixture
def push(database: Database) -> Database:
    """A company with a source that takes calls."""
    connect_company(database, willow_park(), actor="ada")
    with database.writing() as session:
        create_feed(session, NewFeed(FEED, "willow", "Closings", Door.PUSH), "ada")
    return database


def call(name: str = "msg_1", dialect: Dialect = Dialect.STANDARD) -> Call:
    own_id = name if dialect is Dialect.STANDARD else ""
    return Call(FEED, Signature(dialect, (b"",), own_id), f"push {name}.json", "192.0.2.7", BODY)


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Arrival)) or 0


def test_the_same_call_at_the_same_moment_is_stored_once(push: Database) -> None:
    together, stored = threading.Barrier(4), list[StoredArrival]()

    def send() -> None:
        together.wait()
        stored.append(received(push, SEAL, call()))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.is_new for one in stored) == [False, False, False, True]
    assert len({one.id for one in stored}) == 1
    assert count(push) == 1


def test_calls_of_their_own_are_stored_each(push: Database) -> None:
    assert received(push, SEAL, call("msg_1")).is_new
    assert received(push, SEAL, call("msg_2")).is_new
    assert count(push) == 2


def test_of_backoffices_calls_one_waits(push: Database) -> None:
    first = received(push, SEAL, call("a", Dialect.BACKOFFICE))
    assert not received(push, SEAL, call("b", Dialect.BACKOFFICE)).is_new
    with push.writing() as session:
        session.get_one(Arrival, first.id).status = ArrivalStatus.READING
    assert received(push, SEAL, call("c", Dialect.BACKOFFICE)).is_new


def test_a_source_that_was_turned_off_meanwhile_stores_nothing(push: Database) -> None:
    with push.writing() as session:
        change_feed(session, FEED, actor="ada", is_on=False)
    with pytest.raises(SourceOff):
        received(push, SEAL, call())
    assert count(push) == 0
