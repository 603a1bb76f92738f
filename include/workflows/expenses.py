"""Agents' commissions and vendors' shares: what the three expense templates share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from include.books.catalogue import AccountType, Catalogue, ListKind, ListRef
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, Line
from include.books.money import format_money
from include.books.parties import Party, PartyKind
from include.books.wording import a
from include.core_backoffice.records.records import Payee, PayeeKind, Transaction
from include.workflows.category import Category
from include.workflows.choices import Choice
from include.workflows.left_out import left_out
from include.workflows.matching import Matcher
from include.workflows.naming import display_name, email_address, number, part_of_name, tax_id
from include.workflows.options import (
    ClassOptions,
    RegisteredTaxCode,
    Rules,
    UnregisteredTaxCode,
)
from include.workflows.payouts import Payout, PayoutKind, PayoutLine, payouts
from include.workflows.template import OnHold, Posting, document_key, without_disbursement

_EXPENSES = (AccountType.COST_OF_GOODS_SOLD, AccountType.EXPENSE, AccountType.OTHER_EXPENSE)
_DEDUCTIONS = (*_EXPENSES, AccountType.INCOME, AccountType.OTHER_INCOME)

OWING_ON_HOLD = "It creates no entry for a payee who owes the brokerage. The payee goes on hold for you to record."
"""What templates without an entry for such a payee tell."""


class ExpenseOptions(ClassOptions):
    """The options that every expense template has."""

    expense_account: Annotated[
        ListRef, Choice(ListKind.ACCOUNT, _EXPENSES, "Agent Commissions")
    ] = Field(
        title="Expense account",
        description="Used for commissions, and for shares and payments that match no account name.",
    )
    deduction_account: Annotated[
        ListRef, Choice(ListKind.ACCOUNT, _DEDUCTIONS, "Agent Commissions")
    ] = Field(
        title="Default account for deductions",
        description="Used for what the brokerage deducts from an agent's commission, if it matches "
        "no account name.",
    )
    demand_date_field: str = Field(
        default="Demand date",
        title="Demand date field",
        description="The field of CORE's transaction with the demand date, for dates set to it. If "
        "a transaction has no demand date, its entries have the date of the first sync.",
    )
    itemized: bool = Field(
        default=True,
        title="Itemized lines",
        description="Adds one line per item. If off, one line has the payee's net.",
    )
    item_rules: Rules = ()
    vendor_suffix: str = Field(
        default="(vendor)",
        title="Vendor name suffix",
        description="Added if a customer or employee has the name. If blank, the record goes on "
        "hold.",
        max_length=40,
    )
    registered_tax_code: RegisteredTaxCode = None
    unregistered_tax_code: UnregisteredTaxCode = None


@dataclass(frozen=True, slots=True)
class ExpenseDocument:
    """How a template pays an agent or vendor.

    `owing` is the kind of entry for a payee who owes the brokerage, None where there is none.
    Dates are None for the date of the first sync.
    """

    kind: DocumentKind
    date: dt.date | None
    owing: DocumentKind | None = None
    due_date: dt.date | None = None
    account: ListRef | None = None
    payment_method: ListRef | None = None
    print_later: bool = False


def expense_entries(
    transaction: Transaction, options: ExpenseOptions, catalogue: Catalogue, how: ExpenseDocument
) -> Posting:
    """One entry per payee: the commission after split, and a line for each item."""
    if transaction.disbursement is None:
        return without_disbursement(transaction)
    writer = _Writer(transaction, options, catalogue, how)
    documents: list[Document] = []
    on_hold: list[OnHold] = []
    needless: dict[str, str] = {}
    for payout in payouts(transaction.disbursement, options.item_rules):
        payee = payout.payee
        role = f"payee:{payee.kind}:{payee.id}"
        key = document_key(Category.AGENT_EXPENSES, transaction.key, role)
        kind = how.kind if payout.net >= 0 else how.owing
        if kind is None:
            on_hold.append(_owes(transaction, payout, key, how))
            continue
        document = writer.document(payout, key, kind)
        if not any(line.amount for line in document.lines):
            needless[key] = f"{payee.name} gets {format_money(0)}"
        documents.append(document)
    return Posting(
        documents=tuple(documents),
        on_hold=tuple(on_hold),
        needless=needless,
        new_lists=writer.new_lists,
        day=transaction.closing_date,
        complete=transaction.is_complete,
    )


class _Writer:
    """Makes a transaction's expense entries, one per payee."""

    def __init__(
        self,
        transaction: Transaction,
        options: ExpenseOptions,
        catalogue: Catalogue,
        how: ExpenseDocument,
    ) -> None:
        self._transaction = transaction
        self._options = options
        self._catalogue = catalogue
        self._how = how
        matcher = self._matcher()
        self._class_ref = matcher.class_of(transaction, options)
        self._class_notes = tuple(matcher.notes)
        self.new_lists = tuple(matcher.new)

    def document(self, payout: Payout, key: str, kind: DocumentKind) -> Document:
        how, transaction, payee = self._how, self._transaction, payout.payee
        matcher = self._matcher()
        # An entry for what the payee owes has the same lines, with the signs reversed.
        sign = 1 if payout.net >= 0 else -1
        lines = tuple(self._lines(payout, matcher, sign))
        pays = kind is how.kind
        return Document(
            key=key,
            kind=kind,
            party=vendor(payee, self._options.vendor_suffix),
            lines=lines,
            number=number(transaction.number, f"{_letter(payee)}{payee.id}"),
            memo=transaction.address_line,
            date=how.date,
            due_date=how.due_date,
            account=how.account if pays else None,
            class_ref=self._class_ref,
            payment_method=how.payment_method if pays else None,
            print_later=how.print_later and pays,
            notes=(
                *self._class_notes,
                *matcher.notes,
                *left_out(payee.name, payee.email, payee.tax_id),
            ),
            defaults=tuple(matcher.defaults),
        )

    def _matcher(self) -> Matcher:
        return Matcher(self._catalogue, ListKind.ACCOUNT, self._options.expense_account)

    def _lines(self, payout: Payout, matcher: Matcher, sign: int) -> Iterator[Line]:
        if not self._options.itemized:
            account = self._options.expense_account
            yield Line("Net", self._transaction.address_line, sign * payout.net, account)
            return
        for line in payout.lines:
            target = self._target(line, matcher)
            yield Line(line.item_name, line.description, sign * line.amount, target)

    def _target(self, line: PayoutLine, matcher: Matcher) -> ListRef:
        if line.kind is PayoutKind.COMMISSION:
            return self._options.expense_account
        default = (
            self._options.deduction_account
            if line.kind is PayoutKind.DEDUCTION
            else self._options.expense_account
        )
        return matcher.target(line.item_name, line.rule, default)


