"""Send agent commission payments via bills: one bill per payee and transaction."""

from __future__ import annotations

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.core_backoffice.records import Payee, PayeeKind, Transaction
from include.workflows.category import Category
from include.workflows.naming import display_name, number
from include.workflows.options import (
    DateChoice,
    Options,
    Rules,
    chosen_date,
    list_choice,
    matching,
)
from include.workflows.payouts import Payout, PayoutKind, payouts
from include.workflows.template import Booking, Template, document_key

_EXPENSES = ("Cost of Goods Sold", "Expense", "Other Expense")
_DEDUCTIONS = (*_EXPENSES, "Income", "Other Income")


class ExpensesViaBills(Options):
    """The options of the template."""

    bill_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Bill date",
        description="The day of the first sync (later updates keep it), or CORE's close date.",
    )
    due_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Due date",
        description="The day of the first sync, or CORE's close date.",
    )
    expense_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Expense account",
        "For commissions, and for shares and payments whose name is no account's name.",
        _EXPENSES,
        "Agent Commissions",
    )
    deduction_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Default account for deductions",
        "For what the company keeps of an agent's commission, when no account has its name.",
        _DEDUCTIONS,
        "Agent Commissions",
    )
    itemised: bool = Field(
        default=True,
        title="Itemised",
        description="A line per item; off: one line with the payee's net.",
    )
    item_rules: Rules = ()


def book(transaction: Transaction, options: ExpensesViaBills, catalogue: Catalogue) -> Booking:
    """One bill per payee; a vendor credit where the payee owes the brokerage."""
    if transaction.disbursement is None:
        return Booking(not_due=transaction.why_no_disbursement)
    documents = tuple(
        _document(transaction, payout, options, catalogue)
        for payout in payouts(transaction.disbursement, options.item_rules)
    )
    return Booking(
        documents=documents, day=transaction.closing_date, complete=transaction.is_complete
    )


def _document(
    transaction: Transaction, payout: Payout, options: ExpensesViaBills, catalogue: Catalogue
) -> Document:
    lines, notes = _lines(transaction, payout, options, catalogue)
    owed = payout.net >= 0
    if not owed:
        # A vendor credit states what the vendor owes: the same lines, turned round.
        lines = [Line(li.item_name, li.description, -li.amount, li.target) for li in lines]
    payee = payout.payee
    letter = "A" if payee.kind is PayeeKind.AGENT else "V"
    return Document(
        key=document_key(
            Category.AGENT_EXPENSES, transaction.key, f"payee:{payee.kind}:{payee.id}"
        ),
        kind=DocumentKind.BILL if owed else DocumentKind.VENDOR_CREDIT,
        party=vendor(payee),
        lines=tuple(lines),
        number=number(transaction.number, f"{letter}{payee.id}"),
        memo=transaction.address_line,
        date=chosen_date(options.bill_date, transaction.closing_date),
        due_date=chosen_date(options.due_date, transaction.closing_date),
        notes=tuple(notes),
    )


def _lines(
    transaction: Transaction, payout: Payout, options: ExpensesViaBills, catalogue: Catalogue
) -> tuple[list[Line], list[str]]:
    if not options.itemised:
        one = Line("Net", transaction.address_line, payout.net, options.expense_account)
        return [one], []
    lines: list[Line] = []
    notes: list[str] = []
    for line in payout.lines:
        target, note = options.expense_account, ""
        if line.kind is not PayoutKind.COMMISSION:
            kept = line.kind is PayoutKind.DEDUCTION
            default = options.deduction_account if kept else options.expense_account
            target, note = matching(catalogue, ListKind.ACCOUNT, line.item_name, default)
        lines.append(Line(line.item_name, line.description, line.amount, target))
        if note and note not in notes:
            notes.append(note)
    return lines, notes


def vendor(payee: Payee) -> Party:
    """The vendor that an agent, or another payee of a deal, is in QuickBooks."""
    return Party(
        key=f"vendor/{payee.kind}:{payee.id}",
        kind=PartyKind.VENDOR,
        display_name=display_name(payee.name or payee.company),
        given_name=payee.given_name,
        family_name=payee.family_name,
        company_name=payee.company,
        email=payee.email,
        is_1099=payee.is_1099,
    )


TEMPLATE = Template(
    key="expenses-via-bills",
    category=Category.AGENT_EXPENSES,
    title="Send agent commission payments via bills",
    summary="One bill per agent or vendor and transaction; its total is what they are owed.",
    options=ExpensesViaBills,
    book=book,
)
