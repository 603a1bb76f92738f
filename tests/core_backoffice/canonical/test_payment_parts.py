"""Payments taken apart over the lines of a statement, compared with the sandbox's own books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.canonical.payment_parts import parts_of
from include.core_backoffice.canonical.rows import CanonicalLine, CanonicalPayment
from sandbox.core_backoffice.billing import PaidTooMuch, settle
from sandbox.core_backoffice.model import BillingItem, Payment, Statement

DAY = dt.date(2026, 7, 1)
AMOUNTS = st.lists(st.integers(-500_00, 500_00), min_size=1, max_size=5)
PAID = st.lists(st.integers(-600_00, 600_00).filter(bool), max_size=5)


def lines(amounts: Sequence[int]) -> list[CanonicalLine]:
    return [
        CanonicalLine(
            id=str(place),
            name="Fee",
            is_credit=cents < 0,
            amount_cents=abs(cents),
            billing_date=DAY,
        )
        for place, cents in enumerate(amounts)
    ]


def payments(amounts: Sequence[int]) -> list[CanonicalPayment]:
    return [
        CanonicalPayment(id=f"p{place}", amount_cents=cents, paid_on=DAY + dt.timedelta(days=place))
        for place, cents in enumerate(amounts)
    ]


def parts(amounts: Sequence[int], paid: Sequence[int]) -> list[list[int]]:
    found = parts_of(lines(amounts), payments(paid))
    return [[part.amount_cents for part in of_line] for of_line in found]


def test_a_payment_uses_up_credits_and_pays_charges_in_their_order() -> None:
    assert parts([95_00, 25_00, -20_00], [100_00]) == [[95_00], [25_00], [-20_00]]
    assert parts([95_00, 25_00, -20_00], [50_00, 50_00]) == [
        [70_00, 25_00],
        [25_00],
        [-20_00],
    ]


def test_payments_are_taken_by_day_whatever_the_order_of_rows() -> None:
    both = payments([50_00, 45_00])
    assert parts_of(lines([95_00]), both) == parts_of(lines([95_00]), both[::-1])


def test_a_refund_takes_back_the_last_charge_first() -> None:
    assert parts([95_00, 25_00], [120_00, -30_00]) == [[95_00, -5_00], [25_00, -25_00]]


def test_a_refund_pays_out_a_credit() -> None:
    assert parts([20_00, -50_00], [-30_00]) == [[20_00], [-50_00]]


def test_what_is_paid_too_much_is_on_the_last_charge_until_it_is_refunded() -> None:
    assert parts([10_00, 20_00], [35_00]) == [[10_00], [25_00]]
    assert parts([10_00, 20_00], [35_00, -5_00]) == [[10_00], [25_00, -5_00]]
    assert parts([-10_00], [5_00]) == [[5_00]]


@given(amounts=AMOUNTS, paid=PAID)
def test_the_parts_of_a_payment_total_the_payment(amounts: list[int], paid: list[int]) -> None:
    found = parts_of(lines(amounts), payments(paid))
    for payment in payments(paid):
        own = [part for of_line in found for part in of_line if part.id == payment.id]
        assert sum(part.amount_cents for part in own) == payment.amount_cents
        assert {part.paid_on for part in own} <= {payment.paid_on}


@given(amounts=AMOUNTS, paid=PAID)
def test_payments_that_fit_are_taken_apart_as_core_does(
    amounts: list[int], paid: list[int]
) -> None:
    try:
        settled = settle(_sandbox(amounts, paid))
    except PaidTooMuch:
        return
    expected = [[part.amount for part in one.allocations] for one in settled]
    assert parts(amounts, paid) == expected


@pytest.mark.parametrize("paid", [[], [0]])
def test_no_money_makes_no_parts(paid: list[int]) -> None:
    assert parts([95_00], paid) == [[]]


def _sandbox(amounts: Sequence[int], paid: Sequence[int]) -> Statement:
    return Statement(
        id=1,
        number="BL-1",
        agent=1,
        billing_date=0,
        due_date=0,
        items=tuple(
            BillingItem(id=place, name="Fee", amount=abs(cents), credit=cents < 0)
            for place, cents in enumerate(amounts)
        ),
        payments=tuple(
            Payment(id=place, amount=cents, paid_at=place) for place, cents in enumerate(paid)
        ),
    )
