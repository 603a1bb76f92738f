"""Reading rows of CORE's lists, each a row: what is taken over, and the sentence for what can't be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.checks.reading import (
    read_agent,
    read_participant,
    read_transaction,
    read_vendor,
    stated_problem,
    transaction_row,
)
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.people import Agent, Participant, PayeeKind, Vendor
from include.core_backoffice.records.records import Attribute, Transaction
from tests.core_backoffice.fakes import UPDATED, contact, transaction, user

NOW = dt.datetime.fromtimestamp(UPDATED // 1000, dt.UTC)
EARLIER = NOW - dt.timedelta(days=30)
CREATED = UPDATED - 30 * 86_400_000
TRANSACTION = "Transaction TR-2026-000001, 1 Aldon Drive"
CORRECT_IT = "Correct it in CORE, then sync again."
ADDRESS = {"address": "1 Elm St", "city": "Chester", "state": "CA", "zip": "96020"}
PERSON = {
    "first_name": " Jane ",
    "last_name": "Doe",
    "email": "jane@example.com",
    "company": "Acme",
    "phone": "555-0100",
    "external_id": "x-1",
    "tax_id": "12-3456789",
    "created_at": CREATED,
    **ADDRESS,
}
"""As CORE has somebody; blanks around texts don't count."""


def test_an_agent_is_read_with_all_that_core_has() -> None:
    assert read_agent(user(45, **PERSON, role="agent", active=False)) == Agent(
        id="45",
        given_name="Jane",
        family_name="Doe",
        email="jane@example.com",
        company="Acme",
        phone="555-0100",
        address="1 Elm St",
        city="Chester",
        state="CA",
        zip="96020",
        role="agent",
        active=False,
        external_id="x-1",
        tax_id="12-3456789",
        created_at=EARLIER,
        updated_at=NOW,
    )


def test_a_contact_is_read_with_all_that_core_has() -> None:
    assert read_vendor(contact(7, **PERSON, contact_type="broker")) == Vendor(
        id="7",
        contact_type="broker",
        given_name="Jane",
        family_name="Doe",
        company="Acme",
        email="jane@example.com",
        phone="555-0100",
        address="1 Elm St",
        city="Chester",
        state="CA",
        zip="96020",
        external_id="x-1",
        tax_id="12-3456789",
        created_at=EARLIER,
        updated_at=NOW,
    )


@pytest.mark.parametrize(("active", "is_active"), [(True, True), (None, True), (False, False)])
def test_an_agent_is_active_unless_core_says_otherwise(
    active: bool | None, *, is_active: bool
) -> None:
    assert read_agent(user(45, active=active)).active is is_active


@pytest.mark.parametrize(
    ("fields", "tax_id"),
    [
        ({"tax_id": " 12-3456789 "}, "12-3456789"),
        ({"taxpayer_id": "1"}, "1"),
        ({"ein": 123_456_789}, "123456789"),
        ({"tax_id": "", "ein": "2"}, "2"),
        ({"custom_attributes": [{"name": "ein", "value": "3"}]}, "3"),
        (
            {"custom_attributes": [{"name": "ein", "value": ""}, {"name": "tax_id", "value": "4"}]},
            "4",
        ),
        ({"custom_attributes": [{"name": "office", "value": "5"}]}, ""),
        ({}, ""),
    ],
)
def test_a_tax_id_may_have_several_names(fields: dict[str, Any], tax_id: str) -> None:
    assert read_agent(user(45, **fields)).tax_id == tax_id
    assert read_vendor(contact(7, **fields)).tax_id == tax_id


@pytest.mark.parametrize(
    ("type_", "owner", "kind", "is_owner"),
    [
        ("User", True, PayeeKind.AGENT, True),
        ("Contact", False, PayeeKind.VENDOR, False),
        ("User", None, PayeeKind.AGENT, False),
    ],
)
def test_a_participant_is_an_agent_or_a_contact(
    type_: str, owner: bool | None, kind: PayeeKind, *, is_owner: bool
) -> None:
    row = {**PERSON, "id": 45, "type": type_, "role": "Listing Agent", "owner": owner}
    assert read_participant("1", row) == Participant(
        kind=kind,
        id="45",
        role="Listing Agent",
        given_name="Jane",
        family_name="Doe",
        email="jane@example.com",
        is_owner=is_owner,
    )


FIELDS = [
    {"name": "office", "label": "Office", "value": " Boston "},
    {"name": "units", "label": "Units", "value": 2},
    {"name": "notes", "label": "Notes", "value": None},
]


