"""Secrets of a push feed: shown once, replaced without a gap, ended at once, and in the audit trail."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.push.signatures import Dialect
from include.database import audit
from include.database.engine import Database
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.feeds.secrets import (
    NoSuchFeed,
    PushFeed,
    end,
    known_secrets,
    new_secret,
    push_feed,
    rotate,
)
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.database.tables.feeds import FeedSecret
from tests.database.setup.test_companies import willow_park

FEED, COMPANY = "closings", "willow"
SEAL = Seal([Fernet.generate_key().decode()])
DAY = dt.timedelta(hours=24)


@pytest.fixture
def push(database: Database) -> Database:
    """A company with a source that takes calls."""
    connect_company(database, willow_park(), actor="ada")
    with database.writing() as session:
        create_feed(session, NewFeed(FEED, COMPANY, "Closings", Door.PUSH), "ada")
    return database


def create(database: Database, dialect: Dialect = Dialect.STANDARD, given: str = "") -> str:
    with database.writing() as session:
        return new_secret(session, SEAL, FEED, actor="ada", dialect=dialect, given=given)


def replace(database: Database, overlap: dt.timedelta = DAY) -> str:
    with database.writing() as session:
        return rotate(session, SEAL, FEED, actor="ada", overlap=overlap)


def taken(database: Database, after: dt.timedelta = dt.timedelta()) -> PushFeed | None:
    with database.reading() as session:
        return push_feed(session, SEAL, FEED, utc_now() + after)


def texts(database: Database, after: dt.timedelta = dt.timedelta()) -> list[str]:
    feed = taken(database, after)
    assert feed is not None
    return [one.text for one in feed.secrets]


def events(database: Database) -> list[str]:
    with database.reading() as session:
        audit.verify(session, COMPANY)
        return list(session.scalars(text("SELECT event FROM audit_event ORDER BY id")))


def test_a_new_secret_is_accepted_at_once_and_nowhere_in_the_database(push: Database) -> None:
    made = create(push)
    assert made.startswith("whsec_")
    assert texts(push) == [made]
    with push.reading() as session:
        (sealed,) = session.scalars(select(FeedSecret.sealed))
        told = str(session.execute(text("SELECT detail FROM audit_event")).all())
    assert made not in sealed + told
    assert SEAL.open(sealed) == made
    assert "source secret created" in events(push)


def test_the_one_before_is_accepted_for_a_day_beside_its_successor(push: Database) -> None:
    first = create(push)
    second = replace(push)
    assert texts(push) == [first, second]
    assert texts(push, DAY + dt.timedelta(seconds=1)) == [second]


def test_a_secret_that_others_know_ends_now(push: Database) -> None:
    create(push)
    second = replace(push, dt.timedelta())
    assert texts(push) == [second]


def test_however_often_it_is_replaced_two_are_accepted(push: Database) -> None:
    create(push)
    made = [replace(push) for _ in range(4)]
    assert texts(push) == made[-2:]


def test_a_secret_can_be_ended_alone_and_once(push: Database) -> None:
    create(push)
    second = replace(push)
    with push.writing() as session:
        first = known_secrets(session, FEED)[-1]
        end(session, FEED, first.id, actor="ada")
    assert texts(push) == [second]
    before = events(push)
    with push.writing() as session:
        end(session, FEED, first.id, actor="ada")
    assert events(push) == before


def test_the_list_has_everything_but_the_texts(push: Database) -> None:
    made = create(push)
    with push.reading() as session:
        (known,) = known_secrets(session, FEED)
    assert (known.created_by, known.retired_at, known.dialect) == ("ada", None, Dialect.STANDARD)
    assert made not in repr(known)


def test_a_source_that_is_off_or_has_another_door_takes_no_calls(push: Database) -> None:
    create(push)
    for change in ({"is_on": False}, {"is_on": True, "door": Door.FOLDER}):
        with push.writing() as session:
            change_feed(session, FEED, actor="ada", **change)
        feed = taken(push)
        assert feed is not None
        assert not feed.is_on


def test_backoffices_signature_is_accepted_only_where_its_call_is_no_data(push: Database) -> None:
    ours = create(push)
    theirs = create(push, Dialect.BACKOFFICE, given="by BackOffice")
    assert texts(push) == [ours]
    with push.writing() as session:
        change_feed(session, FEED, actor="ada", settings={"core_connection": "core"})
    assert texts(push) == [theirs]


def test_there_are_no_secrets_of_a_source_that_is_not_there(push: Database) -> None:
    with push.reading() as session:
        assert push_feed(session, SEAL, "nowhere", utc_now()) is None
    with pytest.raises(NoSuchFeed), push.writing() as session:
        new_secret(session, SEAL, "nowhere", actor="ada")
    create(push)
    with pytest.raises(NoSuchFeed), push.writing() as session:
        end(session, "another", known_secrets(session, FEED)[0].id, actor="ada")
