"""Runs that an import started: known by the name under which they are announced."""

from __future__ import annotations

from sqlalchemy.orm import Session

from include.database.feeds.uploaders import FOLLOWS_IMPORT
from include.database.setup.people import Who
from include.database.tables.feeds import Arrival, Feed
from include.plain_text import plain

_LONGEST = 80


def run_name(company_id: str, arrival_id: int, token: str, *, preview: bool) -> str:
    """The name of a run that follows an import.

    Args:
        company_id: the company.
        arrival_id: the import.
        token: what makes the name one that no one can guess.
        preview: whether the run posts nothing.
    """
    return f"import__{arrival_id}__{'preview' if preview else 'post'}__{company_id}__{token}"


def posting_names(company_id: str) -> str:
    """How the names of a company's runs that follow imports and post are alike, for SQL's LIKE."""
    return f"import\\_\\_%\\_\\_post\\_\\_{company_id.replace('_', chr(92) + '_')}\\_\\_%"


def is_import(name: str) -> bool:
    """Whether a run's name is one of a run that follows an import."""
    return FOLLOWS_IMPORT.match(name) is not None


def author_of_import(session: Session, name: str) -> Who | None:
    """Who a run that follows an import is of, in words; None for all other runs."""
    found = FOLLOWS_IMPORT.match(name)
    if found is None:
        return None
    arrival = session.get(Arrival, int(found[1]))
    feed = session.get(Feed, arrival.feed_id) if arrival is not None else None
    if arrival is None or feed is None:
        return Who("", "import")
    return Who("", f"import of {_short(arrival.name)} (source {_short(feed.name)})")


def _short(name: str) -> str:
    text = plain(name)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
