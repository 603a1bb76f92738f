"""Send agent commission payments via bills: one bill per payee and transaction."""

from __future__ import annotations

from pydantic import Field

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.gateway import Feature
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.expenses import (
    ExpenseDocument,
    ExpenseOptions,
    expense_entries,
    payout_date,
)
from include.workflows.options import PayoutDate
from include.workflows.template import Posting, Template


class ExpensesViaBills(ExpenseOptions):
    """The options of the template."""

    bill_date: PayoutDate = Field(
        default=PayoutDate.QUICKBOOKS_DEFAULT,
        title="Bill date",
        description="The day of the first sync (later updates keep it), CORE's close date, or the "
        "demand date.",
    )
    due_date: PayoutDate = Field(
        default=PayoutDate.QUICKBOOKS_DEFAULT,
        title="Due date",
        description="The day of the first sync, CORE's close date, or the demand date.",
    )


def entries_for(
    transaction: Transaction, options: ExpensesViaBills, catalogue: Catalogue
) -> Posting:
    """One bill per payee; a vendor credit where the payee owes the brokerage."""
    how = ExpenseDocument(
        kind=DocumentKind.BILL,
        owing=DocumentKind.VENDOR_CREDIT,
        date=payout_date(transaction, options.bill_date, options),
        due_date=payout_date(transaction, options.due_date, options),
    )
    return expense_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="expenses-via-bills",
    category=Category.AGENT_EXPENSES,
    title="Send agent commission payments via bills",
    summary="One bill per agent or vendor and transaction; its total is what they are owed.",
    options=ExpensesViaBills,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.BILL, DocumentKind.VENDOR_CREDIT}),
    needs=frozenset({Feature.BILLS}),
    creates=(
        "A vendor for each agent, and for each outside brokerage or vendor that is paid.",
        (
            "A bill per payee and transaction: the commission after split, a negative line for each "
            "deduction, a positive line for each credit; its total is what the payee is owed."
        ),
        "A vendor credit instead where the payee owes the brokerage.",
        "No payments: a bill stays open until you pay it in QuickBooks.",
    ),
)
