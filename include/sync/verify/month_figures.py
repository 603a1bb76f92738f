"""A month's accounts: CORE by closing and by entry date, beside QuickBooks. Pure.

An entry counts three times: with what was posted, in the month of its record's date and in that of its own,
and with what QuickBooks has, in the month of the date that it has there. The first two differ by the cut-off,
the last two by the variance.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from include.books.catalogue import AccountType, Catalogue, ListKind
from include.books.journal import UNDEPOSITED, Posting, journal, journal_of_entry
from include.books.money import Cents
from include.database.months.tie_outs import (
    BANK,
    COST,
    GROUPS,
    INCOME,
    OTHER,
    PAYABLE,
    RECEIVABLE,
    AccountLine,
)
from include.sync.verify.tie_out import PostedEntry

_GROUP = {
    AccountType.INCOME: INCOME,
    AccountType.OTHER_INCOME: INCOME,
    AccountType.COST_OF_GOODS_SOLD: COST,
    AccountType.EXPENSE: COST,
    AccountType.OTHER_EXPENSE: COST,
    AccountType.RECEIVABLE: RECEIVABLE,
    AccountType.PAYABLE: PAYABLE,
    AccountType.BANK: BANK,
    AccountType.CREDIT_CARD: BANK,
    AccountType.OTHER_CURRENT_ASSET: BANK,
}
_BY_DEBIT = frozenset({RECEIVABLE, BANK})
"""Groups whose amounts are positive by debits."""


@dataclass(frozen=True, slots=True)
class MonthEntry:
    """An entry, and the date of its CORE record: closed or billed; None where there is none."""

    entry: PostedEntry
    closing: dt.date | None


@dataclass(slots=True)
class _Sums:
    closing: Cents = 0
    dated: Cents = 0
    quickbooks: Cents = 0

    @property
    def is_empty(self) -> bool:
        return not (self.closing or self.dated or self.quickbooks)


def account_lines(
    entries: Iterable[MonthEntry], catalogue: Catalogue, month: dt.date
) -> list[AccountLine]:
    """The accounts of a month, by group and name; what is zero on every side is left out.

    Args:
        entries: those dated in the month, and those of the records that closed or were billed in it.
        catalogue: the company's lists.
        month: its first day.
    """
    sums: dict[str, _Sums] = defaultdict(_Sums)
    for one in entries:
        _add(sums, one, catalogue, month)
    groups = _groups(catalogue)
    lines = [
        _line(account, groups.get(account, OTHER), total)
        for account, total in sums.items()
        if not total.is_empty
    ]
    return sorted(lines, key=lambda line: (GROUPS.index(line.group), line.account))


def _add(sums: dict[str, _Sums], one: MonthEntry, catalogue: Catalogue, month: dt.date) -> None:
    entry, now = one.entry, one.entry.now
    posted = journal(entry.document, catalogue, entry.tax_cents)
    if _is_in(one.closing, month):
        for posting in posted:
            sums[posting.account].closing += posting.cents
    if _is_in(entry.date, month):
        for posting in posted:
            sums[posting.account].dated += posting.cents
    if now is not None and _is_in(now.date or entry.date, month):
        for posting in _of_entry(entry, catalogue):
            sums[posting.account].quickbooks += posting.cents


def _of_entry(entry: PostedEntry, catalogue: Catalogue) -> list[Posting]:
    return journal_of_entry(entry.now, catalogue, entry.document) if entry.now else []


def _is_in(day: dt.date | None, month: dt.date) -> bool:
    return day is not None and (day.year, day.month) == (month.year, month.month)


def _line(account: str, group: str, total: _Sums) -> AccountLine:
    sign = 1 if group in _BY_DEBIT else -1
    amounts = (total.closing, total.dated, total.quickbooks)
    return AccountLine(account, group, *(sign * cents for cents in amounts))


def _groups(catalogue: Catalogue) -> dict[str, str]:
    """Each account's group, by the name that postings have for it."""
    groups = {
        entry.name: _GROUP[AccountType(entry.type)]
        for entry in catalogue.entries
        if entry.kind is ListKind.ACCOUNT and entry.type in {*AccountType}
    }
    # Where a company has several of a type, QuickBooks takes one, and postings name the type.
    groups |= {AccountType.RECEIVABLE.value: RECEIVABLE, AccountType.PAYABLE.value: PAYABLE}
    groups.setdefault(UNDEPOSITED, BANK)
    return groups
