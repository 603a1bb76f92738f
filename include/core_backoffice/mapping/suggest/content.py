"""What a column holds, judged over all its cells: dates and their order, amounts, email addresses, words. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from include.core_backoffice.files.sheets import Cell
from include.core_backoffice.mapping.profile import DateOrder
from include.core_backoffice.mapping.suggest.samples import Column
from include.core_backoffice.mapping.suggest.synonyms import Holds
from include.core_backoffice.mapping.values import BadCell, cents_of, day_of, raw_text

MOSTLY: Final = 0.6
"""The part of a column's cells that must be of a kind: the rest is what goes wrong in files."""
_FEW: Final = 25
_NUMBER: Final = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_YES_NO: Final = frozenset({"yes", "no", "y", "n", "true", "false", "x"})
_SERIALS: Final = range(29_221, 73_051)
"""Days from 1980 to 2099 as Excel counts them."""
_MILLISECONDS: Final = re.compile(r"\d{12,13}", re.ASCII)


def holds(column: Column, kind: Holds) -> bool:
    """Whether a column mostly holds what a field needs; one without any cell may hold anything."""
    filled = column.filled()
    if not filled or kind is Holds.TEXT:
        return True
    test = _TESTS.get(kind)
    return test(column) if test else len(words(column)) <= _FEW


def words(column: Column) -> tuple[str, ...]:
    """The different texts of a column, the most frequent first; blank is none."""
    counts: dict[str, int] = {}
    first: dict[str, str] = {}
    for text in column.texts():
        if text:
            own = " ".join(text.split()).casefold()
            counts[own] = counts.get(own, 0) + 1
            first.setdefault(own, text)
    return tuple(first[own] for own in sorted(counts, key=lambda own: (-counts[own], own)))


def is_amounts(column: Column) -> bool:
    """Whether a column mostly has amounts, in one of both ways of writing them."""
    filled = column.filled()
    share = max(_share(filled, _amount_with(comma=comma)) for comma in (False, True))
    return bool(filled) and share >= MOSTLY and not _has_zeros_before(filled)


def is_percentages(column: Column) -> bool:
    """Whether a column mostly has percentages with their sign."""
    return _share(column.filled(), lambda cell: raw_text(cell).endswith("%")) >= MOSTLY


def is_percents(column: Column) -> bool:
    """Whether a column mostly has percentages, with their sign or as numbers up to 100."""
    return is_percentages(column) or _share(column.filled(), _is_percent) >= MOSTLY


def is_fractions(column: Column) -> bool:
    """Whether a column mostly has percentages as fractions: 0.8 for 80%, and none above 1."""
    numbers = [own for cell in column.filled() if (own := _number(cell)) is not None]
    return bool(numbers) and max(numbers) <= 1


def has_cents(column: Column) -> bool:
    """Whether a column has amounts of money, and no plain numbers: one has cents or a currency's sign."""
    if not is_amounts(column):
        return False
    return any(re.search(r"[.,]\d\d\b|\$", raw_text(cell)) for cell in column.filled())


def is_emails(column: Column) -> bool:
    """Whether a column mostly has email addresses."""
    return _share(column.filled(), _is_email) >= MOSTLY


