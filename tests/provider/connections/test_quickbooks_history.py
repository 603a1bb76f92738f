"""What QuickBooks has of a period is counted with one metered read a kind, without what CoreBooks posted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from include.books.documents import DocumentKind
from include.database.from_quickbooks.entry_counts import stored_counts
from include.provider.connections.quickbooks_history import (
    QuickBooksHistory,
    count_history,
    main_kinds,
)
from include.workflows.template import template
from tests.sync.conftest import office
from tests.sync.existing.books import by_hand, sold
from tests.sync.office import COMPANY, INCOME, KEY, Office
from tests.sync.online_hands import OnlineHands
from tests.web.conftest import here

__all__ = ["office"]

INVOICES = template("income-via-invoices")
SINCE = dt.date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)


def enter(office: Office, **invoices: int) -> None:
    """Someone enters invoices, each by its customer and its cents."""
    with office.quickbooks.api() as api:
        hands = OnlineHands(office.quickbooks, api)
        for customer, cents in invoices.items():
            by_hand(office, hands, cents=cents, number=customer, customer=customer)


def counted(office: Office, since: dt.date = SINCE) -> QuickBooksHistory:
    """What is counted for income by invoices."""
    url = office.quickbooks.url
    extra = {"environment": "sandbox", "oauth_url": url, "app_url": url}
    at: Any = SimpleNamespace(
        host=url, login="sandbox-client", password="sandbox-secret", extra_dejson=extra
    )
    return count_history(office.database, here(office), INVOICES, since, lambda _: at, seconds=2)


def test_the_kinds_that_stand_for_a_record_are_counted_not_payments_or_credits() -> None:
    assert main_kinds(INVOICES) == [DocumentKind.INVOICE]
    assert main_kinds(template("expenses-via-bills")) == [DocumentKind.BILL]
    assert main_kinds(template("billings-and-payments")) == [DocumentKind.INVOICE]


def test_what_others_entered_is_counted_and_kept(office: Office) -> None:
    enter(office, Ann=1_000_000, Ben=250_050)
    found = counted(office)
    assert found.words == "2 invoices ($12,500.50)"
    with office.database.reading() as session:
        assert stored_counts(session, COMPANY)[INCOME].words == found.words
    later = counted(office, office.today + dt.timedelta(days=1))
    assert (later.words, later.nothing) == ("", "invoices")


def test_what_corebooks_posted_is_not_counted(office: Office) -> None:
    sold(office)
    office.run(INCOME)
    enter(office, Ann=1_000_000)
    assert counted(office).words == "1 invoice ($10,000.00)"


def test_counting_costs_one_metered_read(office: Office) -> None:
    enter(office, Ann=1_000_000)
    office.quickbooks.reset_meter()
    counted(office)
    assert office.quickbooks.metered() == {"query": 1, "total": 1}


def test_where_quickbooks_does_not_respond_it_says_so_and_keeps_what_was_counted(
    office: Office, quick_waits: None
) -> None:
    del quick_waits
    enter(office, Ann=1_000_000)
    counted(office)
    office.quickbooks = replace(office.quickbooks, url="http://127.0.0.1:9")
    found = counted(office)
    assert "No response from QuickBooks" in found.trouble
    with office.database.reading() as session:
        assert stored_counts(session, COMPANY)[INCOME].words


def test_a_company_file_is_left_to_a_search(office: Office) -> None:
    file = replace(here(office), edition="QuickBooks Desktop")
    found = count_history(office.database, file, INVOICES, SINCE, lambda _: None)  # type: ignore[arg-type, return-value]  # (never asked)
    assert found.is_file
