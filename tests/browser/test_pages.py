"""The pages in a real Chromium, inside a live Airflow: from nothing to synced, and what comes after.

The tests are steps of one story and are read in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from sandbox.demo.demo import Demo
from sandbox.demo.settings import REALM
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.web_connector import WebConnector
from tests.browser.pc import added_at_the_pc
from tests.browser.visit import A_RUN, Visit

pytestmark = pytest.mark.live

INCOME, EXPENSES, BILLING = "brokerage_income", "agent_expenses", "agent_billing"
TEMPLATES = {
    INCOME: "Track broker income via invoices",
    EXPENSES: "Send agent commission payments via bills",
    BILLING: "Track agent billings and payments",
}
PAGES = (
    "",
    "transactions",
    "billing",
    "attention",
    "history",
    "history/changes",
    "history/trail",
    "months/2026-10",
    "tie-out",
    "workflows",
    f"workflows/{INCOME}/income-via-invoices",
    f"workflows/{INCOME}/income-via-deposits",
    "auto-sync",
)
DESKTOP_PAGES = ("", "/add", "/add/desktop", "/desktop/oak-street")
"""Below Settings, Integrations."""


def entries(demo: Demo, kind: str) -> list[dict[str, Any]]:
    """What stands in QuickBooks' own database."""
    url = f"{demo.settings.quickbooks_url}/sandbox/{REALM}/entries"
    rows: list[dict[str, Any]] = httpx.get(url, timeout=30, trust_env=False).json()
    return [row for row in rows if row["type"] == kind]


def core(demo: Demo, method: str, path: str, **body: Any) -> Any:
    """Somebody does something in CORE."""
    url = f"{demo.settings.core_url}/sandbox{path}"
    with httpx.Client(timeout=30, trust_env=False) as client:
        answer = client.request(method, url, json=body or None).raise_for_status()
    return answer.json()


def test_quickbooks_is_connected_by_its_own_login(admin: Visit) -> None:
    admin.open("/")
    admin.see("Integrations")
    admin.frame.get_by_text("Company ID and Airflow connections").click()
    admin.frame.get_by_label("Company ID").fill(admin.demo.settings.company)
    admin.frame.get_by_label("Time zone").fill("America/New_York")
    admin.press("Connect QuickBooks Online")
    # Intuit may not be shown in a frame: the whole window is led there.
    admin.page.wait_for_url(re.compile("connect/oauth2"))
    admin.page.get_by_role("button", name="Connect").click()
    admin.page.wait_for_url(re.compile(r"/plugin/quickbooks/.*connected="))
    admin.see(re.compile("Willow & Park Realty is connected"))


def use_template(admin: Visit, category: str) -> None:
    """From the list of workflows to the options of a template."""
    admin.follow(TEMPLATES[category])
    # The list has such a link for each template: the template's own page must be there.
    expect(admin.frame.get_by_role("heading", level=1)).to_have_text(TEMPLATES[category])
    admin.follow("Use this template")


@pytest.mark.parametrize("category", TEMPLATES)
def test_a_template_is_chosen_with_its_start_date_and_its_options_applied(
    admin: Visit, category: str
) -> None:
    admin.company("workflows")
    use_template(admin, category)
    admin.frame.get_by_label(re.compile("^Start with")).fill("2024-01-01")
    admin.press("Save options")
    admin.see(re.compile("Options saved"))


def test_an_option_is_chosen_from_the_companys_own_accounts(admin: Visit) -> None:
    admin.company(f"workflows/{EXPENSES}")
    field = admin.frame.get_by_label("Expense account", exact=True)
    expect(field).to_have_value("Agent Commissions")
    field.fill("Moonshine")
    admin.press("Save options")
    admin.see(re.compile("no active account named “Moonshine”"))
    field = admin.frame.get_by_label("Expense account", exact=True)
    expect(field).to_have_value("Moonshine")
    expect(field).to_be_focused()
    field.fill("Agent Commissions")
    admin.press("Save options")
    admin.see("No changes to save.")


