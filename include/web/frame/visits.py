"""Who visits: people are stored when they open a page, so that others can choose them by name."""

from __future__ import annotations

import datetime as dt

from include.clock import utc_now
from include.database.setup.people import NOTED_EVERY, note_visit
from include.web.frame.access import Reader, Visitor
from include.web.frame.company_context import OpenDatabase

_noted: dict[tuple[str, str], tuple[Visitor, dt.datetime]] = {}
"""What this process stored, by database and person: most pages then ask the database nothing."""


def visit(who: Reader, database: OpenDatabase) -> None:
    """Store the visitor, if that is new or a day old."""
    key = (str(database.engine.url), who.id)
    known = _noted.get(key)
    if known is not None and known[0] == who and utc_now() - known[1] < NOTED_EVERY:
        return
    note_visit(database, who.id, who.name, may_sync=who.may_sync, may_connect=who.may_connect)
    _noted[key] = (who, utc_now())
