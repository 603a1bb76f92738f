"""Agents' commissions and vendors' shares: what the three expense templates share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.money import format_usd
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.records import Payee, PayeeKind, Transaction
from include.workflows.category import Category
from include.workflows.matching import Matcher
from include.workflows.naming import display_name, number
from include.workflows.options import ClassOptions, PayoutDate, Rules, list_choice
from include.workflows.payouts import Payout, PayoutKind, payouts
from include.workflows.template import OnHold, Posting, document_key

_EXPENSES = ("Cost of Goods Sold", "Expense", "Other Expense")
_DEDUCTIONS = (*_EXPENSES, "Income", "Other Income")


class ExpenseOptions(ClassOptions):
    """The options that every expense template has."""

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
    demand_date_field: str = Field(
        default="Demand date",
        title="Demand date's field",
        description="The field of CORE's transaction that holds the demand date, where a date is "
        "chosen to be it. A deal without one is dated the day of its first sync.",
    )
    itemised: bool = Field(
        default=True,
        title="Itemised",
        description="A line per item; off: one line with the payee's net.",
    )
    item_rules: Rules = ()
    vendor_suffix: str = Field(
        default="(vendor)",
        title="Vendor's name when it is taken",
        description="QuickBooks wants a name once over customers, vendors and employees. This is "
        "added to the vendor's when a customer or an employee has it. Empty: it is held back.",
        max_length=40,
    )


@dataclass(frozen=True, slots=True)
class ExpenseDocument:
    """How a template pays somebody.

    `owing` is the kind of entry for a payee who owes the brokerage, None where there is none.
    Dates are None for the day of the first posting.
    """

    kind: DocumentKind
    date: dt.date | None
    owing: DocumentKind | None = None
    due_date: dt.date | None = None
    account: ListRef | None = None
    payment_method: ListRef | None = None
    print_later: bool = False


def payout_date(
    transaction: Transaction, choice: PayoutDate, options: ExpenseOptions
) -> dt.date | None:
    """The date of a document that pays somebody; None leaves it to the day of the first posting."""
    match choice:
        case PayoutDate.CLOSE_DATE:
            return transaction.closing_date
        case PayoutDate.DEMAND_DATE:
            return transaction.attribute_date(options.demand_date_field)
        case _:
            return None


def expense_entries(
    transaction: Transaction, options: ExpenseOptions, catalogue: Catalogue, how: ExpenseDocument
) -> Posting:
    """One document per payee: the commission after split, and a line for each item."""
    if transaction.disbursement is None:
        return Posting(
            not_ready=transaction.why_no_disbursement, fell_through=transaction.is_cancelled
        )
    matcher = Matcher(catalogue, ListKind.ACCOUNT, options.expense_account)
    class_ref = matcher.class_of(transaction, options)
    class_notes, new = tuple(matcher.notes), tuple(matcher.new)
    documents: list[Document] = []
    held: list[OnHold] = []
    needless: dict[str, str] = {}
    for payout in payouts(transaction.disbursement, options.item_rules):
        payee = payout.payee
        role = f"payee:{payee.kind}:{payee.id}"
        key = document_key(Category.AGENT_EXPENSES, transaction.key, role)
        kind = how.kind if payout.net >= 0 else how.owing
        if kind is None:
            held.append(_owes(transaction, payout, key, how))
            continue
        matcher = Matcher(catalogue, ListKind.ACCOUNT, options.expense_account)
        lines = _lines(transaction, payout, options, matcher)
        if payout.net < 0:
            # It states what the payee owes: the same lines, turned round.
            lines = [Line(li.item_name, li.description, -li.amount, li.target) for li in lines]
        if not any(line.amount for line in lines):
            needless[key] = f"{payee.name} gets nothing"
        documents.append(
            Document(
                key=key,
                kind=kind,
                party=vendor(payee, options.vendor_suffix),
                lines=tuple(lines),
                number=number(transaction.number, f"{_letter(payee)}{payee.id}"),
                memo=transaction.address_line,
                date=how.date,
                due_date=how.due_date,
                account=how.account if kind is how.kind else None,
                class_ref=class_ref,
                payment_method=how.payment_method if kind is how.kind else None,
                print_later=how.print_later and kind is how.kind,
                notes=(*class_notes, *matcher.notes),
            )
        )
    return Posting(
        documents=tuple(documents),
        on_hold=tuple(held),
        needless=needless,
        new_lists=new,
        day=transaction.closing_date,
        complete=transaction.is_complete,
    )


def _lines(
    transaction: Transaction,
    payout: Payout,
    options: ExpenseOptions,
    matcher: Matcher,
) -> list[Line]:
    if not options.itemised:
        return [Line("Net", transaction.address_line, payout.net, options.expense_account)]
    lines = []
    for line in payout.lines:
        target = options.expense_account
        if line.kind is not PayoutKind.COMMISSION:
            default = (
                options.deduction_account
                if line.kind is PayoutKind.DEDUCTION
                else options.expense_account
            )
            target = matcher.target(line.item_name, line.rule, default)
        lines.append(Line(line.item_name, line.description, line.amount, target))
    return lines


def _letter(payee: Payee) -> str:
    return "A" if payee.kind is PayeeKind.AGENT else "V"


def _owes(transaction: Transaction, payout: Payout, key: str, how: ExpenseDocument) -> OnHold:
    return OnHold(
        key,
        "payee owes the brokerage",
        f"{transaction.label}: {payout.payee.name} owes the brokerage {format_usd(-payout.net)} on "
        f"this deal, and QuickBooks has no {how.kind}s below zero.",
        "Enter a vendor credit in QuickBooks by hand, or use the template that sends bills, which "
        "does it by itself.",
    )


def vendor(payee: Payee, suffix_if_taken: str) -> Party:
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
        tax_id=payee.tax_id,
        suffix_if_taken=suffix_if_taken,
    )
