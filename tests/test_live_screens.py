"""Airflow's own screens lead to CoreBooks and back: its form, its tab on a run, its docs, its Required Actions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser

from include.database.reads.companies import company_with_id
from include.database.reads.runs import run_of_dag_run
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from sandbox.demo.demo import Demo
from sandbox.demo.settings import USER
from tests.browser.visit import Visit, chromium, running_chromium
from tests.live import connected, database_of, has_asked

pytestmark = pytest.mark.live

INCOME = "brokerage_income"


@pytest.fixture(scope="module")
def demo(airflow: Demo) -> Demo:
    return connected(airflow)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not chromium():
        pytest.skip("no Chromium on this machine: install Debian's package chromium, or Chrome")
    with running_chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def admin(browser: Browser, demo: Demo) -> Iterator[Visit]:
    visit = Visit(browser, demo, USER, width=1380)
    yield visit
    visit.close()


@pytest.fixture(scope="module")
def suggested(demo: Demo) -> str:
    """The company as the form suggests it, once Airflow has read the DAG file again."""
    with database_of(demo) as database, database.reading() as session:
        company = company_with_id(session, demo.settings.company)
    assert company is not None
    suggestion = f"{company.name} ({company.id})"
    demo.processes.wait_for(
        lambda: suggestion in _companies(demo), "the company in the run form", 180
    )
    return suggestion


@pytest.fixture(scope="module")
def asked(demo: Demo, suggested: str) -> Iterator[str]:
    """A run that was triggered with the suggestion, and waits for an approver."""
    deals = httpx.get(f"{demo.settings.core_url}/sandbox/transactions", timeout=30).json()
    deal = next(row for row in deals if row["has_disbursement"])
    address = f"{demo.settings.core_url}/sandbox/transactions/{deal['id']}"
    httpx.patch(address, json={"gross": deal["gross"] + 500_00}, timeout=30).raise_for_status()
    required = AutomationSettings(approval_required=True, approvers=(USER,), four_eyes=False)
    with database_of(demo) as database:
        automation.change(database, demo.settings.company, required, "ada")
        run = demo.api.trigger(INCOME, {"company": suggested})
        demo.processes.wait_for(partial(has_asked, demo, INCOME, run), "the run to ask", 180)
        yield run
        automation.change(database, demo.settings.company, AutomationSettings(), "ada")


def _ask(demo: Demo, path: str) -> Any:
    return demo.api._call("GET", f"/api/v2/{path}")


def _companies(demo: Demo) -> list[str]:
    schema = _ask(demo, f"dags/{INCOME}/details")["params"]["company"]["schema"]
    return list(schema.get("examples", ()))


def _page_of(demo: Demo, run: str) -> str:
    """The path of a DAG run's page in CoreBooks."""
    with database_of(demo) as database, database.reading() as session:
        found = run_of_dag_run(session, INCOME, run)
    assert found is not None
    return f"/corebooks/companies/{found[0]}/history/{found[1]}"


def test_the_trigger_form_suggests_companies_by_name(admin: Visit, suggested: str) -> None:
    admin.page.goto(f"/dags/{INCOME}")
    admin.page.get_by_role("button", name="Trigger").first.click()
    field = admin.page.locator("#element_company")
    field.wait_for()
    options = admin.page.locator(f"datalist#{field.get_attribute('list')} option")
    assert suggested in options.evaluate_all("all => all.map(one => one.value)")
    assert admin.page.get_by_text("Sync changes").first.is_visible()


def test_a_company_that_is_not_suggested_can_be_asked_for(demo: Demo, suggested: str) -> None:
    assert suggested
    (result,) = demo.run_workflows([INCOME], {"company": "a-minute-ago"})
    # Airflow took it, so it was CoreBooks that found no such company.
    assert (result.state, result.failed_task) == ("failed", "extract")
    assert "a-minute-ago" in " ".join(result.log)


