"""Rows of transactions and their participants."""

from __future__ import annotations

from sandbox.core_backoffice.model import ACCOUNT_ID, Agent, Contact, Deal, Side
from sandbox.core_backoffice.rows.values import Row, dollars
from sandbox.core_backoffice.store import Store

_ATTRIBUTES = (
    ("text", "MLS #", "mls_number"),
    ("dropdown", "Lead source", "lead_source"),
    ("text", "County", "county"),
    ("dropdown", "Office", "office"),
    ("date", "Demand date", "demand_date"),
)
_REPRESENTING = {
    frozenset[Side]({"listing"}): "seller",
    frozenset[Side]({"buying"}): "buyer",
    frozenset[Side]({"listing", "buying"}): "both",
}


def transaction(deal: Deal) -> Row:
    """A transaction, whole; lists and single answers have the same fields."""
    return {
        "id": deal.id,
        "address": deal.address,
        "city": deal.city,
        "state": deal.state,
        "zip": deal.zip,
        "status": deal.status,
        "price": dollars(deal.price),
        "transaction_type": deal.transaction_type,
        "representing": _REPRESENTING.get(frozenset(deal.our_sides)),
        "acceptance_date": deal.acceptance_date,
        "expiration_date": deal.expiration_date,
        "created_at": deal.created_at,
        "updated_at": deal.updated_at,
        "closing_date": deal.closing_date,
        "total_gross_commission": dollars(deal.gross),
        "sales_volume": dollars(deal.price * len(deal.our_sides)),
        "listing_date": deal.listing_date,
        "external_id": deal.external_id,
        "timezone": deal.timezone,
        "commissions_finalized_at": deal.finalized,
        "custom_id": deal.custom_id,
        "closed_at": deal.closed_at,
        "custom_attributes": [
            {"type": type_, "label": label, "name": name, "value": deal.attributes.get(name)}
            for type_, label, name in _ATTRIBUTES
        ],
        "buying_side_representer": _representer(deal, "buying"),
        "listing_side_representer": _representer(deal, "listing"),
    }


def _representer(deal: Deal, side: Side) -> Row | None:
    if side in deal.our_sides:
        return {"id": ACCOUNT_ID, "type": "Account"}
    brokers = [share.broker for share in deal.shares if share.side == side and share.broker]
    return {"id": brokers[0], "type": "Contact"} if brokers else None


def participants(deal: Deal, store: Store) -> list[Row]:
    """Everybody named on a deal: the owner first, then other agents, then contacts."""
    users = list(dict.fromkeys(share.agent for share in deal.agents))
    contacts = dict.fromkeys(
        [share.broker for share in deal.shares if share.broker]
        + [item.payee.id for item in deal.items if item.payee.kind == "Contact"]
    )
    rows = [
        _participant("User", store.agents[id_], "transaction owner" if place == 0 else "Agent")
        for place, id_ in enumerate(users)
        if id_ in store.agents
    ]
    brokers = {share.broker for share in deal.shares}
    return rows + [
        _participant("Contact", store.contacts[id_], "Agent" if id_ in brokers else "Other")
        for id_ in contacts
        if id_ in store.contacts
    ]


def _participant(type_: str, person: Agent | Contact, role: str) -> Row:
    return {
        "id": person.id,
        "role": role,
        "type": type_,
        "owner": role == "transaction owner",
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
    }
