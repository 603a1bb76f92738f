"""An office that moves in: QuickBooks has what someone else entered, and its pages are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from include.sync.run.mode import RunMode
from include.workflows.category import Category
from tests.sync.existing.books import by_hand, sold
from tests.sync.office import INCOME, Office
from tests.sync.online_hands import OnlineHands
from tests.web.office_pages import OfficePages


@contextmanager
def bookkeeper(office: Office) -> Iterator[OnlineHands]:
    """Who enters in QuickBooks what CoreBooks then finds."""
    with office.quickbooks.api() as api:
        yield OnlineHands(office.quickbooks, api)


def invoice_by_hand(office: Office, *, cents: int = 1_000_000, number: str = "") -> str:
    """A sale, and an invoice that someone entered for it. Returns CORE's ID; a number of CORE's makes it certain."""
    transaction = sold(office)
    with bookkeeper(office) as hands:
        by_hand(office, hands, cents=cents, number=number or f"TR-2026-{transaction}")
    return transaction


def find(pages: OfficePages, category: Category = INCOME, record: str = "") -> None:
    """Select Find existing entries."""
    answer = pages.press("existing/find", {"category": category.value, "record": record})
    assert answer.status_code == 303, answer.text
    assert pages.started[-1]["purpose"] == RunMode.FIND_EXISTING
