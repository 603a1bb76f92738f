"""Single values of qbXML: how each type is written, and what QuickBooks says when it is not."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from sandbox.quickbooks_desktop.refusals import Refusal, invalid_id

_AMOUNT = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]{2})?")
_PRICE = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,5})?")
_MOMENT = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:T(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})([+-]\d{1,2}:\d{1,2})?)?)?)?"
)
_ID = re.compile(r"[0-9A-Fa-f]+-[0-9]+|-1")
_GUID = re.compile(r"0|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")
_NUMBERS = {
    "amt": (_AMOUNT, 3040, "amount"),
    "price": (_PRICE, 3045, "price"),
    "pct": (_PRICE, 3050, "percent"),
    "qty": (_PRICE, 3060, "quantity"),
    "int": (re.compile(r"[+-]?[0-9]+"), 3085, "number"),
    "float": (re.compile(r"[+-]?[0-9]*\.?[0-9]+"), 3085, "number"),
}
_FIRST_YEAR, _LAST_YEAR = 1901, 2199
_BOOLS = {"true": "true", "1": "true", "false": "false", "0": "false"}


def value(kind: str, text: str, field: str) -> str:
    """A field's text in QuickBooks' own form; empty stays empty.

    Args:
        kind: `s41` for a text of at most 41 characters, `amt`, `b`, `date`, `=A/B` for one of...
        text: as it was sent.
        field: its name, for the refusal.

    Raises:
        Refusal: 3000 to 3110, it is no such value or too long.
    """
    if not text:
        return text
    if kind in _NUMBERS:
        return _number(kind, text, field)
    if kind.startswith("="):
        if text not in kind[1:].split("/"):
            raise Refusal(3110, f'The enum value "{text}" in the field "{field}" is not valid.')
        return text
    if re.fullmatch(r"s\d*", kind):
        return _text(kind, text, field)
    return _SPECIAL[kind](text, field)


def _text(kind: str, text: str, field: str) -> str:
    most = int(kind[1:] or 0)
    if most and len(text) > most:
        raise Refusal(3070, f'The string "{text}" in the field "{field}" is too long.')
    return text


def _number(kind: str, text: str, field: str) -> str:
    pattern, code, word = _NUMBERS[kind]
    if not pattern.fullmatch(text):
        raise _not_converted(code, word, text, field)
    return money(Decimal(text)) if kind == "amt" else text


def _bool(text: str, field: str) -> str:
    if text not in _BOOLS:
        raise _not_converted(3010, "boolean value", text, field)
    return _BOOLS[text]


def _date(text: str, field: str) -> str:
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise _not_converted(3020, "date value", text, field) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _not_converted(3020, "date value", text, field)
    return day.isoformat()


def _time(text: str, field: str) -> str:
    try:
        moment(text)
    except ValueError:
        raise _not_converted(3020, "date value", text, field) from None
    return text


def _id(text: str, field: str) -> str:
    if not _ID.fullmatch(text) or len(text) > 36:  # noqa: PLR2004  (IDTYPE's length)
        raise invalid_id(field, text)
    return text.upper()


def _guid(text: str, field: str) -> str:
    if not _GUID.fullmatch(text):
        raise invalid_id(field, text)
    return text


_SPECIAL = {"b": _bool, "date": _date, "time": _time, "id": _id, "guid": _guid}


def _not_converted(code: int, word: str, text: str, field: str) -> Refusal:
    return Refusal(
        code, f'There was an error when converting the {word} "{text}" in the field "{field}".'
    )


def money(amount: Decimal) -> str:
    """An amount as QuickBooks writes it: two decimals, rounded half up."""
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded or abs(rounded):.2f}"


def cents(text: str | None) -> int:
    """An amount as whole cents; nothing given is zero."""
    return int(Decimal(text or "0") * 100)


def dollars(amount: int) -> str:
    """Whole cents as QuickBooks writes an amount."""
    return money(Decimal(amount).scaleb(-2))


def moment(text: str, *, end: bool = False) -> dt.datetime:
    """A date and time without an offset, as the machine that runs QuickBooks shows it.

    An offset that was sent is dropped with the seconds' fraction of trouble it causes: QuickBooks
    itself reads it in its own local time. `end` fills a bare date up to the day's last second.

    Raises:
        ValueError: it is no moment.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, hour, minute, second, _ = found.groups()
    year, month, day_ = (int(part) for part in day.split("-"))
    if hour is None and end:
        return dt.datetime(year, month, day_, 23, 59, 59)  # noqa: DTZ001  (local by definition)
    return dt.datetime(year, month, day_, int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001  (local by definition)