def test_a_list_opens_on_focus_is_searched_by_keyboard_and_what_is_not_saved_is_counted(
    admin: Visit,
) -> None:
    admin.company(f"workflows/{EXPENSES}")
    field = admin.frame.get_by_role("combobox", name="Expense account", exact=True)
    field.focus()
    expect(admin.frame.get_by_role("option", name="Agent Commissions")).to_be_visible()
    field.press_sequentially("e&o")
    choices = admin.frame.get_by_role("listbox").get_by_role("option")
    expect(choices).to_have_text(["E&O Insurance"])
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("E&O Insurance")
    admin.see("1 unsaved change")
    field.press("ArrowDown")
    expect(admin.frame.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(admin.frame.get_by_role("listbox")).to_be_hidden()
    field.fill("Agent Commissions")
    admin.see("No unsaved changes.")


def test_the_preview_of_one_transaction_is_what_is_then_posted(admin: Visit) -> None:
    (deal,) = core(admin.demo, "POST", "/examples/A")["transactions"]
    admin.company(f"transactions/{deal}")
    admin.press("Preview")
    admin.see(re.compile("This run would make 2 changes"), A_RUN)
    admin.see(re.compile("This run would make 1 change"), A_RUN)
    dates = r"(?:\w{3} \d+, 20\d\d\s+){1,2}"  # of the entry, and of the closing where CORE has one
    line = rf"Create\s+(Invoice|Bill) (\S+)\s+(.+?)\s+{dates}New in CORE.*?\s([\d,]+\.\d\d)"
    foretold = sorted((kind.lower(), *rest) for kind, *rest in re.findall(line, admin.text()))
    assert len(foretold) == 3
    assert entries(admin.demo, "Invoice") == entries(admin.demo, "Bill") == []

    admin.press("Sync to QuickBooks")
    expect(admin.frame.get_by_text("Run completed.")).to_have_count(2, timeout=A_RUN)
    posted = sorted(
        (kind.lower(), row["number"], row["party"], f"{row['total'] / 100:,.2f}")
        for kind in ("Invoice", "Bill")
        for row in entries(admin.demo, kind)
    )
    assert foretold == posted
    # The result stands on the page without its being loaded again.
    admin.see(re.compile(r"^Invoice TR-"))


def test_a_line_of_a_run_unfolds_in_place_by_keyboard(admin: Visit) -> None:
    admin.company("history/1")
    line = admin.frame.locator("a[data-unfolds]").first
    line.press("Enter")
    fields = admin.frame.locator("tr.unfolded")
    expect(fields).to_contain_text("Request ID")
    expect(line).to_have_attribute("aria-expanded", "true")
    line.press("Enter")
    expect(fields).to_be_hidden()


@pytest.mark.parametrize(("category", "kind"), [(INCOME, "Invoice"), (BILLING, "Invoice")])
def test_run_books_everything_that_core_has(admin: Visit, category: str, kind: str) -> None:
    before = len(entries(admin.demo, kind))
    admin.company(f"workflows/{category}")
    admin.press("Run workflow")
    admin.see("Run completed.", A_RUN)
    assert len(entries(admin.demo, kind)) > before


def test_billing_unpaid_then_paid_then_synced_again_is_the_same_invoice(admin: Visit) -> None:
    made = core(admin.demo, "POST", "/examples/E")
    statement, agent = made["statements"][0], made["agents"][0]
    admin.company(f"billing/{agent}")
    admin.press(re.compile("Sync.*QuickBooks"))
    admin.see("Run completed.", A_RUN)
    number = core(admin.demo, "GET", f"/statements/{statement}")["number"]
    (unpaid,) = [row for row in entries(admin.demo, "Invoice") if row["number"] == number]
    assert unpaid["balance"] == unpaid["total"] == 100_00

    core(admin.demo, "POST", f"/statements/{statement}/payments")
    admin.company(f"billing/{agent}")
    admin.press(re.compile("Sync.*QuickBooks"))
    admin.see("Run completed.", A_RUN)
    (paid,) = [row for row in entries(admin.demo, "Invoice") if row["number"] == number]
    assert (paid["id"], paid["balance"]) == (unpaid["id"], 0)


def test_a_deleted_invoice_needs_attention_and_is_re_created(admin: Visit) -> None:
    invoice = next(row for row in entries(admin.demo, "Invoice") if row["number"].startswith("TR-"))
    url = f"{admin.demo.settings.quickbooks_url}/sandbox/{REALM}/edit"
    sent = {"entity": "Invoice", "id": invoice["id"], "action": "delete", "fields": {}}
    httpx.post(url, json=sent, timeout=30, trust_env=False).raise_for_status()
    admin.company(f"workflows/{INCOME}")
    admin.press("Run workflow")
    admin.see("Run completed.", A_RUN)
    admin.company("attention")
    admin.see(re.compile(f"{invoice['number']} .* was deleted in QuickBooks"))
    admin.press("Re-create in QuickBooks")
    admin.see("Run completed.", A_RUN)
    again = [row for row in entries(admin.demo, "Invoice") if row["number"] == invoice["number"]]
    assert [row["total"] for row in again if row["status"] == "live"] == [invoice["total"]]


@pytest.fixture(scope="module")
def auditor(browser: Browser, demo: Demo) -> Iterator[Visit]:
    visit = Visit(browser, demo, "auditor")
    yield visit
    visit.close()


def test_an_auditor_sees_every_page_and_no_button_that_changes_anything(auditor: Visit) -> None:
    for path in PAGES:
        auditor.company(path)
        buttons = auditor.frame.locator("main form[method=post] button:enabled")
        assert set(buttons.all_inner_texts()) <= {"Verify audit trail"}, path
    auditor.company("history/trail")
    auditor.press("Verify audit trail")
    auditor.see(re.compile("Audit trail verified"))


def test_what_an_auditor_sends_by_hand_is_refused(auditor: Visit) -> None:
    before = entries(auditor.demo, "Invoice")
    base = f"/corebooks/companies/{auditor.demo.settings.company}"
    token = auditor.company("history/trail").locator("[name=csrf_token]").first.input_value()
    for path in ("transactions/sync", f"workflows/{INCOME}/run", "attention/retry", "auto-sync"):
        form: dict[str, str | float | bool] = {
            "csrf_token": token,
            "records": "1",
            "category": INCOME,
            "sync_deals": "true",
        }
        assert auditor.context.request.post(base + "/" + path, form=form).status == 403, path
    assert entries(auditor.demo, "Invoice") == before


@pytest.mark.parametrize("look", ["light", "dark"])
def test_no_page_has_a_serious_fault_of_accessibility(
    browser: Browser, demo: Demo, look: str
) -> None:
    visit = Visit(browser, demo, "admin", look=look)
    found = []
    try:
        for path in (*PAGES, *pages_of_one(visit)):
            address = f"/companies/{demo.settings.company}/{path}"
            found += [f"{path or 'overview'}: {fault}" for fault in serious_faults(visit, address)]
    finally:
        visit.close()
    assert found == []


def serious_faults(visit: Visit, address: str) -> list[str]:
    """What axe finds serious or critical on a page, with where."""
    visit.page.goto(f"/corebooks{address}")
    visit.page.locator("main h1").wait_for()
    return [
        f"{one['id']} {[node['target'] for node in one['nodes'][:3]]}"
        for one in Axe().run(visit.page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def pages_of_one(visit: Visit) -> list[str]:
    """A page of one transaction, one agent and one run."""
    paths = []
    for listing in ("transactions", "billing", "history"):
        frame = visit.company(listing)
        address = frame.locator("tbody th a").first.get_attribute("href") or ""
        paths.append(address.partition(f"/companies/{visit.demo.settings.company}/")[2])
    return paths


def test_a_list_is_worked_with_keys_and_says_what_is_selected(browser: Browser, demo: Demo) -> None:
    visit = Visit(browser, demo, "finance")
    try:
        visit.page.goto(f"/corebooks/companies/{demo.settings.company}/transactions?sort=gross")
        row = visit.page.locator("table[data-rows] tbody tr").nth(1)
        amount = row.locator("td.key").inner_text()
        visit.page.keyboard.press("j")
        visit.page.keyboard.press("j")
        visit.page.keyboard.press("x")
        expect(visit.page.locator("[data-selected]")).to_have_text(f"1 selected, ${amount}")
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("jjx")
        expect(visit.page.locator("#q")).to_have_value("jjx")
        expect(visit.page.locator("[data-selected]")).to_have_text(f"1 selected, ${amount}")
        visit.page.keyboard.press("Escape")
        visit.page.get_by_role("button", name="Turn off shortcuts").click()
        visit.page.get_by_role("button", name="Turn on shortcuts").focus()
        visit.page.keyboard.press("x")
        expect(visit.page.locator("[data-selected]")).to_have_text(f"1 selected, ${amount}")
    finally:
        visit.close()


def test_on_a_phone_no_page_is_wider_than_the_screen(browser: Browser, demo: Demo) -> None:
    visit = Visit(browser, demo, "finance", width=360)
    try:
        for path in PAGES:
            visit.page.goto(f"/corebooks/companies/{demo.settings.company}/{path}")
            visit.page.locator("main h1").wait_for()
            wide = visit.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, path
    finally:
        visit.close()


def test_sync_is_reached_and_pressed_by_keyboard_alone(browser: Browser, demo: Demo) -> None:
    visit = Visit(browser, demo, "finance")
    try:
        (deal,) = core(demo, "POST", "/examples/B")["transactions"]
        visit.page.goto(f"/corebooks/companies/{demo.settings.company}/transactions/{deal}")
        button = visit.page.get_by_role("button", name="Sync to QuickBooks")
        for _ in range(40):
            visit.page.keyboard.press("Tab")
            if button.evaluate("one => one === document.activeElement"):
                break
        expect(button).to_be_focused()
        visit.page.keyboard.press("Enter")
        expect(visit.page.get_by_text("Run completed.")).to_have_count(2, timeout=A_RUN)
    finally:
        visit.close()


def test_who_is_signed_out_comes_back_to_the_page_after_the_login(
    browser: Browser, demo: Demo
) -> None:
    visit = Visit(browser, demo, "finance")
    try:
        visit.company("auto-sync")
        visit.context.clear_cookies()
        visit.page.goto(f"/corebooks/companies/{demo.settings.company}/history")
        visit.page.get_by_role("link", name="Sign in").click()
        visit.fill_login("finance")
        visit.page.wait_for_url(re.compile("/plugin/quickbooks/.*/history"))
        visit.see("Export to CSV")
    finally:
        visit.close()


@pytest.fixture(scope="module")
def file() -> Iterator[CompanyFile]:
    """The company file on the PC of a second company."""
    opened = CompanyFile(name="Oak Street Realty")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def at_the_pc(admin: Visit, file: CompanyFile) -> Iterator[WebConnector]:
    """The file of the page is downloaded and added at the PC, the password typed there."""
    admin.open("/settings/integrations/add")
    admin.follow("Set up QuickBooks Desktop")
    admin.frame.get_by_label("Company name").fill("Oak Street")
    admin.frame.get_by_label("Time zone").fill("America/Chicago")
    admin.press("Create connection file")
    admin.see("Waiting for PC")
    password = admin.frame.locator("#password").inner_text()
    with admin.page.expect_download() as download:
        admin.follow(re.compile("Download corebooks-oak-street.qwc"))
    with added_at_the_pc(download.value.path().read_bytes(), password, file) as connector:
        yield connector


def test_waiting_for_the_pc_turns_into_the_companys_name_by_itself(
    admin: Visit, at_the_pc: WebConnector
) -> None:
    assert at_the_pc.online
    # The page was not loaded again: the password still stands on it, and the change was said.
    admin.see(re.compile("Oak Street Realty is connected"))
    assert admin.frame.locator("#password").count() == 1
    expect(admin.frame.locator("#said")).to_have_text(re.compile("Oak Street Realty: Connected"))
    admin.follow("Set up workflows")
    admin.see("Oak Street Realty")


def test_a_transaction_is_synced_to_quickbooks_desktop(
    admin: Visit, at_the_pc: WebConnector, file: CompanyFile
) -> None:
    assert at_the_pc.online
    admin.open("/companies/oak-street/workflows")
    use_template(admin, INCOME)
    # The drop-downs have what the company file has.
    expect(
        admin.frame.get_by_label("Product/service for gross commission", exact=True)
    ).to_have_value("Gross Commission")
    admin.frame.get_by_label(re.compile("^Start with")).fill("2024-01-01")
    admin.press("Save options")
    admin.see(re.compile("Options saved"))
    (deal,) = core(admin.demo, "POST", "/examples/A")["transactions"]
    admin.open(f"/companies/oak-street/transactions/{deal}")
    admin.press("Sync to QuickBooks")
    admin.see("Run completed.", A_RUN)
    (invoice,) = file.entries("Invoice")
    assert invoice["total"] == 10_000_00
    admin.see(f"Invoice {invoice['number']}")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_pages_of_quickbooks_desktop_have_no_serious_fault_of_accessibility(
    browser: Browser, demo: Demo, look: str
) -> None:
    visit = Visit(browser, demo, "admin", look=look)
    try:
        for path in DESKTOP_PAGES:
            assert serious_faults(visit, f"/settings/integrations{path}") == [], path
    finally:
        visit.close()


def test_on_a_phone_no_page_of_quickbooks_desktop_is_wider_than_the_screen(
    browser: Browser, demo: Demo
) -> None:
    visit = Visit(browser, demo, "admin", width=360)
    try:
        for path in DESKTOP_PAGES:
            visit.page.goto(f"/corebooks/settings/integrations{path}")
            visit.page.locator("main h1").wait_for()
            wide = visit.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, path
        # The widest is the password, in the answer of the form.
        visit.page.goto("/corebooks/settings/integrations/desktop/oak-street")
        visit.page.get_by_role("button", name="Create new password").click()
        visit.page.locator("#password").wait_for()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    finally:
        visit.close()


def test_when_quickbooks_is_down_the_pages_say_so_and_show_what_is_known(admin: Visit) -> None:
    url = f"{admin.demo.settings.quickbooks_url}/sandbox/faults"
    down = {"kind": "html", "match": {}, "times": 500}
    httpx.post(url, json=down, timeout=30, trust_env=False).raise_for_status()
    try:
        admin.company(f"workflows/{INCOME}/income-via-invoices?refresh=yes")
        admin.see(re.compile("The lists below were last read"), A_RUN)
        admin.company("transactions")
        admin.see(re.compile(r"\d+ transactions"))
    finally:
        httpx.delete(url, timeout=30, trust_env=False)
