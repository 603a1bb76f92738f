"""A hundred random transactions and statements, posted to the sandbox and read back over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import rest_source
from include.core_backoffice.source import AgentLog
from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from tests.core_backoffice.deals import sandbox_deals, sandbox_statements
from tests.profiles import examples

AGENTS = range(10_401, 10_407)
CONTACTS = range(52_001, 52_013)

# Records pile up in one sandbox, so a failure is shown as it was found.
a_hundred = settings(
    max_examples=examples(100),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def core() -> Iterator[RunningSandbox]:
    with running_sandbox(transactions=0, agents=6, billing_months=0, bad_records=False) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def source(core: RunningSandbox) -> Iterator[RestSource]:
    with rest_source(core.api_url, core.api_key, spacing_seconds=0) as opened:
        yield opened


@a_hundred
@given(body=sandbox_deals(AGENTS, CONTACTS))
def test_every_deal_is_read_as_the_books_have_it(
    core: RunningSandbox, source: RestSource, body: dict[str, Any]
) -> None:
    made = core.post("/transactions", **body)
    deal = source.transaction(str(made["id"]))

    assert isinstance(deal, Transaction), deal
    money = deal.disbursement
    assert money is not None
    assert made["expected"] == {
        "gross": money.gross_cents,
        "credits": money.credits_cents,
        "income": money.income_cents,
        "co_broke": money.co_broke_cents,
        "vendor_payments": money.vendor_cents,
        "agent_net": money.agents_cents,
        "brokerage_net": money.brokerage_net_cents,
    }
    assert money.income_cents == money.distributed_cents
    assert sum(side.gross_cents for side in money.sides()) == money.gross_cents
    assert Transaction.from_json(deal.to_json()) == deal


@a_hundred
@given(body=sandbox_statements(AGENTS))
def test_every_statement_is_read_as_the_books_have_it(
    core: RunningSandbox, source: RestSource, body: dict[str, Any]
) -> None:
    for old in core.get("/statements", agent=body["agent"]):
        core.delete(f"/statements/{old['id']}")
    made = core.post("/statements", **body)
    statement, log = source.billing_statements([str(body["agent"])])

    assert log == AgentLog(str(body["agent"]), (f"statement:{made['id']}",))
    assert isinstance(statement, BillingStatement), statement
    assert (statement.total_cents, statement.paid_cents, statement.open_cents) == (
        made["total"],
        made["paid"],
        made["open"],
    )
    assert [payment.amount_cents for payment in statement.payments] == [
        payment["amount"] for payment in body["payments"]
    ]
    assert BillingStatement.from_json(statement.to_json()) == statement


@settings(max_examples=examples(4), deadline=None, phases=[Phase.generate])
@given(
    deals=st.lists(sandbox_deals(AGENTS, CONTACTS), min_size=3, max_size=3),
    statements=st.lists(sandbox_statements(AGENTS), min_size=3, max_size=3),
)
def test_all_of_them_together_agree(
    core: RunningSandbox,
    source: RestSource,
    deals: list[dict[str, Any]],
    statements: list[dict[str, Any]],
) -> None:
    for body in deals:
        core.post("/transactions", **body)
    for body in statements:
        core.post("/statements", **body)
    read = list(source.transactions_changed(None))
    money = [deal.disbursement for deal in read if isinstance(deal, Transaction)]
    logs = list(source.billing_statements_changed(None))
    billed = [change for change in logs if isinstance(change, BillingStatement)]
    books = core.get("/totals")

    assert books["transactions"] == len(money) == len(read)
    assert books["income"] == sum(one.income_cents for one in money if one)
    assert books["agent_net"] == sum(one.agents_cents for one in money if one)
    assert books["brokerage_net"] == sum(one.brokerage_net_cents for one in money if one)
    assert books["billing"] == {
        "statements": len(billed),
        "billed": sum(statement.total_cents for statement in billed),
        "paid": sum(statement.paid_cents for statement in billed),
        "open": sum(statement.open_cents for statement in billed),
    }