def test_required_actions_ask_in_our_words_with_the_amount_and_the_runs_page(
    demo: Demo, admin: Visit, asked: str
) -> None:
    path = f"dags/{INCOME}/dagRuns/{asked}/taskInstances/approve/-1/hitlDetails"
    question = _ask(demo, path)
    assert re.fullmatch(r"Post [\d,]+ brokerage income changes? .*to .*\?", question["subject"])
    assert question["options"] == ["Approve", "Reject"]
    (address,) = re.findall(r"\[Open run \d+ in CoreBooks\]\((\S+)\)", question["body"])
    assert re.search(r"\| (Create|Update) invoice \| \d+ \| [\d,]+\.\d\d \|", question["body"])

    admin.page.goto(f"/dags/{INCOME}/runs/{asked}/tasks/approve/required_actions")
    link = admin.page.get_by_role("link", name=re.compile("Open run .* in CoreBooks"))
    link.first.wait_for()
    assert link.first.get_attribute("href") == address
    admin.page.goto(address)
    admin.frame.get_by_role("button", name="Approve changes").wait_for()


def test_the_tab_of_a_dag_run_is_its_page_and_leads_back(
    demo: Demo, admin: Visit, asked: str
) -> None:
    admin.page.goto(f"/dags/{INCOME}/runs/{asked}")
    admin.page.get_by_role("link", name="CoreBooks").click()
    admin.frame.locator("main h1").wait_for()
    (shown,) = (frame.url for frame in admin.page.frames if "/corebooks/" in frame.url)
    assert urlsplit(shown).path == _page_of(demo, asked)
    admin.follow("diff")
    admin.page.wait_for_url(re.compile(rf"/dags/{INCOME}/runs/.*/tasks/diff"))
    admin.page.goto(f"/plugin/quickbooks{_page_of(demo, asked)}")
    admin.follow("View in Airflow")
    admin.page.wait_for_url(re.compile(rf"/dags/{INCOME}/runs/[^/]+$"))


def test_the_tab_of_another_dags_run_says_that_it_has_no_page(demo: Demo, admin: Visit) -> None:
    run = demo.api.trigger("corebooks_alerts", {})
    admin.page.goto(f"/dags/corebooks_alerts/runs/{run}/plugin/corebooks-run")
    admin.see("Only DAG runs of Brokerage income, Agent expenses, and Agent billing have a page")


def test_the_docs_of_a_dag_lead_to_the_pages_of_this_installation(
    demo: Demo, admin: Visit, suggested: str
) -> None:
    assert suggested
    doc = _ask(demo, f"dags/{INCOME}/details")["doc_md"]
    pages = dict(re.findall(r"\[([^\]]+)\]\((\S+?)\)", doc))
    assert set(pages) >= {"Needs attention", "History", "Integrations", "Workflows"}
    for title, address in pages.items():
        assert address.startswith(demo.settings.airflow_url)
        admin.page.goto(address)
        admin.frame.locator("main h1").wait_for()
        # With one company its page, with several the list to choose from.
        assert admin.frame.locator("main h1").inner_text() in (title, "Integrations")


def test_each_task_says_what_it_does(demo: Demo) -> None:
    tasks = _ask(demo, f"dags/{INCOME}/tasks")["tasks"]
    assert [task["doc_md"].split()[0] for task in tasks if task["task_id"] == "post"] == ["Posts"]
    assert all(task["doc_md"] for task in tasks)


def test_the_approved_run_posts_and_its_tasks_lead_to_its_page(demo: Demo, asked: str) -> None:
    def is_done() -> bool:
        if has_asked(demo, INCOME, asked):
            demo.api.answer(INCOME, asked, "approve", "Approve")
        return demo.api.run_state(INCOME, asked) == "success"

    demo.processes.wait_for(is_done, "the run", 180)
    links = _ask(demo, f"dags/{INCOME}/dagRuns/{asked}/taskInstances/verify/links")["extra_links"]
    assert urlsplit(links["CoreBooks run"]).path == f"/plugin/quickbooks{_page_of(demo, asked)}"
