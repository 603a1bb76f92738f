"""One cell's value: text, amounts, percentages, days, yes or no. Pure; nothing is guessed or rounded."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from include.books.causes import HoldCause
from include.books.money import AmountError, Cents, to_cents
from include.core_backoffice.files.sheets import BrokenCell, Cell
from include.core_backoffice.mapping.profile import DateOrder
from include.core_backoffice.records.values import moment_of
from include.plain_text import plain


class BadCell(ValueError):
    """A cell that doesn't hold what its column is mapped to.

    Args:
        why: what should be there, as the end of a sentence: "but it must be a date".
        cause: what pages group by.
    """

    def __init__(self, why: str, cause: HoldCause = HoldCause.BAD_FIELD) -> None:
        self.why = why
        self.cause = cause
        super().__init__(why)


_ERRORS: Final = frozenset(
    {
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#####",
    }
)
_YES: Final = frozenset({"yes", "y", "true", "1", "x"})
_NO: Final = frozenset({"no", "n", "false", "0"})


def is_blank(cell: Cell) -> bool:
    """Whether a cell has nothing to see."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def text_of(cell: Cell, width: int | None = None) -> str:
    """A cell as text, without outer blanks; numbers by their digits, dates as ISO 8601.

    Args:
        cell: any.
        width: digits that a spreadsheet took the zeros of: 5 makes "2134" a "02134".

    Raises:
        BadCell: the cell is a formula's error, or a formula whose result the workbook lacks.
    """
    text = raw_text(cell)
    if isinstance(cell, BrokenCell) or (text[:1] == "#" and text.upper() in _ERRORS):
        raise BadCell("an error of the spreadsheet's formula")
    return padded(text, width) if width else text


def raw_text(cell: Cell) -> str:
    """The same without a check."""
    if isinstance(cell, str):
        # Most texts are plain: they are asked for so often that even asking costs.
        return cell.strip() if cell.isascii() and cell.isprintable() else plain(cell).strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return _digits(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return cell.isoformat()


def _digits(number: Decimal) -> str:
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return str(number)
    return str(int(number)) if number == number.to_integral_value() else format(number, "f")


_MOST_DIGITS: Final = 40


def padded(text: str, width: int) -> str:
    """Digits with the zeros before them that a spreadsheet dropped; of "2134-1234" its first part."""
    first, dash, rest = text.partition("-")
    if first.isascii() and first.isdigit() and (not dash or rest.isdigit()):
        return f"{first.zfill(width)}{dash}{rest}"
    return text


def yes_or_no(text: str) -> bool | None:
    """Yes, no, or None where it is blank.

    Raises:
        BadCell: it is another word.
    """
    word = text.casefold()
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell("but it must be yes or no")


# --- amounts ---

_PLAIN_AMOUNT: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?|\.(\d+)", re.ASCII)
_COMMA_AMOUNT: Final = re.compile(
    r"(?:\d{1,3}(?:([. '’])\d{3}(?:\1\d{3})*)|\d+)(?:,(\d*))?|,(\d+)",  # noqa: RUF001  (as Swiss amounts are written)
    re.ASCII,
)
_ALIKE: Final = str.maketrans(
    {"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "}  # noqa: RUF001  (what stands for a minus, and for a blank)
)
_SYMBOLS: Final = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "MX$": "MXN",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
}
_CURRENCY: Final = r"(?:US|CA|MX|C|A)?\$|[€£¥]|[A-Za-z]{3}(?![A-Za-z])"
_CURRENCY_FIRST: Final = re.compile(_CURRENCY, re.ASCII)
_CURRENCY_LAST: Final = re.compile(rf"(?<![A-Za-z])(?:{_CURRENCY})$", re.ASCII)
_DOLLARS: Final = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})
_NO_AMOUNT: Final = "but it must be an amount of money"


