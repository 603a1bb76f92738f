"""Merging two customers or two vendors, as a person does by giving one the other's name.

Seen live: the losing id becomes inactive, and every entry of it is one of the winner's, as a new
version (webhooks qbo.vendor.merged.v1, qbo.customer.merged.v1).
"""

from __future__ import annotations

import copy
from typing import Any

from sandbox.quickbooks_online import home_amounts, ledger
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS, TRANSACTIONS
from sandbox.quickbooks_online.errors import rule
from sandbox.quickbooks_online.inactive import renamed
from sandbox.quickbooks_online.store import Body, Change, Record

_REFS = {"CustomerRef": "Customer", "VendorRef": "Vendor"}


def merge(company: Company, entity: str, loser_id: str, winner_id: str) -> int:
    """Give everything of one customer or vendor to another; returns how many entries moved.

    Raises:
        Refusal: 610 or 2500 either is not there or inactive; 6000 they are the same.
    """
    if loser_id == winner_id:
        raise rule("A name can't be merged with itself.")
    loser = company.referred((entity,), loser_id)
    winner = company.referred((entity,), winner_id)
    moved = 0
    for kind in TRANSACTIONS:
        for record in list(company.store.find(company.realm, kind, "status <> 'deleted'")):
            body = _moved(company, record.body, entity, loser, winner)
            if body != record.body:
                _replace(company, record, body)
                moved += 1
    gone = renamed(company, SPECS[entity], {**loser.body, "Active": False})
    change = Change(entity, loser.id, gone, company.clock.now(), company.who, "merge")
    company.store.replace(company.realm, change, active=False)
    return moved


def _replace(company: Company, record: Record, body: Body) -> None:
    change = Change(
        record.entity, record.id, body, company.clock.now(), company.who, "merge", record.status
    )
    company.store.replace(company.realm, change, active=record.active)
    spec = SPECS[record.entity]
    if spec.post is not None and record.status == "live":
        posted = home_amounts.postings(company, spec, body)
        ledger.post(company, record.entity, record.id, body["TxnDate"], posted)


def _moved(company: Company, body: Body, entity: str, loser: Record, winner: Record) -> Body:
    """The body with every reference to the loser one to the winner."""
    result: Body = copy.deepcopy(body)
    new = {"value": winner.id, "name": company.name_of(winner)}

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for inner in value:
                walk(inner)
        if not isinstance(value, dict):
            return
        for name, inner in value.items():
            if isinstance(inner, dict) and _is_loser(name, inner, entity, loser.id):
                value[name] = {**inner, **new}
            else:
                walk(inner)

    walk(result)
    return result


def _is_loser(name: str, ref: Body, entity: str, loser_id: str) -> bool:
    kind = _REFS.get(name) or (ref.get("type") if name in ("EntityRef", "Entity") else None)
    return kind == entity and str(ref.get("value")) == loser_id
