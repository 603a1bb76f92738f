"""Whether a source's door can be read: a state, set when it can't and cleared when it can."""

from __future__ import annotations

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.feeds import Feed
from include.plain_text import plain

_LONGEST = 600


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
