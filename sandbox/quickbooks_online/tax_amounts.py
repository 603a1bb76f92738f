"""How much tax a document bears: arithmetic alone.

Whether QuickBooks rounds each line, or all lines of a rate together, isn't documented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate by its ID; in percent."""

    id: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Taxed:
    """A line's amount without tax, and the rates that it bears."""

    net: Decimal
    rates: tuple[TaxRate, ...]


@dataclass(frozen=True, slots=True)
class TaxOfRate:
    """The tax of one rate: on how much, and how much it is."""

    rate: TaxRate
    base: Decimal
    tax: Decimal


def by_rate(lines: Iterable[Taxed], *, each_line: bool) -> list[TaxOfRate]:
    """The tax of each rate, in the order in which the lines first bear them.

    Args:
        lines: what is taxed, signed.
        each_line: round the tax of every line; otherwise that of all lines of a rate together.
    """
    nets: dict[TaxRate, list[Decimal]] = {}
    for line in lines:
        for rate in line.rates:
            nets.setdefault(rate, []).append(line.net)
    return [_of_rate(rate, found, each_line=each_line) for rate, found in nets.items()]


def net_of(inclusive: Decimal, rates: Sequence[TaxRate]) -> Decimal:
    """The amount without tax of one that includes it."""
    percent = sum((rate.percent for rate in rates), Decimal(0))
    return _rounded(inclusive * 100 / (100 + percent))


def inclusive_of(net: Decimal, rates: Sequence[TaxRate]) -> Decimal:
    """The amount with tax of one without, each rate rounded."""
    return net + sum((_rounded(net * rate.percent / 100) for rate in rates), _NOTHING)


def _of_rate(rate: TaxRate, nets: Sequence[Decimal], *, each_line: bool) -> TaxOfRate:
    base = sum(nets, _NOTHING)
    parts = nets if each_line else [base]
    tax = sum((_rounded(part * rate.percent / 100) for part in parts), _NOTHING)
    return TaxOfRate(rate, base, tax)


def _rounded(amount: Decimal) -> Decimal:
    """Half a cent goes away from zero."""
    return amount.quantize(_CENT, ROUND_HALF_UP)
