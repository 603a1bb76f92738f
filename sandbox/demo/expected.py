"""Where CORE's money must stand in QuickBooks, by the kinds of entries that are there.

An invoice stands in accounts receivable, a bill in accounts payable; sales receipts, deposits,
checks and expenses move the bank. A workflow whose template was changed has entries of both kinds:
those that stood stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.books.documents import DocumentKind
from sandbox.demo.standing import Books, Standing
from sandbox.demo.switches import DealMoney, KeptOut, deal_money

INCOME, EXPENSES = "brokerage_income", "agent_expenses"
_ON_PAPER = frozenset({DocumentKind.INVOICE, DocumentKind.BILL, DocumentKind.VENDOR_CREDIT})


@dataclass(frozen=True, slots=True)
class Expected:
    """What deals must have led to, in cents: owed on paper, and moved in the bank."""

    invoiced: int = 0
    received: int = 0
    billed: int = 0
    paid: int = 0
    kept: KeptOut = field(default_factory=KeptOut)

    def __add__(self, other: Expected) -> Expected:
        return Expected(
            self.invoiced + other.invoiced,
            self.received + other.received,
            self.billed + other.billed,
            self.paid + other.paid,
            self.kept + other.kept,
        )

    @property
    def net_income(self) -> int:
        """Income less what is paid out."""
        return self.invoiced + self.received - self.billed - self.paid


@dataclass(frozen=True, slots=True)
class Paper:
    """Whether what is new is entered on paper: the templates chosen now."""

    income: bool
    expenses: bool


def expected(deals: Iterable[Mapping[str, Any]], books: Books, new: Paper) -> Expected:
    """Add up what the deals must have led to.

    What is held back and not in QuickBooks is left out, to the very payee; what is held back but
    stands there counts as CORE has it, or as it stands while CORE has no disbursement for it or
    has lost the deal.

    Args:
        deals: as `GET /sandbox/transactions` of the CORE sandbox answers.
        books: what stands and what waits, by the database.
        new: how documents are entered that do not stand yet.
    """
    total = Expected()
    in_core = {f"transaction:{row['id']}": deal_money(row) for row in deals}
    for record in in_core.keys() | books.records(INCOME) | books.records(EXPENSES):
        money = in_core.get(record)
        total += _income(record, money, books, new) + _payouts(record, money, books, new)
    return total


def _income(record: str, money: DealMoney | None, books: Books, new: Paper) -> Expected:
    standing, waits = books.of(INCOME, record), books.waits(INCOME, record)
    if money is None:
        return _as_it_stands(standing.values()) if waits else Expected()
    if waits and not standing:
        return Expected()
    kinds = {entry.kind for entry in standing.values()}
    on_paper = bool(kinds & _ON_PAPER) if kinds else new.income
    kept = KeptOut(income=money.kept.income)
    if on_paper:
        return Expected(invoiced=money.income, kept=kept)
    return Expected(received=money.income, kept=kept)


def _payouts(record: str, money: DealMoney | None, books: Books, new: Paper) -> Expected:
    standing, waits = books.of(EXPENSES, record), books.waits(EXPENSES, record)
    if money is None:
        return _as_it_stands(standing.values()) if waits else Expected()
    if waits and not standing:
        return Expected()
    total = Expected(kept=KeptOut(outgo=money.kept.outgo))
    payees = {f"payee:{payee}": cents for payee, cents in money.payouts.items()}
    for role, cents in payees.items():
        entry = standing.get(role)
        if entry is None and waits:
            continue
        total += _payout(cents, on_paper=entry.kind in _ON_PAPER if entry else new.expenses)
    if waits:
        # A payee whom CORE no longer names: left for a person to decide.
        gone = (entry for role, entry in standing.items() if role not in payees)
        total += _as_it_stands(gone)
    return total


def _payout(cents: int, *, on_paper: bool) -> Expected:
    return Expected(billed=cents) if on_paper else Expected(paid=cents)


def _as_it_stands(entries: Iterable[Standing]) -> Expected:
    total = Expected()
    for entry in entries:
        match entry.kind:
            case DocumentKind.INVOICE:
                total += Expected(invoiced=entry.cents)
            case DocumentKind.SALES_RECEIPT | DocumentKind.DEPOSIT:
                total += Expected(received=entry.cents)
            case kind:
                total += _payout(entry.cents, on_paper=kind in _ON_PAPER)
    return total
