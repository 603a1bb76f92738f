"""A transaction that can't be read is in every list, count, search and tie-out, with its own page."""

from __future__ import annotations

import pytest

from include.database.statuses import RecordStatus
from tests.sync.office import EXPENSES, INCOME, Office
from tests.web.office_pages import OfficePages, words

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

ADDRESS = "11 Arlington St, Boston, MA 02128"


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def spoil(office: Office, deal: str) -> None:
    """The agent's commission is typed as "see attached"."""
    (row,) = (
        row
        for row in office.core.api(f"/v1/transactions/{deal}/commissions")
        if row["item_type"] == "split"
    )
    office.core.put(f"/raw/commissions/{row['id']}", calculated_dollar_amount="see attached")


def listed(pages: OfficePages, **filters: str) -> str:
    return words(pages.open("transactions", **filters))


@pytest.fixture
def unread(pages: OfficePages, office_here: Office) -> str:
    """Example A, $10,000.00, which could never be read; B is posted."""
    deal = str(office_here.core.post("/examples/A")["transactions"][0])
    spoil(office_here, deal)
    office_here.core.post("/examples/B")
    pages.run(INCOME)
    pages.run(EXPENSES)
    return deal


def test_it_is_in_the_list_its_filters_and_its_searches(pages: OfficePages, unread: str) -> None:
    line = f"{ADDRESS} TR-2026-{unread}"
    assert line in listed(pages)
    assert "10,000.00 On hold On hold" in listed(pages, q=unread)
    assert "1 transaction" in listed(pages, status=RecordStatus.ON_HOLD.value)
    for query in ("arlington", f"TR-2026-{unread}", unread):
        assert line in listed(pages, q=query)


def test_its_page_has_the_sentence_and_the_way_out(pages: OfficePages, unread: str) -> None:
    shown = words(pages.open(f"transactions/{unread}"))
    assert f"{ADDRESS} TR-2026-{unread} · Closed" in shown
    assert "the amount is 'see attached', but it must be a number of dollars." in shown
    assert "Correct it in CORE, then sync again." in shown
    assert "Gross commission $10,000.00" in shown
    assert "Sync to QuickBooks" in shown
    assert "CoreBooks hasn't read this transaction" not in shown


def test_the_tie_out_names_it_with_its_amount(pages: OfficePages, unread: str) -> None:
    shown = words(pages.open("tie-out", since="2020-01-01", compare="yes"))
    assert "CORE and QuickBooks tie out to the cent." not in shown
    assert "1 record is on hold or not posted ($10,000.00)." in shown
    waiting = shown.partition("On hold or not posted")[2]
    assert f"TR-2026-{unread}, {ADDRESS}" in waiting
    assert "$10,000.00" in waiting
    assert "'see attached'" in waiting


def test_needs_attention_names_it(pages: OfficePages, unread: str) -> None:
    shown = words(pages.open("attention"))
    assert f"{ADDRESS} $10,000.00" in shown
    assert f"TR-2026-{unread}" in shown
    assert "$10,000.00" in shown


def test_what_was_read_before_is_shown_as_no_longer_current(
    pages: OfficePages, office_here: Office
) -> None:
    deal = str(office_here.core.post("/examples/A")["transactions"][0])
    pages.run(INCOME)
    spoil(office_here, deal)
    pages.run(INCOME)
    shown = words(pages.open(f"transactions/{deal}"))
    assert "These figures are from the last version that CoreBooks could read" in shown
    assert "Brokerage net" in shown

    office_here.core.delete(f"/raw/commissions/{next(iter(office_here.core.get('/raw')))['id']}")
    pages.run(INCOME)
    assert "These figures are from" not in words(pages.open(f"transactions/{deal}"))


def test_a_record_without_a_close_date_is_missing_in_every_period(
    pages: OfficePages, office_here: Office
) -> None:
    deal = str(office_here.core.post("/examples/A")["transactions"][0])
    office_here.core.put(f"/raw/transactions/{deal}", closing_date="soon")
    pages.run(INCOME)
    shown = words(pages.open("tie-out", since="2021-01-01", until="2021-01-31"))
    assert f"TR-2026-{deal}" in shown
    assert "no close date" in shown