def creates(entry: str) -> tuple[str, ...]:
    """What every expense template creates, told of its kind of entry: "A bill"."""
    return (
        "A vendor for each agent, outside brokerage, and other vendor that is paid.",
        (
            f"{entry} per payee and transaction, with a line for the commission after split and for each "
            "deduction, credit, share, and payment."
        ),
        "Deductions are negative lines, so the total is the payee's net.",
    )


def _letter(payee: Payee) -> str:
    return "A" if payee.kind is PayeeKind.AGENT else "V"


def _owes(transaction: Transaction, payout: Payout, key: str, how: ExpenseDocument) -> OnHold:
    return OnHold(
        key,
        HoldCause.PAYEE_OWES,
        f"{transaction.label}: {payout.payee.name} owes the brokerage {format_money(-payout.net)} on "
        f"this transaction, and {a(how.kind)} can't be negative.",
        "Record a vendor credit in QuickBooks, or use the bills template, which creates one for "
        "you. Both need a QuickBooks subscription with bills.",
    )


def vendor(payee: Payee, suffix_if_taken: str) -> Party:
    """The QuickBooks vendor of an agent, or of another payee of a transaction.

    A payee who goes by a firm's name is the firm, whose contacts are all one vendor.
    """
    name = display_name(payee.name or payee.company)
    is_firm = payee.kind is PayeeKind.VENDOR or not (payee.given_name or payee.family_name)
    return Party(
        key=f"vendor/{payee.kind}:{payee.id}",
        kind=PartyKind.VENDOR,
        display_name=name,
        given_name=part_of_name(payee.given_name),
        family_name=part_of_name(payee.family_name),
        company_name=part_of_name(payee.company),
        email=email_address(payee.email),
        is_1099=payee.is_1099,
        tax_id=tax_id(payee.tax_id),
        suffix_if_taken=suffix_if_taken,
        shared=bool(name) and is_firm and name == display_name(payee.company),
        print_name=name,
    )
