"""Overview answers in five seconds: is anything missing, must I act, did it run; and it starts every workflow."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import Request

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import deactivate
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company, OAuthToken
from include.database.tables.records import RecordState
from include.provider.airflow_api import AirflowRun, Asked, RunNotStarted
from include.web.frame.airflow_runs import start_run
from include.web.overview import routes
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def books(pages: OfficePages) -> Office:
    """Two deals of $10,000.00 are due; income and expenses are posted."""
    assert pages.office is not None
    for letter in "AB":
        pages.office.core.post(f"/examples/{letter}")
    for category in (INCOME, EXPENSES):
        pages.run(category)
    return pages.office


def test_what_is_due_is_the_sum_of_its_parts(pages: OfficePages, books: Office) -> None:
    invoice = books.entries("Invoice")[0]
    books.quickbooks.edit("Invoice", invoice["id"], "delete")
    pages.run(INCOME)
    shown = words(pages.open(""))
    assert "Due in CORE $20,000.00 2 closed since" in shown
    assert "Synced $10,000.00 1 transaction" in shown
    assert "Ready to sync $0.00 No transactions" in shown
    assert "On hold $10,000.00 1 transaction" in shown
    assert "In balance Every transaction is counted." in shown
    assert "1 record is on hold and wasn't posted. $10,000.00" in shown


def test_what_is_in_quickbooks_has_the_tax_of_its_entries(tmp_path: Path) -> None:
    with open_abroad(tmp_path, "CA") as ontario:
        use_codes(ontario, "CA", invoice_date="CORE close date", due_date="CORE close date")
        charges(ontario, agent=True, broker=True)
        ontario_deal(ontario)
        pages = OfficePages(ontario.database, ontario)
        pages.run(INCOME)
        pages.run(EXPENSES)
        shown = words(pages.open(""))
        assert ontario.quickbooks.entries("Invoice")[0]["total"] == 33_900_00
        assert sum(bill["total"] for bill in ontario.quickbooks.entries("Bill")) == 30_063_65
    assert "In QuickBooks (CAD)" in shown
    assert " 1 33,900.00 includes 3,900.00 tax " in shown
    assert " 2 30,063.65 includes 3,458.65 tax " in shown
    # What is due is CORE's, and CORE has no tax.
    assert "Due in CORE CA$30,000.00 1 closed since" in shown


def test_a_transaction_that_no_workflow_has_read_breaks_the_balance(
    pages: OfficePages, books: Office
) -> None:
    with pages.database.writing() as session:
        key = session.query(RecordState.record_key).limit(1).scalar()
        session.query(RecordState).filter_by(record_key=key).delete()
    shown = words(pages.open(""))
    assert "In balance" not in shown.replace("Not in balance", "")
    assert "Not in balance $10,000.00 not read by a workflow: 1 transaction" in shown
    assert "No workflow has read 1 transaction that CORE has. Select and sync it." in shown
    assert "1 transaction 10,000.00" in words(pages.open("transactions", status="not synced"))
    pages.press("transactions/sync", {"records": [key.partition(":")[2]]})
    assert "In balance Every transaction is counted." in words(pages.open(""))
    assert books.balances("Commission Income") == (20_000_00,)


def test_each_workflow_has_its_entries_and_when_it_last_succeeded(
    pages: OfficePages, books: Office
) -> None:
    shown = words(pages.open(""))
    assert "Brokerage income invoices On 2 20,000.00 0 0" in shown
    assert len(books.entries("Invoice")) == 2
    assert "Recent runs" in shown
    assert "Agent expenses" in shown
    assert "No runs yet" not in shown


def test_the_months_show_what_closed_in_each_also_without_seeing_the_bars(
    pages: OfficePages, books: Office
) -> None:
    del books
    assert "Gross commission by closing month (USD) Month Synced Not synced" in words(
        pages.open("")
    )


def test_one_click_previews_every_workflow_and_posts_nothing(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    answer = pages.press("sync-all", {"preview": "yes"})
    assert answer.status_code == 303
    followed = words(pages.browser.get(answer.headers["location"]).text)
    for heading in ("Brokerage income", "Agent expenses", "Agent billing"):
        assert f"{heading} (preview: posts nothing)" in followed
    assert pages.office.entries("Invoice") == []


def test_one_click_runs_every_workflow(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    answer = pages.press("sync-all")
    assert f"run={INCOME}" in answer.headers["location"]
    assert [entry["total"] for entry in pages.office.entries("Invoice")] == [10_000_00]
    assert len(pages.office.entries("Bill")) > 0


def test_where_airflow_starts_only_some_what_started_is_followed_and_the_rest_is_named(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:

    def refuse(request: Request, asked: Asked) -> AirflowRun:
        if asked.category == EXPENSES:
            raise RunNotStarted("Airflow doesn't know the DAG agent_expenses.")
        return start_run(request, asked)

    monkeypatch.setattr(routes, "start_run", refuse)
    answer = pages.press("sync-all")
    shown = words(answer.text)
    assert answer.status_code == 409
    assert "Agent expenses wasn't started. Airflow doesn't know the DAG agent_expenses." in shown
    assert "Brokerage income Completed" in shown


def test_who_may_not_sync_sees_no_button_and_is_refused(pages: OfficePages, books: Office) -> None:
    pages.sign_in(AUDITOR)
    shown = pages.open("")
    assert "sync-all" not in shown
    assert "Due in CORE $20,000.00" in words(shown)
    before = books.quickbooks.calls()
    assert pages.press("sync-all").status_code == 403
    assert books.quickbooks.calls() == before


def test_without_any_workflow_the_button_leads_to_templates(pages: OfficePages) -> None:
    for category in (INCOME, EXPENSES, BILLING):
        deactivate(pages.database, COMPANY, category, actor="finn")
    answer = pages.press("sync-all")
    assert answer.headers["location"].endswith(f"/companies/{COMPANY}/workflows")


def test_a_disconnected_company_is_to_be_reconnected(pages: OfficePages) -> None:
    assert "Disconnected" not in words(pages.open(""))
    with pages.database.writing() as session:
        session.get_one(Company, COMPANY).disconnected_at = utc_now()
    shown = words(pages.open(""))
    assert "Nothing posts to this company. Its workflows, links, and history are kept." in shown
    assert "online Disconnected" in shown


def test_a_company_that_quickbooks_no_longer_lets_in_is_not_called_connected(
    pages: OfficePages,
) -> None:
    with pages.database.writing() as session:
        session.query(OAuthToken).filter_by(company_id=COMPANY).delete()
    shown = words(pages.open(""))
    assert "CoreBooks isn't signed in to this company. Select Reconnect." in shown
    assert "online Reconnect needed" in shown


def test_what_auto_sync_posts_is_shown_and_when_it_looks_next(pages: OfficePages) -> None:
    off = words(pages.open(""))
    assert "Auto-sync is off. You start each sync." in off
    assert "Next auto-sync" not in off
    settings = AutomationSettings(sync_deals=True, approval_required=True)
    automation.change(pages.database, COMPANY, settings, "ada")
    shown = words(pages.open(""))
    assert "Auto-sync Every hour Next auto-sync" in shown
    assert "Auto-sync posts disbursements that reach 100%." in shown
    assert "Changes need approval before they post." in shown


def test_the_way_to_the_first_sync_goes_when_it_is_done(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    assert "3 of 5 done. Nothing posts until you run a sync." in words(pages.open(""))
    pages.press("sync-all", {"preview": "yes"})
    assert "4 of 5 done." in words(pages.open(""))
    pages.press("sync-all")
    after = words(pages.open(""))
    assert "done. Nothing posts" not in after
    assert "Synced $10,000.00 1 transaction" in after
