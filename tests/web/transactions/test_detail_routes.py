"""One transaction's page: its disbursement, why it is on hold, and how its items post."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from include.books.money import format_amount
from include.database import audit
from include.database.tables.companies import WorkflowSetup
from include.database.tables.records import ItemOverride
from include.database.tables.runs import AuditEvent
from tests.sync.closings import close, item
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.opening import Since
from tests.web.office_pages import AUDITOR, OfficePages, words

REFERRAL = "Referral fee"


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


@pytest.fixture
def deal(pages: OfficePages, office_here: Office) -> str:
    """Example B, 10,000.00 with a referral of 1,000.00 that CORE leaves to us; booked."""
    found = str(office_here.core.post("/examples/B")["transactions"][0])
    leave_to_us(office_here, found)
    pages.press("transactions/sync", {"records": found})
    return found


def leave_to_us(office: Office, deal: str, **changed: Any) -> None:
    """Have CORE say nothing about the referral's switches."""
    (item,) = office.core.get(f"/transactions/{deal}")["items"]
    item |= {"sync": None, "create_payment": None, **changed}
    office.core.patch(f"/transactions/{deal}", items=[item])


def invoices(office: Office) -> list[int]:
    return [row["total"] for row in office.entries("Invoice")]


def decided(pages: OfficePages) -> list[ItemOverride]:
    with pages.database.reading() as session:
        return list(session.scalars(select(ItemOverride)))


def test_the_disbursement_is_shown_whole_and_adds_up(pages: OfficePages, deal: str) -> None:
    shown = words(pages.open(f"transactions/{deal}"))
    assert "Gross commission 10,000.00" in shown
    assert "Referral fee Acme Realty" in shown
    assert "Gross and credits Gross $10,000.00 + credits $0.00 = $10,000.00" in shown
    assert "vendors $1,000.00 + agents $7,200.00 + brokerage net $1,800.00 = $10,000.00" in shown
    assert "In balance" in shown


