"""Where a company's records come from: its CORE connection, or a feed for one of its streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.feed_source import FeedSource
from include.core_backoffice.rest.rest_source import RestSource
from include.database.engine import Database
from include.database.feeds.feeds import feed_of
from include.database.feeds.shelves import DatabaseShelf
from include.database.keys.known_keys import seal_of
from include.database.tables.feeds import Feed, FeedCompany
from include.provider.connections.opening import (
    Lookup,
    in_task,
    open_source,
    open_source_briefly,
)
from include.provider.stops import ActionNeeded
from include.settings import encryption_keys
from include.workflows.category import Stream

IMPORTS_ONLY = "imports-only"
"""In place of a CORE connection's ID: the company has none, its records come by import alone."""

CompanySource: TypeAlias = RestSource | FeedSource


class FedCompany(Protocol):
    """What is used of a company: a row of the database, or a page's view of it."""

    @property
    def id(self) -> str:
        """The company ID."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def core_connection(self) -> str:
        """The ID of the Airflow connection to CORE, or `IMPORTS_ONLY`."""
        ...


@dataclass(frozen=True, slots=True)
class SourceOf:
    """Where one stream of a company comes from.

    Attributes:
        company_id: the company.
        company_name: its name, for sentences.
        stream: transactions or billing statements.
        connection_id: the Airflow connection to CORE, or `IMPORTS_ONLY`.
        feed_id: the feed; empty where the connection is the source.
        feed_name: its name.
    """

    company_id: str
    company_name: str
    stream: Stream
    connection_id: str
    feed_id: str = ""
    feed_name: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether nothing feeds the stream."""
        return not self.feed_id and self.connection_id == IMPORTS_ONLY


def source_of(
    session: Session, company_id: str, company_name: str, connection_id: str, stream: Stream
) -> SourceOf:
    """Where a stream comes from now."""
    fed = feed_of(session, company_id, stream)
    feed = session.get_one(Feed, fed.feed_id) if fed else None
    return SourceOf(
        company_id,
        company_name,
        stream,
        connection_id,
        feed.id if feed else "",
        feed.name if feed else "",
    )


def sources_of(
    database: Database, companies: Sequence[FedCompany]
) -> dict[tuple[str, Stream], SourceOf]:
    """Where the streams of many companies come from, in one query."""
    ids = [company.id for company in companies]
    with database.reading() as session:
        fed = {
            (row.company_id, Stream(row.stream)): (row.feed_id, row.name)
            for row in session.execute(
                select(FeedCompany.company_id, FeedCompany.stream, FeedCompany.feed_id, Feed.name)
                .join(Feed, Feed.id == FeedCompany.feed_id)
                .where(FeedCompany.company_id.in_(ids))
            )
        }
    return {
        (company.id, stream): SourceOf(
            company.id,
            company.name,
            stream,
            company.core_connection,
            *fed.get((company.id, stream), ("", "")),
        )
        for company in companies
        for stream in Stream
    }


def company_source(database: Database, company: FedCompany, stream: Stream) -> SourceOf:
    """The same, for a page's view of a company."""
    with database.reading() as session:
        return source_of(session, company.id, company.name, company.core_connection, stream)


@contextmanager
def open_company_source(
    database: Database, of: SourceOf, lookup: Lookup = in_task, *, seconds: float | None = None
) -> Iterator[CompanySource]:
    """The open source of a company's stream.

    Args:
        database: the database, where feeds' records are.
        of: as `source_of` finds it.
        lookup: how Airflow connections are looked up.
        seconds: for someone who waits for a page: how long CORE's API may be read.

    Raises:
        ActionNeeded: nothing feeds the stream.
    """
    if of.feed_id:
        seal = seal_of(database, encryption_keys())
        with FeedSource(DatabaseShelf(database, seal, of.feed_id, of.company_id)) as feed:
            yield feed
        return
    if of.is_missing:
        raise ActionNeeded(
            f"Nothing delivers {of.stream.value} to {of.company_name}. Nothing was read or posted. "
            "Choose a source for them under Imports, then run again."
        )
    opened = (
        open_source(of.connection_id, lookup)
        if seconds is None
        else open_source_briefly(of.connection_id, lookup, seconds)
    )
    with opened as source:
        yield source
