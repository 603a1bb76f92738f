"""Send agent commission payments via expenses: money that has left the account already."""

from __future__ import annotations

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import DocumentKind
from include.core_backoffice.records.records import Transaction
from include.workflows.category import Category
from include.workflows.expenses import (
    ExpenseDocument,
    ExpenseOptions,
    expense_entries,
    payout_date,
)
from include.workflows.options import PayoutDate, list_choice
from include.workflows.template import Posting, Template


class ExpensesViaExpenses(ExpenseOptions):
    """The options of the template."""

    payment_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Payment account",
        "The bank or credit card account that the money leaves.",
        ("Bank", "Credit Card"),
        "Checking Account",
    )
    payment_method: ListRef | None = Field(
        default=None,
        title="Payment method",
        description="How it was paid. Empty: none is stated.",
        json_schema_extra={"list": ListKind.PAYMENT_METHOD.value, "types": [], "suggest": ""},
    )
    expense_date: PayoutDate = Field(
        default=PayoutDate.QUICKBOOKS_DEFAULT,
        title="Expense date",
        description="The day of the first sync (later updates keep it), CORE's close date, or the "
        "demand date.",
    )


def entries_for(
    transaction: Transaction, options: ExpensesViaExpenses, catalogue: Catalogue
) -> Posting:
    """One expense per payee; a payee who owes the brokerage is held back."""
    how = ExpenseDocument(
        kind=DocumentKind.EXPENSE,
        date=payout_date(transaction, options.expense_date, options),
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
    creates=(
        "A vendor for each agent, and for each outside brokerage or vendor that is paid.",
        (
            "An expense per payee and transaction: the commission after split, a negative line for "
            "each deduction, a positive line for each credit; its total is what the payee gets."
        ),
        "Nothing for a payee who owes the brokerage: that is held back for you to enter.",
    ),
)