def test_a_transaction_is_read_with_all_that_core_has() -> None:
    row = transaction(
        1,
        status="Pending",
        transaction_type="Sale",
        representing="Seller",
        price=Decimal("250000.50"),
        closed_at=UPDATED,
        created_at=CREATED,
        external_id="x-1",
        custom_attributes=FIELDS,
    )
    assert read_transaction(row) == Transaction(
        id="1",
        number="TR-2026-000001",
        address="1 Aldon Drive",
        city="Chester",
        state="CA",
        zip="96020",
        status="pending",
        transaction_type="Sale",
        representing="Seller",
        timezone="America/Los_Angeles",
        price_cents=250_000_50,
        gross_cents=10_000_00,
        closing_date=NOW.date(),
        closed_at=NOW,
        finalized_at=NOW,
        created_at=EARLIER,
        updated_at=NOW,
        external_id="x-1",
        attributes=(
            Attribute(name="office", label="Office", value="Boston"),
            Attribute(name="units", label="Units", value="2"),
            Attribute(name="notes", label="Notes", value=""),
        ),
    )


@pytest.mark.parametrize(
    "status", ["listing", "pending", "closed", "cancelled", "active", "opportunity", "CLOSED"]
)
def test_every_status_of_core_is_known(status: str) -> None:
    assert read_transaction(transaction(1, status=status)).status == status.lower()


@pytest.mark.parametrize(
    ("row", "key", "label"),
    [
        (transaction(1), "transaction:1", TRANSACTION),
        (
            transaction(1, custom_id=""),
            "transaction:1",
            "Transaction with the CORE ID 1, 1 Aldon Drive",
        ),
        (
            transaction(1, custom_id=5),
            "transaction:1",
            "Transaction with the CORE ID 1, 1 Aldon Drive",
        ),
        (transaction(1, address=None), "transaction:1", "Transaction TR-2026-000001"),
        ({}, "transaction:", "Transaction without a CORE ID"),
        ({"id": "?"}, "transaction:", "Transaction without a CORE ID"),
    ],
)
def test_a_transaction_is_named_whatever_is_wrong_with_it(
    row: dict[str, Any], key: str, label: str
) -> None:
    named = transaction_row(row)
    assert (named.record_key, named.label, named.data) == (key, label, row)


ZONE = "which isn't a time zone, so the close date is unclear"
ON_HOLD: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"commissions_finalized_at": None}, False),
    ({"status": "cancelled"}, False),
]
AT_MIDNIGHT = 1_780_012_800_000 + 10 * 3_600_000


@pytest.mark.parametrize(("fields", "is_on_hold"), ON_HOLD)
def test_the_close_date_must_be_clear_once_there_is_something_to_post(
    fields: dict[str, Any], *, is_on_hold: bool
) -> None:
    row = transaction(1, timezone="Moon", closing_date=AT_MIDNIGHT, **fields)
    if not is_on_hold:
        assert read_transaction(row).closing_date is None
        return
    with pytest.raises(RecordProblem) as caught:
        read_transaction(row)
    assert caught.value.sentence == f"{TRANSACTION}: the time zone is 'Moon', {ZONE}."


def test_without_a_close_date_no_time_zone_is_needed() -> None:
    for missing in (None, ""):
        row = transaction(1, timezone="Moon", closing_date=missing)
        assert read_transaction(row).closing_date is None


