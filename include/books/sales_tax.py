"""How much tax QuickBooks should add to an entry, and by how much it may round differently.

QuickBooks computes tax itself, and its figure is the truth. Whether it rounds per line or per rate isn't
documented, so the figure may differ by half a cent for each line and rate; by more, and something else
was taxed than CoreBooks sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from include.books.money import Cents

Rates = tuple[Decimal, ...]
"""The rates of a tax code in percent: Quebec's are 5 and 9.975."""


def expected_tax(lines: Sequence[tuple[Cents, Rates]]) -> Cents:
    """The tax on lines without tax: for each rate, the lines that bear it together, rounded to the cent.

    Args:
        lines: the amount of each line in signed cents, and the rates of its tax code.
    """
    return sum(_rounded(tax) for tax in _by_rate(lines).values())


def is_rounding(actual: Cents, lines: Sequence[tuple[Cents, Rates]]) -> bool:
    """Whether QuickBooks' tax differs from the exact one by rounding only: half a cent a line and rate."""
    taxed = sum(1 for cents, rates in lines if cents for rate in rates if rate)
    exact = sum(_by_rate(lines).values(), Decimal())
    return 2 * abs(actual - exact) <= taxed


def _by_rate(lines: Sequence[tuple[Cents, Rates]]) -> dict[Decimal, Decimal]:
    """The exact tax of each rate, in cents and fractions of them."""
    by_rate: dict[Decimal, Decimal] = {}
    for cents, rates in lines:
        for rate in rates:
            by_rate[rate] = by_rate.get(rate, Decimal()) + Decimal(cents) * rate / 100
    return by_rate


def _rounded(cents: Decimal) -> Cents:
    """Half a cent goes away from zero, as QuickBooks and tax authorities round."""
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))
