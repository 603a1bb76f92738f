"""Who a row names: looked up on the lists of agents and vendors, or taken from the row itself. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import CanonicalPerson, PersonRef
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Agent, Payee, PayeeKind, Vendor
from include.core_backoffice.records.wording import shown

CORRECT_IT = "Correct it in CORE and export again."


class People(Protocol):
    """The lists of agents and vendors that arrived; a `Shelf` is one."""

    def person(self, key: str) -> CanonicalPerson | None:
        """An agent or vendor by key, "agent:jane-doe"; None if no list has them.

        Raises:
            RecordProblem: a list has them, but their row can't be used.
        """
        ...

    def must_be_listed(self) -> bool:
        """Whether agents of deals and statements must be on the list of agents."""
        ...


def agent_of(ref: PersonRef | None, people: People, row: Row) -> Agent:
    """The agent that a row names.

    Args:
        ref: as the row names them.
        people: the lists.
        row: names the record, and the place in it, in sentences.

    Raises:
        RecordProblem: the row names no agent, or one who must be on a list and isn't.
    """
    if ref is None or not ref.id or ref.kind is not PayeeKind.AGENT:
        raise row.problem(
            "agent",
            "it has no agent."
            if ref is None or (ref.kind is PayeeKind.AGENT and not ref.id)
            else f"its payee is {_holder(ref)}, but it must be an agent.",
            "Enter the agent in CORE and export again, or correct the import profile on Imports.",
            cause=HoldCause.MISSING_AGENT,
        )
    person = _listed(ref, people, row)
    if person is None and people.must_be_listed():
        raise _not_listed(ref, row)
    listed = agent_record(person) if person else None
    agent = listed if listed and listed.name else _agent_of_row(ref)
    if not agent.name:
        raise _without_name("agent", row, HoldCause.MISSING_AGENT)
    return agent


def payee_of(ref: PersonRef | None, people: People, row: Row, *, is_1099: bool = False) -> Payee:
    """Who receives an amount; the company, where a row names nobody.

    Args:
        ref: as the row names them.
        people: the lists.
        row: names the record, and the place in it, in sentences.
        is_1099: whether a vendor's payment is to be reported; an agent's always is.

    Raises:
        RecordProblem: the payee has no name, or is an agent who must be on a list and isn't.
    """
    if ref is None or ref.kind is PayeeKind.COMPANY:
        return Payee(kind=PayeeKind.COMPANY, id="", name=ref.name if ref else "")
    if ref.kind is PayeeKind.AGENT:
        return agent_of(ref, people, row).payee()
    person = _listed(ref, people, row) if ref.id else None
    listed = vendor_record(person) if person else None
    vendor = listed if listed and listed.name else _vendor_of_row(ref)
    if not vendor.id or not vendor.name:
        raise _without_name("payee", row, HoldCause.MISSING_PAYEE)
    return vendor.payee(is_1099=is_1099)


def agent_record(person: CanonicalPerson, updated_at: dt.datetime | None = None) -> Agent:
    """A row of a list of agents as CORE's agent.

    Args:
        person: the row.
        updated_at: when it last changed, UTC; None inside of other records, which it doesn't change.
    """
    return Agent(
        id=person.id,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        company=person.company,
        phone=person.phone,
        address=person.address,
        city=person.city,
        state=person.state,
        zip=person.zip,
        active=person.active,
        external_id=person.external_id,
        tax_id=person.tax_id,
        updated_at=updated_at,
    )


def vendor_record(person: CanonicalPerson, updated_at: dt.datetime | None = None) -> Vendor:
    """A row of a list of vendors as CORE's contact; arguments as `agent_record`."""
    return Vendor(
        id=person.id,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        company=person.company,
        phone=person.phone,
        address=person.address,
        city=person.city,
        state=person.state,
        zip=person.zip,
        external_id=person.external_id,
        tax_id=person.tax_id,
        updated_at=updated_at,
    )


def _listed(ref: PersonRef, people: People, row: Row) -> CanonicalPerson | None:
    try:
        return people.person(ref.key)
    except RecordProblem as problem:
        raise problem.blocking(row.record_key, row.label) from None


def _agent_of_row(ref: PersonRef) -> Agent:
    given, family = _names(ref)
    return Agent(
        id=ref.id, given_name=given, family_name=family, email=ref.email, company=ref.company
    )


def _vendor_of_row(ref: PersonRef) -> Vendor:
    """A vendor whose name is one text is a firm; one with first and last name is a person."""
    return Vendor(
        id=ref.id,
        given_name=ref.given_name,
        family_name=ref.family_name,
        company=ref.company or ("" if ref.given_name or ref.family_name else ref.name),
        email=ref.email,
    )


def _names(ref: PersonRef) -> tuple[str, str]:
    """First and last name; of a name in one cell, the last word is the last name.

    "Doe, Jane" stays as it is: the comma may as well begin a "Jr." or an "LLC".
    """
    if ref.given_name or ref.family_name or not ref.name:
        return ref.given_name, ref.family_name
    if "," in ref.name:
        return "", ref.name
    given, _, family = ref.name.rpartition(" ")
    return given.strip(), family


def _holder(ref: PersonRef) -> str:
    if ref.kind is PayeeKind.COMPANY:
        return "the brokerage"
    return f"{ref.kind} {ref.name or ref.id}"


def _not_listed(ref: PersonRef, row: Row) -> RecordProblem:
    name = ref.name or f"{ref.given_name} {ref.family_name}".strip() or ref.email or ref.id
    return row.problem(
        "agent",
        f"agent {shown(name).strip(_QUOTE)} is on no list of agents.",
        "Add the agent to the list of agents and import it. Or, on Imports, change the import "
        "profile so that agents come from the rows.",
        cause=HoldCause.MISSING_AGENT,
    )


_QUOTE = "'"


def _without_name(who: str, row: Row, cause: HoldCause) -> RecordProblem:
    return row.problem(
        who,
        f"its {who} has neither a name nor an email address.",
        f"Enter the {who}'s name in CORE and export again, or map its column on Imports.",
        cause=cause,
    )
