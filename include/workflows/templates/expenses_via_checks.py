"""Send agent commission payments via checks: one check per payee and transaction."""

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
from include.workflows.options import PayoutDate, chosen_date, date_option
from include.workflows.template import Posting, Template


class ExpensesViaChecks(ExpenseOptions):
    """The options of the template."""

    checking_account: Annotated[
        ListRef, Choice(ListKind.ACCOUNT, (AccountType.BANK,), "Checking Account")
    ] = Field(
        title="Checking account",
        description="The bank account the checks are drawn on. Choose a clearing account if a title "
        "or escrow company pays your agents.",
    )
    check_date: Annotated[PayoutDate, DatesEntries(PayoutDate.CLOSE_DATE)] = date_option(
        "Check date", PayoutDate.QUICKBOOKS_DEFAULT
    )
    print_later: bool = Field(
        default=False,
        title="Print later",
        description="Adds the checks to the QuickBooks print queue, which numbers them.",
    )


def entries_for(
    transaction: Transaction, options: ExpensesViaChecks, catalogue: Catalogue
) -> Posting:
    """One check per payee; a payee who owes the brokerage goes on hold."""
    how = ExpenseDocument(
        kind=DocumentKind.CHECK,
        date=chosen_date(options.check_date, transaction, options.demand_date_field),
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
    creates=(*creates("A check"), OWING_ON_HOLD),
)
