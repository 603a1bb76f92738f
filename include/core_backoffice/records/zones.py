"""Time zones as CORE names them, and the day of a moment whose zone isn't known. Pure.

CORE's API is built on Ruby on Rails, which has names of its own for zones
(`ActiveSupport::TimeZone::MAPPING`); those of the United States and its territories are here, with
the abbreviations that users type. All others are the names of the tz database, which Python has.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NAMES = {
    "International Date Line West": "Etc/GMT+12",
    "Midway Island": "Pacific/Midway",
    "American Samoa": "Pacific/Pago_Pago",
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Anchorage",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Tijuana": "America/Tijuana",
    "Arizona": "America/Phoenix",
    "Mountain Time (US & Canada)": "America/Denver",
    "Mazatlan": "America/Mazatlan",
    "Chihuahua": "America/Chihuahua",
    "Central America": "America/Guatemala",
    "Central Time (US & Canada)": "America/Chicago",
    "Guadalajara": "America/Mexico_City",
    "Mexico City": "America/Mexico_City",
    "Monterrey": "America/Monterrey",
    "Saskatchewan": "America/Regina",
    "Eastern Time (US & Canada)": "America/New_York",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Atlantic Time (Canada)": "America/Halifax",
    "Puerto Rico": "America/Puerto_Rico",
    "Newfoundland": "America/St_Johns",
    "London": "Europe/London",
    "Guam": "Pacific/Guam",
    "Northern Mariana Islands": "Pacific/Saipan",
    "Saipan": "Pacific/Saipan",
    "US Virgin Islands": "America/St_Thomas",
    "U.S. Virgin Islands": "America/St_Thomas",
    "Marshall Is.": "Pacific/Majuro",
    "EDT": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "AKST": "America/Anchorage",
    "AKDT": "America/Anchorage",
    "AST": "America/Puerto_Rico",
    "ChST": "Pacific/Guam",
    "SST": "Pacific/Pago_Pago",
}
_BY_NAME = {name.casefold(): zone for name, zone in _NAMES.items()}
_LISTED = re.compile(r"\((?:GMT|UTC)[+-]\d{2}:\d{2}\) +")
"""How Rails lists a zone: `(GMT-06:00) Central Time (US & Canada)`."""
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-]?)(\d{1,2})(?::([0-5]\d))?", re.ASCII)
_LARGEST_OFFSET = dt.timedelta(hours=14)
# The furthest from UTC that people sell houses in the United States: American Samoa, and Guam.
_FURTHEST = (dt.timezone(dt.timedelta(hours=-11)), dt.timezone(dt.timedelta(hours=10)))


def zone_of(value: object) -> dt.tzinfo | None:
    """A time zone by name, or as hours from UTC; "" is UTC; None if it isn't a zone."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    if not text:
        return dt.UTC
    if offset := _OFFSET.fullmatch(text):
        return _from_utc(*offset.groups())
    name = _LISTED.sub("", text)
    try:
        return ZoneInfo(_BY_NAME.get(name.casefold(), name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def same_day_everywhere(moment: dt.datetime) -> dt.date | None:
    """The day of a moment if it is the same all over the United States, however far from UTC."""
    west, east = (moment.astimezone(zone).date() for zone in _FURTHEST)
    return west if west == east else None


def _from_utc(sign: str, hours: str, minutes: str | None) -> dt.tzinfo | None:
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _LARGEST_OFFSET:
        return None
    return dt.timezone(-offset if sign == "-" else offset)
