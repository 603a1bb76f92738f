"""The made-up brokerage's calendar: it ends on a fixed day, never at the wall clock's."""

from __future__ import annotations

import datetime as dt

TODAY = dt.date(2026, 10, 31)
FIRST_DAY = dt.date(2024, 11, 1)
DAYS = (TODAY - FIRST_DAY).days


def moment(day: dt.date, hour: float = 0, offset: int = 0) -> int:
    """A local time of a day as Unix milliseconds; `offset` is the zone's hours from UTC."""
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    return int((midnight + dt.timedelta(hours=hour - offset)).timestamp() * 1000)


END_OF_TODAY = moment(TODAY, 23)


def month_before(months: int) -> dt.date:
    """The first day of the month so many months before the last one."""
    ordinal = TODAY.year * 12 + TODAY.month - 1 - months
    return dt.date(ordinal // 12, ordinal % 12 + 1, 1)
