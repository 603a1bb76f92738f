"""The worked examples that the product's help is written with, as deals to add.

A: a team leader's fee. B, C, D: a referral fee that gets a payment of its own, is a line on the
income, or appears nowhere. E: an unpaid statement.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal, TypeAlias

from typing_extensions import TypedDict

from sandbox.core_backoffice.generator.calendar import TODAY, moment
from sandbox.core_backoffice.model import (
    Agent,
    AgentItem,
    AgentShare,
    BillingItem,
    Contact,
    Deal,
    DealItem,
    Party,
    Share,
    Statement,
    statement_number,
)
from sandbox.core_backoffice.store import Store

Letter: TypeAlias = Literal["A", "B", "C", "D", "E"]

_GROSS = 1_000_000
_DAY = TODAY - dt.timedelta(days=16)


class Ids(TypedDict):
    """What an example added or used; the agent who earns comes first."""

    transactions: list[int]
    statements: list[int]
    agents: list[int]
    contacts: list[int]


def add_example(store: Store, letter: Letter) -> Ids:
    """Add one example to the books, with its people where they are missing."""
    match letter:
        case "A":
            return example_a(store)
        case "B":
            return _referral(store, "B", "22 Beacon St", sync=True, create_payment=True)
        case "C":
            return _referral(store, "C", "33 Cedar St", sync=True, create_payment=False)
        case "D":
            return _referral(store, "D", "44 Dartmouth St", sync=False, create_payment=False)
        case "E":
            return example_e(store)


def example_a(store: Store) -> Ids:
    """Gross 10,000.00, agent 8,000.00 after split, of which 2 % go to the team leader."""
    agent = _agent(store, "Amy", "Adler")
    leader = _agent(store, "Lee", "Lawson")
    fee = AgentItem(
        name="Team leader fee", percent=Decimal(2), payee=Party(kind="User", id=leader.id)
    )
    deal = _deal(store, "A", "11 Arlington St", agent, agent_items=(fee,))
    return Ids(transactions=[deal.id], statements=[], agents=[agent.id, leader.id], contacts=[])


def _referral(store: Store, letter: str, address: str, *, sync: bool, create_payment: bool) -> Ids:
    """Gross 10,000.00, referral 1,000.00 to Acme Realty before an 80 % split of 9,000.00."""
    agent = _agent(store, "Bea", "Barlow")
    acme = _contact(store, "Acme Realty")
    item = DealItem(
        name="Referral fee",
        side="listing",
        amount=100_000,
        payee=Party(kind="Contact", id=acme.id),
        before_split=True,
        sync=sync,
        create_payment=create_payment,
    )
    deal = _deal(store, letter, address, agent, items=(item,))
    return Ids(transactions=[deal.id], statements=[], agents=[agent.id], contacts=[acme.id])


def example_e(store: Store) -> Ids:
    """A statement of 95.00 desk fee, 25.00 technology fee and 20.00 agent credit, unpaid."""
    agent = _agent(store, "Eve", "Eastman")
    lines = (
        ("Desk fee", 9_500, False),
        ("Technology fee", 2_500, False),
        ("Agent credit", 2_000, True),
    )
    id_ = store.next_id("statements")
    statement = store.change(
        Statement(
            id=id_,
            number=statement_number(_DAY.year, id_),
            agent=agent.id,
            billing_date=moment(_DAY),
            due_date=moment(TODAY),
            items=tuple(
                BillingItem(
                    id=store.next_id("billing_items"), name=name, amount=amount, credit=credit
                )
                for name, amount, credit in lines
            ),
            created_at=store.tick(),
        )
    )
    store.change(store.agents[agent.id])
    return Ids(transactions=[], statements=[statement.id], agents=[agent.id], contacts=[])


def _deal(
    store: Store,
    letter: str,
    address: str,
    agent: Agent,
    *,
    items: tuple[DealItem, ...] = (),
    agent_items: tuple[AgentItem, ...] = (),
) -> Deal:
    id_ = store.next_id("transactions")
    share = AgentShare(agent=agent.id, side="listing", items=agent_items)
    return store.change(
        Deal(
            id=id_,
            custom_id=f"TR-{_DAY.year}-{id_}",
            external_id=f"EXAMPLE-{letter}",
            address=address,
            status="closed",
            price=40_000_000,
            gross=_GROSS,
            acceptance_date=moment(_DAY - dt.timedelta(days=30)),
            closing_date=moment(_DAY),
            closed_at=moment(_DAY, 16),
            finalized=store.tick(),
            disbursement=1,
            shares=(Share(side="listing"),),
            items=items,
            agents=(share,),
            created_at=moment(_DAY - dt.timedelta(days=40)),
        )
    )


def _agent(store: Store, first: str, last: str) -> Agent:
    for agent in store.agents.values():
        if (agent.first_name, agent.last_name, agent.deleted) == (first, last, False):
            return agent
    return store.change(
        Agent(
            id=store.next_id("agents"),
            first_name=first,
            last_name=last,
            email=f"{first}.{last}@example.com".lower(),
            tags=("1099",),
            created_at=store.tick(),
        )
    )


def _contact(store: Store, company: str) -> Contact:
    for contact in store.contacts.values():
        if contact.company == company and not contact.deleted:
            return contact
    return store.change(
        Contact(
            id=store.next_id("contacts"),
            contact_type="agent",
            company=company,
            email="office@acmerealty.example.com",
            created_at=store.tick(),
        )
    )
