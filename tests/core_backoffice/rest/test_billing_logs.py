"""Agent billing out of the REST API: whole statements, their payments, and bad ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import httpx
import pytest

from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.errors import (
    CoreConnectionProblem,
    CoreUnavailable,
    OutOfBalance,
    RecordProblem,
)
from include.core_backoffice.records.known import Known
from include.core_backoffice.source import AgentLog, Gone
from tests.core_backoffice.fakes import (
    UPDATED,
    FakeApi,
    Script,
    billing_item,
    error,
    html,
    ok,
    user,
)

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
    changes = list(api.source().billing_statements_changed(None))
    first, second = map(statement, changes[::2])

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


def test_of_an_agent_whose_billing_changed_all_statements_come(api: FakeApi) -> None:
    changed = example_e()
    changed[0]["updated_at"] = LATER
    old = [billing_item(4, 10, statement_id=899)]
    api.answers["/v1/users/45/billing_items"] = old + changed
    api.answers["/v1/users"] = [user(45)]
    unchanged, first, log = api.source().billing_statements_changed(SINCE)

    assert statement(unchanged).key == "statement:899"
    assert len(statement(first).items) == 3
    assert statement(first).updated_at == SINCE
    assert log == AgentLog("45", ("statement:899", "statement:900"))
    assert api.requests[0].url.params["updated_since"] == str(LATER)


def test_a_deleted_item_and_a_deleted_statement_are_noticed(api: FakeApi) -> None:
    source = api.source()
    before = list(source.billing_statements(["45"]))
    api.answers["/v1/users/45/billing_items"].pop()
    without_credit = list(source.billing_statements(["45"]))
    api.answers["/v1/users/45/billing_items"] = []
    without_any = list(source.billing_statements(["45"]))

    assert statement(before[0]).total_cents == 100_00
    assert statement(without_credit[0]).total_cents == 120_00
    assert without_credit[1] == before[1] == AgentLog("45", ("statement:900",))
    assert without_any == [AgentLog("45", ())]


def test_one_empty_answer_does_not_mean_that_all_was_deleted(api: FakeApi) -> None:
    api.answers["/v1/users/45/billing_items"] = Script([], example_e())
    first, log = api.source().billing_statements(["45"])

    assert statement(first).key == "statement:900"
    assert log == AgentLog("45", ("statement:900",))


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([ok([], {"X-Brokermint-Burst-Remaining": "0"})], id="no calls left"),
        pytest.param([error(429, {"error": "slow down", "status": 429}), ok([])], id="refused"),
    ],
)
def test_an_empty_answer_under_throttling_tells_nothing(
    api: FakeApi, answers: list[httpx.Response]
) -> None:
    source = api.source()
    assert isinstance(source.record("statement:900"), BillingStatement)
    api.answers["/v1/users/45/billing_items"] = Script(*answers)

    with pytest.raises(CoreUnavailable, match="empty billing log at its call limit"):
        source.record("statement:900")
    # If it read other agents all the same, later runs would begin after these statements' last change.
    with pytest.raises(CoreUnavailable, match="empty billing log at its call limit"):
        list(source.billing_statements(["45"]))
    with pytest.raises(CoreUnavailable, match="empty billing log at its call limit"):
        list(source.billing_statements_changed(SINCE))


@pytest.mark.parametrize("status", [500, 503])
def test_a_log_that_fails_tells_nothing(api: FakeApi, status: int) -> None:
    api.answers["/v1/users/46/billing_items"] = error(status, {"error": "?", "status": status})
    delivered = []
    with pytest.raises(CoreUnavailable):
        for change in api.source().billing_statements_changed(None):
            delivered.append(change)  # noqa: PERF402  (what came before the failure counts)

    assert [change for change in delivered if isinstance(change, AgentLog)] == [
        AgentLog("45", ("statement:900",))
    ]


def test_an_item_whose_statement_is_unreadable_leaves_the_log_uncertain(api: FakeApi) -> None:
    api.answers["/v1/users/45/billing_items"][0]["statement_id"] = "BL 900?"
    source = api.source()
    assert statement(source.record("statement:900"))
    hold, rest = source.billing_statements(["45"])

    assert "its statement is 'BL 900?', but it must be an ID" in problem(hold).sentence
    assert statement(rest).key == "statement:900"
    for item in api.answers["/v1/users/45/billing_items"]:
        item["statement_id"] = "BL 900?"
    assert (
        "on hold because of a record it needs" in problem(source.record("statement:900")).sentence
    )


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
        (
            "amount",
            "ninety-five",
            "the amount is 'ninety-five', but it must be a number of dollars",
        ),
        ("amount", -95, "it can't be negative"),
        ("currency", "EUR", "it is in EUR"),
        ("item_type", "gift", "doesn't support billing items of type 'gift'"),
        ("status", "maybe", "the status is 'maybe'"),
        ("billing_date", None, "the billing date is blank, but it must be a date."),
        ("name", None, "the name is blank"),
        ("statement_number", "BL-2", "different statement numbers"),
        ("payments", "none", "the payments aren't a list"),
        ("payments", [{"id": 1, "amount": "x", "paid_at": UPDATED}], "amount is 'x'"),
        ("payments", [{"id": 1, "paid_at": UPDATED}], "the amount is blank"),
    ],
)
def test_a_bad_field_puts_one_statement_on_hold(
    api: FakeApi, field: str, value: object, says: str
) -> None:
    api.answers["/v1/users/45/billing_items"][1][field] = value
    first, log, second, _ = api.source().billing_statements_changed(None)

    hold = problem(first)
    assert log == AgentLog("45", ("statement:900",))
    assert hold.record_key == "statement:900"
    assert "BL-2026-000900" in hold.sentence
    assert says in hold.sentence
    assert hold.what_to_do
    assert hold.updated_at is not None
    assert statement(second).id == "901"


@pytest.mark.parametrize(
    ("status", "parts"),
    [
        ("paid", []),
        ("paid", [80]),
        ("unpaid", [95]),
        ("partially_paid", [100]),
        ("charge_failed", [95]),
        ("charge_failed", [-1]),
    ],
)
def test_a_status_that_contradicts_the_payments_goes_on_hold(
    api: FakeApi, status: str, parts: list[float]
) -> None:
    api.answers["/v1/users/45/billing_items"][0].update(
        status=status, payments=[part(number, amount) for number, amount in enumerate(parts, 1)]
    )
    hold = problem(next(api.source().billing_statements(["45"])))

    assert isinstance(hold, OutOfBalance)
    assert "an amount of $95.00, but its payments total" in hold.sentence


@pytest.mark.parametrize(
    ("item", "fields", "known"),
    [
        (1, {"status": "maybe"}, {}),
        (1, {"amount": "see attached"}, {"amount_cents": None}),
        (1, {"billing_date": "soon"}, {}),
    ],
)
def test_what_can_be_read_of_a_bad_statement_is_known(
    api: FakeApi, item: int, fields: dict[str, Any], known: dict[str, Any]
) -> None:
    api.answers["/v1/users/45/billing_items"][item].update(fields)
    hold = problem(next(api.source().billing_statements(["45"])))

    whole = Known(
        number="BL-2026-000900",
        title="Agent No45",
        day=dt.datetime.fromtimestamp(UPDATED // 1000, dt.UTC).date(),
        amount_cents=100_00,
        owner="agent:45",
    )
    assert hold.known == replace(whole, **known)


def test_of_a_bad_agent_and_of_an_item_on_no_statement_something_is_known(api: FakeApi) -> None:
    api.answers["/v1/users"][0]["email"] = ["?"]
    api.answers["/v1/users/45/billing_items"].append(billing_item(5, 10, statement_id=None))
    lonely, of_agent, *_ = api.source().billing_statements_changed(None)

    assert problem(lonely).known.amount_cents == 10_00
    assert 'Billing item "Desk fee" ($10.00): it isn\'t on a statement.' in problem(lonely).sentence
    for hold in (problem(lonely), problem(of_agent)):
        assert (hold.known.title, hold.known.owner) == ("Agent No45", "agent:45")


def test_a_refund_reduces_what_was_paid(api: FakeApi) -> None:
    desk = billing_item(1, 95, status="partially_paid", payments=[part(1, 95), part(2, -30)])
    api.answers["/v1/users/45/billing_items"] = [desk]
    first = statement(next(api.source().billing_statements(["45"])))

    assert [(payment.amount_cents, payment.is_refund) for payment in first.payments] == [
        (95_00, False),
        (-30_00, True),
    ]
    assert (first.paid_cents, first.open_cents, first.is_paid) == (65_00, 30_00, False)


def test_a_payment_refunded_in_full_leaves_the_item_unpaid(api: FakeApi) -> None:
    desk = billing_item(1, 95, status="unpaid", payments=[part(1, 95), part(2, -95)])
    api.answers["/v1/users/45/billing_items"] = [desk]
    first = statement(next(api.source().billing_statements(["45"])))

    assert (first.paid_cents, first.open_cents) == (0, 95_00)
    assert len(first.payments) == 2


def test_a_credit_larger_than_the_charges_is_refunded(api: FakeApi) -> None:
    credit = {"name": "Agent credit", "item_type": "credit", "status": "paid"}
    api.answers["/v1/users/45/billing_items"] = [
        billing_item(1, 95, status="paid", payments=[part(1, 95)]),
        billing_item(2, 120, payments=[part(1, -120)], **credit),
    ]
    first = statement(next(api.source().billing_statements(["45"])))

    [refund] = first.payments
    assert (first.total_cents, refund.amount_cents, refund.is_refund) == (-25_00, -25_00, True)
    assert (first.open_cents, first.is_paid) == (0, True)


def test_a_card_charge_that_failed_after_a_partial_payment(api: FakeApi) -> None:
    desk = billing_item(1, 95, status="charge_failed", payments=[part(1, 30)])
    api.answers["/v1/users/45/billing_items"] = [desk]

    assert statement(next(api.source().billing_statements(["45"]))).open_cents == 65_00


def test_how_a_payment_is_spread_over_a_paid_statement_does_not_matter(api: FakeApi) -> None:
    """An import puts all of a payment on the charges, and nothing on the credit."""
    api.answers["/v1/users/45/billing_items"] = paid(75, 25, 0)
    first = statement(next(api.source().billing_statements(["45"])))

    assert (first.open_cents, first.is_paid) == (0, True)


@pytest.mark.parametrize(
    ("parts", "says", "advice"),
    [
        ((), "with a total of $100.00, but CORE has no payments for it.", "Add the payment"),
        (
            (95, 25, -50),
            "$100.00, but its payments total $70.00. The difference is -$30.00.",
            "Correct the payments",
        ),
        (
            (95, 45, -20),
            "$100.00, but its payments total $120.00. The difference is $20.00.",
            "Add the refund",
        ),
    ],
)
def test_a_statement_marked_as_paid_must_be(
    api: FakeApi, parts: tuple[float, ...], says: str, advice: str
) -> None:
    items = paid(*parts) if parts else example_e(status="paid")
    api.answers["/v1/users/45/billing_items"] = items
    hold = problem(next(api.source().billing_statements(["45"])))

    assert isinstance(hold, OutOfBalance)
    assert "Statement BL-2026-000900 of Agent No45 is marked as paid, " in hold.sentence
    assert says in hold.sentence
    assert advice in hold.what_to_do


def test_an_item_on_no_statement_is_reported(api: FakeApi) -> None:
    lonely = billing_item(5, 10, statement_id=None)
    api.answers["/v1/users/45/billing_items"].append(lonely)
    source = api.source()
    hold, first, log, *_ = source.billing_statements_changed(None)

    assert log == AgentLog("45", ("statement:900",))
    assert problem(hold).record_key == "billing_item:5"
    assert statement(first).total_cents == 100_00
    assert problem(source.record("billing_item:5")).cause == "not on a statement"
    lonely["statement_id"] = 900
    assert source.record("billing_item:5") == Gone("billing_item:5")


def test_a_bad_agent_puts_that_agents_statements_on_hold(api: FakeApi) -> None:
    api.answers["/v1/users"][0]["email"] = ["?"]
    first, _, second, _ = api.source().billing_statements_changed(None)

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

    first, log = api.source().billing_statements_changed(None)

    assert statement(first).key == "statement:900"
    assert log == AgentLog("45", ("statement:900",))


def test_a_core_without_billing_logs_is_named(api: FakeApi) -> None:
    del api.answers["/v1/users/45/billing_items"]

    with pytest.raises(CoreConnectionProblem, match="has no agent billing log"):
        list(api.source().billing_statements_changed(None))
