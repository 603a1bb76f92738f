"""Moving in, as a new user would: an empty CoreBooks and a QuickBooks that is full of someone else's entries.

It has an Airflow of its own, as nothing may be connected yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from sandbox.demo.demo import Demo
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.browser.visit import A_RUN, Visit
from tests.live import running_airflow
from tests.sync.online_hands import OnlineHands

pytestmark = pytest.mark.live

SALES = 6
EXISTING = "/companies/willow-park-realty/existing"
INCOME = "/companies/willow-park-realty/workflows/brokerage_income"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A new installation, in whose QuickBooks someone entered invoices for some of CORE's sales."""
    with running_airflow(tmp_path_factory.mktemp("moving-in")) as demo:
        enter_by_hand(demo)
        yield demo


@pytest.fixture(scope="module")
def newcomer(browser: Browser, fresh: Demo) -> Iterator[Visit]:
    visit = Visit(browser, fresh, "admin", zone="America/Chicago")
    yield visit
    visit.close()


def enter_by_hand(demo: Demo) -> None:
    """Sales of this year in CORE, and an invoice that someone entered for each; one with the net amount."""
    year = dt.datetime.now(dt.UTC).year
    closed = int(dt.datetime(year, 1, 5, 17, tzinfo=dt.UTC).timestamp() * 1000)
    # The sandbox of another process: by its address alone.
    books = RunningSandbox(demo.settings.quickbooks_url, FastAPI())
    core = httpx.Client(base_url=f"{demo.settings.core_url}/sandbox", trust_env=False)
    with core, books.api() as api:
        hands = OnlineHands(books, api)
        for number in range(1, SALES + 1):
            address, cents = f"{number} Harbor Way", 1_000_000 + number * 1_000
            sale = {
                "address": address,
                "gross": cents,
                "closing_date": closed,
                "finalized": True,
                "shares": [{"side": "listing"}],
            }
            added = core.post("/transactions", json=sale).raise_for_status().json()
            customer = hands.add("Customer", address)
            entered = 339_500 if number == SALES else cents
            hands.enter("Invoice", customer, entered, f"TR-{year}-{added['id']}", f"{year}-01-06")


def invoices(demo: Demo) -> list[dict[str, Any]]:
    """What is in the ledger of QuickBooks."""
    url = f"{demo.settings.books_url}/entries"
    rows: list[dict[str, Any]] = httpx.get(url, timeout=30, trust_env=False).json()
    return [row for row in rows if row["type"] == "Invoice"]


def test_the_start_date_tells_what_quickbooks_has_and_the_first_run_asks(
    newcomer: Visit, fresh: Demo
) -> None:
    before = len(invoices(fresh))
    newcomer.page.get_by_role("link", name="QuickBooks").first.click()
    newcomer.press("Connect QuickBooks Online")
    newcomer.page.wait_for_url(re.compile("connect/oauth2"))
    newcomer.page.get_by_role("button", name="Connect").click()
    newcomer.see(re.compile("Willow & Park Realty is connected"))
    newcomer.follow("Set up workflows")
    newcomer.follow(re.compile("Use this template.*via invoices"))
    newcomer.see(re.compile(r"QuickBooks already has [\d,]+ invoices"))
    newcomer.press("Save options")
    newcomer.see(re.compile("Find and link those that are the same before the first run"))
    newcomer.press("Run workflow")
    newcomer.see("Find existing entries first")
    assert len(invoices(fresh)) == before


def test_certain_entries_are_linked_by_one_click(newcomer: Visit, fresh: Demo) -> None:
    before = len(invoices(fresh))
    newcomer.press("Find existing entries")
    newcomer.see("Search completed.", A_RUN)
    newcomer.follow(re.compile(f"^Link {SALES - 1} entries"))
    newcomer.see(f"Link {SALES - 1} entries?")
    newcomer.frame.locator("dialog").get_by_role("button", name="Link").click()
    newcomer.see(re.compile(rf"{SALES - 1} entries linked \("))
    assert len(invoices(fresh)) == before


def test_the_uncertain_one_is_decided_beside_core(newcomer: Visit) -> None:
    newcomer.open(f"{EXISTING}?workflow=brokerage_income&part=review")
    cards = newcomer.frame.locator("#cards article")
    expect(cards).to_have_count(1)
    newcomer.press("Link")
    newcomer.see(re.compile("is linked to"))
    expect(cards).to_have_count(0)


def test_a_run_posts_nothing_that_is_linked(newcomer: Visit, fresh: Demo) -> None:
    newcomer.open(INCOME)
    newcomer.press("Run workflow")
    newcomer.see("Run completed.", A_RUN)
    of_sales = [row for row in invoices(fresh) if "Harbor Way" in str(row["party"])]
    assert len(of_sales) == SALES


def test_a_linking_is_undone(newcomer: Visit) -> None:
    newcomer.open(f"{EXISTING}?workflow=brokerage_income&part=decided")
    newcomer.follow("Undo linking")
    newcomer.see(f"Undo linking of {SALES - 1} entries?")
    newcomer.frame.locator("dialog").get_by_role("button", name="Undo linking").click()
    newcomer.see(f"{SALES - 1} entries unlinked.")


def test_one_transaction_is_linked_on_its_own_page(newcomer: Visit, fresh: Demo) -> None:
    (entry,) = [row for row in invoices(fresh) if row["party"] == "1 Harbor Way"]
    deal = str(entry["number"]).rpartition("-")[2]
    newcomer.open(f"/companies/willow-park-realty/transactions/{deal}")
    newcomer.frame.get_by_text("Already in QuickBooks?").first.click()
    newcomer.frame.get_by_label(re.compile("Number, amount, or QuickBooks ID")).first.fill(
        str(entry["id"])
    )
    newcomer.press("Link to entry")
    newcomer.see("Search completed.", A_RUN)
    newcomer.open(f"/companies/willow-park-realty/transactions/{deal}")
    newcomer.see(re.compile("was linked by admin"))
