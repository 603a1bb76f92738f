"""Reading one field of a row of CORE's, with a sentence for the bookkeeper if it is bad."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from include.books.causes import HoldCause
from include.books.currency import amount_unit, books_currency, currency_name
from include.books.money import AmountError, Cents, format_money, to_cents
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.values import moment_of, usable_id, zone_of
from include.core_backoffice.records.wording import field_words, shown
from include.plain_text import plain

# Neither kept nor logged with a problem.
_NOT_SHOWN = frozenset({"tax_id", "taxpayer_id", "ein", "custom_attributes"})
_CORRECT_IT = "Correct it in CORE, then sync again."
_QUOTE = "'"


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
        self,
        field: str,
        what: str,
        what_to_do: str = _CORRECT_IT,
        cause: HoldCause = HoldCause.BAD_FIELD,
    ) -> RecordProblem:
        """A problem with a field: `what` completes a sentence that starts with the record."""
        value = "(not shown)" if field in _NOT_SHOWN else self.data.get(field)
        return RecordProblem(
            self.record_key, field, value, f"{self.label}: {what}", what_to_do, cause=cause
        )

    def bad(self, field: str, why: str, cause: HoldCause = HoldCause.BAD_FIELD) -> RecordProblem:
        """A problem with what a field holds: `why` says what should be there."""
        what = f"the {field_words(field)} is {shown(self.data.get(field))}, {why}."
        return self.problem(field, what, cause=cause)

    def text(self, field: str) -> str:
        """A text; missing is ""."""
        value = self.data.get(field)
        if value is None:
            return ""
        if isinstance(value, str):
            return plain(value).strip()
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
            raise self.bad(
                field, f"but it must be a number of {amount_unit()}", HoldCause.NOT_A_NUMBER
            )
        try:
            return to_cents(value)
        except AmountError as error:
            raise self.problem(
                field,
                f"the {field_words(field)} is {shown(value)}, which isn't an amount because "
                f"{error.reason}.",
                cause=HoldCause.NOT_A_NUMBER,
            ) from None

    def positive(self, field: str, what_to_do: str = _CORRECT_IT) -> Cents:
        """An amount that must be there and must not be negative.

        Args:
            field: its name.
            what_to_do: about a negative one.
        """
        cents = self.amount(field)
        if cents is None:
            raise self.bad(field, "but an amount is required")
        if cents < 0:
            raise self.problem(
                field,
                f"the {field_words(field)} is {format_money(cents)}, but it can't be negative.",
                what_to_do,
                cause=HoldCause.NEGATIVE_AMOUNT,
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
        raise self.bad(field, "but it must be a date and time")

    def required_moment(self, field: str) -> dt.datetime:
        """A moment that must be there."""
        moment = self.moment(field)
        if moment is None:
            raise self.bad(field, "but a date and time is required")
        return moment

    def day(self, field: str, zone: dt.tzinfo = dt.UTC) -> dt.date | None:
        """The day of a moment, where the zone says; missing is None."""
        moment = self.moment(field)
        return moment.astimezone(zone).date() if moment else None

    def zone(self, field: str) -> dt.tzinfo:
        """A time zone by name, or as hours from UTC; missing is UTC."""
        zone = self.zone_if_known(field)
        if zone is not None:
            return zone
        raise self.bad(field, "which isn't a time zone, so the close date is unclear")

    def zone_if_known(self, field: str) -> dt.tzinfo | None:
        """The same, None if it isn't a zone."""
        value = self.data.get(field)
        return dt.UTC if value is None else zone_of(value)

    def rows(self, field: str) -> list[Row]:
        """A list of rows inside this one; missing is none."""
        value = self.data.get(field)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise self.problem(field, f"the {field_words(field)} aren't a list of items.")
        return [Row(self.record_key, self.label, part) for part in value]

    def require_own_currency(self) -> None:
        """Reject a row in another currency than the company's (`books.currency`).

        Raises:
            RecordProblem: the row has a currency, and it is not the company's.
        """
        value, own = self.data.get("currency"), books_currency()
        if value is None or value == "":
            return
        if not isinstance(value, str) or value.strip().upper() != own:
            name = currency_name(own)
            raise self.problem(
                "currency",
                f"it is in {shown(value).strip(_QUOTE)}, but only {name} ({own}) can be synced.",
                f"Enter the amount in {name} in CORE, or record it in QuickBooks yourself.",
                cause=HoldCause.OTHER_CURRENCY,
            )
