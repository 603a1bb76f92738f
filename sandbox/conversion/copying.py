"""A company of QuickBooks Online is copied into another one, as services that move books do: IDs differ.

Intuit has no such thing, and keeps no map of it. Names, numbers, dates, amounts and memos stay.
"""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks_online import chart, writing
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import PARTIES, SPECS
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.store import Body, Record

_LISTS = ("Account", "Item", "Class", "Department", "Term", "PaymentMethod")
_ENTRIES = (
    "Invoice",
    "SalesReceipt",
    "CreditMemo",
    "Bill",
    "VendorCredit",
    "Purchase",
    "Payment",
    "BillPayment",
    "Deposit",
)
_OF_REFS = {
    "CustomerRef": "Customer",
    "VendorRef": "Vendor",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "SalesTermRef": "Term",
    "PaymentMethodRef": "PaymentMethod",
}
_BILL_PAYMENTS = frozenset({"BillPaymentCheck", "BillPaymentCreditCard"})
_OWN = frozenset({"Id", "LineNum", "Balance", "TxnTaxDetail"})
_WHO = "A service that moves books"

Ids = dict[tuple[str, str], str]
"""By entity and ID in the old company, the ID in the new one."""


def copy(runtime: Runtime, old_realm: str, new_realm: str, name: str, *, shift: int = 3) -> Ids:
    """Copy a company into another one, which is emptied first.

    Args:
        runtime: the sandbox.
        old_realm: the company.
        new_realm: the other one, new or not.
        name: what the new one is called.
        shift: by how much IDs differ, so that many are those of other entries in the old company.

    Returns:
        What became of each ID.
    """
    with runtime.store.transaction():
        runtime.empty(new_realm)
        old, new = runtime.company(old_realm), runtime.company(new_realm, who=_WHO)
        new.store.database.execute(
            "INSERT INTO company VALUES (?, ?, ?)", (new_realm, name, new.clock.now())
        )
        for sequence in ("transaction id", "party id", *(f"{entity} id" for entity in _LISTS)):
            for _ in range(shift):
                new.store.next_number(new_realm, sequence)
        ids: Ids = {}
        for entity in (*_LISTS, *PARTIES):
            _copy(old, new, entity, ids)
        chart.taxed(new)
        for entity in _ENTRIES:
            _copy(old, new, entity, ids)
        return ids


def _copy(old: Company, new: Company, entity: str, ids: Ids) -> None:
    for record in old.store.find(old.realm, entity, "status <> 'deleted' AND active = 1"):
        body = _moved(record.body, record, ids)
        made = writing.create(new, SPECS[entity], body, doubles_allowed=True)
        ids[entity, record.id] = made.id


def _moved(value: Any, record: Record, ids: Ids, name: str = "") -> Any:
    """A value of a body with the new company's IDs."""
    if isinstance(value, list):
        return [_moved(one, record, ids, name) for one in value]
    if not isinstance(value, dict):
        return value
    if "TxnId" in value:
        kind = "BillPayment" if value["TxnType"] in _BILL_PAYMENTS else value["TxnType"]
        return {**value, "TxnId": ids[kind, str(value["TxnId"])]}
    if "value" in value:
        return _ref(value, record, ids, name)
    return {
        inner: _moved(one, record, ids, inner) for inner, one in value.items() if inner not in _OWN
    }


def _ref(value: Body, record: Record, ids: Ids, name: str) -> Body:
    if name == "ParentRef":
        entity = record.entity
    elif name.endswith("AccountRef"):
        entity = "Account"
    else:
        entity = _OF_REFS.get(name) or str(value.get("type", ""))
    new_id = ids.get((entity, str(value["value"])))
    return {**value, "value": new_id} if new_id else value
