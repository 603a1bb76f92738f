"""A tax ID is read and stored, and appears in no log, sentence or error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from include.core_backoffice.checks.reading import read_agent, read_vendor
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.people import Agent, Vendor
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import rest_source
from include.core_backoffice.stored import record_from_json
from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from tests.core_backoffice.fakes import UPDATED, FakeApi, contact, user

TAX_ID = "000-47-4711"


@pytest.fixture(scope="module")
def core() -> Iterator[RunningSandbox]:
    with running_sandbox(transactions=30, agents=12, billing_months=1) as sandbox:
        yield sandbox


@pytest.fixture
def source(core: RunningSandbox) -> Iterator[RestSource]:
    with rest_source(core.api_url, core.api_key, spacing_seconds=0) as opened:
        yield opened


def texts(problem: RecordProblem) -> str:
    chain = (problem, problem.__cause__, problem.__context__)
    return f"{problem} {problem!r} {problem.args} {problem.value!r} {chain!r}"


def test_the_brokerages_tax_ids_are_read_and_never_logged(
    core: RunningSandbox, source: RestSource, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "httpx", "httpcore", "include"):
        caplog.set_level(logging.DEBUG, logger=name)
    agents = [one for one in source.agents_changed(None) if isinstance(one, Agent)]
    deals = list(source.transactions_changed(None))
    vendors = [source.vendor(str(one)) for one in core.store.contacts]
    list(source.billing_statements_changed(None))

    known = {one.tax_id for one in core.store.agents.values() if one.tax_id}
    vendor_ids = {one.tax_id for one in core.store.contacts.values() if one.tax_id}
    assert {agent.tax_id for agent in agents if agent.tax_id} == known
    assert {one.tax_id for one in vendors if isinstance(one, Vendor) and one.tax_id} == vendor_ids
    assert any(not agent.tax_id for agent in agents)
    shown = caplog.text + repr(agents) + repr(deals) + repr(vendors) + repr(core.store.agents)
    assert "billing_items" in caplog.text
    assert not [tax_id for tax_id in known | vendor_ids if tax_id in shown]


def test_whoever_is_paid_has_a_tax_id_and_the_1099_mark(source: RestSource) -> None:
    paid = [
        deal.disbursement
        for deal in source.transactions_changed(None)
        if isinstance(deal, Transaction) and deal.disbursement
    ]
    payees = [share.payee for deal in paid for share in deal.co_broke]
    payees += [item.payee for deal in paid for item in deal.pre_commission]
    vendors = {payee.id: payee for payee in payees if payee.key.startswith("vendor:")}

    assert any(payee.is_1099 and payee.tax_id for payee in vendors.values())
    assert any(not payee.is_1099 for payee in vendors.values())


@pytest.mark.parametrize(
    "fields",
    [
        {"tax_id": TAX_ID, "email": ["?"]},
        {"tax_id": [TAX_ID]},
        {"ein": {"number": TAX_ID}},
        {"taxpayer_id": TAX_ID, "updated_at": "yesterday"},
        {"custom_attributes": TAX_ID},
        {"custom_attributes": [TAX_ID]},
        {"custom_attributes": [{"name": "tax_id", "value": [TAX_ID]}]},
        {"custom_attributes": [{"name": "ein", "value": TAX_ID}], "zip": True},
    ],
)
def test_a_bad_field_of_a_person_does_not_show_the_tax_id(
    fields: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(RecordProblem) as agent:
        read_agent(user(45, **fields))
    with pytest.raises(RecordProblem) as vendor:
        read_vendor(contact(7, **fields))
    api = FakeApi({"/v1/users": [user(45, **fields)]})
    [listed] = api.source().agents_changed(None)

    assert isinstance(listed, RecordProblem)
    shown = texts(agent.value) + texts(vendor.value) + texts(listed) + caplog.text
    assert "45" in shown
    assert TAX_ID not in shown
    assert TAX_ID not in texts(listed.blocking("transaction:1", "Transaction 1"))


@pytest.mark.parametrize("value", [TAX_ID, f" {TAX_ID} "])
def test_a_tax_id_may_be_among_the_custom_fields(value: str) -> None:
    attributes = [{"name": "tax_id", "label": "Tax ID", "value": value}]

    assert read_vendor(contact(7, custom_attributes=attributes)).tax_id == TAX_ID
    assert read_agent(user(45, tax_id=value)).tax_id == TAX_ID
    assert read_agent(user(45, ein=12_3456789)).tax_id == "123456789"


def test_a_stored_record_that_cannot_be_read_does_not_show_the_tax_id() -> None:
    agent = read_agent(user(45, tax_id=TAX_ID)).to_json()
    assert agent["tax_id"] == TAX_ID
    payload = {"id": "1", "items": UPDATED, "agent": {**agent, "active": TAX_ID}}

    with pytest.raises(ValidationError) as caught:
        record_from_json(payload)
    assert TAX_ID not in str(caught.value) + repr(caught.value)
