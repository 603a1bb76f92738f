"""Shares and percentages that come out in whole cents."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from include.books.money import Cents


def apportion(total: Cents, weights: Sequence[int]) -> list[Cents]:
    """Split `total` by `weights` without losing a cent (largest remainder, the first one wins ties).

    Returns:
        One amount per weight; together exactly `total`. Weights of zero alone share equally.
    """
    if not weights:
        return []
    parts = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(parts)
    amounts = [total * part // whole for part in parts]
    remainders = [total * part % whole for part in parts]
    largest = sorted(range(len(parts)), key=lambda place: -remainders[place])
    for place in largest[: total - sum(amounts)]:
        amounts[place] += 1
    return amounts


def percent_of(base: Cents, percent: Decimal) -> Cents:
    """A percentage of an amount, half a cent rounded away from zero."""
    return int((base * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def flat_or_percent(amount: Cents | None, percent: Decimal | None, base: Cents) -> Cents:
    """An item's amount: the flat one when given, else the percentage of `base`."""
    if amount is not None:
        return amount
    return percent_of(base, percent) if percent is not None else 0
