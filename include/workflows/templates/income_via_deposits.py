"""Track broker income via deposits: what title or escrow pays into the bank."""

from __future__ import annotations

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import DocumentKind
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.income import IncomeDocument, IncomeOptions, income_entries
from include.workflows.options import DateChoice, chosen_date, list_choice
from include.workflows.template import Posting, Template

_INCOME = ("Income", "Other Income")


class IncomeViaDeposits(IncomeOptions):
    """The options of the template."""

    deposit_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Deposit to",
        "The bank account that the money comes into: the checking account, or Escrow where title "
        "pays the deal.",
        ("Bank",),
        "Checking Account",
    )
    payment_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Payment date",
        description="The day of the first sync (later updates keep it), or CORE's close date.",
    )
    income_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Total brokerage income account",
        "It receives the gross commission.",
        _INCOME,
        "Commission Income",
    )
    default_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Default account for unmatched items",
        "For items whose name is no account's name.",
        (*_INCOME, "Cost of Goods Sold", "Expense", "Other Expense"),
        "Other Income",
    )


def entries_for(
    transaction: Transaction, options: IncomeViaDeposits, catalogue: Catalogue
) -> Posting:
    """One deposit per deal, or per side."""
    how = IncomeDocument(
        kind=DocumentKind.DEPOSIT,
        targets=ListKind.ACCOUNT,
        gross=options.income_account,
        default=options.default_account,
        date=chosen_date(options.payment_date, transaction.closing_date),
        account=options.deposit_account,
    )
    return income_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="income-via-deposits",
    category=Category.BROKERAGE_INCOME,
    title="Track broker income via deposits",
    summary="One bank deposit per transaction, straight to the income account.",
    options=IncomeViaDeposits,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.DEPOSIT}),
    creates=(
        (
            "A customer for each property, named by its address, as the one the money is received "
            "from; or one customer of your choice."
        ),
        (
            "A bank deposit per transaction with the gross commission, and a line for each co-broke or "
            "pre-commission item that is synced but not paid out: negative for a debit, positive for "
            "a credit."
        ),
    ),
)
