"""Reading a statement's items, each a row: what is taken over, and the sentence for what can't be."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.checks.billing_reading import read_statement, statement_number
from include.core_backoffice.records.billing import BillingItem, BillingPayment, BillingStatement
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.people import Agent
from tests.core_backoffice.fakes import UPDATED, billing_item

JANE = Agent(id="45", given_name="Jane", family_name="Doe")
NOW = dt.datetime.fromtimestamp(UPDATED // 1000, dt.UTC)
DAY_LATER = UPDATED + 86_400_000
CORRECT_IT = "Correct it in CORE, then sync again."
STATEMENT, ITEM = "Statement BL-2026-000900 of Jane Doe", 'item "Desk fee"'
PAYMENT = {"id": 8, "amount": Decimal("40.10"), "paid_at": DAY_LATER, "method": "card"}


def read(*rows: dict[str, Any]) -> BillingStatement:
    return read_statement(JANE, "900", rows)


def problem(*rows: dict[str, Any]) -> RecordProblem:
    with pytest.raises(RecordProblem) as caught:
        read(*rows)
    return caught.value


def test_an_item_is_read_with_all_that_core_has_of_it() -> None:
    row = billing_item(
        3,
        Decimal("95.50"),
        status="partially_paid",
        due_date=DAY_LATER,
        memo="October",
        external_id="x-1",
        payments=[PAYMENT],
    )
    assert read(row) == BillingStatement(
        id="900",
        number="BL-2026-000900",
        agent=JANE,
        items=(
            BillingItem(
                id="3",
                name="Desk fee",
                is_credit=False,
                amount_cents=95_50,
                status="partially_paid",
                billing_date=NOW.date(),
                due_date=NOW.date() + dt.timedelta(days=1),
                frequency="monthly",
                memo="October",
                external_id="x-1",
                payments=(
                    BillingPayment(
                        id="8",
                        amount_cents=40_10,
                        paid_at=NOW + dt.timedelta(days=1),
                        method="card",
                    ),
                ),
                updated_at=NOW,
            ),
        ),
    )


def test_a_credit_is_taken_off_and_a_due_date_may_be_missing() -> None:
    row = billing_item(1, 20, item_type="credit", due_date=None)
    (item,) = read(row).items
    assert (item.signed_cents, item.due_date) == (-20_00, None)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        (["BL-7"], "BL-7"),
        ([None, "BL-7"], "BL-7"),
        (["", "BL-7"], "BL-7"),
        ([7, "BL-7"], "BL-7"),
        ([None, ""], "900"),
        ([], "900"),
    ],
)
def test_a_statement_has_the_number_that_its_items_show_or_its_id(
    numbers: list[object], shown: str
) -> None:
    assert statement_number("900", [{"statement_number": number} for number in numbers]) == shown
    assert statement_number("900", [{}]) == "900"


def test_items_without_a_number_are_on_the_statement_of_the_others() -> None:
    rows = [
        billing_item(1, 95, statement_number=None),
        billing_item(2, 5),
        billing_item(3, 1, statement_number=""),
    ]
    assert (read(*rows).number, read(*rows).total_cents) == ("BL-2026-000900", 101_00)


def test_a_statement_without_a_number_is_named_by_its_id() -> None:
    assert read(billing_item(1, 95, statement_number=None)).number == "900"


def test_items_of_two_numbers_are_no_statement() -> None:
    found = problem(billing_item(1, 95), billing_item(2, 5, statement_number="BL-8"))
    assert found.sentence == f"{STATEMENT}: its items have different statement numbers."
    assert (found.record_key, found.field, found.value) == (
        "statement:900",
        "statement_number",
        "BL-8",
    )


def test_one_open_item_makes_each_item_be_compared_with_its_own_payments() -> None:
    paid = {"status": "paid", "payments": [{**PAYMENT, "amount": 20}]}
    found = problem(billing_item(1, 20, **paid), billing_item(2, 5, payments=[PAYMENT]))
    assert found.sentence == (
        f"{STATEMENT}, {ITEM} is unpaid with an amount of $5.00, but its payments total $40.10. The "
        "difference is $40.10."
    )


def test_a_paid_statement_is_compared_as_a_whole() -> None:
    whole = {"status": "paid", "payments": [{**PAYMENT, "amount": 25}]}
    assert read(billing_item(1, 20, **whole), billing_item(2, 5, status="paid")).paid_cents == 25_00
    found = problem(billing_item(1, 20, status="paid"))
    assert "is marked as paid, with a total of $20.00" in found.sentence


PAID_AT = "the date of payment is blank, but a date and time is required."
ROWS: list[tuple[dict[str, Any], str, str, str, HoldCause]] = [
    (
        {"id": None},
        f"{STATEMENT}, {ITEM}: the record number is blank, so the item can't be identified.",
        "id",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"name": ""},
        f"{STATEMENT}, an item: the name is blank, so the item can't be identified.",
        "name",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"id": "", "name": ""},
        f"{STATEMENT}, an item: the record number is blank, so the item can't be identified.",
        "id",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"item_type": "gift"},
        f"{STATEMENT}, {ITEM}: CoreBooks doesn't support billing items of type 'gift'.",
        "item_type",
        "Change it in CORE to a charge or a credit, then sync again.",
        HoldCause.UNKNOWN_ITEM_TYPE,
    ),
    (
        {"billing_date": None},
        f"{STATEMENT}, {ITEM}: the billing date is blank, but it must be a date.",
        "billing_date",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"amount": -5},
        f"{STATEMENT}, {ITEM}: the amount is -$5.00, but it can't be negative.",
        "amount",
        "In CORE, change it to a credit with the amount above zero, then sync again.",
        HoldCause.NEGATIVE_AMOUNT,
    ),
    (
        {"amount": -5, "item_type": "credit"},
        f"{STATEMENT}, {ITEM}: the amount is -$5.00, but it can't be negative.",
        "amount",
        "In CORE, change it to a charge with the amount above zero, then sync again.",
        HoldCause.NEGATIVE_AMOUNT,
    ),
    (
        {"status": "waived"},
        f"{STATEMENT}, {ITEM}: the status is 'waived', which CoreBooks doesn't support.",
        "status",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"currency": "CAD"},
        f"{STATEMENT}, {ITEM}: it is in CAD, but only US dollars (USD) can be synced.",
        "currency",
        "Enter the amount in US dollars in CORE, or record it in QuickBooks yourself.",
        HoldCause.OTHER_CURRENCY,
    ),
    (
        {"updated_at": None},
        f"{STATEMENT}, {ITEM}: the last update is blank, but a date and time is required.",
        "updated_at",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"payments": [{**PAYMENT, "id": ""}]},
        f"{STATEMENT}, {ITEM}, a payment: the record number is blank, so the payment is unclear.",
        "id",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"payments": [{**PAYMENT, "amount": None}]},
        f"{STATEMENT}, {ITEM}, a payment: the amount is blank, so the payment is unclear.",
        "amount",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
    (
        {"payments": [{**PAYMENT, "currency": "EUR"}]},
        f"{STATEMENT}, {ITEM}, a payment: it is in EUR, but only US dollars (USD) can be synced.",
        "currency",
        "Enter the amount in US dollars in CORE, or record it in QuickBooks yourself.",
        HoldCause.OTHER_CURRENCY,
    ),
    (
        {"payments": [{**PAYMENT, "paid_at": None}]},
        f"{STATEMENT}, {ITEM}, a payment: {PAID_AT}",
        "paid_at",
        CORRECT_IT,
        HoldCause.BAD_FIELD,
    ),
]


@pytest.mark.parametrize(("fields", "sentence", "field", "what_to_do", "cause"), ROWS)
def test_what_cannot_be_used_is_named(
    fields: dict[str, Any], sentence: str, field: str, what_to_do: str, cause: HoldCause
) -> None:
    found = problem({**billing_item(3, 95), **fields})
    assert found.sentence == sentence
    assert (found.record_key, found.field) == ("statement:900", field)
    assert (found.what_to_do, found.cause) == (what_to_do, cause)
