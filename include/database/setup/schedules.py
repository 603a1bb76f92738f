"""Cron schedules: which can be saved, and therefore read again."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from croniter import CroniterError, croniter

_FIELD = "[0-9*,/-]{1,60}"
_SCHEDULE = re.compile(rf"{_FIELD}(?: {_FIELD}){{4}}")
"""Digits, and * , - / only: names, and what croniter knows besides, mean other things elsewhere."""
_LOOKED_AT = 200
_A_MONTH = dt.timedelta(days=35)


def is_schedule(text: str) -> bool:
    """Whether it is a cron schedule of five fields that comes up some day."""
    if not _SCHEDULE.fullmatch(text):
        return False
    try:
        times = croniter(text, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        times.get_next(dt.datetime)
        times.get_prev(dt.datetime)
    except (CroniterError, ValueError, OverflowError, TypeError, IndexError):
        return False
    return True


def shortest_gap(schedule: str) -> dt.timedelta:
    """The shortest time between two times of a schedule, in its next month."""
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    times, moments = croniter(schedule, start), [start]
    while len(moments) < _LOOKED_AT and moments[-1] < start + _A_MONTH:
        moments.append(times.get_next(dt.datetime))
    return min((b - a for a, b in pairwise(moments[1:])), default=_A_MONTH)
