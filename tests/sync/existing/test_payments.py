"""A statement that someone else invoiced and settled is neither invoiced nor paid a second time."""

from __future__ import annotations

import pytest

from include.books.documents import DocumentKind
from include.sync.existing.linking import link
from tests.sync.existing.books import find, found
from tests.sync.office import BILLING, COMPANY, Office
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


def billed(office: Office, hands: Hands, *, paid: int) -> None:
    """Example E, a statement of $100.00, entered by hand and paid there, and paid in CORE."""
    statement = office.core.post("/examples/E")["statements"][0]
    office.core.post(f"/statements/{statement}/payments", amount=10_000)
    customer = hands.add("Customer", "Eve Eastman (billing)")
    number = office.number(DocumentKind.INVOICE, "BL-2026-000001")
    hands.enter("Invoice", customer, 10_000, number, office.today.isoformat())
    (row,) = hands.look().live("Invoice")
    if paid:
        hands.pay(row, paid, True)


@pytest.mark.parametrize("paid", [10_000, 4_000, 0])
def test_a_linked_invoice_is_paid_once(either: Office, hands: Hands, paid: int) -> None:
    billed(either, hands, paid=paid)
    find(either, BILLING)
    invoices = [match for match in found(either) if match.kind == "invoice"]
    assert len(invoices) == 1
    link(either.database, COMPANY, invoices[0].document_key, "finn")
    for _ in range(2):
        either.run(BILLING)
    (row,) = hands.look().live("Invoice")
    assert (row.total, row.open) == (10_000, 0)
    assert sum(payment.total for payment in hands.look().live("Payment")) == 10_000


def test_no_one_is_asked_about_payments(either: Office, hands: Hands) -> None:
    billed(either, hands, paid=10_000)
    find(either, BILLING)
    (invoice,) = found(either)
    link(either.database, COMPANY, invoice.document_key, "finn")
    before = hands.look()
    report = either.run(BILLING)
    assert (report.created, report.on_hold) == (0, ())
    assert hands.look() == before
    # The payment of someone else counts for CORE's from now on.
    assert sorted(link.kind for link in either.links().values()) == ["invoice", "payment"]
