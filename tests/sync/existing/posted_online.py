"""Books of another hand, posted into QuickBooks Online over its API, as its own connector would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import httpx

from include.books.catalogue import plain
from include.books.documents import DocumentKind
from sandbox.quickbooks_online import json_text
from sandbox.quickbooks_online.person import Person
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.sync.existing.earlier_books import Booked

_ENTITIES = {
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "VendorCredit",
}
_BATCH = 30


def post(quickbooks: RunningSandbox, booked: Sequence[Booked]) -> dict[str, str]:
    """Post all entries, with their customers and vendors. Returns by document key the ID of its entry."""
    person = Person(quickbooks)
    sold = person.named("Item", "Gross Commission")
    paid = person.named("Account", "Agent Commissions")
    with quickbooks.api(timeout=60) as api:
        parties = _parties(api, booked)
        bodies = (
            (_ENTITIES[one.kind], _body(one, parties[one.is_sale, plain(one.party)], sold, paid))
            for one in booked
        )
        ids = list(_created(api, bodies))
    return {
        one.document_key: entry_id
        for one, entry_id in zip(booked, ids, strict=True)
        if one.document_key
    }


def _parties(api: httpx.Client, booked: Iterable[Booked]) -> dict[tuple[bool, str], str]:
    """The customers and vendors, by whether they are customers and their names."""
    names = {(one.is_sale, plain(one.party)): one.party for one in booked}
    bodies = (
        ("Customer" if is_sale else "Vendor", {"DisplayName": name})
        for (is_sale, _), name in names.items()
    )
    return dict(zip(names, _created(api, bodies), strict=True))


def _body(one: Booked, party: str, sold: Any, paid: Any) -> dict[str, Any]:
    reference = {"value": party}
    return {
        "CustomerRef" if one.is_sale else "VendorRef": reference,
        "TxnDate": one.day.isoformat(),
        "PrivateNote": one.memo,
        "Line": [_line(one, text, cents, sold, paid) for text, cents in one.lines],
        **({"DocNumber": one.number} if one.number else {}),
    }


def _line(one: Booked, text: str, cents: int, sold: Any, paid: Any) -> dict[str, Any]:
    detail = "SalesItemLineDetail" if one.is_sale else "AccountBasedExpenseLineDetail"
    return {
        "Description": text,
        "Amount": Decimal(cents).scaleb(-2),
        "DetailType": detail,
        detail: {"ItemRef": sold} if one.is_sale else {"AccountRef": paid},
    }


def _created(api: httpx.Client, bodies: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """The IDs of what is created, thirty at a time."""
    items = [
        {
            "bId": str(at),
            "operation": "create",
            entity: body,
            "optionsData": "include=allowduplicatedocnum",
        }
        for at, (entity, body) in enumerate(bodies)
    ]
    for start in range(0, len(items), _BATCH):
        content = json_text.dumps({"BatchItemRequest": items[start : start + _BATCH]})
        headers = {"Content-Type": "application/json"}
        answer = api.post("batch", content=content, headers=headers)
        answer.raise_for_status()
        for item in json_text.loads(answer.text)["BatchItemResponse"]:
            created = next((one for name, one in item.items() if name in _NAMES), None)
            assert created is not None, item
            yield created["Id"]


_NAMES = {"Customer", "Vendor", *_ENTITIES.values()}
