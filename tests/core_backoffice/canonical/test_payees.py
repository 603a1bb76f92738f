"""Who a row names: on the lists, or by the row itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.payees import (
    agent_of,
    agent_record,
    payee_of,
    vendor_record,
)
from include.core_backoffice.canonical.rows import COMPANY, CanonicalPerson, PersonRef
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import PayeeKind
from tests.core_backoffice.canonical.samples import ACME, JANE, NO_LISTS, Lists

ROW = Row("transaction:7", "Transaction 7 (closings.csv, row 12)", {})
LISTED = CanonicalPerson(
    kind=PayeeKind.AGENT,
    id="jane-doe",
    given_name="Jane",
    family_name="Doe-Smith",
    email="jane@example.com",
    company="Jane Doe LLC",
    tax_id="12-3456789",
)


def test_the_list_knows_an_agent_better_than_the_row() -> None:
    payee = payee_of(JANE, Lists([LISTED]), ROW)
    assert (payee.name, payee.email, payee.company, payee.tax_id, payee.is_1099) == (
        "Jane Doe-Smith",
        "jane@example.com",
        "Jane Doe LLC",
        "12-3456789",
        True,
    )
    assert "12-3456789" not in repr(payee)


@pytest.mark.parametrize(
    ("ref", "names"),
    [
        (JANE, ("Jane", "Doe", "Jane Doe")),
        (replace(JANE, name="Mary Ann Smith"), ("Mary Ann", "Smith", "Mary Ann Smith")),
        (replace(JANE, name="Madonna"), ("", "Madonna", "Madonna")),
        (replace(JANE, name="Doe, Jane"), ("", "Doe, Jane", "Doe, Jane")),
        (
            replace(JANE, name="J Doe", given_name="Jane", family_name="Doe"),
            ("Jane", "Doe", "Jane Doe"),
        ),
        (replace(JANE, name="", company="Doe LLC"), ("", "", "Doe LLC")),
        (replace(JANE, name="", email="jane@example.com"), ("", "", "jane@example.com")),
    ],
)
def test_an_agent_on_no_list_is_named_by_the_row(
    ref: PersonRef, names: tuple[str, str, str]
) -> None:
    agent = agent_of(ref, NO_LISTS, ROW)
    assert (agent.given_name, agent.family_name, agent.name) == names
    assert agent.key == "agent:jane-doe"


def test_an_agent_on_the_list_without_a_name_is_named_by_the_row() -> None:
    blank = CanonicalPerson(kind=PayeeKind.AGENT, id="jane-doe")
    assert agent_of(JANE, Lists([blank]), ROW).name == "Jane Doe"


def test_an_agent_who_must_be_listed_and_is_not_is_held() -> None:
    with pytest.raises(RecordProblem) as caught:
        payee_of(JANE, Lists(must_be_listed=True), ROW)
    assert caught.value.cause is HoldCause.MISSING_AGENT
    assert caught.value.sentence == (
        "Transaction 7 (closings.csv, row 12): agent Jane Doe is on no list of agents."
    )
    assert caught.value.what_to_do == (
        "Add the agent to the list of agents and import it. Or, on Imports, change the import profile "
        "so that agents come from the rows."
    )


def test_an_agent_whose_own_row_is_bad_holds_what_needs_them() -> None:
    class BadRow(Lists):
        def person(self, key: str) -> CanonicalPerson | None:
            raise RecordProblem(
                key, "zip", "x", "agents.csv, row 3 has 'x' as ZIP code.", "Correct it."
            )

    with pytest.raises(RecordProblem) as caught:
        agent_of(JANE, BadRow(), ROW)
    assert (caught.value.record_key, caught.value.what_to_do) == ("transaction:7", "Correct it.")
    assert caught.value.sentence == (
        "Transaction 7 (closings.csv, row 12): on hold because of a record it needs. agents.csv, row 3 "
        "has 'x' as ZIP code."
    )


@pytest.mark.parametrize(
    ("ref", "name", "company"),
    [
        (ACME, "Acme Realty", "Acme Realty"),
        (replace(ACME, given_name="Al", family_name="Acme"), "Al Acme", ""),
        (replace(ACME, name="Al", company="Acme Realty LLC"), "Acme Realty LLC", "Acme Realty LLC"),
        (replace(ACME, name="", email="al@acme.example"), "al@acme.example", ""),
    ],
)
def test_a_vendor_on_no_list_is_named_by_the_row(ref: PersonRef, name: str, company: str) -> None:
    payee = payee_of(ref, Lists(must_be_listed=True), ROW)
    assert (payee.name, payee.company, payee.is_1099) == (name, company, False)


def test_a_vendor_of_the_list_is_reported_where_the_row_says_so() -> None:
    listed = CanonicalPerson(kind=PayeeKind.VENDOR, id="acme", company="Acme Realty Inc.")
    payee = payee_of(ACME, Lists([listed]), ROW, is_1099=True)
    assert (payee.name, payee.is_1099) == ("Acme Realty Inc.", True)


@pytest.mark.parametrize(
    "ref", [PersonRef(kind=PayeeKind.VENDOR), PersonRef(kind=PayeeKind.VENDOR, id="7")]
)
def test_a_vendor_without_a_name_is_held(ref: PersonRef) -> None:
    with pytest.raises(RecordProblem, match="its payee has neither a name nor an email") as caught:
        payee_of(ref, NO_LISTS, ROW)
    assert caught.value.cause is HoldCause.MISSING_PAYEE


def test_an_agent_without_a_name_is_held() -> None:
    with pytest.raises(RecordProblem, match="its agent has neither a name nor an email"):
        agent_of(PersonRef(kind=PayeeKind.AGENT, id="7", email="n/a"), NO_LISTS, ROW)


@pytest.mark.parametrize("ref", [None, COMPANY, replace(COMPANY, name="Willow Park Realty")])
def test_the_company_is_its_own_payee(ref: PersonRef | None) -> None:
    payee = payee_of(ref, NO_LISTS, ROW)
    assert (payee.kind, payee.key, payee.is_company) == (PayeeKind.COMPANY, "company:", True)


def test_a_row_of_a_list_is_a_record_of_core() -> None:
    now = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    agent = agent_record(replace(LISTED, active=False, phone="555", city="Chester"), now)
    assert (agent.active, agent.phone, agent.city, agent.updated_at) == (
        False,
        "555",
        "Chester",
        now,
    )
    vendor = vendor_record(CanonicalPerson(kind=PayeeKind.VENDOR, id="7", company="Acme"))
    assert (vendor.key, vendor.name, vendor.updated_at) == ("vendor:7", "Acme", None)
