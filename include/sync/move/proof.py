"""Both sides of a move by month and account: what CoreBooks posted, in the old QuickBooks and in the new one.

A line counts for the account it is posted to, under the name that the account has in the new QuickBooks; a
product's line counts for the product's income account. Where QuickBooks shows no account, as of payments, the
kind of entry stands for it, on both sides.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import CREDITS, Document, DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.money import Cents
from include.books.wording import plural
from include.database.stored.moves import ProofRow

SALES_TAX = "Sales tax"
_SALES = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})

AccountName = Callable[[ListKind, str, str], str]
"""What a list's entry counts for: by its list, its ID and its name."""


@dataclass(frozen=True, slots=True)
class Side:
    """One entry in one QuickBooks: its day, and cents by account ("" where that isn't shown).

    `total` is what it comes to, `tax` what QuickBooks added.
    """

    date: dt.date
    accounts: Mapping[str, Cents]
    total: Cents
    tax: Cents = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry on both sides; None where a side doesn't have it."""

    kind: DocumentKind
    old: Side | None
    new: Side | None


def side_of_entry(entry: Entry, account: AccountName) -> Side | None:
    """An entry as QuickBooks has it; None for one that counts for nothing."""
    if entry.status is not EntryStatus.LIVE or entry.date is None:
        return None
    kind = ListKind.PRODUCT if entry.kind in _SALES else ListKind.ACCOUNT
    accounts: dict[str, Cents] = defaultdict(int)
    shown = bool(entry.lines) and any(target for _, _, target in entry.posted_lines)
    for _, cents, target in entry.posted_lines if shown else ():
        accounts[account(kind, target, "")] += cents
    return Side(entry.date, accounts if shown else {"": entry.net}, entry.net, entry.tax)


def side_of_document(document: Document, date: dt.date, tax: Cents, account: AccountName) -> Side:
    """An entry as CoreBooks posted it, where the old QuickBooks can't be read."""
    accounts: dict[str, Cents] = defaultdict(int)
    if document.kind is DocumentKind.PAYMENT:
        accounts[""] = document.total
    else:
        for line in document.lines:
            target = line.target
            accounts[account(target.kind, target.id, target.name)] += line.amount
    return Side(date, accounts, document.total, tax)


def compare(pairs: Iterable[Pair]) -> list[ProofRow]:
    """The sums of both sides by month and account, differences first."""
    sums: dict[tuple[dt.date, str], list[Cents]] = defaultdict(lambda: [0, 0])
    for pair in pairs:
        known = _accounts_known(pair)
        for at, side in enumerate((pair.old, pair.new)):
            if side is None:
                continue
            sign = -1 if pair.kind in CREDITS or pair.kind is DocumentKind.REFUND else 1
            for account, cents in _counted(pair.kind, side, known=known).items():
                sums[side.date.replace(day=1), account][at] += sign * cents
    rows = [
        ProofRow(month=month, account=account, old_cents=old, new_cents=new)
        for (month, account), (old, new) in sums.items()
        if old or new
    ]
    return sorted(rows, key=lambda row: (not row.difference_cents, row.month, row.account))


def differs(pair: Pair) -> bool:
    """Whether an entry isn't the same on both sides."""
    return any(row.difference_cents for row in compare([pair]))


def _accounts_known(pair: Pair) -> bool:
    """Whether both sides show the accounts of all lines."""
    return all("" not in side.accounts for side in (pair.old, pair.new) if side is not None)


def _counted(kind: DocumentKind, side: Side, *, known: bool) -> Mapping[str, Cents]:
    accounts = dict(side.accounts) if known else {plural(kind).capitalize(): side.total}
    if side.tax:
        accounts[SALES_TAX] = accounts.get(SALES_TAX, 0) + side.tax
    return accounts


def namer(catalogue: Catalogue, renamed: Mapping[tuple[str, str], str]) -> AccountName:
    """What lists' entries of one QuickBooks count for.

    Args:
        catalogue: its lists.
        renamed: by list and ID, what an account is called in the new QuickBooks.
    """

    def account(kind: ListKind, entry_id: str, name: str) -> str:
        entry = catalogue.by_id(kind, entry_id)
        if entry is not None and entry.kind is ListKind.PRODUCT and entry.account_id:
            entry = catalogue.by_id(ListKind.ACCOUNT, entry.account_id) or entry
        if entry is None:
            return renamed.get((kind.value, entry_id)) or name or entry_id
        return renamed.get((entry.kind.value, entry.id)) or entry.name

    return account
