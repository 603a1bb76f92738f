"""What QuickBooks had for a workflow is kept as it was last counted, and told in words."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.documents import DocumentKind
from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.entry_counts import (
    Counted,
    KindCount,
    store_counts,
    stored_counts,
)
from include.database.setup.companies import connect_company
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

SINCE = dt.date(2026, 1, 1)
INVOICES = KindCount(DocumentKind.INVOICE, 312, 120_431_050)
BILLS = KindCount(DocumentKind.BILL, 1_000, 100_000, is_all=False)


@pytest.fixture(autouse=True)
def _company(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    connect_company(database, willow_park(), actor="finn")


def keep(database: Database, category: str, *counts: KindCount) -> None:
    counted = Counted(SINCE, counts, utc_now())
    database.write(lambda session: store_counts(session, "willow", category, counted))


def test_the_newest_count_takes_the_place_of_the_one_before(database: Database) -> None:
    keep(database, "brokerage_income", INVOICES)
    keep(database, "agent_expenses", BILLS)
    keep(database, "brokerage_income", KindCount(DocumentKind.DEPOSIT, 0, 0))
    with database.reading() as session:
        found = stored_counts(session, "willow")
    assert found["agent_expenses"].counts == [BILLS]
    assert (found["brokerage_income"].words, found["brokerage_income"].since) == ("", SINCE)
    assert "agent_billing" not in found


def test_it_is_told_with_money_and_with_what_was_left_out() -> None:
    counted = Counted(SINCE, [INVOICES, BILLS], utc_now())
    assert counted.words == ("312 invoices ($1,204,310.50) and at least 1,000 bills ($1,000.00)")
