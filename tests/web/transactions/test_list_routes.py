"""Transactions are found, looked into, previewed and synced from their pages."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.sync.office import EXPENSES, INCOME, Office
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


@pytest.fixture
def deal(office_here: Office) -> str:
    """Example A: 10,000.00 in Arlington St, closed, with its disbursement; nothing is booked yet."""
    (deal,) = office_here.core.post("/examples/A")["transactions"]
    return str(deal)


def test_before_anything_was_read_the_page_says_how_to_read_it(pages: OfficePages) -> None:
    assert "No transaction has been read from CORE yet" in words(pages.open("transactions"))


def test_one_press_books_income_and_expenses_and_the_entries_are_linked(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    answer = pages.press("transactions/sync", {"records": deal}, htmx=True)
    assert answer.status_code == 200
    assert "Brokerage income" in words(answer.text)
    assert "Agent expenses" in words(answer.text)
    assert [run["dag"] for run in pages.started] == [INCOME.value, EXPENSES.value]
    assert all(run["records"] == [deal] for run in pages.started)

    shown = words(pages.open(f"transactions/{deal}"))
    assert "Invoice TR-2026-640224" in shown
    assert "10,000.00" in shown
    assert shown.count("synced") >= 2
    assert len(office_here.entries("Invoice")) == 1
    assert office_here.entries("Bill")
    (address,) = set(
        re.findall(r'href="([^"]*invoice\?txnId=[^"]*)"', pages.open(f"transactions/{deal}"))
    )
    assert httpx.get(address, trust_env=False).status_code == 200


def test_without_htmx_the_press_leads_back_to_the_transaction(
    pages: OfficePages, deal: str
) -> None:
    answer = pages.press("transactions/sync", {"records": deal})
    assert answer.status_code == 303
    assert f"/transactions/{deal}?run=brokerage_income%2Fmanual__1" in answer.headers["location"]
    page = pages.browser.get(answer.headers["location"])
    assert "1 created (10,000.00)" in words(page.text)


def test_the_preview_shows_exactly_what_is_then_posted(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    preview = words(
        pages.press("transactions/sync", {"records": deal, "preview": "yes"}, htmx=True).text
    )
    assert office_here.entries("Invoice") == office_here.entries("Bill") == []
    foretold = sorted(re.findall(r"Create (\w+) (\S+) for (.+?), ([\d,.]+): new in CORE", preview))

    pages.press("transactions/sync", {"records": deal}, htmx=True)
    posted = sorted(
        (kind.lower(), row["number"], row["party"], f"{row['total'] / 100:,.2f}")
        for kind in ("Invoice", "Bill")
        for row in office_here.entries(kind)
    )
    assert foretold == posted


def test_the_list_is_searched_by_address_number_id_and_agent(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.core.post("/examples/B")
    pages.run(INCOME, preview=True)
    assert "2 transactions" in words(pages.open("transactions"))
    for search in ("arlington", "TR-2026-640224", deal):
        shown = words(pages.open("transactions", q=search))
        assert "11 Arlington St" in shown or deal in search, search
    assert "No transaction fits" in words(pages.open("transactions", q="nowhere at all"))


def test_the_list_is_filtered_by_status_and_close_date(pages: OfficePages, deal: str) -> None:
    pages.press("transactions/sync", {"records": deal})
    assert "1 transaction" in words(
        pages.open("transactions", status="synced", workflow="brokerage_income")
    )
    assert "No transaction fits" in words(pages.open("transactions", status="on hold"))
    assert "No transaction fits" in words(pages.open("transactions", until="2001-01-01"))


def test_a_date_that_is_none_is_marked_and_nothing_typed_is_lost(pages: OfficePages) -> None:
    answer = pages.browser.get(pages.address("transactions"), params={"q": "oak", "since": "soon"})
    assert answer.status_code == 422
    assert "“soon” is no date" in words(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert 'value="oak"' in answer.text


def test_nothing_chosen_starts_nothing(pages: OfficePages) -> None:
    answer = pages.press("transactions/sync", {})
    assert answer.status_code == 422
    assert "Nothing was chosen" in words(answer.text)
    assert pages.started == []


def test_an_auditor_sees_all_of_it_and_can_start_nothing(pages: OfficePages, deal: str) -> None:
    pages.press("transactions/sync", {"records": deal})
    pages.sign_in(AUDITOR)
    shown = words(pages.open(f"transactions/{deal}"))
    assert "Invoice TR-2026-640224" in shown
    assert "Sync to QuickBooks" not in shown
    before = len(pages.started)
    answer = pages.press("transactions/sync", {"records": deal})
    assert answer.status_code == 403
    assert "Your role in Airflow does not allow you to" in words(answer.text)
    assert len(pages.started) == before


def test_a_form_without_the_token_is_refused(pages: OfficePages, deal: str) -> None:
    answer = pages.browser.post(pages.address("transactions/sync"), data={"records": deal})
    assert answer.status_code == 403
    assert "opened too long ago, or not from these pages" in words(answer.text)
    assert pages.started == []


def test_when_airflow_refuses_its_reason_is_shown(pages: OfficePages, deal: str) -> None:
    pages.refuses = "the DAG is being parsed"
    answer = pages.press("transactions/sync", {"records": deal})
    assert answer.status_code == 502
    assert "Airflow did not start the run of brokerage income: the DAG is being parsed." in words(
        answer.text
    )


def test_a_transaction_that_was_never_read_can_be_opened_by_its_id(
    pages: OfficePages, deal: str
) -> None:
    answer = pages.browser.get(pages.address("transactions/open"), params={"id": deal})
    assert answer.headers["location"].endswith(f"/transactions/{deal}")
    assert "has not been read from CORE yet" in words(pages.open(f"transactions/{deal}"))


def test_one_item_is_decided_for_this_deal_alone(pages: OfficePages, office_here: Office) -> None:
    (deal,) = office_here.core.post("/examples/B")["transactions"]
    (item,) = office_here.core.get(f"/transactions/{deal}")["items"]
    office_here.core.patch(
        f"/transactions/{deal}", items=[item | {"sync": None, "create_payment": None}]
    )
    pages.press("transactions/sync", {"records": str(deal)})
    assert "the workflow" in words(pages.open(f"transactions/{deal}"))
    assert [row["total"] for row in office_here.entries("Invoice")] == [10_000_00]

    answer = pages.press(
        f"transactions/{deal}/items", {"item": "Referral fee", "treatment": "line"}
    )
    assert answer.status_code == 303
    assert "this transaction" in words(pages.open(f"transactions/{deal}"))
    pages.press("transactions/sync", {"records": str(deal)})
    assert [row["total"] for row in office_here.entries("Invoice")] == [9_000_00]
