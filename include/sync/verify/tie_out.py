"""The tie-out: what was posted for CORE's records, compared with what QuickBooks has now.

By month and account, to the cent. A line counts for the account it is posted to; a product's line
counts for the product's income account. Only entries that CoreBooks posted are compared.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from include.books.catalogue import Catalogue, ListKind
from include.books.dates import format_day
from include.books.documents import CREDITS, Document, DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.journal import SALES_TAX
from include.books.money import Cents, format_money
from include.books.sales_tax import TaxSide, side_of, with_tax
from include.books.wording import numbered

_SALES = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})
"""Kinds whose lines name products."""


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as CoreBooks last posted it, and as QuickBooks has it now.

    Attributes:
        now: as QuickBooks has it; None if it was deleted.
        tax_cents: what QuickBooks added by tax codes when it was posted.
    """

    record_key: str
    category: str
    number: str
    quickbooks_id: str
    date: dt.date
    document: Document
    now: Entry | None
    tax_cents: Cents = 0


@dataclass(slots=True)
class Sum:
    """What CORE and QuickBooks have of one account in one month, in cents."""

    month: dt.date
    account: str
    core_cents: Cents = 0
    quickbooks_cents: Cents = 0

    @property
    def difference_cents(self) -> Cents:
        """The variance: QuickBooks minus CORE."""
        return self.quickbooks_cents - self.core_cents


@dataclass(frozen=True, slots=True)
class Variance:
    """An entry that differs from what was posted; the sentence says how."""

    entry: PostedEntry
    sentence: str
    difference_cents: Cents


@dataclass(frozen=True, slots=True)
class TieOut:
    """The comparison: sums by month and account, variances first, and the entries behind them."""

    sums: Sequence[Sum]
    differences: Sequence[Variance] = field(default=())

    @property
    def ties_out(self) -> bool:
        """Whether CORE and QuickBooks match to the cent."""
        return not self.differences and all(not total.difference_cents for total in self.sums)


def compare(entries: Iterable[PostedEntry], catalogue: Catalogue) -> TieOut:
    """Compare what was posted with what is in QuickBooks.

    Args:
        entries: those that CoreBooks posted, with what QuickBooks has of each.
        catalogue: the company's lists, which give each line its account.
    """
    lines: list[tuple[dt.date, str, Cents, Cents]] = []
    differences: list[Variance] = []
    for entry in entries:
        posted = _posted(entry, catalogue)
        now = _now(entry, catalogue)
        lines.extend((entry.date, account, cents, 0) for account, cents in posted.items())
        date = entry.now.date if entry.now and entry.now.date else entry.date
        lines.extend((date, account, 0, cents) for account, cents in now.items())
        sentence = _variance(entry, posted, now)
        if sentence:
            cents = sum(now.values()) - sum(posted.values())
            differences.append(Variance(entry, sentence, cents))
    ordered = sorted(
        _sums(lines), key=lambda total: (not total.difference_cents, total.month, total.account)
    )
    return TieOut(
        ordered, sorted(differences, key=lambda variance: -abs(variance.difference_cents))
    )


def _sums(lines: Iterable[tuple[dt.date, str, Cents, Cents]]) -> list[Sum]:
    """Lines (date, account, cents in CORE, cents in QuickBooks) summed by month and account."""
    frame = pd.DataFrame.from_records(
        [(date.replace(day=1), *line) for date, *line in lines],
        columns=["month", "account", "core_cents", "quickbooks_cents"],
    )
    summed = frame.groupby(["month", "account"], sort=False).sum()
    columns = zip(summed.index, summed["core_cents"], summed["quickbooks_cents"], strict=True)
    return [
        Sum(month, account, int(core), int(quickbooks))
        for (month, account), core, quickbooks in columns
    ]


def _posted(entry: PostedEntry, catalogue: Catalogue) -> dict[str, Cents]:
    sign = _sign(entry.document.kind)
    accounts: dict[str, Cents] = defaultdict(int)
    for line in entry.document.lines:
        account = _account(line.target.kind, line.target.id, line.target.name, catalogue)
        accounts[account] += sign * line.amount
    accounts[_tax_account(entry.document.kind)] += sign * entry.tax_cents
    return {account: cents for account, cents in accounts.items() if cents}


def _now(entry: PostedEntry, catalogue: Catalogue) -> dict[str, Cents]:
    now = entry.now
    if now is None or now.status is not EntryStatus.LIVE:
        return {}
    if len(now.targets) != len(now.lines) or not any(now.targets):
        # A payment's lines have no account: the payment counts for its document's.
        name = next(iter(_posted(entry, catalogue)), "")
        shown = {name: now.net, _tax_account(now.kind): now.tax}
        return {account: _sign(now.kind) * cents for account, cents in shown.items() if cents}
    kind = ListKind.PRODUCT if now.kind in _SALES else ListKind.ACCOUNT
    # What left the lists goes by the name that it had when it was posted, as on CORE's side.
    names = {line.target.id: line.target.name for line in entry.document.lines}
    accounts: dict[str, Cents] = defaultdict(int)
    for (_, cents), target in zip(now.lines, now.targets, strict=True):
        account = _account(kind, target, names.get(target, target), catalogue)
        accounts[account] += _sign(now.kind) * cents
    accounts[_tax_account(now.kind)] += _sign(now.kind) * now.tax
    return {account: cents for account, cents in accounts.items() if cents}


def _tax_account(kind: DocumentKind) -> str:
    """What the tax of entries of a kind counts for: QuickBooks keeps accounts of its own for it."""
    return f"{SALES_TAX} on {side_of(kind) or TaxSide.SALES}"


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


def _variance(entry: PostedEntry, posted: Mapping[str, Cents], now: Mapping[str, Cents]) -> str:
    """How an entry differs, in a sentence; empty if it doesn't."""
    name = numbered(entry.document.kind.capitalize(), entry.number)
    what = f"{name} for {entry.document.party.display_name}"
    total = with_tax(entry.document.total, entry.tax_cents)
    if entry.now is None:
        return f"{what} ({total}) was deleted in QuickBooks."
    if entry.now.status is not EntryStatus.LIVE:
        return f"{what} ({total}) was voided in QuickBooks."
    if money := _other_money(entry, entry.now):
        return f"{what}{money}"
    if dict(posted) != dict(now):
        return f"{what} ({total}) is posted to {_names(now)}; CORE maps it to {_names(posted)}."
    if entry.now.date and entry.now.date.replace(day=1) != entry.date.replace(day=1):
        return (
            f"{what} ({total}) is dated {format_day(entry.now.date)} in QuickBooks; CoreBooks posted "
            f"it on {format_day(entry.date)}."
        )
    return ""


def _other_money(entry: PostedEntry, now: Entry) -> str:
    """How its total or its tax differs, as the end of a sentence; empty if neither does."""
    if now.tax or entry.tax_cents:
        if (now.net, now.tax) == (entry.document.total, entry.tax_cents):
            return ""
        return (
            f" was posted with {with_tax(entry.document.total, entry.tax_cents)}, and QuickBooks has "
            f"{with_tax(now.net, now.tax)}."
        )
    total = format_money(entry.document.total)
    if now.is_foreign:
        return (
            f" is {total} in CORE, but in {now.currency} in QuickBooks, where it comes to "
            f"{format_money(now.net)}."
        )
    if now.net != entry.document.total:
        return f" is {total} in CORE but {format_money(now.net)} in QuickBooks."
    return ""


def _names(accounts: Mapping[str, Cents]) -> str:
    return ", ".join(f"{name} {format_money(cents)}" for name, cents in sorted(accounts.items()))
