"""Track broker income via invoices: one invoice per transaction."""

from __future__ import annotations

from typing import Annotated

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import DocumentKind
from include.books.gateway import Feature
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.choices import DatesEntries
from include.workflows.income import IncomeDocument, SalesOptions, creates, income_entries
from include.workflows.options import DateChoice, chosen_date, date_option, due_date_option
from include.workflows.template import Posting, Template


class IncomeViaInvoices(SalesOptions):
    """The options of the template."""

    invoice_date: Annotated[DateChoice, DatesEntries(DateChoice.CLOSE_DATE)] = date_option(
        "Invoice date", DateChoice.QUICKBOOKS_DEFAULT
    )
    due_date: DateChoice = due_date_option(DateChoice.QUICKBOOKS_DEFAULT)


def entries_for(
    transaction: Transaction, options: IncomeViaInvoices, catalogue: Catalogue
) -> Posting:
    """One invoice per transaction, or per side."""
    how = IncomeDocument(
        kind=DocumentKind.INVOICE,
        targets=ListKind.PRODUCT,
        gross=options.gross_product,
        default=options.default_product,
        date=chosen_date(options.invoice_date, transaction),
        due_date=chosen_date(options.due_date, transaction),
        create_products=options.create_missing_products,
    )
    return income_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="income-via-invoices",
    category=Category.BROKERAGE_INCOME,
    title="Track broker income via invoices",
    summary="One invoice per transaction, with the property as customer, for the gross commission.",
    options=IncomeViaInvoices,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.INVOICE}),
    needs=frozenset({Feature.SALES}),
    creates=(
        *creates("An invoice"),
        "It creates no payments. An invoice stays open until you receive payment in QuickBooks.",
    ),
)