def typical_cents(column: Column) -> int:
    """The middle one of a column's amounts, however they are written; 0 if there is none."""
    found = sorted(
        cents
        for cell in column.filled()
        if (cents := _cents(cell, comma=False) or _cents(cell, comma=True)) is not None
    )
    return found[len(found) // 2] if found else 0


def _has_zeros_before(cells: Iterable[Cell]) -> bool:
    """Whether numbers have zeros before them: then they are IDs or ZIP codes."""
    return any(re.match(r"0\d", raw_text(cell)) for cell in cells)


def decimal_comma(columns: Iterable[Column]) -> bool:
    """Whether amounts are written 1.234,50. No amount of dollars and cents can be read in both ways.

    A workbook's own numbers say nothing of how text is written, and few texts among them neither.
    """
    cells = [cell for column in columns for cell in column.filled()]
    texts = [cell for cell in cells if isinstance(cell, str)]
    if len(texts) * 2 < len(cells) or not texts:
        return False
    point, comma = (sum(map(_amount_with(comma=own), texts)) for own in (False, True))
    return comma > point


@dataclass(frozen=True, slots=True)
class Signs:
    """How many amounts of a column are below and above zero."""

    below: int
    above: int


def signs(cells: Iterable[Cell], *, comma: bool) -> Signs:
    """The signs of amounts; what is no amount doesn't count."""
    below = above = 0
    for cell in cells:
        cents = _cents(cell, comma=comma) or 0
        below += cents < 0
        above += cents > 0
    return Signs(below, above)


def day_orders(column: Column) -> tuple[DateOrder, ...]:
    """The orders in which most of a column's dates can be read; two where it isn't clear, () for no dates.

    A workbook's own dates need none: then the order of the United States stands for it.
    """
    filled = column.filled()
    if not filled:
        return ()
    if _share(filled, lambda cell: isinstance(cell, dt.date)) >= MOSTLY:
        return (DateOrder.MDY,)
    shares = {order: _share(filled, _day_in(order)) for order in _TEXT_ORDERS}
    best = max(shares.values())
    if best >= MOSTLY:
        return tuple(order for order, share in shares.items() if share == best)
    if _share(filled, lambda cell: bool(_MILLISECONDS.fullmatch(raw_text(cell)))) >= MOSTLY:
        return (DateOrder.MILLISECONDS,)
    if _share(filled, _is_serial) >= MOSTLY:
        return (DateOrder.EXCEL,)
    return ()


_TEXT_ORDERS: Final = (DateOrder.YMD, DateOrder.MDY, DateOrder.DMY)


def _day_in(order: DateOrder) -> Callable[[Cell], bool]:
    def fits(cell: Cell) -> bool:
        if not isinstance(cell, str):
            return isinstance(cell, dt.date)
        try:
            return day_of(cell, order) is not None
        except BadCell:
            return False

    return fits


def _is_serial(cell: Cell) -> bool:
    if isinstance(cell, str):
        return cell.strip().isdigit() and len(cell.strip()) == 5 and int(cell) in _SERIALS  # noqa: PLR2004  (five digits)
    return isinstance(cell, Decimal) and cell == cell.to_integral_value() and int(cell) in _SERIALS


def _amount_with(*, comma: bool) -> Callable[[Cell], bool]:
    return lambda cell: _cents(cell, comma=comma) is not None


def _cents(cell: Cell, *, comma: bool) -> int | None:
    try:
        return cents_of(cell, decimal_comma=comma)
    except BadCell:
        return None


def _is_email(cell: Cell) -> bool:
    return _EMAIL.fullmatch(raw_text(cell)) is not None


def _is_percent(cell: Cell) -> bool:
    number = _number(cell)
    return number is not None and 0 <= number <= 100  # noqa: PLR2004  (percent)


def _number(cell: Cell) -> Decimal | None:
    """A plain number; None for any other cell."""
    text = raw_text(cell)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _is_yes_no(cell: Cell) -> bool:
    return isinstance(cell, bool) or raw_text(cell).casefold() in _YES_NO


def _share(cells: tuple[Cell, ...], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, cells)) / len(cells) if cells else 0.0


_TESTS: Final[Mapping[Holds, Callable[[Column], bool]]] = {
    Holds.AMOUNT: is_amounts,
    Holds.DAY: lambda column: bool(day_orders(column)),
    Holds.EMAIL: is_emails,
    Holds.YES_NO: lambda column: _share(column.filled(), _is_yes_no) >= MOSTLY,
    Holds.PERCENT: is_percents,
}
"""What a column must be that holds each; of words it has few."""
