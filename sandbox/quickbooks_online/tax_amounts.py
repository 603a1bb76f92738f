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
    """A rate by its ID, in percent.

    Attributes:
        of: what it is a rate of, as a share of the amount: 1, or with or of the tax before it.
    """

    id: str
    percent: Decimal
    of: Decimal = Decimal(1)

    @property
    def share(self) -> Decimal:
        """The tax as a share of the amount."""
        return self.percent / 100 * self.of


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
    return _rounded(inclusive / (1 + sum((rate.share for rate in rates), Decimal(0))))


def inclusive_of(net: Decimal, rates: Sequence[TaxRate]) -> Decimal:
    """The amount with tax of one without, each rate rounded."""
    return net + sum((_rounded(net * rate.share) for rate in rates), _NOTHING)


def shares(tax: Decimal, nets: Sequence[Decimal]) -> list[Decimal]:
    """A rate's tax, spread over the lines that bear it by their amounts; the last has the rest."""
    base = sum(nets, _NOTHING)
    if not nets:
        return []
    parts = [_rounded(tax * net / base) if base else _NOTHING for net in nets[:-1]]
    return [*parts, tax - sum(parts, _NOTHING)]


def _of_rate(rate: TaxRate, nets: Sequence[Decimal], *, each_line: bool) -> TaxOfRate:
    base = sum(nets, _NOTHING)
    parts = nets if each_line else [base]
    tax = sum((_rounded(part * rate.share) for part in parts), _NOTHING)
    return TaxOfRate(rate, base, tax)


def _rounded(amount: Decimal) -> Decimal:
    """Half a cent goes away from zero."""
    return amount.quantize(_CENT, ROUND_HALF_UP)
