"""CORE beside QuickBooks: tying out to the cent, or each variance down to its entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from include.sync.run.mode import RunMode
from include.web.tie_out import routes
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    """Examples A and B and a paid statement are posted; an auditor ties out."""
    assert pages.office is not None
    for letter in "AB":
        pages.office.core.post(f"/examples/{letter}")
    made = pages.office.core.post("/examples/E")
    pages.office.core.post(f"/statements/{made['statements'][0]}/payments")
    for category in (INCOME, EXPENSES, BILLING):
        pages.run(category)
    pages.sign_in(AUDITOR)
    return pages.office


def tied_out(pages: OfficePages, **period: str) -> str:
    return words(pages.open("tie-out", compare="yes", **period))


def first(office: Office, kind: str) -> dict[str, Any]:
    return office.entries(kind)[0]


def test_quickbooks_is_not_read_before_the_tie_out_is_run(
    pages: OfficePages, office_here: Office
) -> None:
    before = office_here.quickbooks.calls()
    assert "Running a tie-out reads each one and changes nothing in QuickBooks." in words(
        pages.open("tie-out")
    )
    assert office_here.quickbooks.calls() == before


def test_a_period_with_too_many_entries_opens_with_advice_and_is_rejected_when_it_is_run(
    pages: OfficePages, office_here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST", 1)
    advice = "and a tie-out reads 1 at most. Choose a shorter period."
    assert advice in words(pages.open("tie-out"))
    before = office_here.quickbooks.calls()
    run = pages.browser.get(pages.address("tie-out"), params={"compare": "yes"})
    assert (run.status_code, advice in words(run.text)) == (422, True)
    assert office_here.quickbooks.calls() == before


def test_what_was_posted_ties_out_to_the_cent(pages: OfficePages, office_here: Office) -> None:
    shown = tied_out(pages)
    assert "CORE and QuickBooks tie out to the cent." in shown
    assert "Commission Income" in shown
    # Two deals of 10,000.00, as QuickBooks' own database has them.
    assert office_here.balances("Commission Income") == (20_000_00,)
    assert "20,000.00 20,000.00 0.00" in shown


def test_a_deleted_and_a_changed_entry_are_each_explained(
    pages: OfficePages, office_here: Office
) -> None:
    invoice, bill = first(office_here, "Invoice"), first(office_here, "Bill")
    office_here.quickbooks.edit("Invoice", invoice["id"], "delete")
    detail = {"AccountRef": {"value": "1"}}
    line = {"Amount": 5, "DetailType": "AccountBasedExpenseLineDetail"}
    line["AccountBasedExpenseLineDetail"] = detail
    office_here.quickbooks.edit("Bill", bill["id"], "update", Line=[line])
    shown = tied_out(pages)
    assert "2 variances found." in shown
    assert f"Invoice {invoice['number']}" in shown
    assert "was deleted in QuickBooks." in shown
    assert "in CORE but $5.00 in QuickBooks." in shown
    assert "-10,000.00" in shown


def test_what_a_tie_out_finds_needs_attention_until_it_is_gone(
    pages: OfficePages, office_here: Office
) -> None:
    invoice, payment = first(office_here, "Invoice"), first(office_here, "Payment")
    bill = first(office_here, "Bill")
    office_here.quickbooks.edit("Invoice", invoice["id"], "delete")
    office_here.quickbooks.edit("Payment", payment["id"], "void")
    office_here.quickbooks.edit("Bill", bill["id"], "update", TxnDate="2026-01-02")
    assert "Nothing needs attention." in words(pages.open("attention"))

    shown = tied_out(pages)
    assert "Their records are on Needs attention" in shown
    assert "2 records are on hold or not posted ($10,100.00)." in shown
    attention = words(pages.open("attention"))
    assert f"Invoice {invoice['number']} ($10,000.00)" in attention
    assert "was deleted in QuickBooks." in attention
    assert "was voided in QuickBooks." in attention
    assert f"Bill {bill['number']}" in attention
    assert "was edited in QuickBooks: date changed from" in attention
    assert "Re-create in QuickBooks" in attention
    assert "Overwrite with CORE" in attention
    tied_out(pages)
    assert "Needs attention 2 on hold" in words(pages.open("attention")), "each is found once"

    for category in (INCOME, EXPENSES, BILLING):
        office_here.run(category)
    assert len(office_here.on_hold(EXPENSES)) == 0, "edits are overwritten"
    assert "deleted in QuickBooks" in " ".join(office_here.on_hold(INCOME))
    assert "voided in QuickBooks" in " ".join(office_here.on_hold(BILLING))


def test_what_was_kept_is_a_variance_but_needs_no_attention_again(
    pages: OfficePages, office_here: Office
) -> None:
    bill = first(office_here, "Bill")
    office_here.quickbooks.edit("Bill", bill["id"], "delete")
    tied_out(pages)
    deal = next(iter(office_here.core.store.deals))
    office_here.run(EXPENSES, (str(deal),), mode=RunMode.KEEP_QUICKBOOKS)
    assert office_here.on_hold(EXPENSES) == []
    assert "1 variance found." in tied_out(pages)
    assert office_here.on_hold(EXPENSES) == []


def test_an_edit_that_is_taken_back_in_quickbooks_is_looked_at_by_the_next_run(
    pages: OfficePages, office_here: Office
) -> None:
    bill = first(office_here, "Bill")
    office_here.quickbooks.edit("Bill", bill["id"], "update", TxnDate="2026-01-02")
    tied_out(pages)
    assert len(office_here.on_hold(EXPENSES)) == 1
    office_here.quickbooks.edit("Bill", bill["id"], "update", TxnDate=bill["date"])
    assert "What is posted ties out to the cent." in tied_out(pages)
    assert office_here.on_hold(EXPENSES) == []
    report = office_here.run(EXPENSES)
    assert (report.updated, report.on_hold) == (0, ())


def test_records_on_hold_are_listed_as_missing(pages: OfficePages, office_here: Office) -> None:
    (deal,) = office_here.core.post("/examples/C")["transactions"]
    pages.run(INCOME)
    row = office_here.core.api(f"/v1/transactions/{deal}/commissions")[0]
    office_here.core.put(f"/raw/commissions/{row['id']}", item_type="sunshine_bonus")
    office_here.core.patch(f"/transactions/{deal}", zip="02129")
    pages.run(INCOME)
    shown = words(pages.open("tie-out", since="2020-01-01"))
    assert "On hold or not posted On hold" in shown
    assert "(brokerage income)" in shown
    assert "sunshine_bonus" in shown
    # Every other workflow that is on has never read it.
    assert "1 transaction of this period ($10,000.00) was never synced for agent expenses." in shown


@pytest.mark.usefixtures("office_here")
def test_a_period_without_entries_does_not_tie_out(pages: OfficePages) -> None:
    shown = tied_out(pages, since="2019-01-01", until="2019-01-31")
    assert "CoreBooks posted no entries in this period, so there is nothing to tie out." in shown
    assert "to the cent" not in shown


def test_what_a_workflow_never_read_is_not_called_posted(
    pages: OfficePages, office_here: Office
) -> None:
    office_here.core.post("/examples/C")
    pages.run(INCOME)
    shown = tied_out(pages, since="2020-01-01")
    assert "What is posted ties out to the cent." in shown
    assert "was never synced for agent expenses." in shown
    pages.run(EXPENSES)
    assert "CORE and QuickBooks tie out to the cent." in tied_out(pages, since="2020-01-01")


@pytest.mark.usefixtures("quick_waits")
def test_when_quickbooks_does_not_respond_the_page_still_lists_what_is_missing(
    pages: OfficePages, office_here: Office
) -> None:
    pages.office = replace(
        office_here, quickbooks=replace(office_here.quickbooks, url="http://127.0.0.1:9")
    )
    shown = tied_out(pages)
    assert "Try again when QuickBooks responds." in shown
    assert "On hold or not posted" in shown


def test_an_impossible_period_is_marked(pages: OfficePages) -> None:
    answer = pages.browser.get(
        pages.address("tie-out"), params={"since": "2026-02-01", "until": "2026-01-01"}
    )
    assert answer.status_code == 422
    assert "The last day is before the first." in words(answer.text)
