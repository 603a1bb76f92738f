"""Columns whose content identifies a row, where no header says so. Pure.

A file of somebody's own has names that no product has. What identifies a record is then the column whose
texts differ from one record to the next. It is proposed, and asked: only its owner knows.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.profile import DateOrder
from include.core_backoffice.mapping.suggest.content import day_orders, has_cents, is_emails
from include.core_backoffice.mapping.suggest.naming import spoken
from include.core_backoffice.mapping.suggest.samples import Column, SheetSample, samples

ID_WORDS: Final = frozenset(
    [
        "id",
        "number",
        "key",
        "code",
        "ref",
        "referral",
        "reference",
        "file",
        "order",
        "record",
        "case",
        "deal",
        "transaction",
        "loop",
    ]
)
"""Words of headers that are about an ID."""
_FILLED: Final = 0.98
_APART: Final = 1 / 3
"""The part of a column's cells that differ at least: with fewer, a record would have too many rows."""
_LONGEST: Final = 60
_MOST: Final = 5
_WRITTEN: Final = frozenset({DateOrder.YMD, DateOrder.MDY, DateOrder.DMY})
"""Dates that people write; five or thirteen digits may as well be an ID."""


def unique_columns(sample: SheetSample, taken: Collection[str] = ()) -> tuple[str, ...]:
    """The columns that may identify a record, the likest first, at most five.

    Args:
        sample: the sheet.
        taken: columns that are something else.
    """
    found = [column for column in sample.columns if column.header not in taken]
    found = [column for column in found if _is_unique(column)]
    found.sort(key=lambda column: not set(spoken(column.header).split()) & ID_WORDS)
    return tuple(column.header for column in found[:_MOST])


def key_of(file: SheetFile) -> dict[str, tuple[str, ...]]:
    """By sheet, the column that likest identifies its records; a sheet without one isn't named."""
    found = {sample.sheet.name: unique_columns(sample)[:1] for sample in samples(file)}
    return {sheet: key for sheet, key in found.items() if key}


def _is_unique(column: Column) -> bool:
    """Whether a column has a text with a digit in each row, and repeats one only in rows that follow it."""
    texts = [comparable(text) for text in column.texts()]
    filled = [text for text in texts if text]
    if len(filled) < 2 or len(filled) < len(texts) * _FILLED:  # noqa: PLR2004  (one row tells nothing)
        return False
    if any(len(text) > _LONGEST or not any(map(str.isdigit, text)) for text in filled):
        return False
    if has_cents(column) or is_emails(column) or set(day_orders(column)) & _WRITTEN:
        return False
    runs = [text for at, text in enumerate(filled) if not at or filled[at - 1] != text]
    return len(set(runs)) == len(runs) and len(runs) >= len(filled) * _APART
