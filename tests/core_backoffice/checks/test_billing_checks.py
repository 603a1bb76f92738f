"""A statement's status against its payments, each a row: in balance, or both amounts and what to do."""

from __future__ import annotations

import datetime as dt

import pytest

from include.core_backoffice.checks.billing_checks import check_item, check_paid
from include.core_backoffice.records.billing import (
    BillingItem,
    BillingPayment,
    BillingStatement,
    BillingStatus,
)
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Agent

NOON = dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC)
OCT_1 = dt.date(2026, 10, 1)
ROW = Row("statement:900", "Statement BL-1 of Jane Doe", {})
JANE = Agent(id="45", given_name="Jane", family_name="Doe")
CORRECT = "Correct the payments or the status in CORE, then sync again."
ENTER_PAYMENT = "Add the payment in CORE with its date and amount, or mark the statement as unpaid. Then sync again."
ENTER_REFUND = "Add the refund in CORE, or correct the payments. Then sync again."
MARK_AS_OPEN = (
    "Reverse the payment in CORE if it failed, or mark the item as paid. Then sync again."
)

STATES = {
    "unpaid": "is unpaid with an amount of",
    "partially_paid": "is partially paid with an amount of",
    "paid": "is paid with an amount of",
    "charge_failed": "has a failed card charge for an amount of",
}


def item(status: BillingStatus, cents: int, *payments: int) -> BillingItem:
    """A charge, or a credit below zero, and the payments made for it."""
    return BillingItem(
        id="1",
        name="Desk fee",
        is_credit=cents < 0,
        amount_cents=abs(cents),
        status=status,
        billing_date=OCT_1,
        payments=tuple(
            BillingPayment(id=str(number), amount_cents=part, paid_at=NOON)
            for number, part in enumerate(payments)
        ),
        updated_at=NOON,
    )


def problem_of_item(status: BillingStatus, cents: int, *payments: int) -> OutOfBalance:
    with pytest.raises(OutOfBalance) as caught:
        check_item(ROW, item(status, cents, *payments))
    return caught.value


@pytest.mark.parametrize(
    ("status", "cents", "payments"),
    [
        ("unpaid", 95_00, ()),
        ("unpaid", 95_00, (95_00, -95_00)),
        ("unpaid", -20_00, ()),
        ("paid", 95_00, (95_00,)),
        ("paid", 95_00, (50_00, 45_00)),
        ("paid", -20_00, (-20_00,)),
        ("paid", 0, ()),
        ("partially_paid", 95_00, ()),
        ("partially_paid", 95_00, (1,)),
        ("partially_paid", 95_00, (95_00,)),
        ("partially_paid", -20_00, (-5_00,)),
        ("partially_paid", -20_00, ()),
        ("charge_failed", 95_00, ()),
        ("charge_failed", 95_00, (50_00,)),
        ("charge_failed", 95_00, (94_99,)),
        ("charge_failed", -20_00, (-5_00,)),
        ("charge_failed", 0, ()),
    ],
)
def test_payments_that_match_the_status_pass(
    status: BillingStatus, cents: int, payments: tuple[int, ...]
) -> None:
    check_item(ROW, item(status, cents, *payments))


