"""How the entries were booked is told, and a template that posts the same kind is offered."""

from __future__ import annotations

from tests.sync.office import INCOME
from tests.web.existing.moving_in import find, invoices_by_hand
from tests.web.office_pages import OfficePages, words


def test_the_way_of_booking_is_told_on_the_page(pages: OfficePages) -> None:
    assert pages.office is not None
    invoices_by_hand(pages.office, "12 Beacon St", "14 Beacon St", "16 Beacon St")
    find(pages)
    shown = words(pages.open("existing"))
    assert "How they were posted: All 3 entries are invoices" in shown
    assert "View template" not in shown


def test_where_another_template_posts_such_entries_it_is_offered(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.use("income-via-sales-receipts")
    invoices_by_hand(pages.office, "12 Beacon St", "14 Beacon St", "16 Beacon St")
    find(pages)
    page = pages.open("existing", workflow=INCOME.value)
    assert "posts such entries. Choose it first, then search again." in words(page)
    assert f"workflows/{INCOME.value}/income-via-invoices?step=options" in page
