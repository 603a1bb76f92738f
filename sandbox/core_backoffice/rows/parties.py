"""How commission rows name payers and payees."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.core_backoffice.model import ACCOUNT_NAME, COMPANY, Agent, Contact, Party
from sandbox.core_backoffice.rows.values import Row
from sandbox.core_backoffice.store import Store


@dataclass(frozen=True, slots=True)
class Names:
    """What a row says of a party; a party not named has nulls and empty texts."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str = ""
    tags: tuple[str, ...] = ()


def names_of(party: Party | None, store: Store) -> Names:
    """The party's names, as far as the books know it; agents deleted since are still named."""
    if party is None:
        return Names()
    if party.kind == "Account":
        return Names(ACCOUNT_NAME, company=ACCOUNT_NAME)
    person = _person(party, store)
    if person is None:
        return Names()
    return Names(
        person.name,
        person.first_name or None,
        person.last_name or None,
        person.company,
        person.tags,
    )


def pay_to(party: Party | None, store: Store) -> Row:
    """Where a check goes: the address of a contact, or the company an agent is paid through."""
    person = _person(party, store) if party else None
    if person is None or not (person.address or person.company):
        return {}
    return {
        "name": person.company or person.name,
        "address": person.address or "",
        "city": person.city or "",
        "state": person.state or "",
        "zip": person.zip or "",
    }


def payer_fields(party: Party | None) -> Row:
    """The first fields of a row."""
    return {
        "payer_id": party.id if party else None,
        "payer_type": party.kind if party else None,
    }


def payee_fields(party: Party | None) -> Row:
    """The fields after the payer's."""
    return {
        "payee_id": party.id if party else None,
        "payee_type": party.kind if party else None,
    }


def agent_party(agent_id: int) -> Party:
    """An agent as a party."""
    return Party(kind="User", id=agent_id)


def broker_party(broker: int | None, *, ours: bool) -> Party | None:
    """Whose a part of the gross commission is; None when the brokerage is not named."""
    if ours:
        return COMPANY
    return Party(kind="Contact", id=broker) if broker is not None else None


def _person(party: Party, store: Store) -> Agent | Contact | None:
    if party.kind == "User":
        return store.agents.get(party.id)
    return store.contacts.get(party.id) if party.kind == "Contact" else None
