"""Whether a source's door, or an import, can be read: a state, set when it can't and cleared when it can."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, Feed
from include.plain_text import plain

_LONGEST = 600
_UNREAD = (ArrivalStatus.STORED.value, ArrivalStatus.READING.value)


def note(database: Database, feed_id: str, sentence: str) -> bool:
    """Store why a source's door can't be read; with an empty sentence, that it can.

    The moment since when it can't stays, whatever the reason becomes.

    Args:
        database: the CoreBooks database.
        feed_id: the source.
        sentence: what is wrong, and what to do.

    Returns:
        Whether that is news.
    """
    text = plain(sentence)[:_LONGEST]
    with database.reading() as session:
        feed = session.get(Feed, feed_id)
        if feed is None or feed.trouble == text:
            return False
    with database.writing() as session:
        feed = session.get(Feed, feed_id)
        if feed is None or feed.trouble == text:
            return False
        if not text:
            feed.trouble_since = None
        elif not feed.trouble:
            feed.trouble_since = utc_now()
        feed.trouble = text
    return True


def note_unread(database: Database, arrival_id: int, sentence: str, what_to_do: str) -> None:
    """Store why an import couldn't be read, although nothing is wrong with it. The next try begins with a clean slate.

    Args:
        database: the CoreBooks database.
        arrival_id: the import; one that was read meanwhile stays as it is.
        sentence: what is wrong.
        what_to_do: the next step.
    """
    with database.writing() as session:
        row = session.get(Arrival, arrival_id)
        if row is not None and row.status in _UNREAD:
            row.sentence, row.what_to_do = sentence, what_to_do


def is_unread_by_fault() -> ColumnElement[bool]:
    """Whether the newest try to read an import failed, and none has succeeded since."""
    return and_(Arrival.status.in_(_UNREAD), Arrival.sentence != "")
