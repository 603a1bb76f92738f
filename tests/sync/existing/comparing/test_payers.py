"""Payments by what they pay."""

from __future__ import annotations

from dataclasses import replace

from include.books.documents import DocumentKind
from include.sync.existing.comparing.evidence import PaidFit
from include.sync.existing.comparing.payers import Paid, PaidEntries, paid_fit
from include.sync.existing.comparing.sides import Found, Sought
from include.sync.existing.matching import propose
from tests.sync.existing.both_sides import day, entry, payment, statement

PAYING_SIX = Found.of(entry(9, kind=DocumentKind.PAYMENT, links=("6",)))


def test_what_a_payment_pays() -> None:
    assert paid_fit(Paid("6", is_certain=True), PAYING_SIX) is PaidFit.SAME
    assert paid_fit(Paid("6", is_certain=False), PAYING_SIX) is PaidFit.LIKELY
    assert paid_fit(Paid("5", is_certain=True), PAYING_SIX) is PaidFit.OTHERS
    assert paid_fit(Paid("5", is_certain=False), PAYING_SIX) is PaidFit.NONE
    assert paid_fit(None, PAYING_SIX) is PaidFit.NONE
    assert paid_fit(Paid("5", is_certain=True), Found.of(entry(9))) is PaidFit.NONE


def test_the_invoice_is_the_one_that_is_linked_or_proposed() -> None:
    bill = statement("ST-2026-001", day(1))
    proposals = propose([bill], [entry(6, "Jane Doe", 120_00, number="ST-2026-001")])
    one = Sought.of(payment(bill, day(9)))
    assert PaidEntries(proposals).of(one) == Paid("6", is_certain=True)
    assert PaidEntries().of(one) is None
    linked = Sought.of(replace(payment(bill, day(9)), pays_id="7"))
    assert PaidEntries(proposals).of(linked) == Paid("7", is_certain=True)
