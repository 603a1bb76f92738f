"""Track broker income via deposits: what title or escrow pays into a bank account."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from include.books.catalogue import AccountType, Catalogue, ListKind, ListRef
from include.books.documents import DocumentKind
from include.books.gateway import Feature
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.choices import Choice, DatesEntries
from include.workflows.income import IncomeDocument, IncomeOptions, creates, income_entries
from include.workflows.options import DateChoice, chosen_date, date_option
from include.workflows.template import Posting, Template

_INCOME = (AccountType.INCOME, AccountType.OTHER_INCOME)
_ITEMS = (*_INCOME, AccountType.COST_OF_GOODS_SOLD, AccountType.EXPENSE, AccountType.OTHER_EXPENSE)


class IncomeViaDeposits(IncomeOptions):
    """The options of the template."""

    deposit_account: Annotated[
        ListRef, Choice(ListKind.ACCOUNT, (AccountType.BANK,), "Checking Account")
    ] = Field(
        title="Deposit to",
        description="The bank account that receives the money. Choose a clearing account if "
        "a title or escrow company pays your agents.",
    )
    payment_date: Annotated[DateChoice, DatesEntries(DateChoice.CLOSE_DATE)] = date_option(
        "Payment date", DateChoice.QUICKBOOKS_DEFAULT
    )
    income_account: Annotated[ListRef, Choice(ListKind.ACCOUNT, _INCOME, "Commission Income")] = (
        Field(
            title="Total brokerage income account",
            description="The account that receives the gross commission.",
        )
    )
    default_account: Annotated[ListRef, Choice(ListKind.ACCOUNT, _ITEMS, "Other Income")] = Field(
        title="Default account for unmatched items",
        description="Used for items that match no account name.",
    )


def entries_for(
    transaction: Transaction, options: IncomeViaDeposits, catalogue: Catalogue
) -> Posting:
    """One deposit per transaction, or per side."""
    how = IncomeDocument(
        kind=DocumentKind.DEPOSIT,
        targets=ListKind.ACCOUNT,
        gross=options.income_account,
        default=options.default_account,
        date=chosen_date(options.payment_date, transaction),
        account=options.deposit_account,
    )
    return income_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="income-via-deposits",
    category=Category.BROKERAGE_INCOME,
    title="Track broker income via deposits",
    summary="One bank deposit per transaction, posted to the income account.",
    options=IncomeViaDeposits,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.DEPOSIT}),
    needs=frozenset({Feature.DEPOSIT_TAX}),
    creates=creates(
        "A bank deposit",
        "A customer for each property, named by its address and shown as received from.",
    ),
)
