"""What people do to a statement after it was billed: refunds, payments taken back, deletions."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.core_backoffice.testing import RunningSandbox


@pytest.fixture
def statement(own_core: RunningSandbox) -> int:
    """95.00 desk fee, 25.00 technology fee, 20.00 agent credit: 100.00, unpaid."""
    id_: int = own_core.post("/examples/E")["statements"][0]
    return id_


def rows(core: RunningSandbox, statement: int) -> list[dict[str, Any]]:
    agent = core.get(f"/statements/{statement}")["agent"]
    found: list[dict[str, Any]] = core.api(
        f"/v1/users/{agent}/billing_items", statement_id=statement
    )
    return found


def settled(core: RunningSandbox, statement: int) -> list[tuple[str, list[float]]]:
    return [
        (row["status"], [part["amount"] for part in row["payments"]])
        for row in rows(core, statement)
    ]


def refused(core: RunningSandbox, path: str, **body: Any) -> str:
    answer = core.client.post(f"/sandbox{path}", json=body)
    assert answer.status_code == 422
    return answer.text


def test_a_part_of_a_payment_is_given_back(own_core: RunningSandbox, statement: int) -> None:
    before = own_core.get("/totals")["billing"]
    own_core.post(f"/statements/{statement}/payments")
    one = own_core.post(f"/statements/{statement}/refunds", amount=30_00, method="check")

    assert (one["paid"], one["open"]) == (70_00, 30_00)
    assert settled(own_core, statement) == [
        ("partially_paid", [95, -5]),
        ("unpaid", [25, -25]),
        ("paid", [-20]),
    ]
    assert rows(own_core, statement)[0]["payments"][1]["method"] == "check"
    after = own_core.get("/totals")["billing"]
    assert (after["paid"], after["open"]) == (before["paid"] + 70_00, before["open"] - 70_00)


def test_all_that_was_paid_is_given_back(own_core: RunningSandbox, statement: int) -> None:
    own_core.post(f"/statements/{statement}/payments")
    one = own_core.post(f"/statements/{statement}/refunds")

    assert (one["paid"], one["open"]) == (0, 100_00)
    assert [payment["amount"] for payment in one["payments"]] == [100_00, -100_00]


def test_no_more_is_given_back_than_was_paid(own_core: RunningSandbox, statement: int) -> None:
    path = f"/statements/{statement}/refunds"
    assert "nothing to give back" in refused(own_core, path)
    own_core.post(f"/statements/{statement}/payments")
    assert "1 cents too much" in refused(own_core, path, amount=100_01)
    assert "nothing to give back" in refused(own_core, path, amount=-5)
    assert "is a refund" in refused(own_core, f"/statements/{statement}/payments", amount=-5)
    assert "nothing is open" in refused(own_core, f"/statements/{statement}/payments")


def test_a_credit_larger_than_the_bill_is_paid_out(
    own_core: RunningSandbox, statement: int
) -> None:
    items = f"/statements/{statement}/items"
    one = own_core.post(items, name="Refund of dues", amount=150_00, credit=True)
    assert (one["total"], one["open"]) == (-50_00, -50_00)
    assert {status for status, _ in settled(own_core, statement)} == {"unpaid"}

    one = own_core.post(f"/statements/{statement}/refunds")
    assert (one["paid"], one["open"]) == (-50_00, 0)
    assert settled(own_core, statement) == [
        ("paid", [95]),
        ("paid", [25]),
        ("paid", [-20]),
        ("paid", [-150]),
    ]


def test_a_credit_after_the_payment_is_left_to_the_agent(
    own_core: RunningSandbox, statement: int
) -> None:
    own_core.post(f"/statements/{statement}/payments")
    items = f"/statements/{statement}/items"
    one = own_core.post(items, name="Goodwill", amount=30_00, credit=True)

    assert (one["total"], one["paid"], one["open"]) == (70_00, 100_00, -30_00)
    assert settled(own_core, statement)[3] == ("unpaid", [])
    assert own_core.post(f"/statements/{statement}/refunds")["open"] == 0
    assert settled(own_core, statement)[3] == ("paid", [-30])


def test_payments_are_taken_back(own_core: RunningSandbox, statement: int) -> None:
    own_core.post(f"/statements/{statement}/payments", amount=60_00)
    own_core.post(f"/statements/{statement}/payments")
    one = own_core.post(f"/statements/{statement}/unpay")

    assert (one["paid"], one["open"], one["payments"]) == (0, 100_00, [])
    assert {status for status, _ in settled(own_core, statement)} == {"unpaid"}
    assert "nothing of it is paid" in refused(own_core, f"/statements/{statement}/unpay")


def test_a_refused_card(own_core: RunningSandbox, statement: int) -> None:
    own_core.post(f"/statements/{statement}/charge_failed")
    assert {status for status, _ in settled(own_core, statement)} == {"charge_failed"}
    assert own_core.post(f"/statements/{statement}/charge")["open"] == 0
    assert {status for status, _ in settled(own_core, statement)} == {"paid"}


def test_a_payment_stays_a_payment(own_core: RunningSandbox, statement: int) -> None:
    paid = own_core.post(f"/statements/{statement}/payments")["payments"][0]
    path = f"/sandbox/statements/{statement}/payments/{paid['id']}"
    answer = own_core.client.patch(path, json={"amount": -100})
    assert (answer.status_code, "stays a payment" in answer.text) == (422, True)


@pytest.mark.parametrize("whole", [False, True], ids=["an item", "the statement"])
def test_a_deletion_names_its_agent_as_changed(
    own_core: RunningSandbox, statement: int, *, whole: bool
) -> None:
    agent = own_core.get(f"/statements/{statement}")["agent"]
    before = own_core.api(f"/v1/users/{agent}")["updated_at"]
    item = rows(own_core, statement)[1]
    deleted = f"/statements/{statement}" if whole else f"/billing_items/{item['id']}"
    own_core.delete(deleted)

    changed = own_core.api("/v1/users", updated_since=before + 1)
    assert [row["id"] for row in changed] == [agent]
    left = [] if whole else ["Desk fee", "Agent credit"]
    assert [row["name"] for row in rows_of(own_core, agent)] == left


def rows_of(core: RunningSandbox, agent: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = core.api(f"/v1/users/{agent}/billing_items")
    return found


def test_a_paid_item_is_not_deleted_under_its_payment(
    own_core: RunningSandbox, statement: int
) -> None:
    own_core.post(f"/statements/{statement}/payments")
    item = rows(own_core, statement)[0]["id"]
    answer = own_core.client.delete(f"/sandbox/billing_items/{item}")

    assert (answer.status_code, "take payments back first" in answer.text) == (422, True)
    own_core.post(f"/statements/{statement}/unpay")
    own_core.delete(f"/billing_items/{item}")
    assert own_core.get(f"/statements/{statement}")["total"] == 5_00
    assert own_core.client.delete(f"/sandbox/billing_items/{item}").status_code == 404
