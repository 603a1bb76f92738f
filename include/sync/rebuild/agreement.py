"""How well a document explains an entry: by which options are told apart that QuickBooks shows nothing of itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

from include.books.catalogue import plain
from include.books.documents import Document, DocumentKind, read_as
from include.books.entries import Entry, EntryStatus
from include.sync.decide.differences import SALES_TAX, Expected, differences

_CERTAIN, _SAYS_NOTHING = 1.0, 0.5
"""A date that a document leaves to QuickBooks fits any entry, but says less than one that is the same."""
_TEXT = 0.25
"""Descriptions and names count less: bookkeepers change them."""


def as_kind(entry: Entry, kind: DocumentKind) -> Entry:
    """An entry that may be of a kind, as one of that kind; any other one as it is."""
    may_be = kind is not entry.kind and kind in read_as(entry.kind)
    return dataclasses.replace(entry, kind=kind) if may_be else entry


def is_the_same(document: Document, entry: Entry) -> bool:
    """Whether an entry is what the document would be, but for its customer or vendor."""
    if (
        entry.status is not EntryStatus.LIVE
        or as_kind(entry, document.kind).kind is not document.kind
    ):
        return False
    return not differences(entry, document, Expected(document.date, "", tax=entry.tax))


def agreement(document: Document, entry: Entry, kept_number: str) -> float:
    """How much of an entry a document explains: more is better, 0 for nothing.

    Args:
        document: what a template makes of the record with some options.
        entry: QuickBooks' entry with the document's tag.
        kept_number: the document's number as this QuickBooks keeps it.
    """
    if as_kind(entry, document.kind).kind is not document.kind:
        return 0.0
    return (
        1.0
        + (entry.net == document.total)
        + _lines(document, entry)
        + _date(document.date, entry.date)
        + _date(document.due_date, entry.due_date)
        + _account(document, entry)
        + _class(document, entry)
        + ((entry.number == kept_number) is not document.print_later)
        + _TEXT * (plain(entry.party_name) == plain(document.party.display_name))
    )


def _lines(document: Document, entry: Entry) -> float:
    """The share of lines with the same amount, account, and text."""
    if document.kind is DocumentKind.PAYMENT:
        return 0.0
    wanted = [line for line in document.lines if line.amount]
    there = [one for one in entry.posted_lines if one[1] and (one[0] != SALES_TAX or one[2])]
    most = max(len(wanted), len(there))
    if not most:
        return 1.0
    targets = Counter((line.amount, line.target.id) for line in wanted)
    same = targets & Counter((cents, target) for _, cents, target in there)
    texts = Counter((line.amount, line.description) for line in wanted)
    alike = texts & Counter((cents, text) for text, cents, _ in there)
    return (same.total() + _TEXT * alike.total()) / most


def _date(wanted: dt.date | None, there: dt.date | None) -> float:
    if wanted is None or there is None:
        return _SAYS_NOTHING
    return _CERTAIN if wanted == there else 0.0


def _account(document: Document, entry: Entry) -> float:
    if document.account is None or not entry.account_id:
        return _SAYS_NOTHING
    return _CERTAIN if document.account.id == entry.account_id else 0.0


def _class(document: Document, entry: Entry) -> float:
    wanted = document.class_ref.id if document.class_ref else ""
    there = {extra.class_id for extra in entry.extras if extra.class_id}
    if entry.whole.class_id:
        there.add(entry.whole.class_id)
    return float(there == ({wanted} if wanted else set()))
