"""Track broker income via invoices: one invoice per transaction."""

from __future__ import annotations

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import DocumentKind
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.income import IncomeDocument, SalesOptions, income_entries
from include.workflows.options import DateChoice, chosen_date
from include.workflows.template import Posting, Template


class IncomeViaInvoices(SalesOptions):
    """The options of the template."""

    invoice_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Invoice date",
        description="The day of the first sync (later updates keep it), or CORE's close date.",
    )
    due_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Due date",
        description="The day of the first sync, or CORE's close date.",
    )


def entries_for(
    transaction: Transaction, options: IncomeViaInvoices, catalogue: Catalogue
) -> Posting:
    """One invoice per deal, or per side."""
    how = IncomeDocument(
        kind=DocumentKind.INVOICE,
        targets=ListKind.PRODUCT,
        gross=options.gross_product,
        default=options.default_product,
        date=chosen_date(options.invoice_date, transaction.closing_date),
        due_date=chosen_date(options.due_date, transaction.closing_date),
        create_products=options.create_missing_products,
    )
    return income_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="income-via-invoices",
    category=Category.BROKERAGE_INCOME,
    title="Track broker income via invoices",
    summary="One invoice per transaction, to the property's address, for the gross commission.",
    options=IncomeViaInvoices,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.INVOICE}),
    creates=(
        "A customer for each property, named by its address, or one customer of your choice.",
        (
            "An invoice per transaction with the gross commission, and a line for each co-broke or "
            "pre-commission item that is synced but not paid out: negative for a debit, positive for "
            "a credit."
        ),
        "No payments: an invoice stays open until you receive the money in QuickBooks.",
    ),
)
