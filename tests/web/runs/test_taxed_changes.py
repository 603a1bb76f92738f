"""Where QuickBooks adds tax, runs show amounts without it, the tax, and the total; an Ontario deal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.tables.runs import Operation
from tests.sync.closings import INVOICES
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes
from tests.web.office_pages import OfficePages, words


@pytest.fixture
def ontario(tmp_path: Path) -> Iterator[OfficePages]:
    """A brokerage in Ontario: codes are chosen, everyone charges HST, one deal of CA$30,000 closed."""
    with open_abroad(tmp_path, "CA") as office:
        use_codes(office, "CA")
        charges(office, agent=True, broker=True)
        ontario_deal(office)
        yield OfficePages(office.database, office)


def office_of(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def test_a_preview_shows_amount_tax_and_total(ontario: OfficePages) -> None:
    ontario.run(INCOME, preview=True)
    page = ontario.open("history/1")
    shown = words(page)
    assert "CA$30,000.00 plus CA$3,900.00 tax" in shown
    assert "Amount (CAD) Tax (CAD) Total (CAD)" in shown
    assert "30,000.00 3,900.00 33,900.00" in shown
    assert not office_of(ontario).quickbooks.entries("Invoice")


def test_a_change_shows_its_codes_and_what_quickbooks_adds(ontario: OfficePages) -> None:
    ontario.run(INCOME, preview=True)
    change = ontario.unfold(ontario.open("history/1"))
    assert "CA$30,000.00, HST ON" in change
    assert "Subtotal CA$30,000.00" in change
    assert "Tax CA$3,900.00" in change
    assert "Total CA$33,900.00" in change


def test_what_is_posted_shows_quickbooks_own_tax(ontario: OfficePages) -> None:
    ontario.run(INCOME)
    ontario.run(EXPENSES)
    (invoice,) = office_of(ontario).quickbooks.entries("Invoice")
    assert invoice["total"] == 33_900_00
    bills = words(ontario.open("history/2"))
    assert "11,605.00 1,508.65 13,113.65" in bills
    assert "15,000.00 1,950.00 16,950.00" in bills
    assert "CA$26,605.00 plus CA$3,458.65 tax" in bills


def test_exports_have_the_tax_and_the_total(ontario: OfficePages) -> None:
    ontario.run(INCOME)
    for export in ("history/1/export.csv", "history/export/changes.csv"):
        text = ontario.open(export)
        assert "Amount (CAD),Tax (CAD),Total (CAD),Amount before (CAD)" in text
        assert ",30000.00,3900.00,33900.00," in text


def test_an_entry_that_changes_shows_the_tax_before_and_after(ontario: OfficePages) -> None:
    ontario.run(INCOME)
    office = office_of(ontario)
    (deal,) = office.core.store.deals
    office.core.patch(f"/transactions/{deal}", gross=4_000_000)
    ontario.run(INCOME, preview=True)
    page = ontario.open("history/2")
    assert "Total CA$33,900.00 to CA$45,200.00" in words(page)
    assert "Tax CA$3,900.00 CA$5,200.00" in ontario.unfold(page)


def test_a_void_shows_the_tax_that_is_voided(ontario: OfficePages) -> None:
    ontario.run(INCOME)
    ontario.press("history/1/undo", {"show_preview": "yes"})
    page = words(ontario.open("history/2"))
    assert "30,000.00 3,900.00 33,900.00" in page
    assert "void 1 invoice, CA$30,000.00 plus CA$3,900.00 tax" in page
    with ontario.database.reading() as session:
        voided = session.query(Operation).filter_by(run_id=2, action="void").one()
        assert (voided.total_cents, voided.tax_cents, voided.tax_before_cents) == (0, 0, 390_000)


def test_a_company_in_the_united_states_has_no_such_columns(pages: OfficePages) -> None:
    office_of(pages).core.post("/examples/A")
    pages.run(INCOME)
    shown = words(pages.open("history/1"))
    assert "Tax" not in shown
    assert "Tax" not in pages.open("history/1/export.csv").splitlines()[0]


def test_the_example_of_a_workflow_has_codes_subtotal_tax_and_total(ontario: OfficePages) -> None:
    ontario.run(INCOME, preview=True)
    example = words(ontario.open(f"workflows/brokerage_income/{INVOICES}"))
    assert "Line Posts to Tax code Amount (CAD)" in example
    assert "HST ON 30,000.00 Subtotal 30,000.00 Tax 3,900.00 Total 33,900.00" in example


def test_a_transactions_page_tells_the_tax_of_its_entries_and_changes(ontario: OfficePages) -> None:
    ontario.run(INCOME)
    (deal,) = office_of(ontario).core.store.deals
    shown = words(ontario.open(f"transactions/{deal}"))
    assert "CA$30,000.00 plus CA$3,900.00 tax, total CA$33,900.00" in shown
    assert "30,000.00 3,900.00 33,900.00" in shown
