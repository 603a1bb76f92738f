"""`corebooks import`: a file into a source, as an upload on the page Imports is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from include.books.wording import counted
from include.cli.arguments import CompanyId, open_company, operator
from include.cli.output import working
from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.reading import read_arrival
from include.database.keys.digest_key import with_digests
from include.database.keys.known_keys import seal_of
from include.database.reads.imports import sources
from include.database.reads.unplaced import unplaced
from include.database.statuses import ArrivalStatus
from include.settings import encryption_keys
from include.understood import Understood

_CHUNK = 1 << 20
_TOLD = 5


class NoSuchSource(Understood, ValueError):
    """The company has no source of this ID; the message has those it has."""

    def __init__(self, typed: str, company: str, known: list[str]) -> None:
        there = f"It has {', '.join(known)}." if known else "Set one up under Imports."
        super().__init__(f"{company} has no source {typed!r}. {there}")


class NotRead(Understood, RuntimeError):
    """The file was stored, but not read; the message says why and what to do."""


def run(
    company: CompanyId,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="what to import")
    ],
    source: Annotated[
        str, typer.Option(metavar="ID", help="the source; if blank, the company's only one")
    ] = "",
) -> None:
    """Import a file into a source, and say what came of it. Nothing is posted."""
    with open_company(company) as (database, found):
        feed_id = _feed(database, found.id, found.name, source)
        seal = with_digests(database, seal_of(database, encryption_keys()))
        new = NewArrival(
            feed_id=feed_id,
            door=Door.UPLOAD,
            name=file.name,
            sender="corebooks import",
            received_by=operator(),
            dated_at=dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC),
        )
        with working(f"Reading {file.name}"):
            stored = store_arrival(database, seal, new, _parts(file))
            outcome = read_arrival(database, seal, stored.id)
        if outcome.status not in (ArrivalStatus.READ, ArrivalStatus.DUPLICATE):
            raise NotRead(f"{outcome.sentence} {outcome.what_to_do}".strip())
        counts = outcome.counts
        changed = sum(counts.get(one, 0) for one in ("new", "changed", "gone"))
        print(
            f"Import {stored.id}: {counted(counts.get('rows', 0), 'row')}, "
            f"{counted(changed, 'changed record')}, {counts.get('held_records', 0)} on hold."
        )
        print("Preview or run the workflows to post what changed.")
        _tell_unplaced(database, found.id, feed_id)


def _tell_unplaced(database: Database, company_id: str, feed_id: str) -> None:
    """Say what of the source belongs to no record, as no run sees it."""
    with database.reading() as session:
        loose = unplaced(session, company_id, feed_id)
    if not loose.total:
        return
    verb = "belongs" if loose.total == 1 else "belong"
    print(f"{counted(loose.total, 'payment or row')} {verb} to no record. List: corebooks unplaced")
    for one in loose.rows[:_TOLD]:
        print(f"- {one.sentence} {one.what_to_do}")


def _feed(database: Database, company_id: str, company_name: str, typed: str) -> str:
    with database.reading() as session:
        known = [one.id for one in sources(session, company_id) if one.off_at is None]
    if typed in known:
        return typed
    if not typed and len(known) == 1:
        return known[0]
    raise NoSuchSource(typed, company_name, known)


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while part := opened.read(_CHUNK):
            yield part
