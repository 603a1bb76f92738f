from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.records.records import (
    Agent,
    AgentItem,
    AgentShare,
    Attribute,
    BillingItem,
    BillingPayment,
    BillingStatement,
    CoBroke,
    DealItem,
    Disbursement,
    Participant,
    Payee,
    PayeeKind,
    Transaction,
    Vendor,
)
from include.core_backoffice.stored import record_from_json

TEXT = st.text(max_size=12)
IDS = st.integers(1, 99_999).map(str)
CENTS = st.integers(-(10**13), 10**13)
MOMENTS = st.datetimes(
    dt.datetime(2000, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
    dt.datetime(2100, 1, 1),  # noqa: DTZ001  (as above)
    timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=-7))]),
)
SWITCH = st.none() | st.booleans()
SIDES = st.sampled_from(["listing", "buying", ""])
PAYEES = st.builds(
    Payee, kind=st.sampled_from(PayeeKind), id=IDS, name=TEXT, email=TEXT, tax_id=TEXT
)
ITEMS = st.builds(AgentItem, name=TEXT, is_credit=st.booleans(), amount_cents=CENTS, payee=PAYEES)
DISBURSEMENTS = st.builds(
    Disbursement,
    gross_cents=CENTS,
    co_broke=st.lists(
        st.builds(CoBroke, name=TEXT, side=SIDES, amount_cents=CENTS, payee=PAYEES, sync=SWITCH),
        max_size=2,
    ).map(tuple),
    pre_commission=st.lists(
        st.builds(
            DealItem,
            name=TEXT,
            side=SIDES,
            is_credit=st.booleans(),
            amount_cents=CENTS,
            payee=PAYEES,
            before_split=SWITCH,
            sync=SWITCH,
            create_payment=SWITCH,
        ),
        max_size=2,
    ).map(tuple),
    agents=st.lists(
        st.builds(
            AgentShare,
            agent=PAYEES,
            side=SIDES,
            split_cents=CENTS,
            items=st.lists(ITEMS, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    brokerage_net_cents=CENTS,
)
TRANSACTIONS = st.builds(
    Transaction,
    id=IDS,
    number=TEXT,
    address=TEXT,
    status=st.sampled_from(["pending", "closed", "cancelled"]),
    price_cents=st.none() | CENTS,
    closing_date=st.none() | st.dates(),
    finalized_at=st.none() | MOMENTS,
    updated_at=MOMENTS,
    attributes=st.lists(st.builds(Attribute, name=TEXT, value=TEXT), max_size=2).map(tuple),
    disbursement=st.none() | DISBURSEMENTS,
)
PAYMENTS = st.builds(BillingPayment, id=IDS, amount_cents=CENTS, paid_at=MOMENTS, method=TEXT)
AGENTS = st.builds(
    Agent, id=IDS, given_name=TEXT, family_name=TEXT, active=st.booleans(), updated_at=MOMENTS
)
STATEMENTS = st.builds(
    BillingStatement,
    id=IDS,
    number=TEXT,
    agent=AGENTS,
    items=st.lists(
        st.builds(
            BillingItem,
            id=IDS,
            name=TEXT,
            is_credit=st.booleans(),
            amount_cents=CENTS,
            status=st.sampled_from(["unpaid", "partially_paid", "paid", "charge_failed"]),
            billing_date=st.dates(),
            due_date=st.none() | st.dates(),
            payments=st.lists(PAYMENTS, max_size=2).map(tuple),
            updated_at=MOMENTS,
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
)


@given(TRANSACTIONS | STATEMENTS)
def test_what_is_stored_is_read_back_the_same(record: Transaction | BillingStatement) -> None:
    payload = record.to_json()
    stored = json.loads(json.dumps(payload))

    assert stored == payload
    again = record_from_json(stored)
    assert again == record
    assert again.to_json() == payload
    assert again.updated_at.utcoffset() == dt.timedelta(0)


@given(AGENTS)
def test_people_are_read_back_the_same(agent: Agent) -> None:
    assert Agent.from_json(agent.to_json()) == agent
    vendor = Vendor(id=agent.id, company="Acme Realty", updated_at=agent.updated_at)
    assert Vendor.from_json(vendor.to_json()) == vendor
    person = Participant(kind=PayeeKind.VENDOR, id=agent.id, role="Agent")
    assert Participant.from_json(person.to_json()) == person


def _transaction(**fields: object) -> Transaction:
    moment = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    values = {
        "id": "123",
        "number": "TR-2019-640224",
        "address": "146 Aldon Drive",
        "city": "Chester",
        "state": "CA",
        "zip": "96020",
        "status": "pending",
        "updated_at": moment,
        **fields,
    }
    return Transaction(**values)  # type: ignore[arg-type]


def test_a_transaction_is_named_as_people_know_it() -> None:
    deal = _transaction()

    assert deal.key == "transaction:123"
    assert deal.label == "Transaction TR-2019-640224, 146 Aldon Drive"
    assert deal.address_line == "146 Aldon Drive, Chester, CA 96020"


def test_a_disbursement_exists_when_finalized_and_is_complete_when_closed() -> None:
    moment = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    fresh, finalized = _transaction(), _transaction(finalized_at=moment)
    closed = _transaction(finalized_at=moment, status="closed")
    cancelled = _transaction(finalized_at=moment, status="cancelled")

    assert [deal.has_disbursement for deal in (fresh, finalized, closed, cancelled)] == [
        False,
        True,
        True,
        False,
    ]
    assert [deal.is_complete for deal in (fresh, finalized, closed, cancelled)] == [
        False,
        False,
        True,
        False,
    ]
    assert fresh.why_no_disbursement == "no disbursement in CORE"
    assert cancelled.why_no_disbursement == "canceled in CORE"


def test_a_brokerages_own_field_is_found_by_name_or_label() -> None:
    deal = _transaction(
        attributes=(Attribute(name="demand_date", label="Demand date", value="2026-06-01"),)
    )

    assert deal.attribute("demand_date") == deal.attribute("Demand Date") == "2026-06-01"
    assert deal.attribute("county") == ""


def test_a_tax_id_is_stored_but_not_shown() -> None:
    agent = Agent(id="45", given_name="Jane", family_name="Doe", tax_id="123-45-6789")

    assert agent.payee().tax_id == "123-45-6789"
    assert "123-45-6789" not in repr(agent) + repr(agent.payee())
    assert agent.payee().is_1099


@pytest.mark.parametrize(
    ("value", "zone", "day"),
    [
        ("2026-06-01", "", dt.date(2026, 6, 1)),
        (" 2026-06-01T23:30:00-07:00", "America/Los_Angeles", dt.date(2026, 6, 1)),
        ("1780369200000", "", dt.date(2026, 6, 2)),
        ("1780369200000", "America/Los_Angeles", dt.date(2026, 6, 1)),
        ("1780369200000", "-7", dt.date(2026, 6, 1)),
        ("1780369200000", "Hogwarts", None),
        ("2026-06-31", "", None),
        ("next week", "", None),
        ("06/01/2026", "", None),
        ("2026-06-01 or later", "", dt.date(2026, 6, 1)),
        ("9999999999999999", "", None),
        ("", "", None),
    ],
)
def test_a_brokerages_own_date_is_read_in_both_forms(
    value: str, zone: str, day: dt.date | None
) -> None:
    attribute = Attribute(name="demand_date", label="Demand date", value=value)
    deal = _transaction(attributes=(attribute,), timezone=zone)

    assert deal.attribute_date("Demand date") == day
    assert deal.attribute_date("Office") is None


@given(st.text(max_size=30) | st.integers().map(str), TEXT)
def test_a_brokerages_own_date_never_fails(value: str, zone: str) -> None:
    attribute = Attribute(name="demand_date", value=value)
    day = _transaction(attributes=(attribute,), timezone=zone).attribute_date("demand_date")

    assert day is None or day.year >= 1
