"""Writes the whole made-up brokerage into an empty store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from sandbox.core_backoffice.generator.calendar import END_OF_TODAY
from sandbox.core_backoffice.generator.deals import make_deals
from sandbox.core_backoffice.generator.people import People, make_people
from sandbox.core_backoffice.generator.statements import make_statements
from sandbox.core_backoffice.model import FIRST_STATEMENT, BadRecord, Deal
from sandbox.core_backoffice.rows.commissions import commission_rows
from sandbox.core_backoffice.rows.values import Row
from sandbox.core_backoffice.settings import SandboxSettings
from sandbox.core_backoffice.store import Store

_WRONG_BY_DOLLARS = 10


def generate(store: Store, settings: SandboxSettings) -> None:
    """Fill the store; the same settings give the same brokerage."""
    random = Random(settings.seed)
    people = make_people(random, settings.agents, departed=settings.bad_records)
    deals = make_deals(random, people, settings.transactions)
    statements = make_statements(random, people, settings.billing_months)
    touched = {agent.id: agent.updated_at for agent in people.agents}
    for statement in statements:
        touched[statement.agent] = max(touched[statement.agent], statement.updated_at)
    for agent in people.agents:
        store.put(replace(agent, updated_at=touched[agent.id]))
    for contact in (*people.brokers, *people.vendors):
        store.put(contact)
    for deal in deals:
        store.put(deal)
    for statement in statements:
        store.put(statement)
    if settings.bad_records:
        _spoil(store, people, deals)
    _reserve_ids(store)


def _spoil(store: Store, people: People, deals: list[Deal]) -> None:
    """Spoil up to three plain deals, each in its own way."""
    plain = [
        deal
        for deal in deals
        if deal.status == "closed"
        and deal.finalized is not None
        and len(deal.agents) == 1
        and not deal.items
        and deal.agents[0].percent > 0
    ]
    ways: tuple[Callable[[Store, People, Deal], BadRecord], ...] = (
        _not_adding_up,
        _agent_missing,
        _text_for_a_number,
    )
    # From the middle of the two years, so that the newest deals stay as they are.
    middle = len(plain) // 2
    for way, deal in zip(ways, plain[middle : middle + len(ways)], strict=False):
        store.put_bad(way(store, people, deal))


def _not_adding_up(store: Store, _people: People, deal: Deal) -> BadRecord:
    row = _row(store, deal, "OFFICE_NET")
    amount = row["calculated_dollar_amount"] + _WRONG_BY_DOLLARS
    store.put_raw("commissions", row["id"], {"calculated_dollar_amount": round(amount, 2)})
    return BadRecord(
        id=deal.id,
        reason="The brokerage's net is 10.00 too high: the disbursement does not add up.",
        cause=f"raw commissions {row['id']}",
    )


def _agent_missing(store: Store, people: People, deal: Deal) -> BadRecord:
    departed = people.departed
    if departed is None:
        raise LookupError("bad records need a departed agent")
    store.put(departed)
    share = replace(deal.agents[0], agent=departed.id)
    store.put(replace(deal, agents=(share,)))
    return BadRecord(
        id=deal.id,
        reason=f"Its agent, user {departed.id}, was deleted: the API answers 404 for the user.",
        cause=f"deleted user {departed.id}",
    )


def _text_for_a_number(store: Store, _people: People, deal: Deal) -> BadRecord:
    row = _row(store, deal, "split")
    store.put_raw("commissions", row["id"], {"calculated_dollar_amount": "see attached"})
    return BadRecord(
        id=deal.id,
        reason='The agent\'s commission after split is the text "see attached", not a number.',
        cause=f"raw commissions {row['id']}",
    )


def _row(store: Store, deal: Deal, item_type: str) -> Row:
    return next(row for row in commission_rows(deal, store) if row["item_type"] == item_type)


def _reserve_ids(store: Store) -> None:
    deals, statements = store.deals.values(), store.statements.values()
    store.reserve("clock", END_OF_TODAY)
    store.reserve("agents", max(store.agents, default=10_400))
    store.reserve("contacts", max(store.contacts, default=52_000))
    store.reserve("transactions", max((deal.id for deal in deals), default=640_223))
    store.reserve("statements", max((one.id for one in statements), default=FIRST_STATEMENT))
    store.reserve(
        "billing_items",
        max((item.id for one in statements for item in one.items), default=1_200_000),
    )
    store.reserve(
        "payments", max((paid.id for one in statements for paid in one.payments), default=880_000)
    )
