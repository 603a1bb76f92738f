"""The currency that amounts are in: that of the company being worked on, as `decimal.localcontext` has precision.

A thread begins with US dollars. One that writes amounts in words is started with a copy of its starter's context
(`contextvars.copy_context().run`), as `asyncio.to_thread` and Starlette's pool of threads do by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

US_DOLLARS = "USD"

# Unicode's CLDR for en-US: Canada's and Australia's dollars can't be taken for the US dollar.
_SYMBOLS: Mapping[str, str] = {US_DOLLARS: "$", "CAD": "CA$", "AUD": "A$", "GBP": "£"}
CURRENCIES: Mapping[str, str] = {
    US_DOLLARS: "US dollars",
    "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
    "GBP": "British pounds",
}
"""The currencies of the countries whose books CoreBooks keeps, and their names in a sentence."""

_currency: ContextVar[str] = ContextVar("currency", default=US_DOLLARS)


@contextmanager
def amounts_in(code: str) -> Iterator[None]:
    """Write the amounts of a `with` block in a currency.

    Args:
        code: ISO 4217, three letters: "CAD".
    """
    before = _currency.set(code)
    try:
        yield
    finally:
        _currency.reset(before)


def write_amounts_in(code: str) -> None:
    """Write all amounts of a request, a task or a command from now on in a currency: `amounts_in` without an end.

    Args:
        code: ISO 4217, three letters: "CAD".
    """
    _currency.set(code)


def books_currency() -> str:
    """The ISO 4217 code of the company being worked on: the currency of its books, and of CORE's amounts."""
    return _currency.get()


def symbol(code: str) -> str:
    """What stands before an amount of a currency: "$", "CA$", "£"; "EUR " where a reader knows the code better."""
    return _SYMBOLS.get(code) or f"{code} "


def currency_name(code: str) -> str:
    """A currency in a sentence: "Canadian dollars"; its code where it is none of a country that CoreBooks knows."""
    return CURRENCIES.get(code, code)


def amount_unit() -> str:
    """What an amount is a number of, in the company's currency: "dollars" in the United States, "British pounds"."""
    code = _currency.get()
    return "dollars" if code == US_DOLLARS else currency_name(code)


def smallest_unit() -> str:
    """The hundredth of it: "cent", of a pound "penny"."""
    return "penny" if _currency.get() == "GBP" else "cent"