READERS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "agent": read_agent,
    "contact": read_vendor,
    "participant": lambda data: read_participant("1", data),
    "transaction": read_transaction,
}
JANE = {"id": 45, "first_name": "Jane", "last_name": "Doe", "updated_at": UPDATED}
NAMELESS = {"id": 45, "updated_at": UPDATED}
USD = "Enter the amount in US dollars in CORE, or record it in QuickBooks yourself."
BAD: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("agent", NAMELESS, "agent:45", "last_name", "Agent 45: it has neither a name nor an email address."),
    ("contact", NAMELESS, "vendor:45", "last_name", "Contact 45: it has neither a name nor an email address."),
    ("agent", {**JANE, "id": None}, "agent:", "id", "Agent Jane Doe: the record number is blank, but it must be an ID."),
    ("contact", {**JANE, "id": ""}, "vendor:", "id", "Contact Jane Doe: the record number is blank, but it must be an ID."),
    ("agent", {**JANE, "active": "yes"}, "agent:45", "active", "Agent Jane Doe (CORE ID 45): the switch \"active\" is 'yes', but it must be yes or no."),
    ("agent", {**JANE, "first_name": 1.5}, "agent:45", "first_name", "Agent Doe (CORE ID 45): the first name is '1.5', but it must be text."),
    ("agent", {**JANE, "tax_id": [1]}, "agent:45", "tax_id", "Agent Jane Doe (CORE ID 45): its tax ID isn't text."),
    ("agent", {**JANE, "custom_attributes": [{"name": "ein", "value": [1]}]}, "agent:45", "tax_id", "Agent Jane Doe (CORE ID 45): its tax ID isn't text."),
    ("contact", {**JANE, "ein": True}, "vendor:45", "tax_id", "Contact Jane Doe (CORE ID 45): its tax ID isn't text."),
    ("participant", {**JANE, "type": "Robot"}, "transaction:1", "type", "Transaction 1, a participant: the type is 'Robot', but it must be an agent or a contact."),
    ("participant", {**JANE, "type": "User", "id": None}, "transaction:1", "id", "Transaction 1, a participant: the record number is blank, but it must be an ID."),
    ("participant", {**JANE, "type": "User", "owner": 1}, "transaction:1", "owner", 'Transaction 1, a participant: the switch "owner" is 1, but it must be yes or no.'),
    ("transaction", transaction(1, status="lost"), "transaction:1", "status", f"{TRANSACTION}: the status is 'lost', which CoreBooks doesn't support."),
    ("transaction", transaction(1, updated_at=None), "transaction:1", "updated_at", f"{TRANSACTION}: the last update is blank, but a date and time is required."),
    ("transaction", transaction(1, currency="CAD"), "transaction:1", "currency", f"{TRANSACTION}: it is in CAD, but only US dollars (USD) can be synced."),
    ("transaction", transaction(1, price="a lot"), "transaction:1", "price", f"{TRANSACTION}: the price is 'a lot', but it must be a number of dollars."),
    ("transaction", transaction(1, custom_attributes="none"), "transaction:1", "custom_attributes", f"{TRANSACTION}: the custom fields aren't a list of items."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row", "key", "field", "sentence"), BAD)
def test_what_cannot_be_used_is_named(
    kind: str, row: dict[str, Any], key: str, field: str, sentence: str
) -> None:
    with pytest.raises(RecordProblem) as caught:
        READERS[kind](row)
    problem = caught.value
    assert problem.sentence == sentence
    assert (problem.record_key, problem.field) == (key, field)
    assert problem.what_to_do == (USD if field == "currency" else CORRECT_IT)


@pytest.mark.parametrize("kind", ["agent", "contact"])
def test_somebody_who_cannot_be_used_is_found_by_name(kind: str) -> None:
    with pytest.raises(RecordProblem) as caught:
        READERS[kind]({**JANE, "tax_id": [1]})
    assert caught.value.known.title == "Jane Doe"


LISTED = [
    ("transaction", {**transaction(1), "id": None}, UPDATED, "transactions has Transaction TR-2026-000001, 1 Aldon Drive whose record number is blank"),
    ("agent", {**JANE, "id": -1}, UPDATED, "agents has Agent Jane Doe whose record number is -1"),
    ("vendor", {**JANE, "id": "?"}, UPDATED, "contacts has Contact Jane Doe whose record number is '?'"),
    ("agent", "Jane", 0, "agents has an entry whose record number is 'Jane'"),
    ("agent", {**JANE, "id": None, "updated_at": True}, 0, "agents has Agent Jane Doe whose record number is blank"),
    ("agent", {**JANE, "id": None, "updated_at": "x"}, 0, "agents has Agent Jane Doe whose record number is blank"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row", "mark", "says"), LISTED)
def test_a_row_without_an_id_is_found_again_by_its_time_of_change(
    kind: str, row: object, mark: int, says: str
) -> None:
    problem = stated_problem(kind, "id", row)
    assert problem.sentence == f"CORE's list of {says}, but it must be an ID."
    assert problem.record_key == f"{kind}:without-id-{mark}"
    assert (problem.field, problem.cause) == ("id", HoldCause.ROW_WITHOUT_ID)
    assert problem.value == (row["id"] if isinstance(row, dict) else row)
    assert problem.what_to_do == (
        "Open and save the record in CORE, or report it to CORE support. Then sync again."
    )


def test_a_row_without_an_id_is_found_by_what_it_has() -> None:
    assert stated_problem("agent", "id", {**JANE, "id": None}).known.title == "Jane Doe"
    deal = stated_problem("transaction", "id", {**transaction(1), "id": None}).known
    assert (deal.number, deal.amount_cents) == ("TR-2026-000001", 10_000_00)
    assert stated_problem("agent", "id", "Jane").known.title == ""
