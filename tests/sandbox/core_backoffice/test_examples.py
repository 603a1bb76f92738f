"""The worked examples, as callers of the API see them."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.core_backoffice.testing import RunningSandbox


def amounts(core: RunningSandbox, letter: str) -> dict[tuple[str, str | None], Any]:
    """What each kind of row says, by payee."""
    (id_,) = core.post(f"/examples/{letter}")["transactions"]
    rows = core.api(f"/v1/transactions/{id_}/commissions")
    return {
        (row["item_type"], row["payee_name"]): row["calculated_dollar_amount"]
        for row in rows
        if row["item_type"] != "GROSS_INCOME"
    }


OFFICE = "Willow & Park Realty"


def test_a_team_leaders_fee(own_core: RunningSandbox) -> None:
    found = amounts(own_core, "A")
    assert found["tgc", OFFICE] == 10_000
    assert found["split", "Amy Adler"] == 8_000
    assert found["post_split_deduction", "Lee Lawson"] == 160
    assert found["NET_COMMISSION", "Amy Adler"] == 7_840
    assert found["OFFICE_NET", OFFICE] == 2_000


@pytest.mark.parametrize(
    ("letter", "sync", "create_payment"),
    [("B", True, True), ("C", True, False), ("D", False, False)],
)
def test_a_referral_fee_before_the_split(
    own_core: RunningSandbox,
    letter: str,
    sync: bool,
    create_payment: bool,
) -> None:
    found = amounts(own_core, letter)
    assert found["tgc", OFFICE] == 10_000
    assert found["pre_split_deduction", "Acme Realty"] == 1_000
    assert found["COMMISSION_ALLOCATION_BASE", OFFICE] == 9_000
    assert found["split", "Bea Barlow"] == found["NET_COMMISSION", "Bea Barlow"] == 7_200
    assert found["OFFICE_NET", OFFICE] == 1_800
    (id_,) = own_core.post(f"/examples/{letter}")["transactions"]
    (item,) = [
        row
        for row in own_core.api(f"/v1/transactions/{id_}/commissions")
        if row["item_type"] == "pre_split_deduction"
    ]
    assert (item["sync"], item["create_payment"]) == (sync, create_payment)
    assert item["calculated_before_split"] is True


def test_a_statement_that_is_unpaid_and_then_paid(own_core: RunningSandbox) -> None:
    ids = own_core.post("/examples/E")
    (statement,), (agent,) = ids["statements"], ids["agents"]
    path = f"/v1/users/{agent}/billing_items"
    items = own_core.api(path)
    assert [(item["name"], item["item_type"], item["amount"]) for item in items] == [
        ("Desk fee", "charge", 95),
        ("Technology fee", "charge", 25),
        ("Agent credit", "credit", 20),
    ]
    assert {item["status"] for item in items} == {"unpaid"}
    own_core.post(f"/statements/{statement}/payments", method="check")
    items = own_core.api(path)
    assert {item["status"] for item in items} == {"paid"}
    payments = [payment for item in items for payment in item["payments"]]
    assert len({payment["id"] for payment in payments}) == 1
    assert sum(payment["amount"] for payment in payments) == 100


def test_people_of_the_examples_are_made_once(own_core: RunningSandbox) -> None:
    first, second = own_core.post("/examples/B"), own_core.post("/examples/C")
    assert first["agents"] == second["agents"]
    assert first["contacts"] == second["contacts"]
    assert first["transactions"] != second["transactions"]
    companies = [contact["company"] for contact in own_core.get("/contacts")]
    assert companies.count("Acme Realty") == 1
