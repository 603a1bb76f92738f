"""CORE beside QuickBooks: tying out to the cent, or each variance down to its entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

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
    assert "Running a tie-out reads each one and changes nothing." in words(pages.open("tie-out"))
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
