"""Auto-sync's schedules as pages show them: in words, and when they are next due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from cron_descriptor import CasingTypeEnum, ExpressionDescriptor, Options
from croniter import croniter

from include.database.setup.schedules import is_schedule
from include.plain_text import plain

_SHOWN = 40


def in_words(schedule: str) -> str:
    """A schedule in words: "At 06:00 AM, Monday through Friday", whatever the server's locale is."""
    options = Options()
    options.locale_code, options.use_24hour_time_format = "en_US", False
    options.casing_type = CasingTypeEnum.Sentence
    try:
        return str(ExpressionDescriptor(schedule, options).get_description())
    except Exception:  # noqa: BLE001  (the page opens, whatever an earlier version saved)
        return f"A schedule that can't be read ({plain(schedule)[:_SHOWN]})"


def next_times(schedule: str, timezone: str, now: dt.datetime) -> Sequence[dt.datetime]:
    """The next three times of a schedule, UTC; none where it can't be read."""
    if not is_schedule(schedule):
        return []
    times = croniter(schedule, now.astimezone(ZoneInfo(timezone)))
    return [times.get_next(dt.datetime).astimezone(dt.UTC) for _ in range(3)]
