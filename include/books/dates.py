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


def format_brief(moment: dt.datetime, zone: ZoneInfo) -> str:
    """Write a moment of these weeks in a column whose head has the zone: `Nov 23, 4:05 PM`."""
    local = moment.astimezone(zone)
    return f"{local:%b} {local.day}, {local.hour % 12 or 12}:{local:%M %p}"


def format_listed(moment: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str:
    """Write a moment in a long list, whose head has the zone: brief this year, with the year before it."""
    local = moment.astimezone(zone)
    brief = f"{local.hour % 12 or 12}:{local:%M %p}"
    is_of_this_year = local.year == now.astimezone(zone).year
    return format_brief(moment, zone) if is_of_this_year else f"{format_day(local.date())}, {brief}"


def format_near(moment: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str:
    """Write a moment as short as it is clear: `4:05 PM` today, `Nov 23, 4:05 PM` this year, else with the year."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{local.hour % 12 or 12}:{local:%M %p}"
    if local.year == today.year:
        return format_brief(moment, zone)
    return f"{format_day(local.date())}, {local.hour % 12 or 12}:{local:%M %p}"


def format_age(since: dt.datetime, now: dt.datetime) -> str:
    """Write how long something lasts, in its largest unit: `12 days`, `18 hours`, `1 minute`."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= length:
            number = minutes // length
            return f"{number:,} {unit}{'' if number == 1 else 's'}"
    return "just now"
