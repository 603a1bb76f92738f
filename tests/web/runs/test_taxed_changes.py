"""Where QuickBooks adds tax, runs show amounts without it, the tax, and the total; an Ontario deal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.tables.runs import Operation
from tests.sync.closings import INVOICES
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes
from tests.web.conftest import here
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
    assert "Create 1 CA$33,900.00 includes CA$3,900.00 tax" in shown
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
    posted = office_of(ontario).quickbooks.entries("Bill")
    assert sum(bill["total"] for bill in posted) == 30_063_65
    assert "CA$30,063.65 includes CA$3,458.65 tax" in bills


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


def test_the_notice_of_entries_in_another_month_has_their_totals(ontario: OfficePages) -> None:
    ontario.run(INCOME, preview=True)
    shown = words(ontario.open("history/1"))
    assert "1 new entry is dated in another month than its closing." in shown
    assert "CA$33,900.00, including CA$3,900.00 tax, would be in a month other than" in shown


def test_history_lists_what_runs_posted_with_the_tax(ontario: OfficePages) -> None:
    ontario.run(INCOME)
    (invoice,) = office_of(ontario).quickbooks.entries("Invoice")
    assert invoice["total"] == 33_900_00
    assert "33,900.00 includes 3,900.00 tax" in words(ontario.open("history"))
    row = next(csv.DictReader(io.StringIO(ontario.open("history/export/runs.csv"))))
    money = ("Created (CAD)", "Created tax (CAD)", "Created total (CAD)")
    assert [row[name] for name in money] == ["30000.00", "3900.00", "33900.00"]


def test_the_audit_trail_says_an_entrys_total_with_its_tax(ontario: OfficePages) -> None:
    ontario.run(INCOME)
    (deal,) = office_of(ontario).core.store.deals
    office_of(ontario).core.patch(f"/transactions/{deal}", gross=4_000_000)
    ontario.run(INCOME)
    (invoice,) = office_of(ontario).quickbooks.entries("Invoice")
    assert invoice["total"] == 45_200_00
    told = ontario.open("history/export/trail.csv")
    assert ", CA$33,900.00, for" in told
    assert "amount from CA$33,900.00 to CA$45,200.00" in told


COLUMNS = "Amount (CAD) Tax (CAD) Total (CAD)"


def test_entries_keep_their_columns_of_tax_after_it_is_turned_off(ontario: OfficePages) -> None:
    office = office_of(ontario)
    ontario.run(INCOME)
    (deal,) = office.core.store.deals
    turn_off_tax(office)
    ontario.run(EXPENSES, preview=True)
    assert not here(office).uses_tax_codes
    for page in ("history/1", "history/changes", f"transactions/{deal}"):
        shown = words(ontario.open(page))
        assert COLUMNS in shown, page
        assert "30,000.00 3,900.00 33,900.00" in shown, page
    for export in ("history/1/export.csv", "history/export/changes.csv"):
        assert ",30000.00,3900.00,33900.00," in ontario.open(export), export
    assert "Created tax (CAD)" in ontario.open("history/export/runs.csv")


def test_what_posts_after_tax_is_turned_off_has_no_columns_of_tax(ontario: OfficePages) -> None:
    turn_off_tax(office_of(ontario))
    ontario.run(INCOME)
    (invoice,) = office_of(ontario).quickbooks.entries("Invoice")
    assert invoice["total"] == 30_000_00
    for page in ("history/1", "history/changes", "history/export/changes.csv"):
        assert "Tax (CAD)" not in words(ontario.open(page)), page


def turn_off_tax(office: Office) -> None:
    """Someone turns sales tax off in QuickBooks, and CoreBooks reads it."""
    office.quickbooks.set(sales_tax=False)
    with office.gateway() as gateway:
        gateway.look_again(whole=True)
