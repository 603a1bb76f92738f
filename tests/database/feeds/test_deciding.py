"""What a person says about an arrival that waits is recorded, once."""

from __future__ import annotations

import pytest

from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.deciding import NotWaiting, discard, read_anyway
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.free_ids import free_feed_id
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival
from include.database.tables.runs import AuditEvent
from tests.database.setup.test_companies import willow_park


@pytest.fixture
def feed(database: Database) -> str:
    """A source of a company."""
    company = willow_park()
    connect_company(database, company, actor="finn")
    new = NewFeed("exports", "willow", "Exports", Door.UPLOAD)
    return database.write(lambda session: create_feed(session, new, "finn").id)


def arrived(database: Database, feed: str, status: ArrivalStatus) -> int:
    """An arrival of this status."""
    with database.writing() as session:
        row = Arrival(
            feed_id=feed, door="upload", name="a.csv", received_by="finn", sha256="0" * 64,
            size=1, content_key="", status=status.value, counts={}, notes=[],
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def test_what_waits_is_read_and_says_who_said_so(database: Database, feed: str) -> None:
    number = arrived(database, feed, ArrivalStatus.WAITING)
    database.write(lambda session: read_anyway(session, number, "ada"))
    with database.reading() as session:
        row = session.get_one(Arrival, number)
        assert (row.status, row.confirmed_by) == ("stored", "ada")
        assert session.query(AuditEvent).filter_by(event="import confirmed").count() == 1


@pytest.mark.parametrize(
    "status", [one for one in ArrivalStatus if one is not ArrivalStatus.WAITING]
)
def test_nothing_else_is_read_anyway(database: Database, feed: str, status: ArrivalStatus) -> None:
    number = arrived(database, feed, status)
    with pytest.raises(NotWaiting, match="a.csv was read or discarded meanwhile"):
        database.write(lambda session: read_anyway(session, number, "ada"))


@pytest.mark.parametrize("status", ArrivalStatus)
def test_what_was_read_is_never_discarded(
    database: Database, feed: str, status: ArrivalStatus
) -> None:
    number = arrived(database, feed, status)
    unread = status in ("waiting for you", "no profile", "refused", "stored")
    if unread:
        database.write(lambda session: discard(session, number, "ada"))
    else:
        with pytest.raises(NotWaiting):
            database.write(lambda session: discard(session, number, "ada"))
    with database.reading() as session:
        assert session.get_one(Arrival, number).status == ("discarded" if unread else status.value)


def test_an_id_is_made_of_company_and_name_and_never_taken_twice(
    database: Database, feed: str
) -> None:
    def free(name: str) -> str:
        return database.write(lambda session: free_feed_id(session, "willow", name))

    assert feed == "exports"
    assert free("Büro & Söhne") == "willow-buro-sohne"
    assert free("書類") == "willow"
    assert len(free("x" * 200)) == 40
    new = NewFeed("willow-buro-sohne", "willow", "B", Door.UPLOAD)
    database.write(lambda session: create_feed(session, new, "finn"))
    assert free("Büro & Söhne") == "willow-buro-sohne-2"
