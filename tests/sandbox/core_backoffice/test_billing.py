from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.core_backoffice.billing import PaidTooMuch, settle
from sandbox.core_backoffice.model import BillingItem, Payment, Statement

DESK = BillingItem(id=1, name="Desk fee", amount=95_00)
TECHNOLOGY = BillingItem(id=2, name="Technology fee", amount=25_00)
CREDIT = BillingItem(id=3, name="Agent credit", amount=20_00, credit=True)


def statement(
    *payments: int,
    items: tuple[BillingItem, ...] = (DESK, TECHNOLOGY, CREDIT),
    failed: int | None = None,
) -> Statement:
    return Statement(
        id=1,
        number="BL-2026-000001",
        agent=1,
        billing_date=0,
        due_date=0,
        items=items,
        payments=tuple(
            Payment(id=place, amount=amount, paid_at=place)
            for place, amount in enumerate(payments, 1)
        ),
        charge_failed_at=failed,
    )


def settled(one: Statement) -> list[tuple[str, list[int]]]:
    return [(item.status, [part.amount for part in item.allocations]) for item in settle(one)]


def test_nothing_paid_is_unpaid() -> None:
    assert settled(statement()) == [("unpaid", []), ("unpaid", []), ("unpaid", [])]
    assert statement().total == 100_00


def test_a_whole_payment_settles_charges_and_uses_up_the_credit() -> None:
    assert settled(statement(100_00)) == [("paid", [95_00]), ("paid", [25_00]), ("paid", [-20_00])]


def test_a_part_payment_settles_charges_in_their_order() -> None:
    assert settled(statement(80_00)) == [
        ("paid", [95_00]),
        ("partially_paid", [5_00]),
        ("paid", [-20_00]),
    ]


def test_a_second_payment_goes_on_where_the_first_one_ended() -> None:
    assert settled(statement(30_00, 70_00)) == [
        ("paid", [50_00, 45_00]),
        ("paid", [25_00]),
        ("paid", [-20_00]),
    ]


def test_a_refused_card_shows_on_what_is_not_paid() -> None:
    assert {status for status, _ in settled(statement(failed=5))} == {"charge_failed"}
    assert settled(statement(80_00, failed=5))[0][0] == "paid"


@given(
    charges=st.lists(st.integers(1, 50_000), min_size=1, max_size=5),
    credit=st.integers(0, 20_000),
    parts=st.lists(st.integers(1, 40_000), max_size=4),
)
def test_the_parts_of_a_payment_add_up_to_it(
    charges: list[int], credit: int, parts: list[int]
) -> None:
    items = [BillingItem(id=n, name="Fee", amount=amount) for n, amount in enumerate(charges)]
    items.append(BillingItem(id=99, name="Credit", amount=credit, credit=True))
    left = sum(charges) - credit
    payments = []
    for part in parts:
        if 0 < part <= left:
            payments.append(part)
            left -= part
    one = statement(*payments, items=tuple(items))
    found = [part for item in settle(one) for part in item.allocations]
    for payment in one.payments:
        assert sum(p.amount for p in found if p.payment == payment) == payment.amount
    if payments and left == 0:
        assert {item.status for item in settle(one)} == {"paid"}


def test_a_refund_takes_back_the_last_charges_first() -> None:
    assert settled(statement(100_00, -40_00)) == [
        ("partially_paid", [95_00, -15_00]),
        ("unpaid", [25_00, -25_00]),
        ("paid", [-20_00]),
    ]


def test_a_refund_pays_out_what_credits_leave_over() -> None:
    large = BillingItem(id=4, name="Agent credit", amount=300_00, credit=True)
    assert settled(statement(-205_00, items=(DESK, large))) == [
        ("paid", [95_00]),
        ("paid", [-300_00]),
    ]


@pytest.mark.parametrize("payments", [(120_01,), (100_00, -120_01), (-1_00_00_00,)])
def test_what_no_item_bears_is_too_much(payments: tuple[int, ...]) -> None:
    with pytest.raises(PaidTooMuch):
        settle(statement(*payments))


@given(
    charges=st.lists(st.integers(0, 50_000), min_size=1, max_size=4),
    credits_=st.lists(st.integers(0, 80_000), max_size=3),
    payments=st.lists(st.integers(-60_000, 60_000).filter(bool), max_size=5),
)
def test_whatever_is_paid_and_given_back_adds_up(
    charges: list[int], credits_: list[int], payments: list[int]
) -> None:
    items = [BillingItem(id=n, name="Fee", amount=cents) for n, cents in enumerate(charges)]
    items += [
        BillingItem(id=100 + n, name="Credit", amount=cents, credit=True)
        for n, cents in enumerate(credits_)
    ]
    one = statement(*payments, items=tuple(items))
    try:
        found = settle(one)
    except PaidTooMuch:
        return
    parts = [part for item in found for part in item.allocations]
    for payment in one.payments:
        assert sum(part.amount for part in parts if part.payment == payment) == payment.amount
    for item in found:
        paid = sum(part.amount for part in item.allocations)
        signed = -item.item.amount if item.item.credit else item.item.amount
        assert min(signed, 0) <= paid <= max(signed, 0)
