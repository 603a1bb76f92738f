"""CORE beside QuickBooks: what was booked for CORE's records, and what stands there now.

Per month and account, to the cent. The account of a line is the one that it is booked to: a
product's line counts for the product's income account. Only entries of ours are compared; what
people enter themselves is theirs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import CREDITS, Document, DocumentKind
from include.books.gateway import Entry, EntryStatus
from include.books.money import Cents, format_usd

_SALES = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})
"""Kinds whose lines name products."""


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as we last wrote it, and as it stands in QuickBooks.

    Attributes:
        there: as QuickBooks has it now; None when it is not there any more.
    """

    record_key: str
    category: str
    number: str
    quickbooks_id: str
    date: dt.date
    document: Document
    there: Entry | None


@dataclass(slots=True)
class Sum:
    """What CORE and QuickBooks have of one account in one month, in cents."""

    month: dt.date
    account: str
    core_cents: Cents = 0
    quickbooks_cents: Cents = 0

    @property
    def difference_cents(self) -> Cents:
        """QuickBooks less CORE."""
        return self.quickbooks_cents - self.core_cents


@dataclass(frozen=True, slots=True)
class Variance:
    """An entry that is not as we wrote it; the sentence says how."""

    entry: PostedEntry
    sentence: str
    difference_cents: Cents


@dataclass(frozen=True, slots=True)
class TieOut:
    """The comparison: by month and account, differences first, each down to its entries."""

    sums: Sequence[Sum]
    differences: Sequence[Variance] = field(default=())

    @property
    def ties_out(self) -> bool:
        """Whether nothing differs, to the cent."""
        return not self.differences and all(not one.difference_cents for one in self.sums)

    def months(self) -> list[Sum]:
        """The sums of each month over all accounts, in order of time."""
        found: dict[dt.date, Sum] = {}
        for one in self.sums:
            month = found.setdefault(one.month, Sum(one.month, ""))
            month.core_cents += one.core_cents
            month.quickbooks_cents += one.quickbooks_cents
        return [found[month] for month in sorted(found)]


def compare(entries: Iterable[PostedEntry], catalogue: Catalogue) -> TieOut:
    """Lay what we wrote beside what stands in QuickBooks.

    Args:
        entries: ours, with what QuickBooks has of each.
        catalogue: the company's lists, by which lines find their account.
    """
    sums: dict[tuple[dt.date, str], Sum] = {}
    differences: list[Variance] = []
    for entry in entries:
        ours = _ours(entry, catalogue)
        theirs = _theirs(entry, catalogue)
        for account, cents in ours.items():
            _sum(sums, entry.date, account).core_cents += cents
        there = entry.there.date if entry.there and entry.there.date else entry.date
        for account, cents in theirs.items():
            _sum(sums, there, account).quickbooks_cents += cents
        sentence = _difference(entry, ours, theirs)
        if sentence:
            less = sum(theirs.values()) - sum(ours.values())
            differences.append(Variance(entry, sentence, less))
    ordered = sorted(
        sums.values(), key=lambda one: (not one.difference_cents, one.month, one.account)
    )
    return TieOut(ordered, sorted(differences, key=lambda one: -abs(one.difference_cents)))


def _sum(sums: dict[tuple[dt.date, str], Sum], date: dt.date, account: str) -> Sum:
    month = date.replace(day=1)
    return sums.setdefault((month, account), Sum(month, account))


def _ours(entry: PostedEntry, catalogue: Catalogue) -> dict[str, Cents]:
    sign = _sign(entry.document.kind)
    found: dict[str, Cents] = defaultdict(int)
    for line in entry.document.lines:
        found[_account(line.target.kind, line.target.id, line.target.name, catalogue)] += (
            sign * line.amount
        )
    return {account: cents for account, cents in found.items() if cents}


def _theirs(entry: PostedEntry, catalogue: Catalogue) -> dict[str, Cents]:
    there = entry.there
    if there is None or there.status is not EntryStatus.LIVE:
        return {}
    if len(there.targets) != len(there.lines) or not any(there.targets):
        # What is settled by a payment has no account of its own: it counts with its document's.
        accounts = _ours(entry, catalogue)
        name = next(iter(accounts), "")
        return {name: _sign(there.kind) * there.total} if there.total else {}
    kind = ListKind.PRODUCT if there.kind in _SALES else ListKind.ACCOUNT
    found: dict[str, Cents] = defaultdict(int)
    for (_, cents), target in zip(there.lines, there.targets, strict=True):
        found[_account(kind, target, target, catalogue)] += _sign(there.kind) * cents
    return {account: cents for account, cents in found.items() if cents}


def _sign(kind: DocumentKind) -> int:
    return -1 if kind in CREDITS or kind is DocumentKind.REFUND else 1


def _account(kind: ListKind, entry_id: str, name: str, catalogue: Catalogue) -> str:
    entry = catalogue.by_id(kind, entry_id)
    if entry is None:
        return name
    if entry.kind is ListKind.PRODUCT and entry.account_id:
        account = catalogue.by_id(ListKind.ACCOUNT, entry.account_id)
        return account.name if account else entry.name
    return entry.name


def _difference(entry: PostedEntry, ours: Mapping[str, Cents], theirs: Mapping[str, Cents]) -> str:
    what = (
        f"{entry.document.kind.capitalize()} {entry.number} for {entry.document.party.display_name}"
    )
    total = format_usd(entry.document.total)
    if entry.there is None:
        return f"{what} of {total} was deleted in QuickBooks."
    if entry.there.status is not EntryStatus.LIVE:
        return f"{what} of {total} was voided in QuickBooks."
    if entry.there.total != entry.document.total:
        return f"{what}: CORE has {total}, QuickBooks {format_usd(entry.there.total)}."
    if dict(ours) != dict(theirs):
        return f"{what} of {total} is booked to {_names(theirs)} instead of {_names(ours)}."
    if entry.there.date and entry.there.date.replace(day=1) != entry.date.replace(day=1):
        return f"{what} of {total} was moved from {entry.date} to {entry.there.date}."
    return ""


def _names(accounts: Mapping[str, Cents]) -> str:
    return ", ".join(f"{name} {format_usd(cents)}" for name, cents in sorted(accounts.items()))
