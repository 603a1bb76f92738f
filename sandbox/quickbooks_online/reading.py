"""Entities as answers show them: with Id, SyncToken, times, balances and links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal

from sandbox.accounting.chart import DEBIT_NATURE
from sandbox.quickbooks_online import home_amounts, ledger, links, money
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS
from sandbox.quickbooks_online.store import Body, Record

_DEPOSITABLE = ("Payment", "SalesReceipt", "RefundReceipt")
_PARTY_REFS = {"CustomerRef": "Customer", "VendorRef": "Vendor"}


def shown(company: Company, record: Record) -> Body:
    """One entity as an answer shows it."""
    return shown_all(company, [record])[0]


def shown_all(company: Company, records: Iterable[Record]) -> list[Body]:
    """Entities of one kind as answers show them."""
    found = list(records)
    if not found:
        return []
    bodies = [_shown(company, record) for record in found]
    match found[0].entity:
        case "Account":
            _account_balances(company, bodies)
        case "Customer" | "Vendor" as entity:
            owed = ledger.party_balances(company, entity, [record.id for record in found])
            owed |= home_amounts.party_balances(company, entity, found)
            for body in bodies:
                body["Balance"] = money.dollars(owed.get(body["Id"], 0))
                if entity == "Customer":
                    body["BalanceWithJobs"] = body["Balance"]
        case _:
            pass
    return bodies


def deleted(record: Record, company: Company) -> Body:
    """What change data capture says of a deleted entity."""
    return {
        "domain": "QBO",
        "status": "Deleted",
        "Id": record.id,
        "MetaData": {"LastUpdatedTime": company.local(record.updated).isoformat()},
    }


def user_id(who: str) -> str:
    """The ID that Intuit has for a user: sixteen digits."""
    digest = hashlib.sha256(who.encode()).hexdigest()
    return str(9_130_000_000_000_000 + int(digest[:10], 16))


def _shown(company: Company, record: Record) -> Body:
    body = {
        **record.body,
        "domain": "QBO",
        "sparse": False,
        "Id": record.id,
        "SyncToken": str(record.token),
        "MetaData": {
            "CreateTime": company.local(record.created).isoformat(),
            # Real answers have it so: an ID of Intuit's, without a name.
            "LastModifiedByRef": {
                "value": user_id(company.store.last_changed_by(company.realm, record))
            },
            "LastUpdatedTime": company.local(record.updated).isoformat(),
        },
    }
    if record.entity == "Purchase" and record.status == "voided":
        # Seen on purchases that were voided in QuickBooks' pages, and nowhere else.
        body["status"] = "Voided"
    if SPECS[record.entity].kind == "transaction":
        _rename(company, body)
        if record.entity in links.SETTLED or record.entity in _DEPOSITABLE:
            body["LinkedTxn"] = links.linked(company, record.entity, record.id)
    return body


def _rename(company: Company, body: Body) -> None:
    """Transactions show the name that their party has now."""
    for name, entity in _PARTY_REFS.items():
        if name in body:
            party = company.store.get(company.realm, entity, body[name]["value"])
            if party is not None:
                body[name] = {**body[name], "name": company.name_of(party)}


def _account_balances(company: Company, bodies: list[Body]) -> None:
    held = ledger.balances(company) | home_amounts.account_balances(company, bodies)
    for body in bodies:
        # A balance since ever is what the balance sheet shows; the API gives none for the others.
        known = body["Classification"] not in ("Revenue", "Expense")
        sign = 1 if body["Classification"] in DEBIT_NATURE else -1
        amount = money.dollars(sign * held.get(body["Id"], 0)) if known else Decimal("0.00")
        body["CurrentBalance"] = body["CurrentBalanceWithSubAccounts"] = amount
