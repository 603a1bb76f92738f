"""Days and moments as the reader's country writes them: in US format, unless a page was asked for in another English.

The month is a word in all of them, so what one reader had stored can't be misread by another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
"""Between these is every day that a form, a run, or a command may mean."""


@dataclass(frozen=True, slots=True)
class _Style:
    """How a country writes days and times, by Unicode's CLDR.

    `noon` are the words for before and after it; none where hours are counted to 24.
    """

    day_first: bool = False
    noon: tuple[str, str] | None = ("AM", "PM")


_US = _Style()
_STYLES: Mapping[str, _Style] = {
    "en-us": _US,
    "en-ca": _Style(noon=("a.m.", "p.m.")),
    "en-gb": _Style(day_first=True, noon=None),
    "en-au": _Style(day_first=True, noon=("am", "pm")),
}

_style: ContextVar[_Style] = ContextVar("date style", default=_US)


def write_dates_for(languages: str) -> None:
    """Write all days and moments of a request from now on as its reader's country does.

    Args:
        languages: the browser's Accept-Language: "en-GB,en;q=0.9"; the first that is known counts.
    """
    _style.set(_style_of(languages))


@contextmanager
def dates_for(languages: str) -> Iterator[None]:
    """The same for a `with` block; "" for US format."""
    before = _style.set(_style_of(languages))
    try:
        yield
    finally:
        _style.reset(before)


def _style_of(languages: str) -> _Style:
    named = (one.partition(";")[0].strip().lower() for one in languages.split(",")[:20])
    return next((_STYLES[one] for one in named if one in _STYLES), _US)


def format_day(day: dt.date) -> str:
    """Write a day as pages show it: 2026-11-23 is `Nov 23, 2026`, in the UK `23 Nov 2026`.

    Logs and exports keep ISO dates.
    """
    if _style.get().day_first:
        return f"{day.day} {day:%b} {day.year}"
    return f"{day:%b} {day.day}, {day.year}"


def format_moment(moment: dt.datetime, zone: ZoneInfo) -> str:
    """Write a moment where the company keeps its books: `Nov 23, 2026, 4:05 PM EST`."""
    local = moment.astimezone(zone)
    return f"{format_day(local.date())}, {_time(local)} {local:%Z}"


def format_brief(moment: dt.datetime, zone: ZoneInfo) -> str:
    """Write a moment of these weeks in a column whose head has the zone: `Nov 23, 4:05 PM`."""
    local = moment.astimezone(zone)
    day = f"{local.day} {local:%b}" if _style.get().day_first else f"{local:%b} {local.day}"
    return f"{day}, {_time(local)}"


def format_listed(moment: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str:
    """Write a moment in a long list, whose head has the zone: brief this year, with the year before it."""
    local = moment.astimezone(zone)
    if local.year == now.astimezone(zone).year:
        return format_brief(moment, zone)
    return f"{format_day(local.date())}, {_time(local)}"


def format_near(moment: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str:
    """Write a moment as short as it is clear: `4:05 PM` today, `Nov 23, 4:05 PM` this year, else with the year."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    return _time(local) if local.date() == today else format_listed(moment, zone, now)


def _time(local: dt.datetime) -> str:
    noon = _style.get().noon
    if noon is None:
        return f"{local:%H:%M}"
    return f"{local.hour % 12 or 12}:{local:%M} {noon[local.hour >= 12]}"  # noqa: PLR2004  (noon)


def format_age(since: dt.datetime, now: dt.datetime) -> str:
    """Write how long something lasts, in its largest unit: `12 days`, `18 hours`, `1 minute`."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= length:
            number = minutes // length
            return f"{number:,} {unit}{'' if number == 1 else 's'}"
    return "just now"
