"""The sandbox's whole brokerage, read over HTTP and compared with its own books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.errors import (
    CoreConnectionProblem,
    CoreUnavailable,
    RecordProblem,
)
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import rest_source
from include.core_backoffice.source import AgentLog, Gone
from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from tests.core_backoffice.fakes import FakeClock


@pytest.fixture(scope="module")
def core() -> Iterator[RunningSandbox]:
    with running_sandbox(transactions=130, agents=20, billing_months=4) as sandbox:
        yield sandbox


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source(core: RunningSandbox, clock: FakeClock) -> Iterator[RestSource]:
    with rest_source(core.api_url, core.api_key, spacing_seconds=0, clock=clock) as opened:
        yield opened


def ids(problems: list[RecordProblem]) -> str:
    return ",".join(problem.record_key.partition(":")[2] for problem in problems)


def order_fault(core: RunningSandbox, path: str, kind: str, times: int) -> None:
    fault = {"path": path, "kind": kind, "times": times}
    core.client.post("/sandbox/faults", json=fault).raise_for_status()


def example(core: RunningSandbox, source: RestSource, letter: str) -> Transaction:
    made = core.post(f"/examples/{letter}")
    deal = source.transaction(str(made["transactions"][0]))
    assert isinstance(deal, Transaction)
    return deal


def test_core_and_corebooks_agree_to_the_cent(core: RunningSandbox, source: RestSource) -> None:
    changes = list(source.transactions_changed(None))
    problems = [change for change in changes if isinstance(change, RecordProblem)]
    deals = [change for change in changes if isinstance(change, Transaction)]
    paid = [deal.disbursement for deal in deals if deal.disbursement]
    logs = list(source.billing_statements_changed(None))
    statements = [change for change in logs if not isinstance(change, AgentLog)]
    billed = [change for change in statements if isinstance(change, BillingStatement)]

    books = core.get("/totals", exclude=ids(problems))
    assert {problem.record_key for problem in problems} == {
        f"transaction:{bad['id']}" for bad in core.get("/bad-records")
    }
    assert len(billed) == len(statements)
    assert books == {
        "transactions": len(paid),
        "gross": sum(deal.gross_cents for deal in paid),
        "credits": sum(deal.credits_cents for deal in paid),
        "income": sum(deal.income_cents for deal in paid),
        "co_broke": sum(deal.co_broke_cents for deal in paid),
        "vendor_payments": sum(deal.vendor_cents for deal in paid),
        "agent_net": sum(deal.agents_cents for deal in paid),
        "brokerage_net": sum(deal.brokerage_net_cents for deal in paid),
        "billing": {
            "statements": len(billed),
            "billed": sum(statement.total_cents for statement in billed),
            "paid": sum(statement.paid_cents for statement in billed),
            "open": sum(statement.open_cents for statement in billed),
        },
    }
    for record in (*deals, *billed):
        assert type(record).from_json(record.to_json()) == record


@pytest.mark.parametrize(
    ("letter", "vendors", "agents", "brokerage"),
    [
        ("A", 0, 8_000_00, 2_000_00),
        ("B", 1_000_00, 7_200_00, 1_800_00),
        ("C", 1_000_00, 7_200_00, 1_800_00),
        ("D", 1_000_00, 7_200_00, 1_800_00),
    ],
)
def test_worked_examples(
    core: RunningSandbox,
    source: RestSource,
    letter: str,
    vendors: int,
    agents: int,
    brokerage: int,
) -> None:
    deal = example(core, source, letter).disbursement

    assert deal is not None
    assert (deal.gross_cents, deal.vendor_cents, deal.agents_cents, deal.brokerage_net_cents) == (
        10_000_00,
        vendors,
        agents,
        brokerage,
    )


def test_example_e_unpaid_and_paid(core: RunningSandbox, source: RestSource) -> None:
    made = core.post("/examples/E")
    unpaid, _ = source.billing_statements([str(made["agents"][0])])
    core.post(f"/statements/{made['statements'][0]}/payments")
    paid = source.record(f"statement:{made['statements'][0]}")

    assert isinstance(unpaid, BillingStatement)
    assert isinstance(paid, BillingStatement)
    assert (unpaid.total_cents, unpaid.open_cents) == (100_00, 100_00)
    assert (paid.open_cents, [payment.amount_cents for payment in paid.payments]) == (0, [100_00])


def test_a_change_is_read_and_nothing_else(core: RunningSandbox, source: RestSource) -> None:
    deal = example(core, source, "A")
    core.patch(f"/transactions/{deal.id}", gross=11_000_00)
    changed = source.transaction(deal.id)
    assert isinstance(changed, Transaction)
    since = changed.updated_at

    assert since > deal.updated_at
    assert list(source.transactions_changed(since)) == [changed]
    assert list(source.transactions_changed(since + dt.timedelta(milliseconds=1))) == []


def test_a_disbursement_created_again_is_the_same(core: RunningSandbox, source: RestSource) -> None:
    deal = example(core, source, "A")
    core.patch(f"/transactions/{deal.id}", finalized=False)
    between = source.transaction(deal.id)
    core.patch(f"/transactions/{deal.id}", finalized=True)
    anew = source.transaction(deal.id)

    assert isinstance(between, Transaction)
    assert isinstance(anew, Transaction)
    assert between.disbursement is None
    assert anew.disbursement == deal.disbursement


def test_a_deleted_deal_is_gone(core: RunningSandbox, source: RestSource) -> None:
    deal = example(core, source, "A")
    core.delete(f"/transactions/{deal.id}")

    assert source.record(deal.key) == Gone(deal.key)


@pytest.mark.parametrize("kind", ["429", "500", "html_502", "drop", "repeat_rows"])
def test_passing_trouble_changes_nothing(
    core: RunningSandbox, source: RestSource, kind: str
) -> None:
    calm = list(source.transactions_changed(None))
    order_fault(core, "/v1/transactions", kind, times=2)
    again = list(source.transactions_changed(None))

    assert [str(change) for change in again] == [str(change) for change in calm]


def test_silence_is_for_later(core: RunningSandbox, clock: FakeClock) -> None:
    order_fault(core, "/v1/transactions", "timeout", times=4)
    with (
        rest_source(
            core.api_url, core.api_key, spacing_seconds=0, timeout_seconds=0.05, clock=clock
        ) as source,
        pytest.raises(CoreUnavailable, match="no response: ReadTimeout"),
    ):
        list(source.transactions_changed(None))
    assert clock.slept == [1.0, 2.0, 4.0]


def test_html_in_place_of_one_deals_commissions(core: RunningSandbox, source: RestSource) -> None:
    deal = example(core, source, "A")
    order_fault(core, f"/v1/transactions/{deal.id}/commissions", "html", times=1)

    assert isinstance(source.transaction(deal.id), RecordProblem)
    assert source.transaction(deal.id) == deal


def test_a_wrong_key_stops(core: RunningSandbox) -> None:
    with (
        rest_source(core.api_url, "wrong", spacing_seconds=0) as source,
        pytest.raises(CoreConnectionProblem, match="CORE rejected the API key"),
    ):
        source.check()


@pytest.fixture
def billed(core: RunningSandbox) -> dict[str, int]:
    """Example E's statement: 100.00 of three items, and nothing else of its agent."""
    made = core.post("/examples/E")
    agent, statement = made["agents"][0], made["statements"][0]
    for other in core.get("/statements", agent=agent):
        if other["id"] != statement:
            core.delete(f"/statements/{other['id']}")
    credit = core.get(f"/statements/{statement}")["items"][2]["id"]
    return {"agent": agent, "statement": statement, "credit": credit}


