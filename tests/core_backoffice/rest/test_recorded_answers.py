"""Real answers of the live API, served over HTTP as they were recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.core_backoffice.records.commissions import read_rows
from include.core_backoffice.records.errors import CoreConnectionProblem, RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Agent, PayeeKind, Vendor
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import rest_source
from include.core_backoffice.source import AgentLog, Gone
from sandbox.core_backoffice.testing import create_fixture_app, serving

RECORDED = Path(__file__).parents[4] / "shared" / "fixtures" / "backoffice-api"

pytestmark = pytest.mark.skipif(
    not RECORDED.is_dir(), reason=f"no recorded answers of the live API in {RECORDED}"
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(create_fixture_app(RECORDED, api_key="key")) as address:
        yield f"{address}/api"


@pytest.fixture
def source(url: str) -> Iterator[RestSource]:
    with rest_source(url, "key", spacing_seconds=0) as opened:
        yield opened


def test_every_transaction_is_read(source: RestSource) -> None:
    source.check()
    deals = list(source.transactions_changed(None))

    assert all(isinstance(deal, Transaction) for deal in deals)
    assert [deal.label for deal in deals if isinstance(deal, Transaction)] == [
        "Transaction TR-2019-640224, 146 Aldon Drive",
        "Transaction TR-2019-640260, 321 Real street",
        "Transaction TR-2019-640877, 286 Sumner St, #2",
        "Transaction TR-2019-640909, 286 Sumner St, #1",
        "Transaction TR-2019-640935, 524 Columbus Ave, #4",
    ]


def test_one_transaction_is_read(source: RestSource) -> None:
    deal = source.transaction("1234")

    assert isinstance(deal, Transaction)
    assert (deal.gross_cents, deal.price_cents) == (1_025_000, 20_500_000)
    assert deal.why_no_disbursement == "no disbursement in CORE"
    assert Transaction.from_json(deal.to_json()) == deal
    assert source.transaction("1") == Gone("transaction:1")


def test_people_are_read(source: RestSource) -> None:
    [agent] = source.agents_changed(None)
    assert isinstance(agent, Agent)
    assert (agent.name, agent.updated_at is not None) == ("Lily Evans", True)
    assert source.agent("1234") == agent
    assert source.agent("1") == Gone("agent:1")

    names = [vendor.name for vendor in source.people.vendors() if isinstance(vendor, Vendor)]
    assert names == ["Hermione Granger", "Ginny Weasley"]
    luna, hermione = source.vendor("5678"), source.vendor("1234")
    assert isinstance(luna, Vendor)
    assert isinstance(hermione, Vendor)
    assert (luna.name, hermione.name) == ("Dumbledore's Army", "Hermione Granger")
    assert source.vendor("1") == Gone("vendor:1")


def test_participants_are_read(source: RestSource) -> None:
    everybody = source.people.participants("1234")

    assert [person.key for person in everybody] == ["agent:1234", "vendor:1234"]
    assert [person.is_owner for person in everybody] == [True, False]
    assert source.people.participants("1234", PayeeKind.AGENT) == everybody[:1]
    assert source.people.participants("1234", PayeeKind.VENDOR) == everybody[1:]
    assert source.people.participant("1234", PayeeKind.AGENT, "1234") == everybody[0]
    assert source.people.participant("1234", PayeeKind.VENDOR, "1234") == everybody[1]
    assert source.people.participant("1234", PayeeKind.AGENT, "1") is None
    assert source.people.participant("1234", PayeeKind.VENDOR, "1") is None


def test_commission_rows_are_read() -> None:
    """The transaction is not finalized, so its outside brokerage need not be named yet."""
    answer = json.loads((RECORDED / "transaction_commissions-all.json").read_text("utf-8"))
    rows = read_rows(Row("transaction:1234", "Transaction TR-2019-640224", {}), answer)

    assert [(row.item_type, row.side, row.amount_cents) for row in rows] == [
        ("tgc", "", 1_025_000),
        ("award_distribution", "listing", 512_500),
        ("award_distribution", "buying", 512_500),
        ("GROSS_INCOME", "listing", 512_500),
        ("AGENT_COMMISSIONS", "listing", 0),
        ("OFFICE_NET", "listing", 512_500),
        ("GROSS_INCOME", "buying", 512_500),
    ]
    assert rows[-1].tags == ("1099", "extra comm")


def test_a_wrong_key_is_rejected(url: str) -> None:
    with (
        rest_source(url, "wrong", spacing_seconds=0) as source,
        pytest.raises(
            CoreConnectionProblem, match="CORE rejected the API key: Authorization Failed"
        ),
    ):
        source.check()


def test_an_agent_without_billing_has_no_statements(source: RestSource) -> None:
    assert list(source.billing_statements(["1234"])) == [AgentLog("1234", ())]


@pytest.mark.parametrize(
    "name", sorted(path.name for path in RECORDED.glob("errors-*.json")), ids=lambda name: name
)
def test_every_recorded_error_is_understood(name: str) -> None:
    from tests.core_backoffice.fakes import FakeApi, error  # noqa: PLC0415  (this test's alone)

    body = json.loads((RECORDED / name).read_text("utf-8"))
    status = int(body["status"])
    api = FakeApi({"/v1/users/7": error(status, body)})
    if status == 401:
        with pytest.raises(CoreConnectionProblem):
            api.source().agent("7")
        return
    agent = api.source().agent("7")

    assert isinstance(agent, Gone if status == 404 else RecordProblem)
    if isinstance(agent, RecordProblem):
        assert "Validation failed" in agent.sentence
