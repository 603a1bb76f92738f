"""Agents, contacts and deals of CORE, as tests about names need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from include.database.tables.entries import PartyLink
from tests.sync.office import COMPANY, Office

_CLOSED = int(dt.datetime(2026, 6, 1, 17, tzinfo=dt.UTC).timestamp() * 1000)


def agent(office: Office, first: str, last: str, **fields: Any) -> int:
    """An agent, by CORE ID."""
    said = {"email": "agent@example.com", "tags": ["1099"], **fields}
    added = office.core.post("/agents", first_name=first, last_name=last, **said)
    return int(added["id"])


def contact(office: Office, company: str = "", **fields: Any) -> int:
    """A contact, by CORE ID."""
    return int(office.core.post("/contacts", company=company, **fields)["id"])


def deal(office: Office, address: str, *agents: int, to: dict[int, int] | None = None) -> str:
    """A closed deal of $10,000.00 whose agents get 80% together.

    Args:
        office: where.
        address: of the property.
        agents: who earns.
        to: cents that contacts are paid, by contact.
    """
    added = office.core.post(
        "/transactions",
        address=address,
        gross=1_000_000,
        closing_date=_CLOSED,
        finalized=True,
        shares=[{"side": "listing"}],
        agents=[{"agent": one, "side": "listing"} for one in agents],
        items=[
            {
                "name": "Referral fee",
                "side": "listing",
                "amount": cents,
                "payee": {"kind": "Contact", "id": one},
                "sync": True,
                "create_payment": True,
            }
            for one, cents in (to or {}).items()
        ],
    )
    return str(added["id"])


def statement(office: Office, agent_id: int) -> int:
    """A billing statement of $50.00, by CORE ID."""
    added = office.core.post(
        "/statements", agent=agent_id, items=[{"name": "Desk fee", "amount": 5_000}]
    )
    return int(added["id"])


def payees(office: Office, *entities: str) -> list[tuple[str, int]]:
    """Who the entries of QuickBooks are to, with their totals in cents."""
    return sorted(
        (str(entry["party"] or ""), int(entry["total"]))
        for entry in office.quickbooks.entries()
        if not entities or entry["type"] in entities
    )


def matches(office: Office) -> dict[str, str]:
    """The QuickBooks ID that each of CORE's is matched to."""
    with office.database.reading() as session:
        rows = session.scalars(select(PartyLink).where(PartyLink.company_id == COMPANY)).all()
        return {row.party_key: row.quickbooks_id for row in rows}


def vendors(office: Office) -> dict[str, dict[str, Any]]:
    """QuickBooks' vendors by ID, inactive ones included."""
    query = "select * from Vendor where Active in (true, false) maxresults 1000"
    with office.quickbooks.api() as api:
        rows = api.get("query", params={"query": query}).json()["QueryResponse"]
    return {row["Id"]: row for row in rows.get("Vendor", ())}


def merge(office: Office, entity: str, loser: str, winner: str) -> None:
    """As Intuit merges vendors: the entries move, and the loser is inactive under another name."""
    key = "EntityRef" if entity == "Purchase" else "VendorRef"
    for entry in office.entries(entity):
        with office.quickbooks.api() as api:
            body = api.get(f"{entity.lower()}/{entry['id']}").json()[entity]
        if body[key]["value"] == loser:
            to = {"value": winner, **({"type": "Vendor"} if entity == "Purchase" else {})}
            office.quickbooks.edit(entity, entry["id"], "update", **{key: to})
    deactivate(office, loser)


def deactivate(office: Office, vendor: str) -> None:
    """A bookkeeper makes a vendor inactive, and Intuit frees its name."""
    before = vendors(office)[vendor]["DisplayName"]
    office.quickbooks.edit("Vendor", vendor, "deactivate")
    assert vendors(office)[vendor]["DisplayName"].startswith(f"{before} (")


def put(office: Office, name: str) -> str:
    """A vendor that a bookkeeper creates."""
    with office.quickbooks.api() as api:
        return str(api.post("vendor", json={"DisplayName": name}).json()["Vendor"]["Id"])