def _later(core: RunningSandbox, source: RestSource, agent: int, path: str) -> list[object]:
    """What a run reads after something was deleted, of that agent."""
    core.client.delete(f"/sandbox{path}").raise_for_status()
    stamp = core.api(f"/v1/users/{agent}")["updated_at"]
    since = dt.datetime.fromtimestamp(stamp // 1000, dt.UTC)
    return [
        change
        for change in source.billing_statements_changed(since)
        if (isinstance(change, AgentLog) and change.agent_id == str(agent))
        or (isinstance(change, BillingStatement) and change.agent.id == str(agent))
    ]


def test_a_deleted_billing_item_is_noticed(
    core: RunningSandbox, source: RestSource, billed: dict[str, int]
) -> None:
    path = f"/billing_items/{billed['credit']}"
    statement, log = _later(core, source, billed["agent"], path)

    assert isinstance(statement, BillingStatement)
    assert [item.name for item in statement.items] == ["Desk fee", "Technology fee"]
    assert statement.total_cents == 120_00
    assert log == AgentLog(str(billed["agent"]), (statement.key,))


def test_a_deleted_statement_is_noticed(
    core: RunningSandbox, source: RestSource, billed: dict[str, int]
) -> None:
    [log] = _later(core, source, billed["agent"], f"/statements/{billed['statement']}")

    assert log == AgentLog(str(billed["agent"]), ())
    assert source.record(f"statement:{billed['statement']}") == Gone(
        f"statement:{billed['statement']}"
    )


def test_a_payment_refunded_in_part(
    core: RunningSandbox, source: RestSource, billed: dict[str, int]
) -> None:
    core.post(f"/statements/{billed['statement']}/payments")
    core.post(f"/statements/{billed['statement']}/refunds", amount=30_00)
    statement, _ = source.billing_statements([str(billed["agent"])])

    assert isinstance(statement, BillingStatement)
    assert [(paid.amount_cents, paid.is_refund) for paid in statement.payments] == [
        (100_00, False),
        (-30_00, True),
    ]
    assert (statement.paid_cents, statement.open_cents) == (70_00, 30_00)


def test_deals_have_an_office_and_a_demand_date(source: RestSource) -> None:
    deals = [
        change for change in source.transactions_changed(None) if isinstance(change, Transaction)
    ]
    paid = [deal for deal in deals if deal.disbursement and deal.attribute("Office")]

    assert {deal.attribute("Office") for deal in paid} == {"Boston", "Cape Cod", "Worcester"}
    for deal in paid:
        demanded = deal.attribute_date("Demand date")
        assert demanded is not None
        assert deal.closing_date is not None
        assert deal.closing_date - demanded == dt.timedelta(days=3)
