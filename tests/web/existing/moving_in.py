"""An office that moves in: QuickBooks has what someone else entered, and its pages are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from include.sync.run.mode import RunMode
from include.workflows.category import Category
from tests.sync.existing.books import by_hand, sold
from tests.sync.office import INCOME, Office
from tests.sync.online_hands import OnlineHands
from tests.sync.people import agent, deal
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


def invoices_by_hand(office: Office, *addresses: str) -> list[str]:
    """Sales, each with the invoice that someone entered for it. Returns CORE's IDs."""
    amy = agent(office, "Amy", "Adler")
    sales = [deal(office, address, amy) for address in addresses]
    with bookkeeper(office) as hands:
        for address, sale in zip(addresses, sales, strict=True):
            customer = hands.add("Customer", address)
            hands.enter("Invoice", customer, 1_000_000, f"TR-2026-{sale}", "2026-06-02")
    return sales


def find(pages: OfficePages, category: Category = INCOME, record: str = "") -> None:
    """Select Find existing entries."""
    answer = pages.press("existing/find", {"category": category.value, "record": record})
    assert answer.status_code == 303, answer.text
    assert pages.started[-1]["purpose"] == RunMode.FIND_EXISTING