ITEMS: list[tuple[BillingStatus, int, tuple[int, ...], tuple[str, str, str], int, str]] = [
    ("unpaid", 95_00, (95_00,), ("$95.00", "$95.00", "$95.00"), 0, MARK_AS_OPEN),
    ("unpaid", 95_00, (1,), ("$95.00", "$0.01", "$0.01"), 0, MARK_AS_OPEN),
    ("unpaid", 95_00, (120_00,), ("$95.00", "$120.00", "$120.00"), 0, MARK_AS_OPEN),
    ("paid", 95_00, (50_00,), ("$95.00", "$50.00", "-$45.00"), 95_00, CORRECT),
    ("paid", 95_00, (-95_00,), ("$95.00", "-$95.00", "-$190.00"), 95_00, CORRECT),
    ("paid", 95_00, (95_01,), ("$95.00", "$95.01", "$0.01"), 95_00, ENTER_REFUND),
    ("partially_paid", 95_00, (95_01,), ("$95.00", "$95.01", "$0.01"), 95_00, ENTER_REFUND),
    ("partially_paid", 95_00, (-1,), ("$95.00", "-$0.01", "-$0.01"), 0, CORRECT),
    ("partially_paid", -20_00, (1,), ("-$20.00", "$0.01", "$0.01"), 0, CORRECT),
    ("partially_paid", -20_00, (-20_01,), ("-$20.00", "-$20.01", "-$0.01"), -20_00, ENTER_REFUND),
    ("charge_failed", 95_00, (95_00,), ("$95.00", "$95.00", "$95.00"), 0, MARK_AS_OPEN),
    ("charge_failed", 95_00, (95_01,), ("$95.00", "$95.01", "$95.01"), 0, MARK_AS_OPEN),
    ("charge_failed", 95_00, (-1,), ("$95.00", "-$0.01", "-$0.01"), 0, MARK_AS_OPEN),
]
"""Status, amount, payments; amount, total and difference as the sentence has them; advice."""


@pytest.mark.parametrize(("status", "cents", "payments", "said", "expected", "advice"), ITEMS)
def test_payments_that_contradict_the_status_are_named_with_both_amounts(
    status: BillingStatus,
    cents: int,
    payments: tuple[int, ...],
    said: tuple[str, str, str],
    expected: int,
    advice: str,
) -> None:
    problem = problem_of_item(status, cents, *payments)
    amount, total, difference = said
    assert problem.sentence == (
        f"Statement BL-1 of Jane Doe {STATES[status]} {amount}, but its "
        f"payments total {total}. The difference is {difference}."
    )
    assert problem.what_to_do == advice
    assert (problem.stated, problem.expected) == (sum(payments), expected)
    assert (problem.record_key, problem.field) == ("statement:900", "payments")


def statement(*items: BillingItem) -> BillingStatement:
    return BillingStatement(id="900", number="BL-1", agent=JANE, items=items)


@pytest.mark.parametrize(
    ("cents", "payments"),
    [((95_00, -20_00), (75_00,)), ((95_00,), (100_00, -5_00)), ((-20_00,), (-20_00,)), ((0,), ())],
)
def test_a_paid_statement_is_compared_as_a_whole(
    cents: tuple[int, ...], payments: tuple[int, ...]
) -> None:
    first, *others = (item("paid", one) for one in cents)
    paid = item("paid", first.signed_cents, *payments)
    check_paid(statement(paid, *others))


@pytest.mark.parametrize(
    ("cents", "payments", "what", "advice"),
    [
        (
            95_00,
            (),
            "with a total of $95.00, but CORE has no payments for it. The difference is -$95.00.",
            ENTER_PAYMENT,
        ),
        (
            95_00,
            (94_99,),
            "with a total of $95.00, but its payments total $94.99. The difference is -$0.01.",
            CORRECT,
        ),
        (
            95_00,
            (95_01,),
            "with a total of $95.00, but its payments total $95.01. The difference is $0.01.",
            ENTER_REFUND,
        ),
        (
            -20_00,
            (1,),
            "with a total of -$20.00, but its payments total $0.01. The difference is $20.01.",
            ENTER_REFUND,
        ),
        (
            -20_00,
            (5_00, -5_00),
            "with a total of -$20.00, but its payments total $0.00. The difference is $20.00.",
            CORRECT,
        ),
        (
            -20_00,
            (-5_00,),
            "with a total of -$20.00, but its payments total -$5.00. The difference is $15.00.",
            CORRECT,
        ),
    ],
)
def test_a_paid_statement_whose_payments_are_not_its_total(
    cents: int, payments: tuple[int, ...], what: str, advice: str
) -> None:
    with pytest.raises(OutOfBalance) as caught:
        check_paid(statement(item("paid", cents, *payments)))
    problem = caught.value
    assert problem.sentence == f"Statement BL-1 of Jane Doe is marked as paid, {what}"
    assert problem.what_to_do == advice
    assert (problem.stated, problem.expected) == (sum(payments), cents)
    assert (problem.record_key, problem.field) == ("statement:900", "payments")
