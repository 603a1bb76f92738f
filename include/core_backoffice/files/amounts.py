"""Amounts in lines of text: `$1,234.50`, `(45.00)`, `-45.00`, `45.00-`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = re.compile(
    r"(?<![\d.,/])"
    r"(?P<open>\()?\s?(?P<sign>[-\u2212\u2013+])?\s?(?P<symbol>(?:US|CA|C|A)?\$|£)?\s?(?P<late>[-\u2212])?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,12})(?P<cents>\.\d{2})?"
    r"(?P<close>\))?(?P<after>[-\u2212](?!\w))?"
    r"(?![\d%/]|\s?%|[.,]\d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a text.

    Attributes:
        dollars: or pounds, with its sign.
        is_signed: whether a sign or parentheses stand with it.
        start, end: where it is.
    """

    dollars: Decimal
    is_signed: bool
    start: int
    end: int


def amounts_in(text: str) -> list[Amount]:
    """All amounts in a text: numbers with a sign of a currency or with cents, percentages left out."""
    return [_amount(found) for found in _AMOUNT.finditer(text) if found["symbol"] or found["cents"]]


def _amount(found: re.Match[str]) -> Amount:
    digits = found["whole"].replace(",", "") + (found["cents"] or "")
    in_parentheses = bool(found["open"] and found["close"])
    minus = in_parentheses or found["late"] or found["after"] or found["sign"] not in {None, "+"}
    dollars = Decimal(digits)
    # A parenthesis that opens before the amount may close after a word: then it is no sign.
    return Amount(
        -dollars if minus else dollars, bool(minus or found["sign"]), found.start(), found.end()
    )
