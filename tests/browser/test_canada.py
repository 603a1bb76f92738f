"""A brokerage in Ontario: connected, asked for its tax codes and for who charges HST, and its first entries.

It has an Airflow of its own, as nothing may be connected yet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from sandbox.demo.demo import Demo
from tests.browser.test_first_entry import closes_today, invoices
from tests.browser.visit import A_RUN, Visit
from tests.live import running_airflow

pytestmark = pytest.mark.live

COMPANY = "/companies/willow-park-realty"
INCOME = f"{COMPANY}/workflows/brokerage_income/income-via-invoices?step=options"
EXPENSES = f"{COMPANY}/workflows/agent_expenses/expenses-via-bills?step=options"
HST, TAX = "HST ON", "GST/HST Payable"
A_PREVIEW = re.compile(r"would make|No changes\.")


@pytest.fixture(scope="module")
def ontario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A new installation beside a QuickBooks company in Canada that uses sales tax."""
    with running_airflow(tmp_path_factory.mktemp("ontario"), country="CA") as demo:
        yield demo


@pytest.fixture(scope="module")
def admin(browser: Browser, ontario: Demo) -> Iterator[Visit]:
    visit = Visit(browser, ontario, "admin", zone="America/Toronto")
    yield visit
    visit.close()


@pytest.fixture(scope="module")
def deal(ontario: Demo) -> dict[str, Any]:
    """A transaction of $10,000.00 that closes today: $7,840.00 for the agent, $160.00 for the team leader."""
    _, id_ = closes_today(ontario)
    url = f"{ontario.settings.core_url}/sandbox/transactions/{id_}"
    found: dict[str, Any] = httpx.get(url, timeout=30, trust_env=False).json()
    return found


def accounts(demo: Demo, kind: str, number: str) -> dict[str, int]:
    """What an entry of this kind and number did to each account: debits minus credits, in cents."""
    books = demo.settings.books_url
    rows = httpx.get(f"{books}/entries", timeout=30, trust_env=False).json()
    ids = {row["id"] for row in rows if row["type"] == kind and number in row["number"]}
    changed: Counter[str] = Counter()
    for row in httpx.get(f"{books}/journal", timeout=30, trust_env=False).json():
        if row["type"] == kind and row["id"] in ids:
            changed[row["account"]] += row["debit"] - row["credit"]
    return dict(changed)


def test_the_books_are_in_canadian_dollars_and_so_must_cores_amounts_be(admin: Visit) -> None:
    admin.open("/")
    admin.see("No companies yet. Connect the first one.")
    for currency in ("USD", "CAD"):
        admin.frame.get_by_label("Currency of CORE's amounts").select_option(currency)
        admin.press("Connect QuickBooks Online")
        admin.page.wait_for_url(re.compile("connect/oauth2"))
        admin.page.get_by_role("button", name="Connect").click()
        if currency == "USD":
            # Back in Airflow's frame, the form is as it was filled: the currency alone has to be changed.
            admin.see(re.compile("keeps its books in CAD. CoreBooks converts"))
            field = admin.frame.get_by_label("Currency of CORE's amounts")
            expect(field).to_have_value("USD")
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(admin.frame.get_by_label("Time zone")).to_have_value("America/Toronto")
    admin.see(re.compile("Willow & Park Realty is connected"))


def test_income_asks_for_a_tax_code_and_the_first_invoice_has_hst_on_top(
    admin: Visit, deal: dict[str, Any]
) -> None:
    admin.open(INCOME)
    code = admin.frame.get_by_role("combobox", name="Tax code for income")
    expect(code).to_have_value("")
    code.fill(HST)
    admin.press("Save options")
    admin.see(re.compile("Options saved"))
    admin.press("Run workflow")
    admin.see("Run completed.", A_RUN)
    ours = [row for row in invoices(admin.demo) if str(deal["id"]) in row["number"]]
    assert [row["total"] for row in ours] == [11_300_00]
    assert accounts(admin.demo, "Invoice", str(deal["id"])) == {
        "Accounts Receivable": 11_300_00,
        "Commission Income": -10_000_00,
        TAX: -1_300_00,
    }


def test_agents_wait_until_somebody_says_whether_they_charge_hst(
    admin: Visit, deal: dict[str, Any]
) -> None:
    admin.open(EXPENSES)
    for title, code in (("who charge tax", HST), ("who don't charge tax", "Exempt")):
        field = admin.frame.get_by_role("combobox", name=f"Tax code for payees {title}")
        expect(field).to_have_value("")
        field.fill(code)
    admin.press("Save options")
    admin.see(re.compile("Options saved"))
    admin.press("Preview changes")
    admin.see(A_PREVIEW, A_RUN)
    assert accounts(admin.demo, "Bill", str(deal["id"])) == {}
    admin.open(f"{COMPANY}/attention")
    admin.see(re.compile("isn't known whether .* charges GST/HST"))
    admin.open(f"{COMPANY}/names/tax")
    agent = deal["agents"][0]
    leader = agent["items"][0]["payee"]["id"]
    for payee, answer in ((agent["agent"], "yes"), (leader, "no")):
        row = admin.frame.locator(f"tr:has(input[value='vendor/agent:{payee}'])")
        row.get_by_role("combobox").select_option(answer)
    admin.press("Save")
    admin.see(re.compile("2 payees"))


def test_the_agents_bill_has_hst_the_leaders_has_none_and_the_rest_waits(
    admin: Visit, deal: dict[str, Any]
) -> None:
    admin.open(EXPENSES)
    admin.press("Run workflow")
    admin.see("Run completed.", A_RUN)
    assert accounts(admin.demo, "Bill", str(deal["id"])) == {
        "Agent Commissions": 8_000_00,
        TAX: 1_019_20,
        "Accounts Payable": -9_019_20,
    }
    url = f"{admin.demo.settings.books_url}/entries"
    rows = httpx.get(url, timeout=30, trust_env=False).json()
    assert {row["type"] for row in rows} == {"Invoice", "Bill"}
    assert sum(row["type"] == "Bill" for row in rows) == 2
