"""How rows make transactions: one wide row each, one an agent, one an item; with a primary row or not. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.suggest.content import words
from include.core_backoffice.mapping.suggest.naming import Named
from include.core_backoffice.mapping.suggest.samples import Column, SheetSample
from include.core_backoffice.mapping.suggest.unique_keys import unique_columns

_FEW_REPEAT: Final = 0.03
"""The part of all rows that may repeat a key by mistake."""
_TOTALS: Final = ("total", "grand total", "report total", "subtotal", "sub total", "sum")
PRIMARY: Final = "primary"


class Shape(StrEnum):
    """What one row is."""

    DEAL = "deal"
    AGENT = "agent"
    ITEM = "item"


class Within(StrEnum):
    """How a column's cells are among the rows of one transaction, where it has several."""

    SAME = "same"
    ONCE = "once"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows of a sheet are joined.

    Attributes:
        shape: what one row is.
        key: the columns that identify a transaction.
        deals: rows by transaction, as their places in the sample.
        primary: the text in the column of kinds that marks the row of the transaction's own columns.
        totals: texts at the beginning of total rows.
        offered: where no header says what the key is, the columns whose content may be one.
    """

    shape: Shape
    key: tuple[str, ...]
    deals: tuple[tuple[int, ...], ...]
    primary: str = ""
    totals: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def repeat(self) -> bool:
        """Whether transactions have several rows."""
        return any(len(rows) > 1 for rows in self.deals)


def rows_of(sample: SheetSample, chosen: Mapping[str, Named], groups: Mapping[str, str]) -> Rows:
    """How a sheet's rows make transactions."""
    key = _key(chosen)
    offered: tuple[str, ...] = ()
    totals = _totals(sample)
    if not key:
        offered = unique_columns(_without(sample, totals), _taken(chosen))
        key = offered[:1]
    deals = _deals(sample, key, totals)
    rows = sum(map(len, deals))
    repeated = rows - len(deals)
    has_groups = any(chosen[role].header in groups.values() for role in chosen)
    if has_groups or not key or repeated <= rows * _FEW_REPEAT:
        is_items = "item_kind" in chosen and "item_amount" in chosen and "gross" not in chosen
        shape = Shape.ITEM if is_items else Shape.DEAL
        return Rows(shape, key, deals, totals=totals, offered=offered)
    if "item_kind" in chosen and "item_amount" in chosen:
        return Rows(Shape.ITEM, key, deals, _primary(sample, chosen), totals, offered)
    return Rows(Shape.AGENT, key, deals, totals=totals, offered=offered)


def _key(chosen: Mapping[str, Named]) -> tuple[str, ...]:
    if "number" in chosen:
        return (chosen["number"].header,)
    parts = [chosen[role].header for role in ("address", "zip", "closing_date") if role in chosen]
    return tuple(parts) if "address" in chosen and "closing_date" in chosen else ()


def _taken(chosen: Mapping[str, Named]) -> set[str]:
    """Columns that are something else; an address may identify a transaction."""
    return {own.header for role, own in chosen.items() if role != "address"}


def _without(sample: SheetSample, totals: tuple[str, ...]) -> SheetSample:
    """The sheet without its rows of totals."""
    if not totals:
        return sample
    firsts = [next(filter(None, texts), "") for texts in _by_row(sample)]
    rows = [at for at, first in enumerate(firsts) if first not in totals]
    columns = tuple(
        Column(column.header, tuple(column.cells[at] for at in rows)) for column in sample.columns
    )
    return replace(sample, columns=columns)


def _by_row(sample: SheetSample) -> Iterator[tuple[str, ...]]:
    return zip(*(column.texts() for column in sample.columns), strict=True)


def _deals(
    sample: SheetSample, key: tuple[str, ...], totals: tuple[str, ...]
) -> tuple[tuple[int, ...], ...]:
    columns = [sample.column(header).texts() for header in key]
    beginnings = tuple(text.casefold() for text in totals)
    found: dict[tuple[str, ...], list[int]] = {}
    for at in range(sample.rows):
        own = tuple(comparable(texts[at]) for texts in columns)
        if not own or not all(own):
            continue
        if beginnings and own[0].startswith(beginnings):
            continue
        found.setdefault(own, []).append(at)
    return tuple(tuple(rows) for rows in found.values())


def _totals(sample: SheetSample) -> tuple[str, ...]:
    """What rows of totals begin with, as they have it."""
    found: dict[str, None] = {}
    for texts in _by_row(sample):
        first = next(filter(None, texts), "")
        word = comparable(first).rstrip(":").strip()
        if word in _TOTALS or word.removesuffix("s") in _TOTALS:
            found[first] = None
    return tuple(found)


def _primary(sample: SheetSample, chosen: Mapping[str, Named]) -> str:
    kinds = words(sample.column(chosen["item_kind"].header))
    return next((word for word in kinds if comparable(word) == PRIMARY), "")


def within(sample: SheetSample, header: str, deals: Sequence[tuple[int, ...]]) -> Within:
    """How a column is among the rows of transactions with several."""
    texts = sample.column(header).texts()
    same = once = different = 0
    for rows in deals:
        own = [texts[at] for at in rows if texts[at]]
        if len(rows) < 2 or not own:  # noqa: PLR2004  (one row repeats nothing)
            continue
        if len(own) == 1:
            once += 1
        elif len({comparable(text) for text in own}) == 1:
            same += 1
        else:
            different += 1
    if same > once + different:
        return Within.SAME
    return Within.ONCE if once > different else Within.DIFFERENT
