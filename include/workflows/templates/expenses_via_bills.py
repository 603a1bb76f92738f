"""Send agent commission payments via bills: one bill per payee and transaction."""

from __future__ import annotations

from typing import Annotated

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.gateway import Feature
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.choices import DatesEntries
from include.workflows.expenses import ExpenseDocument, ExpenseOptions, creates, expense_entries
from include.workflows.options import PayoutDate, chosen_date, date_option, due_date_option
from include.workflows.template import Posting, Template


class ExpensesViaBills(ExpenseOptions):
    """The options of the template."""

    bill_date: Annotated[PayoutDate, DatesEntries(PayoutDate.CLOSE_DATE)] = date_option(
        "Bill date", PayoutDate.QUICKBOOKS_DEFAULT
    )
    due_date: PayoutDate = due_date_option(PayoutDate.QUICKBOOKS_DEFAULT)


def entries_for(
    transaction: Transaction, options: ExpensesViaBills, catalogue: Catalogue
) -> Posting:
    """One bill per payee; a vendor credit where the payee owes the brokerage."""
    how = ExpenseDocument(
        kind=DocumentKind.BILL,
        owing=DocumentKind.VENDOR_CREDIT,
        date=chosen_date(options.bill_date, transaction, options.demand_date_field),
        due_date=chosen_date(options.due_date, transaction, options.demand_date_field),
    )
    return expense_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="expenses-via-bills",
    category=Category.AGENT_EXPENSES,
    title="Send agent commission payments via bills",
    summary="One bill per agent or vendor and transaction, for what they are owed.",
    options=ExpensesViaBills,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.BILL, DocumentKind.VENDOR_CREDIT}),
    needs=frozenset({Feature.BILLS}),
    creates=(
        *creates("A bill"),
        "A vendor credit instead of a bill if the payee owes the brokerage.",
        "It creates no payments. A bill stays open until you pay it in QuickBooks.",
    ),
)
