"""Whether a source's door can be read is a state."""

from __future__ import annotations

import pytest

from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds import trouble
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.setup.companies import connect_company
from include.database.tables.feeds import Feed
from tests.database.setup.test_companies import willow_park

GONE = "There is no folder /srv/imports."


@pytest.fixture
def exports(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    with database.writing() as session:
        new = NewFeed("exports", "willow", "Exports", Door.FOLDER, {"path": "/srv/imports"})
        create_feed(session, new, "finance ops")
    return database


def feed(database: Database) -> Feed:
    with database.reading() as session:
        return session.get_one(Feed, "exports")


def test_it_lasts_from_when_it_began_until_it_is_over(exports: Database) -> None:
    assert trouble.note(exports, "exports", GONE)
    since = feed(exports).trouble_since
    assert since is not None
    assert not trouble.note(exports, "exports", GONE)
    assert trouble.note(exports, "exports", "The folder can't be read.")
    assert (feed(exports).trouble, feed(exports).trouble_since) == (
        "The folder can't be read.",
        since,
    )
    assert trouble.note(exports, "exports", "")
    assert (feed(exports).trouble, feed(exports).trouble_since) == ("", None)
    assert not trouble.note(exports, "exports", "")


def test_text_of_others_is_plain_and_short(exports: Database) -> None:
    trouble.note(exports, "exports", "Server said:\n\x1b[31m" + "x" * 10_000)
    assert feed(exports).trouble.isprintable()
    assert len(feed(exports).trouble) == 600


def test_a_source_that_is_gone_has_none(exports: Database) -> None:
    assert not trouble.note(exports, "no-such-source", GONE)
