"""What arrives is news or not, by its door: a database's state is never an old file."""

from __future__ import annotations

import pytest

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.mapping.yaml_files import from_yaml
from include.database.engine import Database
from include.database.feeds.choosing import Chosen
from include.database.feeds.earlier import NotRead, why_waiting
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.profiles import save_profile
from include.database.feeds.query_cursors import ALL_ROWS, CHANGED_ROWS
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival
from tests.database.setup.test_companies import willow_park

PROFILE = """
format: 1
name: Closings
contents: {contents}
tables:
  - of: deals
    headers: [Deal, Gross]
    key: [Deal]
    fields:
      number: {{columns: [Deal]}}
      gross: {{columns: [Gross]}}
"""


@pytest.fixture
def feed(sqlite_database: Database) -> Database:
    """A source with two profiles of one file: as changes, and as a snapshot."""
    connect_company(sqlite_database, willow_park(), actor="ada")
    with sqlite_database.writing() as session:
        create_feed(session, NewFeed("closings", "willow", "Closings"), "ada")
    return sqlite_database


def arrive(database: Database, content: str, door: Door, received_by: str = "") -> int:
    """Something that arrived and was read by a profile of changes."""
    with database.writing() as session:
        row = Arrival(
            feed_id="closings",
            door=door.value,
            name=f"{content}.csv",
            sender="",
            received_by=received_by,
            sha256=content,
            size=1,
            content_key="",
            status=ArrivalStatus.STORED.value,
            counts={},
            notes=[],
        )
        session.add(row)
        session.flush()
        return row.id


def profile(database: Database, contents: str) -> Chosen:
    body = from_yaml(PROFILE.format(contents=contents))
    with database.writing() as session:
        row = save_profile(session, "closings", body, "ada")
        return Chosen(row.id, row.name, body)


def read(database: Database, arrival_id: int, chosen: Chosen) -> NotRead | None:
    with database.writing() as session:
        row = session.get_one(Arrival, arrival_id)
        found = why_waiting(session, row, chosen)
        if found is None:
            row.status, row.profile_id, row.read_at = "read", chosen.id, utc_now()
    return found


@pytest.mark.parametrize(
    ("door", "waits"),
    [(Door.UPLOAD, True), (Door.MAILBOX, True), (Door.SQL, False), (Door.PUSH, False)],
)
def test_the_state_before_last_waits_unless_its_sender_has_it_now(
    feed: Database, door: Door, waits: bool
) -> None:
    chosen = profile(feed, "changes")
    for content in ("first", "second"):
        assert read(feed, arrive(feed, content, door), chosen) is None
    again = read(feed, arrive(feed, "first", door), chosen)
    assert (again is not None and again.status is ArrivalStatus.WAITING) is waits


@pytest.mark.parametrize("door", [Door.UPLOAD, Door.SQL, Door.PUSH])
def test_the_same_again_is_a_duplicate_by_every_door(feed: Database, door: Door) -> None:
    chosen = profile(feed, "changes")
    assert read(feed, arrive(feed, "first", door), chosen) is None
    again = read(feed, arrive(feed, "first", door), chosen)
    assert again is not None
    assert again.status is ArrivalStatus.DUPLICATE


def test_rows_that_changed_are_never_read_as_all_there_is(feed: Database) -> None:
    snapshot, changes = profile(feed, "snapshot"), profile(feed, "changes")
    changed = arrive(feed, "first", Door.SQL, CHANGED_ROWS)
    stopped = read(feed, changed, snapshot)
    assert stopped is not None
    assert stopped.status is ArrivalStatus.NO_PROFILE
    assert "It would remove every other record." in stopped.sentence
    assert read(feed, changed, changes) is None
    assert read(feed, arrive(feed, "second", Door.SQL, ALL_ROWS), snapshot) is None