def test_a_transaction_on_hold_shows_why_and_what_to_do(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    (invoice,) = office_here.entries("Invoice")
    office_here.quickbooks.edit("Invoice", invoice["id"], "delete")
    office_here.core.patch(f"/transactions/{deal}", gross=11_000_00)
    pages.press("transactions/sync", {"records": deal})
    shown = words(pages.open(f"transactions/{deal}"))
    (sentence,) = office_here.on_hold(INCOME)
    assert sentence in shown
    assert "On hold" in words(pages.open("transactions"))
    page = pages.open(f"transactions/{deal}")
    assert "attention?cause=deleted%20in%20QuickBooks" in page


def test_the_history_tells_who_did_what_and_why(pages: OfficePages, deal: str) -> None:
    shown = words(pages.open(f"transactions/{deal}")).partition("Changes in QuickBooks")[2]
    assert "finn Create invoice TR-2026-" in shown
    assert "New in CORE Run 1" in shown


def test_the_preview_of_a_change_foretells_the_accounts_to_the_cent(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    leave_to_us(office_here, deal, amount=1_500_00)
    form = {"records": deal, "preview": "yes"}
    preview = words(pages.press("transactions/sync", form, htmx=True).text)
    since = Since(office_here)
    pages.press("transactions/sync", {"records": deal})
    assert since.created() == [], "what is there is updated in place"
    # Payables and receivables stand on no line: QuickBooks books them by itself.
    changed = since.changed()
    assert any("Accounts" in account for account in changed)
    for account, cents in changed.items():
        assert re.search(rf"{re.escape(account)} \d+ {format_amount(abs(cents))}", preview), account


def test_the_journal_entry_is_what_quickbooks_has_for_the_transaction(
    pages: OfficePages, office_here: Office
) -> None:
    deal = str(office_here.core.post("/examples/A")["transactions"][0])
    assert "Journal entry" not in words(pages.open(f"transactions/{deal}"))
    since = Since(office_here)
    pages.press("transactions/sync", {"records": deal})
    shown = words(pages.open(f"transactions/{deal}"))
    changed = since.changed()
    assert changed
    for account, cents in changed.items():
        assert re.search(rf"{re.escape(account)} \d+ {format_amount(abs(cents))}", shown), account

    # A deleted entry debits and credits nothing any more.
    for entry in office_here.entries("Bill"):
        office_here.quickbooks.edit("Bill", entry["id"], "delete")
    pages.run(EXPENSES)
    assert "Accounts Payable" not in words(pages.open(f"transactions/{deal}"))


def test_an_item_is_left_out_and_returned_to_the_workflows_rule(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    items = f"transactions/{deal}/items"
    assert pages.press(items, {"item": REFERRAL, "treatment": "line"}).status_code == 303
    assert "Save for this transaction This transaction" in words(pages.open(f"transactions/{deal}"))
    assert "Ready to sync" in words(pages.open(f"transactions/{deal}"))
    pages.press("transactions/sync", {"records": deal})
    assert invoices(office_here) == [9_000_00]

    pages.press(items, {"item": REFERRAL, "treatment": "rule"})
    assert decided(pages) == []
    pages.press("transactions/sync", {"records": deal})
    assert invoices(office_here) == [10_000_00]
    with pages.database.reading() as session:
        assert audit.verify(session, COMPANY)


@pytest.mark.parametrize(
    ("item", "treatment", "sentence"),
    [
        (REFERRAL, "", "Referral fee: choose a treatment from the list."),
        (REFERRAL, "deleted", "Referral fee: choose a treatment from the list."),
        ("Staging", "line", "Staging: the transaction no longer has an item with this name."),
    ],
)
def test_a_treatment_that_an_item_cannot_have_is_rejected(
    pages: OfficePages, deal: str, item: str, treatment: str, sentence: str
) -> None:
    answer = pages.press(f"transactions/{deal}/items", {"item": item, "treatment": treatment})
    assert answer.status_code == 422
    assert f"{sentence} Nothing was changed." in words(answer.text)
    assert ('aria-invalid="true"' in answer.text) is (item == REFERRAL)
    assert decided(pages) == []


def test_how_items_post_is_chosen_in_place_on_another_page(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    """As Needs attention unfolds it for a record on hold."""
    items = pages.address(f"transactions/{deal}/items")
    piece = pages.browser.get(items, headers={"HX-Request": "true"})
    assert (piece.status_code, "<h1" in piece.text) == (200, False)
    assert "Referral fee" in words(piece.text)
    chosen = {"item": REFERRAL, "treatment": "line"}
    answer = pages.press(f"transactions/{deal}/items", chosen, htmx=True)
    assert answer.status_code == 200
    assert "Save for this transaction This transaction" in words(answer.text)
    refused = pages.press(f"transactions/{deal}/items", {**chosen, "treatment": "x"}, htmx=True)
    assert (refused.status_code, "<h1" in refused.text) == (422, False)
    pages.press("transactions/sync", {"records": deal})
    assert invoices(office_here) == [9_000_00]
    by_itself = pages.browser.get(items)
    assert by_itself.headers["location"].endswith(f"/transactions/{deal}#items")


def test_a_treatment_that_core_sets_is_not_offered(pages: OfficePages, office_here: Office) -> None:
    deal = str(office_here.core.post("/examples/C")["transactions"][0])
    pages.press("transactions/sync", {"records": deal})
    page = pages.open(f"transactions/{deal}")
    assert "Add as a line on the income entry CORE" in words(page)
    assert 'name="treatment"' not in page
    form = {"item": REFERRAL, "treatment": "paid"}
    answer = pages.press(f"transactions/{deal}/items", form)
    assert answer.status_code == 422
    assert "its treatment is set in CORE. Change it there." in words(answer.text)


def test_workflows_that_take_an_item_for_different_things_are_seen(
    pages: OfficePages, deal: str
) -> None:
    with pages.database.writing() as session:
        for setup in session.scalars(
            select(WorkflowSetup).where(WorkflowSetup.category == EXPENSES)
        ):
            rule = {"name": REFERRAL, "sync": True, "create_payment": False}
            setup.options = {**setup.options, "item_rules": [rule]}
    shown = words(pages.open(f"transactions/{deal}"))
    assert "Workflows differ" in shown
    form = {"item": REFERRAL, "treatment": "line"}
    pages.press(f"transactions/{deal}/items", form)
    assert "Workflows differ" not in words(pages.open(f"transactions/{deal}"))


def test_an_auditor_sees_treatments_and_changes_none(pages: OfficePages, deal: str) -> None:
    pages.sign_in(AUDITOR)
    page = pages.open(f"transactions/{deal}")
    assert "Pay the payee separately" in words(page)
    assert "<select" not in page
    form = {"item": REFERRAL, "treatment": "line"}
    assert pages.press(f"transactions/{deal}/items", form).status_code == 403
    assert decided(pages) == []


def test_what_is_no_id_of_core_has_a_page_that_says_so(pages: OfficePages) -> None:
    answer = pages.browser.get(pages.address("transactions/TR-<b>7"))
    assert answer.status_code == 404
    assert "isn't a CORE ID. Choose a transaction from the list." in words(answer.text)
    assert "<b>7" not in answer.text
    assert "Sync to QuickBooks" not in words(answer.text)


def test_what_was_started_before_airflow_refused_is_said(
    pages: OfficePages, office_here: Office, deal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = office_here.run

    def run_and_go_away(*args: Any, **options: Any) -> Any:
        pages.refuses = "the DAG is being parsed"
        return run(*args, **options)

    monkeypatch.setattr(office_here, "run", run_and_go_away)
    answer = pages.press("transactions/sync", {"records": deal})
    assert answer.status_code == 502
    shown = words(answer.text)
    assert "Brokerage income was started and continues." in shown
    assert "Airflow didn't start the agent expenses run: the DAG is being parsed." in shown


def test_what_stands_beside_a_finished_run_is_asked_for_anew(pages: OfficePages, deal: str) -> None:
    answer = pages.press("transactions/sync", {"records": deal}, htmx=True)
    assert answer.headers["HX-Trigger"] == "run-finished"
    asked = pages.address(f"transactions/{deal}")
    piece = pages.browser.get(asked, headers={"HX-Request": "true"}).text
    assert "Changes in QuickBooks, newest first" in piece
    assert "<html" not in piece


def test_a_warning_is_cleared_on_the_page_of_its_transaction_and_says_by_whom(
    pages: OfficePages, office_here: Office
) -> None:
    sign = item("Sign install", 20_000, create_payment=False)
    deal = close(office_here, items=[sign])
    office_here.use("income-via-invoices", invoice_date="CORE close date")
    pages.run(INCOME)
    shown = pages.open(f"transactions/{deal}")
    assert "Posted to a default. No product is named “Sign install”" in words(shown)
    (number,) = re.findall(r'name="warning" value="(\d+)"', shown)

    answer = pages.press(f"transactions/{deal}/warnings/clear", {"warning": number})
    assert answer.status_code == 303
    shown = words(pages.open(f"transactions/{deal}"))
    assert "so it posts to Other Income. Cleared by finn," in shown
    assert "Clear warning" not in shown
    with pages.database.reading() as session:
        cleared = select(AuditEvent.actor).where(AuditEvent.event == "warnings cleared")
        assert list(session.scalars(cleared)) == ["finn"]

    pages.sign_in(AUDITOR)
    assert (
        pages.press(f"transactions/{deal}/warnings/clear", {"warning": number}).status_code == 403
    )
