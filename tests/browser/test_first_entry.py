"""From a fresh installation's first page to the first posted entry: what a newcomer clicks and types.

It has an Airflow of its own, as nothing may be connected yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, expect

from sandbox.core_backoffice.generator.calendar import moment
from sandbox.demo.demo import Demo
from tests.browser.visit import A_RUN, Visit
from tests.live import running_airflow

pytestmark = pytest.mark.live

MOST_CLICKS, MOST_FIELDS = 9, 4
ZONE = "America/Denver"

_COUNT = """
document.addEventListener("click", (event) => event.isTrusted && window.counted("click", ""), true);
document.addEventListener("input", (event) => window.counted("field", event.target.name), true);
"""


class Newcomer(Visit):
    """An administrator who sees CoreBooks for the first time; the browser counts what they do."""

    def log_in(self, user: str) -> None:
        """Through Airflow's login page, which counts too."""
        self.clicks = 0
        self.fields: set[str] = set()
        self.start = dt.date.min
        """The start date that the first workflow was offered."""
        self.context.expose_binding("counted", lambda _, what, name: self._count(what, name))
        self.context.add_init_script(_COUNT)
        super().log_in(user)

    def _count(self, what: str, name: str) -> None:
        if what == "click":
            self.clicks += 1
        else:
            self.fields.add(name)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A new installation: Airflow has the connections to CORE and QuickBooks, CoreBooks has nothing."""
    with running_airflow(tmp_path_factory.mktemp("fresh")) as demo:
        yield demo


@pytest.fixture(scope="module")
def newcomer(browser: Browser, fresh: Demo) -> Iterator[Newcomer]:
    visit = Newcomer(browser, fresh, "admin", zone=ZONE)
    yield visit
    visit.close()


def closes_today(demo: Demo) -> tuple[dt.date, str]:
    """A transaction of $10,000.00 closes in CORE. Returns the day, and its CORE ID."""
    with httpx.Client(base_url=f"{demo.settings.core_url}/sandbox", trust_env=False) as core:
        (deal,) = core.post("/examples/A").raise_for_status().json()["transactions"]
        day = dt.datetime.now(ZoneInfo(ZONE)).date()
        core.patch(
            f"/transactions/{deal}", json={"closing_date": moment(day, 12)}
        ).raise_for_status()
    return day, str(deal)


def invoices(demo: Demo) -> list[dict[str, Any]]:
    """What is in the ledger of QuickBooks."""
    url = f"{demo.settings.books_url}/entries"
    rows: list[dict[str, Any]] = httpx.get(url, timeout=30, trust_env=False).json()
    return [row for row in rows if row["type"] == "Invoice"]


def test_from_the_first_page_to_the_first_posted_entry(newcomer: Newcomer, fresh: Demo) -> None:
    day, deal = closes_today(fresh)
    newcomer.page.get_by_role("link", name="QuickBooks").first.click()
    newcomer.see("No companies yet. Connect the first one.")
    expect(newcomer.frame.get_by_label("Time zone")).to_have_value(ZONE)
    newcomer.press("Connect QuickBooks Online")
    newcomer.page.wait_for_url(re.compile("connect/oauth2"))
    newcomer.page.get_by_role("button", name="Connect").click()
    newcomer.see(re.compile("Willow & Park Realty is connected"))
    newcomer.follow("Set up workflows")
    newcomer.follow(re.compile("Use this template.*via invoices"))
    told = newcomer.see(re.compile(r"would post\.$")).inner_text()
    offered = newcomer.frame.get_by_label("Start with transactions").input_value()
    newcomer.start = dt.date.fromisoformat(offered)
    expect(newcomer.frame.get_by_label("Invoice date")).to_have_value("CORE close date")
    newcomer.press("Save options")
    newcomer.see(re.compile("Options saved"))
    newcomer.press("Run workflow")
    newcomer.see("Run completed.", A_RUN)

    posted = invoices(fresh)
    (ours,) = [row for row in posted if deal in row["number"]]
    assert (ours["total"], ours["date"]) == (10_000_00, day.isoformat())
    # What the start date was said to post is what is in the ledger, but for what is on hold.
    held = re.search(r"(\d+) on hold", newcomer.text())
    promised = re.match(r"([\d,]+) transaction", told)
    assert promised is not None
    assert len(posted) + (int(held[1]) if held else 0) >= int(promised[1].replace(",", ""))
    assert 0 < newcomer.clicks <= MOST_CLICKS
    assert 0 < len(newcomer.fields) <= MOST_FIELDS


def test_the_company_has_an_id_made_from_its_name_and_the_browsers_time_zone(
    newcomer: Newcomer,
) -> None:
    newcomer.open("/settings/integrations")
    shown = newcomer.text()
    assert "willow-park-realty" in shown
    assert ZONE in shown


def test_what_has_posted_keeps_its_start_date_and_says_so(newcomer: Newcomer) -> None:
    newcomer.open("/companies/willow-park-realty/workflows/brokerage_income")
    newcomer.see(re.compile(f"closed on or after Jan 1, {newcomer.start.year}"))
    newcomer.see(re.compile("It can't change any more, because this workflow has posted entries"))
    assert newcomer.frame.get_by_label("Start with transactions").count() == 0


def test_a_start_date_chosen_from_the_list_is_counted_and_dates_follow_it(
    newcomer: Newcomer,
) -> None:
    newcomer.open(
        "/companies/willow-park-realty/workflows/agent_expenses/expenses-via-bills?step=options"
    )
    newcomer.see(re.compile(r"would post\.$"))
    dates = newcomer.frame.get_by_label("Bill date")
    expect(dates).to_have_value("CORE close date")
    newcomer.frame.get_by_label(re.compile("From today")).check()
    expect(dates).to_have_value("QuickBooks default")
    newcomer.frame.get_by_label(re.compile("This year")).check()
    expect(dates).to_have_value("CORE close date")
    dates.select_option("QuickBooks default")
    newcomer.see(re.compile("would be dated in another month than the closing"))
    newcomer.frame.get_by_label(re.compile("This quarter")).check()
    newcomer.see(re.compile("would be dated in another month than the closing"))
    expect(dates).to_have_value("QuickBooks default")
