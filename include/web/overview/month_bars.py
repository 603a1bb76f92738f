"""Bars of what closed in each month: what is synced, and on it what isn't. Income only, nothing is mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from include.database.reads.due import ClosingMonth

WIDTH, HEIGHT = 860, 120
_FIRST, _STEP, _BAR = 10, 71, 52
TOP = 32
"""Above the highest bar, for its figure."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in the drawing; lengths in its own units, from the top left.

    Attributes:
        month: its closing month, with the amounts.
        x: of its left side.
        synced_y: of the top of what is synced.
        synced_height: how high that is.
        open_y: of the top of what isn't, which stands on it.
        open_height: how high that is; 0 for none.
    """

    month: ClosingMonth
    x: int
    synced_y: float
    synced_height: float
    open_y: float
    open_height: float

    @property
    def middle(self) -> float:
        """Where its figure and its name are centered."""
        return self.x + _BAR / 2

    @property
    def thousands(self) -> str:
        """All that closed in it, in thousands of the company's currency; empty for nothing."""
        cents = self.month.synced + self.month.open
        return f"{cents / 100_000:,.0f}" if cents else ""


def month_bars(months: Sequence[ClosingMonth]) -> list[Bar]:
    """A bar for each month; the highest is as high as the drawing. What is negative has no height."""
    highest = max((_height(month.synced) + _height(month.open) for month in months), default=0)
    scale = (HEIGHT - TOP) / highest if highest else 0.0
    return [_bar(month, number, scale) for number, month in enumerate(months)]


def _bar(month: ClosingMonth, number: int, scale: float) -> Bar:
    synced = round(_height(month.synced) * scale, 1)
    still_open = round(_height(month.open) * scale, 1)
    top = round(HEIGHT - synced, 1)
    return Bar(month, _FIRST + number * _STEP, top, synced, round(top - still_open, 1), still_open)


def _height(cents: int) -> int:
    return max(0, cents)
