"""What an approval is bound to: a digest of exactly the changes that a run is about to send.

Each change has a digest of its own, and a plan's digest is of theirs: so a run that was interrupted goes
on with those that are left, and a change that was planned anew is covered only if it is the same one.

A document's digest covers what it writes, to which entry, for whom, what must stay there, and the tax that
QuickBooks should add to it, or had added to what is changed: an approver sees net, tax and total. Of a
customer, vendor, product or class it covers what CORE has of it: which entry of QuickBooks that is,
and under which name a new one is created, is only known when it is matched, right before it is sent.
The request ID follows from all this and from how often QuickBooks answered with an error, so it is left
out: the same change sent again under another ID needs no second approval.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from include.database.keys.seal import Seal
from include.database.stored.needs import Needs, needs_from_json
from include.database.tables.runs import Operation
from include.sync.operations.operations import is_document, is_party


def operation_digest(operation: Operation, seal: Seal) -> str:
    """The digest of one change: SHA-256 of its canonical JSON."""
    content: dict[str, Any] = {
        "company": operation.company_id,
        "key": operation.document_key,
        "kind": operation.kind,
        "base_revision": operation.base_revision,
    }
    if is_document(operation):
        content |= _document(operation)
    elif is_party(operation):
        content["payload"] = _party(operation.payload, seal)
    else:
        content["payload"] = operation.payload
    return _sha256(content)


def plan_digest(digests: Iterable[str]) -> str:
    """The digest of a whole plan, whatever the order of its changes."""
    return _sha256(sorted(digests))


def _document(operation: Operation) -> dict[str, Any]:
    needs = needs_from_json(operation.needs)
    return {
        "action": operation.action,
        "record": operation.record_key,
        "payload": _without_new_ids(operation.payload, needs),
        "cents": operation.total_cents,
        **_tax(operation),
        "date": operation.date.isoformat() if operation.date else None,
        "due_date": operation.due_date.isoformat() if operation.due_date else None,
        "existing": [operation.existing_id, operation.existing_version],
        "needs": needs.stored(),
    }


def _tax(operation: Operation) -> dict[str, Any]:
    """The tax after and before; nothing where there is none, as in companies without sales tax."""
    taxes = [operation.tax_cents, operation.tax_before_cents]
    return {"tax": taxes} if any(taxes) else {}


def _without_new_ids(payload: Mapping[str, Any], needs: Needs) -> dict[str, Any]:
    """A document without the IDs of what is created for it: it gets them right before it is sent."""
    new = {(kind, name) for kind, name in needs.lists}

    def named(ref: Mapping[str, Any] | None) -> Any:
        if ref and (ref["kind"], ref["name"]) in new:
            return {**ref, "id": ""}
        return ref

    lines = [{**line, "target": named(line["target"])} for line in payload["lines"]]
    return {**payload, "lines": lines, "class_ref": named(payload.get("class_ref"))}


def _party(payload: Mapping[str, Any], seal: Seal) -> dict[str, Any]:
    """What CORE has of a customer or vendor: of its tax ID a keyed hash, as sealing differs each time."""
    tax_id = seal.digest(seal.open(payload.get("tax_id") or ""))
    return {**payload, "tax_id": tax_id, "print_name": ""}


def _sha256(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
