"""How far a source's queries were read, and that someone has them asked now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.feeds import Feed

AGAIN_AFTER = dt.timedelta(minutes=10)
"""After a failure: databases are restarted, and networks come back."""
MOST_FAILURES = 6
"""In a row. What failed so often is asked again as scheduled, or when someone says so."""

CHANGED_ROWS, ALL_ROWS = "query of changed rows", "query of all rows"
"""Who received what a query returned: by which it is known whether it is all there is."""

_QUERIES = "queries"


def ask_now(session: Session, feed_id: str) -> None:
    """Have a source's queries asked by the next run of the inbox, a few seconds from now."""
    _change(session, feed_id, {"asked_at": utc_now().isoformat()})


def note_read(database: Database, feed_id: str, began: dt.datetime) -> None:
    """Store that all queries were asked; what is asked for since then is still to be done."""
    with database.writing() as session:
        done = {"done_at": began.isoformat(), "again_at": None, "failures": 0, "trouble": ""}
        _change(session, feed_id, done)


def note_failed(database: Database, feed_id: str, began: dt.datetime) -> None:
    """Store that some couldn't be asked: they are again after a while, a few times, then as scheduled."""
    with database.writing() as session:
        failures = int(_locked(session, feed_id).cursor.get("failures") or 0) + 1
        again = (began + AGAIN_AFTER).isoformat() if failures < MOST_FAILURES else None
        change = {"done_at": began.isoformat(), "again_at": again, "failures": failures}
        _change(session, feed_id, change)


def note_query(database: Database, feed_id: str, name: str, read: Mapping[str, Any]) -> None:
    """Store how far one query was read, once what it returned is stored."""
    with database.writing() as session:
        feed = _locked(session, feed_id)
        queries = feed.cursor.get(_QUERIES)
        known = queries if isinstance(queries, dict) else {}
        feed.cursor = {**feed.cursor, _QUERIES: {**known, name: dict(read)}}


def known_query(cursor: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """How far one query was read; empty before the first time."""
    queries = cursor.get(_QUERIES)
    known = queries.get(name) if isinstance(queries, dict) else None
    return known if isinstance(known, dict) else {}


def _change(session: Session, feed_id: str, change: Mapping[str, Any]) -> None:
    feed = _locked(session, feed_id)
    feed.cursor = {**feed.cursor, **change}


def _locked(session: Session, feed_id: str) -> Feed:
    return session.get_one(
        Feed, feed_id, with_for_update={"key_share": True}, populate_existing=True
    )
