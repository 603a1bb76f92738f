"""Each record on hold shows its cause, its sentence and a run that helps."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from fastapi import Request

from include.books.catalogue import ListKind
from include.database.tables.records import RecordState
from include.provider.airflow_api import AirflowRun, Asked, RunNotStarted
from include.sync.run.mode import RunMode
from include.web.frame.airflow_runs import start_run
from include.web.runs import starting
from sandbox.quickbooks_online.person import Person
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.post.test_match_names import put
from tests.sync.test_bad_input import rows
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


@pytest.fixture
def deal(pages: OfficePages, office_here: Office) -> str:
    """Example A, whose invoice of 10,000.00 stands in QuickBooks."""
    (deal,) = office_here.core.post("/examples/A")["transactions"]
    pages.run(INCOME)
    return str(deal)


def invoice(office: Office) -> dict[str, Any]:
    """The newest invoice."""
    return office.entries("Invoice")[-1]


def live(office: Office) -> list[int]:
    """The totals of the invoices that stand."""
    return sorted(row["total"] for row in office.entries("Invoice") if row["status"] == "live")


def act(pages: OfficePages, deal: str, mode: str) -> str:
    """Press a button of the deal's card. Returns what the run's page says."""
    form = {"category": INCOME.value, "record": deal, "mode": mode}
    answer = pages.press("attention/act", form)
    assert answer.status_code == 303, words(answer.text)
    return words(pages.browser.get(answer.headers["location"]).text)


def test_with_nothing_on_hold_the_page_says_so(pages: OfficePages) -> None:
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_a_deleted_invoice_is_re_created_when_chosen(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.quickbooks.edit("Invoice", invoice(office_here)["id"], "delete")
    pages.run(INCOME)
    shown = words(pages.open("attention"))
    assert "Deleted in QuickBooks 1" in shown
    assert "Re-create in QuickBooks" in shown
    assert 'class="count">1' in pages.open("attention")
    assert "1 created ($10,000.00)" in act(pages, deal, "re-create")
    assert live(office_here) == [10_000_00]
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_an_edit_in_quickbooks_is_kept_when_chosen(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.use("income-via-invoices", edited_in_quickbooks="Put on hold")
    entry = invoice(office_here)
    office_here.quickbooks.edit("Invoice", entry["id"], "update", **changed_lines())
    pages.run(INCOME)
    shown = words(pages.open("attention"))
    assert "Edited in QuickBooks" in shown
    assert "Overwrite with CORE" in shown
    assert "Keep QuickBooks version" in shown
    assert "total changed from $10,000.00 to $9,000.00" in shown
    act(pages, deal, "keep-quickbooks")
    assert live(office_here) == [9_000_00]
    assert "Nothing needs attention." in words(pages.open("attention"))


def changed_lines() -> dict[str, Any]:
    """An invoice of 9,000.00."""
    detail = {"ItemRef": {"value": "1"}}
    line = {"Amount": 9000, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    return {"Line": [line]}


def test_a_similar_name_is_matched_on_the_page_and_the_record_retried(
    pages: OfficePages, office_here: Office
) -> None:
    known = put(office_here, "Vendor", DisplayName="Amy R. Adler")
    office_here.core.post("/examples/A")
    pages.run(EXPENSES)
    page = pages.open("attention")
    assert "Which vendor is this?" in words(page)
    assert "Amy R. Adler (ID" in words(page)
    fields = dict(re.findall(r'name="(category|record|party)" value="([^"]*)"', page))
    nobody = pages.press("attention/match", fields)
    assert nobody.status_code == 422
    assert "Choose a name, or enter the ID that QuickBooks shows for it." in words(nobody.text)

    answer = pages.press("attention/match", {**fields, "match": known})
    assert "1 created" in words(pages.browser.get(answer.headers["location"]).text)
    vendors = {row["party"] for row in office_here.entries("Bill")}
    assert "Amy R. Adler" in vendors
    assert "Amy Adler" not in vendors


def test_a_canceled_transaction_is_voided_after_its_preview(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.core.patch(f"/transactions/{deal}", status="cancelled")
    pages.run(INCOME)
    assert "Canceled in CORE" in words(pages.open("attention"))
    preview = act(pages, deal, "void")
    assert "Void Invoice TR-2026-640224" in preview
    assert live(office_here) == [10_000_00]
    act(pages, deal, "void")
    assert live(office_here) == []


def test_all_records_of_one_cause_are_retried_at_once(
    pages: OfficePages, office_here: Office
) -> None:
    for letter in "AB":
        (deal,) = office_here.core.post(f"/examples/{letter}")["transactions"]
        row = office_here.core.api(f"/v1/transactions/{deal}/commissions")[0]
        office_here.core.put(f"/raw/commissions/{row['id']}", item_type="sunshine_bonus")
    pages.run(INCOME)
    assert "Unknown item type 2" in words(pages.open("attention"))
    assert "No" not in words(pages.open("attention", cause="unknown item type"))[:20]
    answer = pages.press(
        "attention/retry", {"category": INCOME.value, "cause": "unknown item type"}
    )
    assert answer.status_code == 303
    assert len(pages.started[-1]["records"]) == 2
    gone = pages.press("attention/retry", {"category": INCOME.value, "cause": "no such cause"})
    assert "No records are on hold for this cause anymore." in words(gone.text)


def test_a_transaction_on_hold_in_both_workflows_is_listed_once_and_retried_in_both(
    pages: OfficePages, office_here: Office
) -> None:
    made = office_here.core.post("/examples/A")["transactions"]
    row = rows(office_here, made[0], "split")[0]
    wrong = f"/raw/commissions/{row['id']}"
    office_here.core.put(wrong, calculated_dollar_amount=7_990.00)
    for category in (INCOME, EXPENSES):
        pages.run(category)
    assert len(office_here.on_hold(INCOME)) == len(office_here.on_hold(EXPENSES)) == 1
    page = pages.open("attention")
    shown = words(page)
    assert 'class="count">1' in page
    assert page.count("<article") == 1
    assert "Brokerage income and agent expenses" in shown
    assert shown.count(office_here.on_hold(INCOME)[0]) == 1

    office_here.core.delete(wrong)
    answer = pages.press(
        "attention/act",
        {"category": [INCOME.value, EXPENSES.value], "record": made[0], "mode": "sync"},
    )
    assert answer.status_code == 303
    assert f"/transactions/{made[0]}?run=" in answer.headers["location"]
    assert live(office_here) == [10_000_00]
    assert office_here.entries("Bill")
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_where_airflow_starts_only_one_of_two_retries_the_one_that_goes_on_is_named(
    pages: OfficePages, office_here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = office_here.core.post("/examples/A")["transactions"][0]

    def refuse(request: Request, asked: Asked) -> AirflowRun:
        if asked.category == EXPENSES:
            raise RunNotStarted("Airflow doesn't know the DAG agent_expenses.")
        return start_run(request, asked)

    monkeypatch.setattr(starting, "start_run", refuse)
    both = {"category": [INCOME.value, EXPENSES.value], "record": deal, "mode": "sync"}
    answer = pages.press("attention/act", both)
    assert answer.status_code >= 400
    assert (
        "Brokerage income was started and continues. Airflow doesn't know the DAG agent_expenses."
        in words(answer.text)
    )
    assert live(office_here) == [10_000_00]


def test_what_has_waited_the_longest_comes_first_with_its_amount_and_age(
    pages: OfficePages, office_here: Office
) -> None:
    for letter in "AB":
        office_here.core.post(f"/examples/{letter}")
    pages.run(INCOME)
    first, second = office_here.entries("Invoice")
    office_here.quickbooks.edit("Invoice", first["id"], "delete")
    pages.run(INCOME)
    with pages.database.writing() as session:
        for state in session.query(RecordState).filter_by(status="on hold"):
            state.since -= dt.timedelta(days=12)
    office_here.quickbooks.edit("Invoice", second["id"], "void")
    pages.run(INCOME)
    shown = words(pages.open("attention"))
    assert "Deleted in QuickBooks 1 10,000.00 12 days" in shown
    assert "Total 2 20,000.00" in shown
    assert shown.index("Deleted in QuickBooks") < shown.index("Voided in QuickBooks")
    assert "$10,000.00 12 days" in shown


def test_an_account_that_is_gone_is_replaced_in_place(
    pages: OfficePages, office_here: Office
) -> None:
    with office_here.gateway() as gateway:
        account = gateway.catalogue().by_name(ListKind.ACCOUNT, "Agent Commissions")
    assert account is not None
    office_here.quickbooks.edit("Account", account.id, "deactivate")
    office_here.core.post("/examples/A")
    pages.run(EXPENSES)
    page = pages.open("attention")
    assert "Account not available" in words(page)
    assert "expense account: replacement for Agent Commissions" in words(page)
    fields = {"category": EXPENSES.value, "cause": "account not available"}
    unknown = pages.press("attention/map", {**fields, "option": "expense_account", "entry": "Moon"})
    assert "no active account named “Moon”" in words(unknown.text)
    for option in ("expense_account", "deduction_account"):
        answer = pages.press(
            "attention/map", {**fields, "option": option, "entry": "Referral Fees"}
        )
        assert answer.status_code == 303
    assert len(office_here.entries("Bill")) == 2
    assert office_here.balances("Referral Fees") == (8_000_00,)
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_an_auditor_reads_it_and_changes_nothing(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.quickbooks.edit("Invoice", invoice(office_here)["id"], "delete")
    pages.run(INCOME)
    pages.sign_in(AUDITOR)
    page = pages.open("attention")
    assert "was deleted in QuickBooks" in words(page)
    assert ">Re-create in QuickBooks</button>" not in page
    form = {"category": INCOME.value, "record": deal, "mode": "re-create"}
    assert pages.press("attention/act", form).status_code == 403
    assert live(office_here) == []


def test_what_no_button_offers_is_rejected(pages: OfficePages, deal: str) -> None:
    for form in ({"mode": "undo", "record": deal}, {"mode": "sync", "record": "every thing"}):
        answer = pages.press("attention/act", {"category": INCOME.value, **form})
        assert answer.status_code == 422
        assert "Choose an action that the record's item offers." in words(answer.text)


def test_a_run_is_followed_in_place_and_the_list_without_it_comes_after(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.quickbooks.edit("Invoice", invoice(office_here)["id"], "delete")
    pages.run(INCOME)
    form = {"category": INCOME.value, "record": deal, "mode": "re-create"}
    answer = pages.press("attention/act", form, htmx=True)
    assert (answer.status_code, "<h1" in answer.text) == (200, False)
    assert "1 created ($10,000.00)" in words(answer.text)
    assert answer.headers["HX-Trigger"] == "run-finished"
    piece = pages.browser.get(pages.address("attention"), headers={"HX-Request": "true"})
    assert words(piece.text).startswith("Nothing needs attention.")


def test_why_nothing_was_started_is_said_in_place(pages: OfficePages, deal: str) -> None:
    form = {"category": INCOME.value, "record": deal, "mode": "undo"}
    answer = pages.press("attention/act", form, htmx=True)
    assert answer.status_code == 422
    assert words(answer.text).startswith("Choose an action that the record's item offers.")


def test_only_the_first_item_has_the_main_action(pages: OfficePages, office_here: Office) -> None:
    for letter in "AB":
        office_here.core.post(f"/examples/{letter}")
    pages.run(INCOME)
    for entry in office_here.entries("Invoice"):
        office_here.quickbooks.edit("Invoice", entry["id"], "delete")
    pages.run(INCOME)
    page = pages.open("attention")
    assert len(re.findall(r'class="[^"]*\bprimary\b', page)) == 1
    assert page.index("primary") < page.index("</article>")


def test_each_item_links_to_its_entries_in_quickbooks(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.core.patch(f"/transactions/{deal}", status="cancelled")
    pages.run(INCOME)
    entry = invoice(office_here)
    item = pages.open("attention").partition("<article")[2]
    assert f'/invoice?txnId={entry["id"]}" target="_blank"' in item
    assert f"Invoice {entry['number']}" in item


def test_a_reconciled_check_is_kept_when_chosen(pages: OfficePages, office_here: Office) -> None:
    office_here.use("expenses-via-checks")
    (deal,) = office_here.core.post("/examples/A")["transactions"]
    pages.run(EXPENSES)
    for check in office_here.entries("Purchase"):
        office_here.quickbooks.clear("Purchase", check["id"])
    before = sorted(one["total"] for one in office_here.entries("Purchase"))
    office_here.core.patch(f"/transactions/{deal}", gross=1_100_000)
    pages.run(EXPENSES)
    assert "Cleared or reconciled 1" in words(pages.open("attention"))
    form = {"category": EXPENSES.value, "record": deal, "mode": "keep-quickbooks"}
    assert pages.press("attention/act", form).status_code == 303
    pages.run(EXPENSES)
    assert sorted(one["total"] for one in office_here.entries("Purchase")) == before
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_what_an_undo_had_to_leave_is_undone_from_its_item(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    assert deal
    rule = {"code": "6000", "detail": "A rule of the day."}
    office_here.quickbooks.fault("fault", {"entity": "Invoice", "operation": "void"}, **rule)
    for shown in ("yes", ""):
        pages.press("history/1/undo", {"show_preview": shown})
    assert live(office_here) == [10_000_00]
    office_here.quickbooks.no_faults()
    page = pages.open("attention")
    assert "Not undone 1" in words(page)
    for label in ("Show preview to undo run 1", "Undo run 1: void 1 invoice, $10,000.00"):
        item = pages.open("attention").partition("<article")[2]
        assert label in words(item)
        shown = "yes" if "preview" in label else ""
        answer = pages.press("history/1/undo", {"show_preview": shown}, htmx=True)
        assert answer.status_code == 200
    assert live(office_here) == []
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_what_a_repost_had_to_leave_is_reposted_alone(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    """The invoice is paid: a deposit can't take its place until the payment is removed."""
    entry = invoice(office_here)
    payment = Person(office_here.quickbooks).receive_payment(
        entry["id"], 10_000_00, "Checking Account"
    )
    office_here.use("income-via-deposits")
    for _ in range(2):
        office_here.run(INCOME, mode=RunMode.REPOST, actor=pages.who.name)
    assert "Not reposted 1" in words(pages.open("attention"))
    office_here.quickbooks.edit("Payment", payment["Id"], "delete")
    form = {"category": INCOME.value, "record": deal, "mode": "repost"}
    pages.press("attention/act", {**form, "show_preview": "yes"})
    assert live(office_here) == [10_000_00]
    pages.press("attention/act", form)
    assert live(office_here) == []
    assert [one["total"] for one in office_here.entries("Deposit")] == [10_000_00]
    assert "Nothing needs attention." in words(pages.open("attention"))
