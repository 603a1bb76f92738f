"""Values as CORE's API writes them: IDs, moments, days and time zones. Pure."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# IDs are parts of keys and addresses, where other characters have a meaning.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_MILLISECONDS = re.compile(r"[0-9]{12,13}", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?", re.ASCII | re.DOTALL)
_HOURS = re.compile(r"[+-]?[0-9]{1,2}", re.ASCII)
_EARLIEST, _LATEST = 1980, 2200
_LARGEST_OFFSET_HOURS = 14

# Ruby on Rails, on which CORE's API is built, has names of its own for time zones.
_RAILS_ZONES = {
    "Atlantic Time (Canada)": "America/Halifax",
    "Eastern Time (US & Canada)": "America/New_York",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Central Time (US & Canada)": "America/Chicago",
    "Mountain Time (US & Canada)": "America/Denver",
    "Arizona": "America/Phoenix",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Alaska": "America/Anchorage",
    "Hawaii": "Pacific/Honolulu",
    "Puerto Rico": "America/Puerto_Rico",
}


def usable_id(value: object) -> str:
    """An ID as text; "" when the value cannot be one."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if value > 0 else ""
    text = value.strip() if isinstance(value, str) else ""
    return text if _ID.fullmatch(text) else ""


def moment_of(milliseconds: int) -> dt.datetime | None:
    """A moment from CORE's milliseconds since 1970, UTC; None when it is not of this era."""
    try:
        moment = dt.datetime.fromtimestamp(milliseconds // 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None
    if not _EARLIEST <= moment.year <= _LATEST:
        return None
    return moment.replace(microsecond=milliseconds % 1000 * 1000)


def day_of(text: str, zone: dt.tzinfo | None) -> dt.date | None:
    """The day in a text: ISO 8601, or milliseconds since 1970 in a known zone."""
    text = text.strip()
    if _MILLISECONDS.fullmatch(text):
        moment = moment_of(int(text)) if zone else None
        return moment.astimezone(zone).date() if moment else None
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def zone_of(value: object) -> dt.tzinfo | None:
    """A time zone by name, or as hours from UTC; "" is UTC; None if it isn't a zone."""
    if value == "":
        return dt.UTC
    if isinstance(value, str) and _HOURS.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) <= _LARGEST_OFFSET_HOURS:
            return dt.timezone(dt.timedelta(hours=value))
    elif isinstance(value, str):
        try:
            return ZoneInfo(_RAILS_ZONES.get(value, value))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    return None
