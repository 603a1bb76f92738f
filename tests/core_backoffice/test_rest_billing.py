"""Agent billing out of the REST API: whole statements, their payments, and bad ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.core_backoffice.billing import BillingStatement
from include.core_backoffice.errors import CoreRefused, CoreUnavailable, DoesNotAddUp, RecordProblem
from include.core_backoffice.source import Gone
from tests.core_backoffice.fakes import UPDATED, FakeApi, billing_item, html, user

LATER = UPDATED + 60_000
SINCE = dt.datetime.fromtimestamp(LATER // 1000, dt.UTC)


def example_e(**fields: Any) -> list[dict[str, Any]]:
    return [
        billing_item(1, 95, **fields),
        billing_item(2, 25, name="Technology fee", **fields),
        billing_item(3, 20, name="Agent credit", item_type="credit", **fields),
    ]


def paid(*amounts: float) -> list[dict[str, Any]]:
    return [
        {**item, "status": "paid", "payments": [part(1, amount)]}
        for item, amount in zip(example_e(), amounts, strict=True)
    ]


def part(number: int, amount: float) -> dict[str, Any]:
    return {"id": number, "amount": amount, "paid_at": UPDATED, "method": "card"}


@pytest.fixture
def api() -> FakeApi:
    return FakeApi(
        {
            "/v1/users": [user(45), user(46)],
            "/v1/users/45": user(45),
            "/v1/users/45/billing_items": example_e(),
            "/v1/users/46/billing_items": [billing_item(9, 50, statement_id=901)],
        }
    )


def statement(change: object) -> BillingStatement:
    assert isinstance(change, BillingStatement)
    return change


def problem(change: object) -> RecordProblem:
    assert isinstance(change, RecordProblem)
    return change


def test_e_an_unpaid_statement(api: FakeApi) -> None:
    first, second = map(statement, api.source().billing_statements_changed(None))

    assert (first.key, first.number) == ("statement:900", "BL-2026-000900")
    assert first.label == "Statement BL-2026-000900 of Agent No45"
    assert (first.total_cents, first.paid_cents, first.open_cents) == (100_00, 0, 100_00)
    assert [item.signed_cents for item in first.items] == [95_00, 25_00, -20_00]
    assert first.agent.email == "agent45@example.com"
    assert not first.is_paid
    assert second.key == "statement:901"


def test_e_the_statement_paid_with_one_payment(api: FakeApi) -> None:
    api.answers["/v1/users/45/billing_items"] = paid(95, 25, -20)
    first = statement(next(api.source().billing_statements(["45"])))

    [payment] = first.payments
    assert (payment.id, payment.amount_cents, payment.method) == ("1", 100_00, "card")
    assert payment.paid_on == dt.datetime.fromtimestamp(UPDATED // 1000, dt.UTC).date()
    assert (first.open_cents, first.is_paid) == (0, True)


def test_a_statement_paid_in_parts_has_a_payment_for_each(api: FakeApi) -> None:
    items = example_e()
    items[0].update(status="partially_paid", payments=[part(1, 20.5), part(2, 30)])
    items[1].update(status="paid", payments=[part(2, 25)])
    items[2].update(status="paid", payments=[part(1, -20)])
    api.answers["/v1/users/45/billing_items"] = items
    first = statement(next(api.source().billing_statements(["45"])))

    assert [(payment.id, payment.amount_cents) for payment in first.payments] == [
        ("1", 50),
        ("2", 55_00),
    ]
    assert first.open_cents == 44_50


def test_only_changed_statements_come_but_each_is_whole(api: FakeApi) -> None:
    changed = example_e()
    changed[0]["updated_at"] = LATER
    old = [billing_item(4, 10, statement_id=899)]
    api.answers["/v1/users/45/billing_items"] = old + changed
    [first] = map(statement, api.source().billing_statements_changed(SINCE))

    assert first.id == "900"
    assert len(first.items) == 3
    assert first.updated_at == SINCE
    assert api.requests[0].url.params["updated_since"] == str(LATER)


def test_a_statement_is_found_by_its_key(api: FakeApi) -> None:
    source = api.source()

    assert statement(source.record("statement:900")).id == "900"
    assert source.record("statement:777") == Gone("statement:777")
    calls = len(api.requests)
    assert source.record("statement:778") == Gone("statement:778")
    assert len(api.requests) == calls


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("amount", "ninety-five", "the field amount is 'ninety-five', where a number of dollars"),
        ("amount", -95, "must not be negative"),
        ("currency", "EUR", "it is in EUR"),
        ("item_type", "gift", "does not know billing items of the type 'gift'"),
        ("status", "maybe", "the status is 'maybe'"),
        ("billing_date", None, "billing_date is empty"),
        ("name", None, "the field name is empty"),
        ("statement_number", "BL-2", "different statement numbers"),
        ("payments", "none", "payments is not a list"),
        ("payments", [{"id": 1, "amount": "x", "paid_at": UPDATED}], "amount is 'x'"),
        ("payments", [{"id": 1, "paid_at": UPDATED}], "the field amount is empty"),
    ],
)
def test_a_bad_field_holds_one_statement_back(
    api: FakeApi, field: str, value: object, says: str
) -> None:
    api.answers["/v1/users/45/billing_items"][1][field] = value
    first, second = api.source().billing_statements_changed(None)

    held = problem(first)
    assert held.record_key == "statement:900"
    assert "BL-2026-000900" in held.sentence
    assert says in held.sentence
    assert held.what_to_do
    assert held.updated_at is not None
    assert statement(second).id == "901"


@pytest.mark.parametrize(
    ("status", "parts"),
    [
        ("paid", []),
        ("paid", [80]),
        ("unpaid", [95]),
        ("partially_paid", [100]),
        ("charge_failed", [1]),
    ],
)
def test_a_status_that_contradicts_the_payments_is_held_back(
    api: FakeApi, status: str, parts: list[float]
) -> None:
    api.answers["/v1/users/45/billing_items"][0].update(
        status=status, payments=[part(number, amount) for number, amount in enumerate(parts, 1)]
    )
    held = problem(next(api.source().billing_statements(["45"])))

    assert isinstance(held, DoesNotAddUp)
    assert "with an amount of 95.00, but its payments come to" in held.sentence


def test_an_item_on_no_statement_is_reported(api: FakeApi) -> None:
    lonely = billing_item(5, 10, statement_id=None)
    api.answers["/v1/users/45/billing_items"].append(lonely)
    source = api.source()
    held, first, _ = source.billing_statements_changed(None)

    assert problem(held).record_key == "billing_item:5"
    assert statement(first).total_cents == 100_00
    assert problem(source.record("billing_item:5")).cause == "on no statement"
    lonely["statement_id"] = 900
    assert source.record("billing_item:5") == Gone("billing_item:5")


def test_a_bad_agent_holds_back_that_agents_statements(api: FakeApi) -> None:
    api.answers["/v1/users"][0]["email"] = ["?"]
    first, second = api.source().billing_statements_changed(None)

    assert problem(first).record_key == "statement:900"
    assert "Agent No45" in problem(first).sentence
    assert statement(second).id == "901"


def test_a_log_that_cannot_be_read_is_for_later_as_nothing_must_be_lost(api: FakeApi) -> None:
    api.answers["/v1/users/45/billing_items"] = html()

    with pytest.raises(CoreUnavailable):
        list(api.source().billing_statements_changed(None))


def test_chosen_agents_that_do_not_exist_are_gone(api: FakeApi) -> None:
    assert list(api.source().billing_statements(["99", "no id!"])) == [
        Gone("agent:99"),
        Gone("agent:no id!"),
    ]


def test_an_agent_deleted_while_the_list_is_read_is_passed_over(api: FakeApi) -> None:
    del api.answers["/v1/users/46/billing_items"]

    assert len(list(api.source().billing_statements_changed(None))) == 1


def test_a_core_without_billing_logs_is_told(api: FakeApi) -> None:
    del api.answers["/v1/users/45/billing_items"]

    with pytest.raises(CoreRefused, match="has no billing log"):
        list(api.source().billing_statements_changed(None))
