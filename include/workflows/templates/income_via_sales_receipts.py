"""Track broker income via sales receipts: money received when the transaction closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import DocumentKind
from include.books.gateway import Feature
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.choices import Choice, DatesEntries
from include.workflows.income import (
    DEPOSIT_ACCOUNTS,
    IncomeDocument,
    SalesOptions,
    creates,
    income_entries,
)
from include.workflows.options import DateChoice, PaymentMethod, chosen_date, date_option
from include.workflows.template import Posting, Template


class IncomeViaSalesReceipts(SalesOptions):
    """The options of the template."""

    receipt_date: Annotated[DateChoice, DatesEntries(DateChoice.CLOSE_DATE)] = date_option(
        "Sales receipt date", DateChoice.QUICKBOOKS_DEFAULT
    )
    deposit_account: Annotated[
        ListRef, Choice(ListKind.ACCOUNT, DEPOSIT_ACCOUNTS, "Checking Account")
    ] = Field(title="Deposit to", description="The account that receives the money.")
    payment_method: PaymentMethod = None


def entries_for(
    transaction: Transaction, options: IncomeViaSalesReceipts, catalogue: Catalogue
) -> Posting:
    """One sales receipt per transaction, or per side."""
    how = IncomeDocument(
        kind=DocumentKind.SALES_RECEIPT,
        targets=ListKind.PRODUCT,
        gross=options.gross_product,
        default=options.default_product,
        date=chosen_date(options.receipt_date, transaction),
        account=options.deposit_account,
        payment_method=options.payment_method,
        create_products=options.create_missing_products,
    )
    return income_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="income-via-sales-receipts",
    category=Category.BROKERAGE_INCOME,
    title="Track broker income via sales receipts",
    summary="One sales receipt per transaction, for the income and the money received.",
    options=IncomeViaSalesReceipts,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.SALES_RECEIPT}),
    needs=frozenset({Feature.SALES}),
    creates=(*creates("A sales receipt"), "The money is deposited to the account you choose."),
)
