"""Send agent commission payments via expenses: money that has left the account already."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from include.books.catalogue import AccountType, Catalogue, ListKind, ListRef
from include.books.documents import DocumentKind
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.choices import Choice, DatesEntries
from include.workflows.expenses import (
    OWING_ON_HOLD,
    ExpenseDocument,
    ExpenseOptions,
    creates,
    expense_entries,
)
from include.workflows.options import PaymentMethod, PayoutDate, chosen_date, date_option
from include.workflows.template import Posting, Template


class ExpensesViaExpenses(ExpenseOptions):
    """The options of the template."""

    payment_account: Annotated[
        ListRef,
        Choice(ListKind.ACCOUNT, (AccountType.BANK, AccountType.CREDIT_CARD), "Checking Account"),
    ] = Field(
        title="Payment account",
        description="The bank or credit card account the payment comes from.",
    )
    payment_method: PaymentMethod = None
    expense_date: Annotated[PayoutDate, DatesEntries(PayoutDate.CLOSE_DATE)] = date_option(
        "Expense date", PayoutDate.QUICKBOOKS_DEFAULT
    )


def entries_for(
    transaction: Transaction, options: ExpensesViaExpenses, catalogue: Catalogue
) -> Posting:
    """One expense per payee; a payee who owes the brokerage goes on hold."""
    how = ExpenseDocument(
        kind=DocumentKind.EXPENSE,
        date=chosen_date(options.expense_date, transaction, options.demand_date_field),
        account=options.payment_account,
        payment_method=options.payment_method,
    )
    return expense_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="expenses-via-expenses",
    category=Category.AGENT_EXPENSES,
    title="Send agent commission payments via expenses",
    summary="One expense per agent or vendor and transaction, from the account you choose.",
    options=ExpensesViaExpenses,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.EXPENSE}),
    creates=(*creates("An expense"), OWING_ON_HOLD),
)
