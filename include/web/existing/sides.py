"""CORE and QuickBooks side by side: what a document would have posted, and what the entry has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from include.books.catalogue import plain
from include.books.country_words import spelled
from include.books.dates import format_day
from include.books.documents import TAG, Document
from include.books.entries import Entry
from include.books.money import Cents, format_money
from include.database.reads.existing import Found

_MOST_LINES = 8
"""Of an entry with more lines, the rest is counted."""


@dataclass(frozen=True, slots=True)
class Side:
    """One line of the comparison.

    Attributes:
        name: what is compared: "Date".
        core: what CORE has; several lines for lines.
        quickbooks: what QuickBooks has.
        differs: whether that is something else.
    """

    name: str
    core: Sequence[str]
    quickbooks: Sequence[str]
    differs: bool


def sides(found: Found) -> list[Side]:
    """What is compared, in the order in which a bookkeeper looks at it."""
    return list(_sides(found.document, found.entry, found))


def _sides(document: Document, entry: Entry, found: Found) -> Iterator[Side]:
    kind, other = (spelled(one).capitalize() for one in (document.kind, entry.kind))
    yield Side("Kind", [kind], [other], differs=kind != other)
    yield _side("Number", document.number, entry.number)
    payee = spelled(document.party.kind).capitalize()
    yield _side(payee, document.party.display_name, entry.party_name)
    core_day = format_day(document.date) if document.date else "When it first posts"
    day = format_day(entry.date) if entry.date else ""
    yield Side("Date", [core_day], [day], differs=document.date not in (None, entry.date))
    yield Side(
        "Amount",
        [format_money(found.core_cents)],
        [format_money(found.entry_cents)],
        differs=found.core_cents != found.entry_cents,
    )
    own = _lines((line.description or line.item_name, line.amount) for line in document.lines)
    theirs = _lines(entry.lines)
    cents = [line.amount for line in document.lines]
    yield Side("Lines", own, theirs, differs=cents != [amount for _, amount in entry.lines])
    yield _side("Memo", document.memo, TAG.sub("", entry.memo).strip())


def _side(name: str, core: str, quickbooks: str) -> Side:
    return Side(name, [core], [quickbooks], differs=plain(core) != plain(quickbooks))


def _lines(lines: Iterator[tuple[str, Cents]] | Sequence[tuple[str, Cents]]) -> list[str]:
    told = [f"{text or 'No description'}: {format_money(cents)}" for text, cents in lines]
    more = len(told) - _MOST_LINES
    return [*told[:_MOST_LINES], *([f"{more:,} more"] if more > 0 else [])]
