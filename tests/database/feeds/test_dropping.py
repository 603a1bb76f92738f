"""Bytes of imports go when they are old and nothing needs them; what is known of the imports stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.arrivals import ContentDropped, NewArrival, open_arrival, store_arrival
from include.database.feeds.deciding import discard
from include.database.feeds.dropping import drop_calls, drop_contents
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.reading import read_arrival
from include.database.feeds.wakes import wakes
from include.database.keys.seal import Seal
from include.database.reads.import_page import changed_records, held_rows, import_detail
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, ArrivalPart
from tests.core_backoffice.contract.brokerage import deal
from tests.core_backoffice.contract.stored_world import (
    COMPANY,
    FEED,
    UploadedChanges,
    UploadWorld,
    stored_world,
)
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

LATER = dt.timedelta(days=1)


@pytest.fixture
def world() -> Iterator[UploadWorld]:
    with stored_world(UploadWorld) as opened:
        yield opened


def parts(database: Database) -> set[int]:
    """The imports whose bytes are there."""
    with database.reading() as session:
        return set(session.scalars(select(ArrivalPart.arrival_id)))


def drop(world: UploadWorld | UploadedChanges) -> int:
    """Remove what may go once everything is old."""
    return drop_contents(world.database, utc_now() + LATER)


def test_the_bytes_of_an_old_file_go_and_what_came_of_it_stays(world: UploadWorld) -> None:
    world.put(deal(7001))
    world.put(deal(7002))
    assert drop_contents(world.database, utc_now() + LATER, dry_run=True) == 1
    assert parts(world.database) == {1, 2}
    assert drop(world) == 1
    assert parts(world.database) == {2}
    assert drop(world) == 0
    with world.database.reading() as session:
        detail = import_detail(session, COMPANY, 1)
        changed = changed_records(session, COMPANY, 1)
    assert detail is not None
    assert detail.content_dropped_at is not None
    assert (detail.row.name, detail.row.rows, len(detail.sha256)) == ("snapshot.xlsx", 3, 64)
    assert [one.key for one in changed.rows] == ["transaction:7001"]


def test_who_opens_it_is_told(world: UploadWorld) -> None:
    world.put(deal(7001))
    world.put(deal(7002))
    drop(world)
    told = "The content of snapshot.xlsx is no longer kept."
    with (
        pytest.raises(ContentDropped, match=told),
        open_arrival(world.database, world.seal, 1),
    ):
        pass


def test_what_isnt_old_stays(world: UploadWorld) -> None:
    world.put(deal(7001))
    world.put(deal(7002))
    assert drop_contents(world.database, utc_now() - LATER) == 0


def test_the_newest_snapshot_stays_whatever_its_number(world: UploadWorld) -> None:
    """The next file is compared with the one that was read last, which may have come before others."""
    world.put(deal(7001))
    world.put(deal(7002))
    with world.database.writing() as session:
        session.get_one(Arrival, 1).read_at = utc_now()
    assert drop(world) == 1
    assert parts(world.database) == {1}


def test_a_file_with_rows_on_hold_stays_until_they_are_off_hold() -> None:
    with stored_world(UploadedChanges) as world:
        world.spoil(deal(7001))
        world.put(deal(7002))
        assert drop(world) == 0
        world.put(deal(7001))
        assert drop(world) == 2
        assert parts(world.database) == {3}


def test_so_does_one_whose_record_doesnt_add_up() -> None:
    with stored_world(UploadedChanges) as world:
        world.put(deal(7001, *deal(7001).items[:1]))
        with world.database.reading() as session:
            assert held_rows(session, 1).total == 1
        world.put(deal(7002))
        assert drop(world) == 0


@pytest.mark.parametrize(
    "status",
    [
        ArrivalStatus.STORED,
        ArrivalStatus.WAITING,
        ArrivalStatus.NO_PROFILE,
        ArrivalStatus.REFUSED,
    ],
)
def test_what_isnt_read_stays(world: UploadWorld, status: ArrivalStatus) -> None:
    world.put(deal(7001))
    new = NewArrival(FEED, Door.UPLOAD, "next.csv", "", "finance ops")
    next_one = store_arrival(world.database, world.seal, new, [b"A,B\n1,2\n"]).id
    with world.database.writing() as session:
        session.get_one(Arrival, next_one).status = status.value
    assert drop(world) == 0
    with world.database.writing() as session:
        discard(session, next_one, "finance ops")
    assert drop(world) == 1


# --- calls of CORE ---


@pytest.fixture
def called(sqlite_database: Database) -> Database:
    """A source that CORE calls; three calls were read, and two of them looked for."""
    seal = Seal([KEY])
    connect_company(sqlite_database, willow_park(COMPANY), actor="ada")
    settings = {"core_connection": "core"}
    with sqlite_database.writing() as session:
        create_feed(session, NewFeed("calls", COMPANY, "CORE", Door.PUSH, settings), "ada")
    for number in range(3):
        new = NewArrival("calls", Door.PUSH, f"call-{number}", "", "push", None, f"c-{number}")
        stored = store_arrival(sqlite_database, seal, new, [b"{}"])
        assert read_arrival(sqlite_database, seal, stored.id).status is ArrivalStatus.READ
    with sqlite_database.writing() as session:
        for number in (1, 2):
            session.get_one(Arrival, number).runs_started_at = utc_now()
    return sqlite_database


def numbers(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Arrival)) or 0


def test_old_calls_that_a_look_followed_go_whole(called: Database) -> None:
    assert drop_calls(called, utc_now() + LATER, dry_run=True) == 2
    assert drop_calls(called, utc_now() + LATER) == 2
    assert (numbers(called), parts(called)) == (1, {3})
    with called.reading() as session:
        assert [one.arrival_id for one in wakes(session)] == [3]


def test_the_newest_call_stays_and_those_of_today(called: Database) -> None:
    with called.writing() as session:
        session.get_one(Arrival, 3).runs_started_at = utc_now()
    assert drop_calls(called, utc_now() - LATER) == 0
    assert drop_calls(called, utc_now() + LATER) == 2
    assert numbers(called) == 1


def test_a_sources_own_calls_are_no_such_calls(world: UploadWorld) -> None:
    world.put(deal(7001))
    world.put(deal(7002))
    assert drop_calls(world.database, utc_now() + LATER) == 0