def cents_of(cell: Cell, *, decimal_comma: bool = False, currency: str = "USD") -> Cents | None:
    """An amount in cents; None where the cell is blank. A lone "-" is zero, as accounting formats write it.

    Args:
        cell: a number, or text such as "$1,234.50", "(123.45)", "100.00-" or "USD 5".
        decimal_comma: whether amounts are written 1.234,56.
        currency: of the profile; an amount in another one is refused.

    Raises:
        BadCell: it is no amount, has a fraction of a cent, or is in another currency.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return _cents_of_text(cell, decimal_comma, currency)
    if isinstance(cell, Decimal):
        return _whole(cell)
    raise BadCell(_NO_AMOUNT, HoldCause.NOT_A_NUMBER)


@lru_cache(maxsize=4096)
def _cents_of_text(cell: str, decimal_comma: bool, currency: str) -> Cents | None:  # noqa: FBT001  (a cached function's key)
    text = text_of(cell).translate(_ALIKE).removeprefix("'").strip()
    if not text:
        return None
    digits, signs = _bare(text, currency.upper())
    if len(signs) > 1:
        raise BadCell(_NO_AMOUNT, HoldCause.NOT_A_NUMBER)
    if not digits and signs == "-":
        return 0
    pattern = _COMMA_AMOUNT if decimal_comma else _PLAIN_AMOUNT
    if not pattern.fullmatch(digits):
        raise BadCell(_why_no_amount(digits, decimal_comma=decimal_comma), HoldCause.NOT_A_NUMBER)
    if decimal_comma:
        digits = re.sub("[. '’]", "", digits).replace(",", ".")  # noqa: RUF001  (as Swiss amounts are written)
    number = Decimal(digits.replace(",", ""))
    return _whole(number if signs in ("", "+") else -number)


def _bare(text: str, currency: str) -> tuple[str, str]:
    """An amount without its signs and currency, and the signs: "-", "+" or "(" for parentheses.

    Raises:
        BadCell: it is in another currency.
    """
    signs = ""
    while text:
        if text[0] == "(" and text[-1] == ")":
            signs, text = f"{signs}(", text[1:-1].strip()
        elif text[0] in "+-":
            signs, text = f"{signs}{text[0]}", text[1:].strip()
        elif text[-1] in "+-":
            signs, text = f"{signs}{text[-1]}", text[:-1].strip()
        elif found := _CURRENCY_FIRST.match(text) or _CURRENCY_LAST.search(text):
            _require_own(found[0].upper(), currency)
            text = (text[: found.start()] + text[found.end() :]).strip()
        else:
            break
    return text, signs


def _whole(number: Decimal) -> Cents:
    try:
        return to_cents(number)
    except (AmountError, InvalidOperation) as error:
        reason = error.reason if isinstance(error, AmountError) else "it is too large"
        raise BadCell(f"which isn't an amount because {reason}", HoldCause.NOT_A_NUMBER) from None


def _require_own(written: str, currency: str) -> None:
    """Check a currency's sign or code.

    Raises:
        BadCell: it is another one than the profile's; or three letters that are no currency.
    """
    code = _SYMBOLS.get(written, written)
    if code == currency or (code == "$" and currency in _DOLLARS):
        return
    if code not in _CODES and code != "$":
        raise BadCell(_NO_AMOUNT, HoldCause.NOT_A_NUMBER)
    raise BadCell(f"but amounts must be in {currency}", HoldCause.OTHER_CURRENCY)


_CODES: Final = _DOLLARS | frozenset(
    [
        "EUR",
        "GBP",
        "JPY",
        "CHF",
        "CNY",
        "INR",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "BRL",
        "AED",
        "ZAR",
        "ILS",
        "KRW",
        "CZK",
        "HUF",
        "CRC",
        "DOP",
        "COP",
    ]
)


def require_currency(text: str, currency: str) -> None:
    """Check a row's currency; blank is the profile's.

    Raises:
        BadCell: it is another one.
    """
    own = currency.upper()
    written = _SYMBOLS.get(text.upper(), text.upper())
    if written not in ("", own) and not (written == "$" and own in _DOLLARS):
        raise BadCell(f"but amounts must be in {own}", HoldCause.OTHER_CURRENCY)


def _why_no_amount(text: str, *, decimal_comma: bool) -> str:
    if text.endswith("%"):
        return "which is a percentage, but it must be an amount of money"
    if re.fullmatch(r"[\d.,' ]+", text):
        form = "1.234,56" if decimal_comma else "1,234.56"
        return f"but the import profile has amounts written as {form}"
    return _NO_AMOUNT


_PERCENT: Final = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_WHOLE: Final = Decimal(100)


def percent_of(cell: Cell, scale: int, *, decimal_comma: bool = False) -> Decimal | None:
    """A percentage as a number of percent, 3 for 3 %; None where the cell is blank.

    A percent sign says what a number is whatever the scale. Without one, a number that the scale makes
    less than 1 % or more than 100 % is refused: it is most likely written in the other scale.

    Args:
        cell: "3", "2.5", "3%", Decimal("0.03").
        scale: 1 where 3 % is written 3, 100 where it is 0.03.
        decimal_comma: whether numbers are written 2,5.

    Raises:
        BadCell: it is no percentage, or not of this scale.
    """
    if is_blank(cell):
        return None
    text = text_of(cell).translate(_ALIKE)
    has_sign = text.endswith("%")
    text = text.rstrip("%").strip()
    text = text.replace(",", ".") if decimal_comma else text
    if isinstance(cell, bool | dt.date) or not _PERCENT.fullmatch(text):
        raise BadCell("but it must be a percentage", HoldCause.NOT_A_NUMBER)
    percent = Decimal(text) * (1 if has_sign else scale)
    if not 0 <= percent <= _WHOLE:
        raise BadCell("but a percentage must be from 0% to 100%", HoldCause.NOT_A_NUMBER)
    if not has_sign and scale == 1 and 0 < percent < 1:
        raise BadCell("which is less than 1%, or is written as a fraction", HoldCause.NOT_A_NUMBER)
    return percent


def share_of(cents: Cents, percent: Decimal) -> Cents:
    """A percentage of an amount, to the nearest cent, halves away from zero."""
    return int((Decimal(cents) * percent / _WHOLE).quantize(Decimal(1), ROUND_HALF_UP))


# --- days ---

_TIME: Final = (
    r"(?:[T ,]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?:Z| ?UTC|[+-]\d\d:?\d\d)?)?"
)
_SEPARATOR: Final = r"(?:/|-|\.|, | )"
_NUMBERS: Final = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}", re.ASCII)
_MONTH_FIRST: Final = re.compile(
    rf"([A-Za-z]{{3,9}})\.? ?[- ]?(\d{{1,2}}){_SEPARATOR}(\d{{4}}){_TIME}", re.ASCII
)
_DAY_FIRST: Final = re.compile(
    rf"(\d{{1,2}})[- ]([A-Za-z]{{3,9}})\.?[-, ]+(\d{{4}}|\d\d){_TIME}", re.ASCII
)
_ISO: Final = re.compile(rf"(\d{{4}})([/-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORTEST_MONTH: Final = 3
_FIRST_YEAR, _LAST_YEAR = 1980, 2199
_EXCEL_DAY_ZERO: Final = dt.date(1899, 12, 30)
_EXCEL_DAYS: Final = range(61, 2_958_466)


def day_of(cell: Cell, order: DateOrder, zone: dt.tzinfo = dt.UTC) -> dt.date | None:
    """The day in a cell; None where it is blank. A workbook's own date needs no order.

    Args:
        cell: text, a workbook's date, or a number where the order is one of numbers.
        order: how dates are written; nothing else is accepted.
        zone: of moments.

    Raises:
        BadCell: it is no day in this order.
    """
    if is_blank(cell):
        return None
    day = _day(cell, order, zone)
    if day is None:
        raise BadCell(f"but dates must be written as {order.value}")
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadCell(f"but its year must be from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def _day(cell: Cell, order: DateOrder, zone: dt.tzinfo) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.astimezone(zone).date() if cell.tzinfo else cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = text_of(cell)
    try:
        if order is DateOrder.MILLISECONDS or order is DateOrder.EXCEL:
            return _counted_day(text, order, zone)
        return _iso(text, zone) if order is DateOrder.YMD else _us_or_european(text, order)
    except (ValueError, OverflowError, InvalidOperation):
        return None


def _counted_day(text: str, order: DateOrder, zone: dt.tzinfo) -> dt.date | None:
    if order is DateOrder.MILLISECONDS:
        moment = moment_of(int(text)) if text.isascii() and text.isdigit() else None
        return moment.astimezone(zone).date() if moment else None
    days = int(Decimal(text)) if _NUMBER.fullmatch(text) else 0
    return _EXCEL_DAY_ZERO + dt.timedelta(days) if days in _EXCEL_DAYS else None


def _iso(text: str, zone: dt.tzinfo) -> dt.date | None:
    """A day as ISO 8601 has it. A moment in UTC is the day in the zone; with an offset, as it is written."""
    found = _ISO.fullmatch(text)
    if not found:
        return None
    if text[-1] == "Z" and zone is not dt.UTC:
        return dt.datetime.fromisoformat(text).astimezone(zone).date()
    return dt.date(int(found[1]), int(found[3]), int(found[4]))


def _us_or_european(text: str, order: DateOrder) -> dt.date | None:
    is_us = order is DateOrder.MDY
    if found := _NUMBERS.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        month, day = (first, second) if is_us else (second, first)
        return dt.date(_year(found[4]), month, day)
    found = (_MONTH_FIRST if is_us else _DAY_FIRST).fullmatch(text)
    if not found:
        return None
    name, number = (found[1], found[2]) if is_us else (found[2], found[1])
    return dt.date(_year(found[3]), _month(name), int(number))


def _year(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)  # noqa: PLR2004  (two digits are of this century)


def _month(name: str) -> int:
    """The number of a month's name; 0, which no date has, if it is none."""
    own = name.casefold()
    return next((at for at, month in enumerate(_MONTHS, 1) if month.startswith(own)), 0)
