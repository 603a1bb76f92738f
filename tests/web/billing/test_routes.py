"""Agent billing: opened, previewed, synced unpaid, synced again once paid, from the pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from include.database.statuses import RecordStatus
from include.database.tables.companies import WorkflowSetup
from include.database.tables.records import RecordState, Watermark
from tests.sync.office import BILLING, COMPANY, Office
from tests.sync.test_agent_billing import BANK, RECEIVABLE, Billing
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


@pytest.fixture
def jane(office_here: Office) -> Billing:
    """One agent's statement: 95.00 desk fee, 25.00 technology fee, 20.00 credit; nothing paid."""
    return Billing(office_here)


def agent_page(pages: OfficePages, jane: Billing) -> str:
    return words(pages.open(f"billing/{jane.agent}"))


def sync(pages: OfficePages, jane: Billing) -> str:
    """Press Sync on the agent; what the page then shows of the run."""
    answer = pages.press("billing/sync", {"records": jane.agent}, htmx=True)
    assert answer.status_code == 200
    return words(answer.text)


def test_before_anything_was_read_the_pages_say_how_to_read_it(
    pages: OfficePages, jane: Billing
) -> None:
    assert (
        "No billing yet. Run or preview the agent billing workflow to read it from CORE."
        in words(pages.open("billing"))
    )
    assert "CoreBooks hasn't read this agent's billing from CORE yet." in agent_page(pages, jane)
    assert "Sync to QuickBooks" in agent_page(pages, jane)


