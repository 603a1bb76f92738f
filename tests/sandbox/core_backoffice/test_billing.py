from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.core_backoffice.billing import settle
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
