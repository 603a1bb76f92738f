"""Values as CORE's API writes them: IDs, moments and days. Pure."""

from __future__ import annotations

import datetime as dt
import re

from include.core_backoffice.records.zones import zone_of

__all__ = ["day_of", "moment_of", "usable_id", "zone_of"]

# IDs are parts of keys and addresses, where other characters have a meaning.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_MILLISECONDS = re.compile(r"[0-9]{12,13}", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?", re.ASCII | re.DOTALL)
_NO_ID = 10**18
"""IDs are counted up; one of so many digits is none, and no run form could name it."""
_EARLIEST, _LATEST = 1980, 2200


def usable_id(value: object) -> str:
    """An ID as text; "" when the value cannot be one."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if 0 < value < _NO_ID else ""
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
