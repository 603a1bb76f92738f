"""Track broker income via sales receipts: money that came in when the deal closed."""

from __future__ import annotations

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import DocumentKind
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.income import (
    DEPOSIT_ACCOUNTS,
    IncomeDocument,
    SalesOptions,
    income_entries,
)
from include.workflows.options import DateChoice, chosen_date, list_choice
from include.workflows.template import Posting, Template


class IncomeViaSalesReceipts(SalesOptions):
    """The options of the template."""

    receipt_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Sales receipt date",
        description="The day of the first sync (later updates keep it), or CORE's close date.",
    )
    deposit_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Deposit to",
        "The account that the money comes into.",
        DEPOSIT_ACCOUNTS,
        "Checking Account",
    )
    payment_method: ListRef | None = Field(
        default=None,
        title="Payment method",
        description="How the money came in. Empty: none is stated.",
        json_schema_extra={"list": ListKind.PAYMENT_METHOD.value, "types": [], "suggest": ""},
    )


def entries_for(
    transaction: Transaction, options: IncomeViaSalesReceipts, catalogue: Catalogue
) -> Posting:
    """One sales receipt per deal, or per side."""
    how = IncomeDocument(
        kind=DocumentKind.SALES_RECEIPT,
        targets=ListKind.PRODUCT,
        gross=options.gross_product,
        default=options.default_product,
        date=chosen_date(options.receipt_date, transaction.closing_date),
        account=options.deposit_account,
        payment_method=options.payment_method,
        create_products=options.create_missing_products,
    )
    return income_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="income-via-sales-receipts",
    category=Category.BROKERAGE_INCOME,
    title="Track broker income via sales receipts",
    summary="One sales receipt per transaction: income and the money received, in one entry.",
    options=IncomeViaSalesReceipts,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.SALES_RECEIPT}),
    creates=(
        "A customer for each property, named by its address, or one customer of your choice.",
        (
            "A sales receipt per transaction with the gross commission, deposited to the account you "
            "choose, and a line for each co-broke or pre-commission item that is synced but not paid "
            "out: negative for a debit, positive for a credit."
        ),
    ),
)