def test_unpaid_is_an_unpaid_invoice_and_once_paid_the_same_invoice_is_paid(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    assert "1 created ($100.00)" in sync(pages, jane)
    assert pages.started[0]["dag"] == BILLING.value
    assert pages.started[0]["records"] == [jane.agent]
    (unpaid,) = office_here.entries("Invoice")
    assert (unpaid["total"], unpaid["balance"]) == (100_00, 100_00)
    shown = agent_page(pages, jane)
    assert "Desk fee Oct 31, 2026 Unpaid 95.00 0.00" in shown
    assert "Total, $100.00 open in CORE 100.00 0.00" in shown
    assert "$100.00 open" in shown.partition("In QuickBooks")[2]

    jane.pay()
    sync(pages, jane)
    (paid,) = office_here.entries("Invoice")
    assert (paid["id"], paid["balance"]) == (unpaid["id"], 0)
    assert [entry["total"] for entry in office_here.entries("Payment")] == [100_00]
    assert office_here.balances(RECEIVABLE, BANK) == (0, 100_00)
    shown = agent_page(pages, jane)
    assert "Desk fee Oct 31, 2026 Paid 95.00 95.00" in shown
    in_quickbooks = shown.partition("In QuickBooks")[2]
    assert "Invoice" in in_quickbooks
    assert "Paid" in in_quickbooks
    assert "Payment" in in_quickbooks
    assert "open in CORE" not in shown


def test_the_invoice_and_its_payment_are_linked(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    jane.pay()
    sync(pages, jane)
    page = pages.open(f"billing/{jane.agent}")
    addresses = re.findall(r'href="([^"]+\?txnId=[^"]+)"', page)
    assert [re.search(r"/(\w+)\?", one).group(1) for one in addresses] == ["invoice", "recvpayment"]  # type: ignore[union-attr]  # (the pattern above has it)
    with office_here.quickbooks.api() as client:
        assert all(client.get(address).status_code == 200 for address in addresses)


def test_paid_in_part_leaves_the_rest_of_the_invoice_open(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    jane.pay(40_00)
    sync(pages, jane)
    (invoice,) = office_here.entries("Invoice")
    assert (invoice["total"], invoice["balance"]) == (100_00, 60_00)
    shown = agent_page(pages, jane)
    assert "Total, $60.00 open in CORE 100.00 40.00" in shown
    assert "$60.00 open" in shown.partition("In QuickBooks")[2]


def test_a_payment_taken_back_in_core_opens_the_invoice_again(
    pages: OfficePages, jane: Billing
) -> None:
    payment = jane.pay()
    sync(pages, jane)
    jane.reverse(payment)
    sync(pages, jane)
    in_quickbooks = agent_page(pages, jane).partition("In QuickBooks")[2]
    assert "$100.00 open" in in_quickbooks
    assert "Voided" in in_quickbooks


def test_the_preview_sends_nothing_and_is_what_is_then_posted(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    jane.pay()
    form = {"records": jane.agent, "preview": "yes"}
    preview = words(pages.press("billing/sync", form, htmx=True).text)
    assert office_here.entries("Invoice") == office_here.entries("Payment") == []
    assert "Create Invoice" in preview
    assert "Create Payment" in preview
    sync(pages, jane)
    entries = [*office_here.entries("Invoice"), *office_here.entries("Payment")]
    assert [entry["total"] for entry in entries] == [100_00, 100_00]
    assert all(entry["party"] in preview for entry in entries)


def test_without_htmx_the_press_leads_back_to_the_agent_and_the_result(
    pages: OfficePages, jane: Billing
) -> None:
    answer = pages.press("billing/sync", {"records": jane.agent})
    assert answer.status_code == 303
    assert f"/billing/{jane.agent}?run=agent_billing%2Fmanual__1" in answer.headers["location"]
    assert "1 created ($100.00)" in words(pages.browser.get(answer.headers["location"]).text)


def test_after_a_run_the_page_asks_for_what_changed_alone(
    pages: OfficePages, jane: Billing
) -> None:
    sync(pages, jane)
    address = pages.address(f"billing/{jane.agent}")
    piece = pages.browser.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "Desk fee" in piece


def test_the_list_adds_up_what_each_agent_was_billed_paid_and_owes(
    pages: OfficePages, jane: Billing
) -> None:
    jane.pay(40_00)
    sync(pages, jane)
    shown = words(pages.open("billing"))
    assert "1 agent with billing" in shown
    assert "1 100.00 40.00 60.00 1 synced" in shown


def test_agents_are_found_by_name_and_by_the_number_of_a_statement(
    pages: OfficePages, jane: Billing
) -> None:
    sync(pages, jane)
    (invoice,) = jane.office.entries("Invoice")
    name = invoice["party"].removesuffix(" (agent billing)")
    for search in (name.upper(), invoice["number"]):
        assert "1 agent with billing" in words(pages.open("billing", q=search)), search
    assert "No agents match “nobody”." in words(pages.open("billing", q="nobody"))


def test_an_agents_statements_are_shown_newest_first_a_page_at_a_time(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    for month in range(24):
        day = dt.datetime(2024 + month // 12, month % 12 + 1, 1, tzinfo=dt.UTC)
        office_here.core.post(
            "/statements",
            agent=int(jane.agent),
            billing_date=int(day.timestamp() * 1000),
            items=[{"name": "Desk fee", "amount": 95_00}],
        )
    sync(pages, jane)
    first = words(pages.open(f"billing/{jane.agent}"))
    assert "25 statements" in first
    assert "Page 1 of 2" in first
    second = words(pages.open(f"billing/{jane.agent}", page=2))
    assert "Jan 1, 2024" in second
    assert "Jan 1, 2024" not in first
    assert second == words(pages.open(f"billing/{jane.agent}", page=99))


def test_a_statement_on_hold_shows_why_and_what_to_do(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    sync(pages, jane)
    (invoice,) = office_here.entries("Invoice")
    office_here.quickbooks.edit("Invoice", invoice["id"], "delete")
    jane.pay()
    sync(pages, jane)
    shown = agent_page(pages, jane)
    with office_here.database.reading() as session:
        state = session.get_one(RecordState, (COMPANY, BILLING, f"statement:{jane.statement}"))
    assert state.status == RecordStatus.ON_HOLD
    assert "On hold" in shown
    assert state.sentence in shown
    assert "deleted in QuickBooks" in shown
    assert "1 on hold" in words(pages.open("billing"))


def test_many_agents_are_synced_at_once(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    other = next(
        str(user["id"])
        for user in office_here.core.api("/v1/users")
        if str(user["id"]) != jane.agent
    )
    pages.press("billing/sync", {"records": [jane.agent, other]}, htmx=True)
    assert pages.started[0]["records"] == [jane.agent, other]
    with office_here.database.reading() as session:
        assert session.get(Watermark, (COMPANY, BILLING)) is None, "all that changed is left to do"


def test_nothing_chosen_starts_nothing(pages: OfficePages) -> None:
    answer = pages.press("billing/sync")
    assert answer.status_code == 422
    assert "No records are selected." in words(answer.text)
    assert "No records are selected." in words(pages.press("billing/sync", htmx=True).text)
    assert pages.started == []


def test_without_a_workflow_for_billing_the_page_says_what_to_do(
    pages: OfficePages, office_here: Office, jane: Billing
) -> None:
    with office_here.database.writing() as session:
        for setup in session.query(WorkflowSetup).filter_by(category=BILLING.value):
            setup.active = False
    answer = pages.press("billing/sync", {"records": jane.agent})
    assert answer.status_code == 422
    assert "No workflow is on for these records." in words(answer.text)
    assert pages.started == []


def test_an_agent_is_opened_by_id_and_what_is_no_id_is_marked(
    pages: OfficePages, jane: Billing
) -> None:
    answer = pages.browser.get(pages.address("billing/open"), params={"id": f" {jane.agent} "})
    assert answer.headers["location"].endswith(f"/billing/{jane.agent}")
    refused = pages.browser.get(pages.address("billing/open"), params={"id": "Jane Doe"})
    assert refused.status_code == 422
    assert "“Jane Doe” isn't a CORE ID" in words(refused.text)
    assert 'value="Jane Doe"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    lost = pages.browser.get(pages.address("billing/<b>jane"))
    assert lost.status_code == 404
    assert "<b>jane" not in lost.text
    assert "Sync to QuickBooks" not in words(lost.text)


def test_an_auditor_reads_all_of_it_and_can_start_nothing(
    pages: OfficePages, jane: Billing
) -> None:
    sync(pages, jane)
    pages.sign_in(AUDITOR)
    assert "Desk fee" in agent_page(pages, jane)
    assert "Sync to QuickBooks" not in agent_page(pages, jane)
    assert "Sync to QuickBooks" not in words(pages.open("billing"))
    before = len(pages.started)
    assert pages.press("billing/sync", {"records": jane.agent}).status_code == 403
    assert len(pages.started) == before


def test_a_form_without_the_token_is_refused(pages: OfficePages, jane: Billing) -> None:
    answer = pages.browser.post(pages.address("billing/sync"), data={"records": jane.agent})
    assert answer.status_code == 403
    assert pages.started == []


def test_when_airflow_refuses_its_reason_is_shown(pages: OfficePages, jane: Billing) -> None:
    pages.refuses = "the DAG is being parsed"
    answer = pages.press("billing/sync", {"records": jane.agent})
    assert answer.status_code == 502
    assert "Airflow didn't start the agent billing run" in words(answer.text)
    assert jane.office.entries("Invoice") == []
