"""Before a preview is posted: who is created, what posts to a default, and which option dates entries."""

from __future__ import annotations

import pytest

from include.web.runs.run_warnings import entry_date_policy
from tests.sync.closings import close, item
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.post.test_match_names import put
from tests.web.history.test_routes import run_ids
from tests.web.office_pages import OfficePages, words


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def newest(pages: OfficePages, office: Office) -> str:
    return words(pages.open(f"history/{run_ids(office)[-1]}"))


def test_a_preview_says_who_is_created_and_what_posts_to_a_default(
    pages: OfficePages, office_here: Office
) -> None:
    close(office_here)
    for _ in range(6):
        close(office_here, items=[item("Sign install", 20_000, create_payment=False)])
    pages.run(INCOME, preview=True)
    shown = newest(pages, office_here)
    assert "Invoice Create 7 68,800.00" in shown
    assert "7 customers are created first: 1 Option Way, " in shown
    assert ", and 2 more." in shown
    assert "Posted to a default: 6. No product or account has the name of an item on them." in shown
    assert "Invoice date: QuickBooks default." in shown
    alone = pages.open(f"history/{run_ids(office_here)[-1]}", part="defaults")
    assert alone.count("data-unfolds") == 6

    pages.run(INCOME)
    assert "7 customers were created first" in newest(pages, office_here)
    assert len(office_here.entries("Invoice")) == 7


def test_a_vendor_with_another_spelling_is_counted_once_it_is_matched(
    pages: OfficePages, office_here: Office
) -> None:
    put(office_here, "Vendor", DisplayName="Adler, Amy")
    (deal,) = office_here.core.post("/examples/A")["transactions"]
    pages.run(EXPENSES)
    office_here.core.patch(f"/transactions/{deal}", gross=1_100_000)
    pages.run(EXPENSES, preview=True)
    assert "Name spelled differently: 1." in newest(pages, office_here)


def test_what_a_closed_period_holds_is_counted_and_leads_to_needs_attention(
    pages: OfficePages, office_here: Office
) -> None:
    office_here.use("income-via-invoices", invoice_date="CORE close date")
    for _ in range(2):
        close(office_here)
    office_here.quickbooks.set(book_close_date="2026-03-31")
    close(office_here, closed_on=1_790_000_000_000)
    pages.run(INCOME, preview=True)
    page = pages.open(f"history/{run_ids(office_here)[-1]}")
    assert "In a closed period: 2. They are on hold and don't post." in words(page)
    assert f'href="/corebooks/companies/{COMPANY}/attention?cause=closed%20period"' in page


@pytest.mark.parametrize(
    ("template", "options", "policy"),
    [
        (
            "income-via-invoices",
            {"invoice_date": "CORE close date"},
            "Invoice date: CORE close date",
        ),
        ("expenses-via-bills", {}, "Bill date: QuickBooks default"),
        ("billings-and-payments", {"dates": "QuickBooks default"}, "QuickBooks default"),
    ],
)
def test_the_option_that_dates_entries_is_named_with_its_value(
    template: str, options: dict[str, str], policy: str
) -> None:
    assert entry_date_policy(template, options).endswith(policy)
