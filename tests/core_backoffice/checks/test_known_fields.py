"""A record that can't be used is still in lists, by what could be read of it, each case a row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from include.core_backoffice.checks.known_fields import (
    known_person,
    known_statement,
    known_transaction,
)
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.known import NOTHING_KNOWN, Known
from include.core_backoffice.records.people import Agent
from tests.core_backoffice.fakes import UPDATED, billing_item, transaction

DAY = dt.datetime.fromtimestamp(UPDATED // 1000, dt.UTC).date()
JANE = Agent(id="45", given_name="Jane", family_name="Doe")
ROW = transaction(1)
GROSS = {"id": 1, "item_type": "tgc", "calculated_dollar_amount": Decimal("9000.50")}
SPLIT = {"id": 2, "item_type": "split", "calculated_dollar_amount": 1, "payee_name": "Jane Doe"}


def test_a_transaction_is_listed_by_number_address_date_gross_and_payees() -> None:
    found = known_transaction(ROW, [GROSS, SPLIT, {**SPLIT, "payee_name": "Acme"}, SPLIT])
    assert found == Known(
        number="TR-2026-000001",
        title="1 Aldon Drive, Chester, CA 96020",
        day=DAY,
        amount_cents=10_000_00,
        others=("Jane Doe", "Acme"),
    )


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"custom_id": ["?"]}, "number", ""),
        ({"address": None}, "title", "Chester, CA 96020"),
        ({"address": {}}, "title", "Chester, CA 96020"),
        ({"closing_date": "soon"}, "day", None),
        ({"total_gross_commission": "much"}, "amount_cents", 9_000_50),
        ({"total_gross_commission": None}, "amount_cents", 9_000_50),
        ({"total_gross_commission": 0}, "amount_cents", 0),
    ],
)
def test_what_cannot_be_read_is_left_out_alone(
    fields: dict[str, Any], field: str, value: object
) -> None:
    found = known_transaction({**ROW, **fields}, [GROSS])
    whole = known_transaction(ROW, [GROSS])
    names = ("number", "title", "day", "amount_cents", "others")
    assert getattr(found, field) == value
    assert [getattr(found, name) for name in names if name != field] == [
        getattr(whole, name) for name in names if name != field
    ]


@pytest.mark.parametrize(
    ("items", "gross"),
    [
        ([GROSS], 9_000_50),
        ([GROSS, GROSS], 9_000_50),
        ([GROSS, {**GROSS, "id": 3}], 18_001_00),
        ([GROSS, {**GROSS, "id": 3, "calculated_dollar_amount": "?"}], None),
        ([SPLIT], None),
        ([], None),
        ("no list", None),
        ([GROSS, "no item"], 9_000_50),
        (None, None),
    ],
    ids=[
        "one",
        "repeated",
        "two",
        "one unreadable",
        "none",
        "empty",
        "no list",
        "no item",
        "unread",
    ],
)
def test_the_gross_commission_is_the_lists_where_core_states_none(
    items: object, gross: int | None
) -> None:
    row = {**ROW, "total_gross_commission": None}
    assert known_transaction(row, items).amount_cents == gross


def test_a_statement_is_listed_by_number_agent_day_and_total() -> None:
    rows = [
        billing_item(1, 95, statement_number=900, billing_date=UPDATED + 86_400_000),
        billing_item(3, 0, statement_number=""),
        billing_item(2, 20, item_type="credit"),
    ]
    assert known_statement("45", JANE, rows) == Known(
        number="BL-2026-000900",
        title="Jane Doe",
        day=DAY,
        amount_cents=75_00,
        owner="agent:45",
    )


@pytest.mark.parametrize(
    ("fields", "cents"),
    [
        ({"amount": "?"}, None),
        ({"item_type": "gift"}, None),
        ({"amount": None}, None),
        ({}, 100_00),
    ],
)
def test_a_statement_has_a_total_only_if_every_amount_can_be_read(
    fields: dict[str, Any], cents: int | None
) -> None:
    rows = [billing_item(1, 95), {**billing_item(2, 5), **fields}]
    assert known_statement("45", JANE, rows).amount_cents == cents


def test_a_statement_whose_agent_or_items_cannot_be_read_has_the_rest() -> None:
    problem = RecordProblem("agent:45", "id", 1, "", "").with_known(Known(title="Jane D."))
    assert known_statement("45", problem, "no list") == Known(title="Jane D.", owner="agent:45")
    rows = [billing_item(1, 95, billing_date="?"), "no item"]
    assert known_statement("45", JANE, rows).day is None


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ({"first_name": "Jane", "last_name": "Doe", "company": "Acme"}, "Jane Doe"),
        ({"first_name": 1.5, "last_name": "Doe"}, "Doe"),
        ({"company": "Acme"}, "Acme"),
        ({}, ""),
    ],
)
def test_somebody_is_listed_by_name_or_firm(row: dict[str, Any], title: str) -> None:
    assert known_person(row) == Known(title=title)
    assert Known() == NOTHING_KNOWN
