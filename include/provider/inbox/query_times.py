"""When a source's queries are asked: at the times of its schedule, and when someone has them asked now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from include.core_backoffice.sql.settings import SqlSettings
from include.database.setup.schedules import is_schedule
from include.provider.schedule.auto_sync import last_moment


def due_since(
    settings: SqlSettings, cursor: Mapping[str, Any], zone: str, now: dt.datetime
) -> dt.datetime | None:
    """Since when a source is to be asked, UTC; None if it isn't.

    Args:
        settings: the source's.
        cursor: how far it was read: {"asked_at", "done_at", "again_at"} are looked at here.
        zone: the IANA zone that the schedule is in.
        now: an aware moment.
    """
    done = _moment(cursor, "done_at")
    moments = [_moment(cursor, "asked_at")]
    if is_schedule(settings.schedule):
        moments.append(last_moment(settings.schedule, zone, now))
    due = [one for one in moments if one is not None and (done is None or one > done)]
    again = _moment(cursor, "again_at")
    if again is not None and again <= now:
        due.append(again)
    return min(due, default=None)


def _moment(cursor: Mapping[str, Any], name: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(cursor[name])
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment.tzinfo is not None else None
