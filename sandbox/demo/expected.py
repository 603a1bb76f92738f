"""Where CORE's money must be in QuickBooks, by the kinds of entries that are there.

An invoice is in accounts receivable, a bill in accounts payable; sales receipts, deposits, checks and
expenses change the bank. A workflow whose template was replaced has entries of both kinds, because
existing entries don't change. All of them include sales tax, where there is any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.books.documents import SOLD, DocumentKind
from sandbox.demo.deal_money import DealMoney, Excluded, deal_money
from sandbox.demo.posted_entries import PostedEntries, PostedEntry
from sandbox.demo.sales_tax import NO_TAX, SalesTax

INCOME, EXPENSES = "brokerage_income", "agent_expenses"
_ON_ACCOUNT = frozenset({DocumentKind.INVOICE, DocumentKind.BILL, DocumentKind.VENDOR_CREDIT})


@dataclass(frozen=True, slots=True)
class Expected:
    """What transactions must have led to, in cents: owed, and received or paid, sales tax included.

    `collected` is the tax that was charged, `claimed` what payees charged, which is claimed back.
    """

    invoiced: int = 0
    received: int = 0
    billed: int = 0
    paid: int = 0
    collected: int = 0
    claimed: int = 0
    excluded: Excluded = field(default_factory=Excluded)

    def __add__(self, other: Expected) -> Expected:
        return Expected(
            self.invoiced + other.invoiced,
            self.received + other.received,
            self.billed + other.billed,
            self.paid + other.paid,
            self.collected + other.collected,
            self.claimed + other.claimed,
            self.excluded + other.excluded,
        )

    @property
    def net_income(self) -> int:
        """Income minus payments, both without tax."""
        income = self.invoiced + self.received - self.collected
        return income - (self.billed + self.paid - self.claimed)


@dataclass(frozen=True, slots=True)
class OnAccount:
    """Whether the current templates post on account (invoices, bills) or in cash."""

    income: bool
    expenses: bool


def expected(
    deals: Iterable[Mapping[str, Any]],
    posted: PostedEntries,
    new: OnAccount,
    tax: SalesTax = NO_TAX,
) -> Expected:
    """Add up what the transactions must have led to.

    What is on hold and not in QuickBooks is excluded, payee by payee. What is on hold but has an
    entry counts as CORE has it, or as posted if CORE has no disbursement or no transaction for it.

    Args:
        deals: the response of `GET /sandbox/transactions` of the CORE sandbox.
        posted: the entries and the records on hold, from the CoreBooks database.
        new: how the current templates post.
        tax: the sales tax of the company's country.
    """
    total = Expected()
    in_core = {f"transaction:{row['id']}": deal_money(row) for row in deals}
    for record in in_core.keys() | posted.records(INCOME) | posted.records(EXPENSES):
        money = in_core.get(record)
        total += _income(record, money, posted, new, tax)
        total += _payments(record, money, posted, new, tax)
    return total


def _income(
    record: str, money: DealMoney | None, posted: PostedEntries, new: OnAccount, tax: SalesTax
) -> Expected:
    entries, on_hold = posted.of_record(INCOME, record), posted.is_on_hold(INCOME, record)
    if money is None:
        return _as_posted(entries.values()) if on_hold else Expected()
    if on_hold and not entries:
        return Expected()
    kinds = {entry.kind for entry in entries.values()}
    on_account = bool(kinds & _ON_ACCOUNT) if kinds else new.income
    excluded = Expected(excluded=Excluded(income=money.excluded.income))
    return excluded + _sale(money.income, tax.of_sale(money.income), on_account=on_account)


def _payments(
    record: str, money: DealMoney | None, posted: PostedEntries, new: OnAccount, tax: SalesTax
) -> Expected:
    entries, on_hold = posted.of_record(EXPENSES, record), posted.is_on_hold(EXPENSES, record)
    if money is None:
        return _as_posted(entries.values()) if on_hold else Expected()
    if on_hold and not entries:
        return Expected()
    total = Expected(excluded=Excluded(payments=money.excluded.payments))
    payees = {f"payee:{payee}": payee for payee in money.payouts}
    for role, payee in payees.items():
        entry, cents = entries.get(role), money.payouts[payee]
        if entry is None and on_hold:
            continue
        on_account = entry.kind in _ON_ACCOUNT if entry else new.expenses
        total += _payment(cents, tax.of_payment(payee, cents), on_account=on_account)
    if on_hold:
        # CORE no longer names this payee: its entry is on hold.
        gone = (entry for role, entry in entries.items() if role not in payees)
        total += _as_posted(gone)
    return total


def _sale(cents: int, tax: int, *, on_account: bool) -> Expected:
    if on_account:
        return Expected(invoiced=cents + tax, collected=tax)
    return Expected(received=cents + tax, collected=tax)


def _payment(cents: int, tax: int, *, on_account: bool) -> Expected:
    if on_account:
        return Expected(billed=cents + tax, claimed=tax)
    return Expected(paid=cents + tax, claimed=tax)


def _as_posted(entries: Iterable[PostedEntry]) -> Expected:
    total = Expected()
    for entry in entries:
        on_account = entry.kind in _ON_ACCOUNT
        part = _sale if entry.kind in SOLD else _payment
        total += part(entry.cents, entry.tax, on_account=on_account)
    return total
