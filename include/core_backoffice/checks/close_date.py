"""The close date of a transaction, where the property is. Pure."""

from __future__ import annotations

import datetime as dt
import re

from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.values import day_of
from include.core_backoffice.records.zones import same_day_everywhere

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def close_date(row: Row) -> dt.date | None:
    """The close date; None if there is none, or if it depends on a time zone that isn't known.

    An unknown time zone doesn't matter where the day is the same in all.

    Raises:
        RecordProblem: it is no date.
    """
    value = row.data.get("closing_date")
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        day = day_of(value, None)
        if day is None:
            raise row.bad("closing_date", "but it must be a date")
        return day
    moment = row.moment("closing_date")
    if moment is None:
        return None
    zone = row.zone_if_known("timezone")
    return moment.astimezone(zone).date() if zone else same_day_everywhere(moment)
