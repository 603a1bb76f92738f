"""A company with sources, and the settings by which tasks and the triggerer find its database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.database.engine import Database
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.waiting import WatchedFeed, watched_feeds
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.database.tables.feeds import Arrival, Feed
from include.provider.inbox import receive
from tests.database.setup.test_companies import willow_park
from tests.mailboxes import MailServer, imap_server
from tests.sync.office import KEY

COMPANY = "willow"


@dataclass(frozen=True, slots=True)
class Inbox:
    """The database, and a folder below which sources may read."""

    database: Database
    root: Path

    @property
    def seal(self) -> Seal:
        return with_digests(self.database, Seal([KEY]))

    def feed(
        self,
        feed_id: str,
        door: Door,
        settings: dict[str, Any] | None = None,
        after: AfterReading = AfterReading.NOTHING,
    ) -> None:
        """A source."""
        with self.database.writing() as session:
            new = NewFeed(feed_id, COMPANY, feed_id.title(), door, settings or {}, after)
            create_feed(session, new, "ada")

    def watched(self, feed_id: str) -> WatchedFeed:
        """A source as it is watched."""
        with self.database.reading() as session:
            return next(one for one in watched_feeds(session) if one.id == feed_id)

    def row(self, feed_id: str) -> Feed:
        """A source as it is stored."""
        with self.database.reading() as session:
            return session.get_one(Feed, feed_id)

    def arrivals(self, feed_id: str) -> list[Arrival]:
        """What a source has, in order."""
        with self.database.reading() as session:
            rows = select(Arrival).where(Arrival.feed_id == feed_id).order_by(Arrival.id)
            return list(session.scalars(rows))


@pytest.fixture
def inbox(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    root = tmp_path / "imports"
    root.mkdir()
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__IMPORT_FOLDERS", str(root))
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    monkeypatch.setattr(receive, "QUIET_SECONDS", 0.0)
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    return Inbox(sqlite_database, root)


@pytest.fixture(scope="session")
def one_mail_server() -> Iterator[MailServer]:
    with imap_server() as server:
        yield server


@pytest.fixture
def mails(one_mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """A mail server with an empty mailbox, which Airflow knows as `broker_mail`."""
    one_mail_server.empty()
    monkeypatch.setenv("AIRFLOW_CONN_BROKER_MAIL", one_mail_server.as_variable)
    return one_mail_server
