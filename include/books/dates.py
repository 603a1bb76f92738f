"""Days and moments in US format."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
"""Between these is every day that a form, a run, or a command may mean."""


def format_day(day: dt.date) -> str:
    """Write a day as pages show it: 2026-11-23 is `Nov 23, 2026`. Logs and exports keep ISO dates."""
    return f"{day:%b} {day.day}, {day.year}"


def format_moment(moment: dt.datetime, zone: ZoneInfo) -> str:
    """Write a moment where the company keeps its books: `Nov 23, 2026, 4:05 PM EST`."""
    local = moment.astimezone(zone)
    return f"{format_day(local.date())}, {local.hour % 12 or 12}:{local:%M %p %Z}"
