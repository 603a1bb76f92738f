"""Send agent commission payments via checks: one check per payee and transaction."""

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


class ExpensesViaChecks(ExpenseOptions):
    """The options of the template."""

    checking_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Checking account",
        "The bank account that the checks are drawn on: the checking account, or Escrow where "
        "title pays the deal.",
        ("Bank",),
        "Checking Account",
    )
    check_date: PayoutDate = Field(
        default=PayoutDate.QUICKBOOKS_DEFAULT,
        title="Check date",
        description="The day of the first sync (later updates keep it), CORE's close date, or the "
        "demand date.",
    )
    print_later: bool = Field(
        default=False,
        title="Print later",
        description="The checks wait in QuickBooks' print queue, which numbers them.",
    )


def entries_for(
    transaction: Transaction, options: ExpensesViaChecks, catalogue: Catalogue
) -> Posting:
    """One check per payee; a payee who owes the brokerage is held back."""
    how = ExpenseDocument(
        kind=DocumentKind.CHECK,
        date=payout_date(transaction, options.check_date, options),
        account=options.checking_account,
        print_later=options.print_later,
    )
    return expense_entries(transaction, options, catalogue, how)


TEMPLATE = Template(
    key="expenses-via-checks",
    category=Category.AGENT_EXPENSES,
    title="Send agent commission payments via checks",
    summary="One check per agent or vendor and transaction, drawn on the account you choose.",
    options=ExpensesViaChecks,
    entries_for=entries_for,
    kinds=frozenset({DocumentKind.CHECK}),
    creates=(
        "A vendor for each agent, and for each outside brokerage or vendor that is paid.",
        (
            "A check per payee and transaction: the commission after split, a negative line for each "
            "deduction, a positive line for each credit; its total is what the payee gets."
        ),
        "Nothing for a payee who owes the brokerage: that is held back for you to enter.",
    ),
)
