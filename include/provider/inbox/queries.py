"""Fetching a source's queries into the inbox: each answer is one import; done twice, it is there once.

An answer is written to a file first, so that the other database waits for nothing of ours, and what it returned before
isn't stored again. The watermark moves once the import is stored: after a crash in between, the same rows are read
again and are the same import.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from include.books.wording import counted, joined
from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.sql.rows import column_names, json_lines
from include.core_backoffice.sql.settings import Query, SqlSettings, read_settings
from include.core_backoffice.sql.statements import QueryRefused
from include.core_backoffice.sql.watermarks import (
    Greatest,
    Mark,
    begin,
    first_mark,
    read_mark,
    stored_mark,
)
from include.database.alone import alone
from include.database.engine import Database
from include.database.feeds.arrivals import LARGEST, NewArrival, store_arrival
from include.database.feeds.query_cursors import (
    ALL_ROWS,
    CHANGED_ROWS,
    known_query,
    note_failed,
    note_query,
    note_read,
)
from include.database.feeds.waiting import WatchedFeed, watched_feeds
from include.database.keys.seal import Seal
from include.provider.inbox.databases import Answer, Hooks, SqlHook, answer, hook_in_task
from include.provider.inbox.query_times import due_since
from include.understood import Understood

logger = logging.getLogger(__name__)

_CHUNK = 1024 * 1024
_IN_MEMORY = 4 * _CHUNK


class QueriesFailed(Understood, RuntimeError):
    """Some queries of a source can't be asked; the others were. The message is shown until all can be.

    Args:
        failed: the names of the queries, each with why and what to do.
        all_: how many queries the source has.
    """

    def __init__(self, failed: Sequence[tuple[str, str]], all_: int) -> None:
        parts = [failed[0][1]]
        if more := [f"“{name}”" for name, _ in failed[1:]]:
            parts.append(f"{joined(more)} failed too.")
        if all_ > len(failed):
            others = all_ - len(failed)
            verb = "was" if others == 1 else "were"
            parts.append(f"{counted(others, 'other query')} of the source {verb} read.")
        super().__init__(" ".join(parts))


@dataclass(frozen=True, slots=True)
class _Written:
    """An answer in a file: how many rows, the hash of its bytes, and the greatest watermark."""

    rows: int
    sha256: str
    mark: Mark | None


def fetch_queries(
    database: Database, seal: Seal, feed: WatchedFeed, hooks: Hooks = hook_in_task
) -> int:
    """Ask a source's queries, if they are due.

    Args:
        database: the CoreBooks database.
        seal: seals what is stored.
        feed: the source.
        hooks: how Airflow's connections are opened.

    Returns:
        How many imports are new.

    Raises:
        Understood: the database, or some of the queries, can't be asked; all others were.
    """
    with alone(database.engine, f"queries {feed.id}"):
        feed = _as_it_is_now(database, feed)
        began = utc_now()
        settings = read_settings(feed.settings)
        if due_since(settings, feed.cursor, feed.zone, began) is None:
            return 0
        try:
            hook = hooks(settings.conn_id)
            new = _fetch_all(database, seal, feed, settings, hook)
        except BaseException:
            # Where this process dies, nothing is noted, and it is due as before.
            with suppress(Exception):
                note_failed(database, feed.id, began)
            raise
        note_read(database, feed.id, began)
        return new


def _fetch_all(
    database: Database, seal: Seal, feed: WatchedFeed, settings: SqlSettings, hook: SqlHook
) -> int:
    """Ask each query; one that can't be asked keeps no other one from it.

    Raises:
        QueriesFailed: some can't be asked.
    """
    new, failed = 0, []
    for query in settings.queries:
        try:
            new += _fetch(database, seal, feed, query, settings.conn_id, hook)
        except Understood as reason:
            logger.warning("Source %s: %s", feed.name, reason)
            failed.append((query.name, str(reason)))
    if failed:
        raise QueriesFailed(failed, len(settings.queries))
    return new


def _as_it_is_now(database: Database, feed: WatchedFeed) -> WatchedFeed:
    """The source once nobody else asks its queries: they may have been asked meanwhile."""
    with database.reading() as session:
        return next((one for one in watched_feeds(session) if one.id == feed.id), feed)


def _fetch(
    database: Database, seal: Seal, feed: WatchedFeed, query: Query, conn_id: str, hook: SqlHook
) -> int:
    known = known_query(feed.cursor, query.name)
    if known.get("digest") != query.digest:
        known = {}
    began = utc_now()
    mark = read_mark(known.get("since"))
    since = first_mark(query.watermark_kind) if mark is None else begin(mark)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        with answer(hook, query.name, query.statement, since) as found:
            written = _write(file, query, found, mark)
        if not _is_news(query, written, known):
            return 0
        number = int(known.get("number", 0)) + 1
        new = NewArrival(
            feed_id=feed.id,
            door=Door.SQL,
            name=f"{query.name} {began:%Y-%m-%d %H.%M.%S} UTC.jsonl",
            sender=f"Airflow connection {conn_id}",
            received_by=CHANGED_ROWS if query.watermark_column else ALL_ROWS,
            dated_at=began,
            # The same number and rows are the same import, wherever the run before was killed.
            idempotency_key=f"sql:{query.digest}:{number}:{written.sha256}",
        )
        file.seek(0)
        stored = store_arrival(database, seal, new, iter(lambda: file.read(_CHUNK), b""))
    read = {
        "digest": query.digest,
        "number": number,
        "sha256": written.sha256,
        "since": None if written.mark is None else stored_mark(written.mark),
    }
    note_query(database, feed.id, query.name, read)
    logger.info(
        "Source %s: %d rows of “%s” are import %d.", feed.name, written.rows, query.name, stored.id
    )
    return int(stored.is_new)


def _is_news(query: Query, written: _Written, known: Any) -> bool:
    """Whether an answer is to be stored.

    No rows are news too, of a query that returns all there is. Where there were records before, their
    import waits for a person.
    """
    tells = written.rows > 0 or not query.watermark_column
    return tells and written.sha256 != known.get("sha256")


def _write(file: IO[bytes], query: Query, found: Answer, since: Mark | None) -> _Written:
    """Write an answer as JSON lines.

    Raises:
        QueryRefused: it has more than an import may have, or what can't be imported.
    """
    columns = column_names(query.name, found.columns)
    see, greatest = _watching(query, columns, since)
    rows, size, digest = 0, 0, hashlib.sha256()
    for line in json_lines(query.name, columns, map(see, found.rows)):
        rows, size = rows + 1, size + len(line)
        if size > LARGEST:
            raise QueryRefused(
                f"The query “{query.name}” returned more than {LARGEST >> 20} MB, so its rows weren't imported. Add a "
                "condition that returns less, such as a first day."
            )
        digest.update(line)
        file.write(line)
    if rows == 0:
        # A blank row, which is no record, has the columns.
        for line in json_lines(query.name, columns, [(None,) * len(columns)]):
            digest.update(line)
            file.write(line)
    return _Written(rows, digest.hexdigest(), greatest.mark if greatest else None)


def _watching(
    query: Query, columns: tuple[str, ...], since: Mark | None
) -> tuple[Callable[[tuple[Any, ...]], tuple[Any, ...]], Greatest | None]:
    """What each row passes through, and what then has the greatest watermark.

    Raises:
        QueryRefused: the answer has no such column.
    """
    if not query.watermark_column:
        return _unchanged, None
    lower = [name.casefold() for name in columns]
    if query.watermark_column.casefold() not in lower:
        raise QueryRefused(
            f"The query “{query.name}” returns no column {query.watermark_column}, by which it reads on. Add the column "
            "to its SELECT."
        )
    place = lower.index(query.watermark_column.casefold())
    greatest = Greatest(query.name, query.watermark_column, since, utc_now())

    def see(row: tuple[Any, ...]) -> tuple[Any, ...]:
        greatest.see(row[place])
        return row

    return see, greatest


def _unchanged(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row
