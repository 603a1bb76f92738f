"""How many reads that Intuit meters a sync makes: 500,000 a month are free for all companies of an app.

Each figure is what QuickBooks itself counted. What a read is for stands beside it.
"""

from __future__ import annotations

from typing import Any

import pytest

from include.database.reads.metered import reads_of_month
from include.workflows.category import Category
from tests.sync.closings import close
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.sync.test_agent_billing import Billing

ONE_CORRECTED_DEAL = {"cdc": 1, "query": 1, "total": 2}
"""What changed, lists included; and the entry that is updated, for what others did with it."""
NOTHING_NEW = {"cdc": 1, "total": 1}
"""A run that a user starts looks for edits in QuickBooks."""


def metered(office: Office, category: Category, *records: str, **more: Any) -> dict[str, int]:
    """What a run reads."""
    office.quickbooks.reset_meter()
    office.run(category, records, **more)
    return office.quickbooks.metered()


@pytest.fixture
def deal(office: Office) -> str:
    """A transaction whose income and expenses are posted."""
    deal = close(office, gross=1_000_000)
    office.run(INCOME, (deal,))
    office.run(EXPENSES, (deal,))
    return deal


@pytest.mark.parametrize("category", [INCOME, EXPENSES])
def test_a_corrected_deal_takes_two_reads(office: Office, deal: str, category: Category) -> None:
    office.core.patch(f"/transactions/{deal}", gross=900_000)

    assert metered(office, category, deal) == ONE_CORRECTED_DEAL
    assert office.run(category, (deal,)).updated == 0, "it was updated"


def test_its_preview_takes_no_more(office: Office, deal: str) -> None:
    office.core.patch(f"/transactions/{deal}", gross=900_000)

    assert metered(office, INCOME, deal, preview=True) == ONE_CORRECTED_DEAL


def test_a_corrected_statement_takes_two_reads(office: Office) -> None:
    billing = Billing(office)
    office.run(BILLING)
    items = [{**item, "amount": item["amount"] * 2} for item in billing.items()]
    office.core.patch(f"/statements/{billing.statement}", items=items)

    assert metered(office, BILLING) == ONE_CORRECTED_DEAL
    assert billing.invoice() == (20_000, 20_000)


@pytest.mark.usefixtures("deal")
def test_a_new_deal_takes_four_reads(office: Office) -> None:
    """What changed; entries with its number, entries of those days; and before its customer or vendor
    is created, what of the names changed since."""
    second = close(office, gross=500_000, agent=10_402)

    assert metered(office, EXPENSES, second) == {"cdc": 2, "query": 2, "total": 4}


def test_a_run_with_nothing_new_asks_once_what_changed(office: Office, deal: str) -> None:
    office.run(INCOME)

    assert deal
    assert metered(office, INCOME) == NOTHING_NEW


def test_the_first_run_reads_each_list_once(office: Office) -> None:
    """Four lists were read when the workflows were set up; here come the company, and three lists of names."""
    deal = close(office)

    assert metered(office, INCOME, deal) == {
        "cdc": 2,
        "companyinfo": 1,
        "preferences": 1,
        "query": 6,
        "total": 10,
    }


def test_corebooks_counts_the_same_reads_as_quickbooks(office: Office) -> None:
    deal = close(office)
    for category in (INCOME, EXPENSES):
        office.run(category, (deal,))

    (app,) = reads_of_month(office.database, 500_000)
    assert app.reads == office.quickbooks.metered()["total"]
