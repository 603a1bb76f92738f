"""What a hold asks to change is changed on its item, and the record posts."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.post.test_match_names import put, vendors
from tests.web.office_pages import OfficePages, words


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def option(pages: OfficePages) -> dict[str, str]:
    """The hidden fields of the first option that an item offers to change."""
    page = pages.open("attention")
    form = page[page.index("/attention/map") :].partition("</form>")[0]
    return dict(re.findall(r'name="(category|option|cause)" value="([^"]*)"', form))


def test_a_new_entry_in_a_closed_period_is_posted_on_the_first_open_day(
    pages: OfficePages, office_here: Office
) -> None:
    office_here.use("income-via-invoices", invoice_date="CORE close date")
    office_here.core.post("/examples/A")
    office_here.quickbooks.set(book_close_date="2026-10-31")
    pages.run(INCOME)
    page = pages.open("attention")
    assert "if the date is in a closed period: now Put on hold" in page
    assert "<option>Post on the first open day</option>" in page
    assert "Open brokerage income options" in words(page)
    asked = option(pages)
    assert asked == {
        "category": INCOME.value,
        "option": "closed_period",
        "cause": "closed period",
    }
    answer = pages.press("attention/map", {**asked, "entry": "Post on the first open day"})
    assert answer.status_code == 303
    (invoice,) = office_here.entries("Invoice")
    assert (invoice["total"], invoice["date"]) == (10_000_00, "2026-11-01")
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_an_entry_in_a_closed_period_is_kept_as_it_is_when_chosen(
    pages: OfficePages, office_here: Office
) -> None:
    (deal,) = office_here.core.post("/examples/A")["transactions"]
    pages.run(INCOME)
    (invoice,) = office_here.entries("Invoice")
    office_here.quickbooks.set(book_close_date=str(dt.date.fromisoformat(invoice["date"])))
    office_here.core.patch(f"/transactions/{deal}", gross=1_100_000)
    pages.run(INCOME)
    page = pages.open("attention")
    assert "/attention/map" not in page, "the option is for new entries"
    assert ">Keep QuickBooks version</button>" in page
    form = {"category": INCOME.value, "record": deal, "mode": "keep-quickbooks"}
    assert pages.press("attention/act", form).status_code == 303
    assert [one["total"] for one in office_here.entries("Invoice")] == [10_000_00]
    pages.run(INCOME)
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_a_suffix_is_typed_where_a_name_is_taken(pages: OfficePages, office_here: Office) -> None:
    office_here.use("expenses-via-bills", vendor_suffix="")
    put(office_here, "Customer", DisplayName="Amy Adler")
    office_here.core.post("/examples/A")
    pages.run(EXPENSES)
    asked = option(pages)
    assert asked["option"] == "vendor_suffix"
    refused = pages.press("attention/map", {**asked, "entry": "x" * 41})
    assert refused.status_code == 422
    assert "doesn't fit Vendor name suffix." in words(refused.text)
    assert pages.press("attention/map", {**asked, "entry": "(agent)"}).status_code == 303
    assert "Amy Adler (agent)" in vendors(office_here)
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_no_other_option_is_changed_here(pages: OfficePages, office_here: Office) -> None:
    office_here.core.post("/examples/A")
    form = {"category": EXPENSES.value, "option": "itemized", "entry": "false", "cause": ""}
    assert pages.press("attention/map", form).status_code == 422
    assert pages.started == []
