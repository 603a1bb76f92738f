"""Reading one field of a row of CORE's, with a sentence for the bookkeeper if it is bad."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from include.books.money import AmountError, Cents, to_cents
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.wording import api_name, field_words

# IDs are parts of keys and addresses, where other characters have a meaning.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_MILLISECONDS = re.compile(r"[0-9]{12,13}", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?", re.ASCII | re.DOTALL)
_HOURS = re.compile(r"[+-]?[0-9]{1,2}", re.ASCII)
# Neither kept nor logged with a problem.
_NOT_SHOWN = frozenset({"tax_id", "taxpayer_id", "ein", "custom_attributes"})
_CORRECT_IT = "Correct it in CORE, then sync again."
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


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an answer, as part of the record that its problems are reported for.

    Attributes:
        record_key: the record that goes on hold if a field is bad.
        label: how sentences name the record, and the place in it.
        data: the row; JSON with numbers as int or Decimal.
    """

    record_key: str
    label: str
    data: Mapping[str, Any] = field(repr=False)  # an agent's row may hold a tax ID

    def named(self, label: str) -> Row:
        """The same row under a better name."""
        return replace(self, label=label)

    def problem(
        self, field: str, what: str, what_to_do: str = _CORRECT_IT, cause: str = "bad field"
    ) -> RecordProblem:
        """A problem with a field: `what` completes a sentence that starts with the record."""
        value = "(not shown)" if field in _NOT_SHOWN else self.data.get(field)
        return RecordProblem(
            self.record_key, field, value, f"{self.label}: {what}", what_to_do, cause=cause
        )

    def bad(self, field: str, why: str, cause: str = "bad field") -> RecordProblem:
        """A problem with what a field holds: `why` says what should be there."""
        value = self.data.get(field)
        holds = str(value) if isinstance(value, Decimal) else repr(value)
        if value is None or value == "":
            holds = "blank"
        what = f"the {field_words(field)} is {holds}, {why}{api_name(field)}."
        return self.problem(field, what, cause=cause)

    def text(self, field: str) -> str:
        """A text; missing is ""."""
        value = self.data.get(field)
        if value is None:
            return ""
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise self.bad(field, "but it must be text")

    def id(self, field: str) -> str:
        """An ID as text; missing is ""."""
        value = self.data.get(field)
        if value is None or value == "":
            return ""
        own_id = usable_id(value)
        if not own_id:
            raise self.bad(field, "but it must be an ID")
        return own_id

    def flag(self, field: str) -> bool | None:
        """Yes, no, or None if missing."""
        value = self.data.get(field)
        if value is None or isinstance(value, bool):
            return value
        raise self.bad(field, "but it must be yes or no")

    def amount(self, field: str) -> Cents | None:
        """A number of dollars, in cents; missing is None."""
        value = self.data.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.bad(field, "but it must be a number of dollars", "amount isn't a number")
        try:
            return to_cents(value)
        except AmountError as error:
            raise self.problem(
                field,
                f"the {field_words(field)} is {value}, which isn't an amount because "
                f"{error.reason}{api_name(field)}.",
                cause="amount isn't a number",
            ) from None

    def positive(self, field: str) -> Cents:
        """An amount that must be there and must not be negative."""
        cents = self.amount(field)
        if cents is None:
            raise self.bad(field, "but an amount is required")
        if cents < 0:
            raise self.problem(
                field,
                f"the {field_words(field)} is {self.data[field]}, but it can't be negative"
                f"{api_name(field)}.",
                "In CORE, enter a positive amount as a debit or a credit, then sync again.",
                cause="negative amount",
            )
        return cents

    def moment(self, field: str) -> dt.datetime | None:
        """A moment from CORE's milliseconds since 1970, UTC; missing is None."""
        value = self.data.get(field)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            moment = moment_of(value)
            if moment is not None:
                return moment
        raise self.bad(field, "but it must be a time in milliseconds")

    def required_moment(self, field: str) -> dt.datetime:
        """A moment that must be there."""
        moment = self.moment(field)
        if moment is None:
            raise self.bad(field, "but a time is required")
        return moment

    def day(self, field: str, zone: dt.tzinfo = dt.UTC) -> dt.date | None:
        """The day of a moment, where the zone says; missing is None."""
        moment = self.moment(field)
        return moment.astimezone(zone).date() if moment else None

    def zone(self, field: str) -> dt.tzinfo:
        """A time zone by name, or as hours from UTC; missing is UTC."""
        value = self.data.get(field)
        zone = dt.UTC if value is None else zone_of(value)
        if zone is not None:
            return zone
        raise self.bad(field, "which isn't a time zone, so the close date is unclear")

    def rows(self, field: str) -> list[Row]:
        """A list of rows inside this one; missing is none."""
        value = self.data.get(field)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise self.problem(
                field, f"the {field_words(field)} aren't a list of items{api_name(field)}."
            )
        return [Row(self.record_key, self.label, part) for part in value]

    def require_usd(self) -> None:
        """Reject a row in another currency.

        Raises:
            RecordProblem: the row has a currency, and it is not US dollars.
        """
        value = self.data.get("currency")
        if value is None or value == "":
            return
        if not isinstance(value, str) or value.strip().upper() != "USD":
            raise self.problem(
                "currency",
                f"it is in {value}, but only US dollars (USD) can be synced.",
                "Enter the amount in US dollars in CORE, or record it in QuickBooks yourself.",
                cause="not in US dollars",
            )
