"""What a response says of a write: posted, rejected, or neither, so that it must be looked up.

Rejected means that QuickBooks said so of this very write. Posted means that it returned the entity,
with its ID. All else is doubtful: a response that is missing, that comes twice, that holds both an
entity and an error, or an error after which the entry may be there all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from include.books.catalogue import plain
from include.books.entries import Entry, EntryRef
from include.books.gateway import Answer, GatewayUnavailable, NoResponse, Posted, Recovery
from include.books.money import AmountError, Cents, to_cents
from include.quickbooks.online.wire.error_codes.fault_translation import Translation, translate
from include.quickbooks.online.wire.error_codes.faults import Fault, faults_in
from include.quickbooks.online.wire.whole_answers import DELETED, key_of

_NOTE = "deleted, because QuickBooks can't void it"
_GONE = "610"
_NUMBERS = {"Payment": "PaymentRefNum"}
_TELL_APART = ("DisplayName", "Name", "PrivateNote")
_OF_THE_CALL = frozenset({Recovery.RECONNECT, Recovery.FAULT})
"""What may be said of a batch as a whole: the connection ended, or CoreBooks sent nonsense."""


@dataclass(frozen=True, slots=True)
class Item:
    """One write.

    Attributes:
        request_id: at most 36 characters, the same whenever the same content is sent again.
        entity: "Invoice", "Vendor"...
        operation: "create", "update", "void" or "delete".
        body: the entity's JSON, amounts as Decimal.
        label: as the posting log names it.
        params: of the address, for writes that go alone.
        alone: whether QuickBooks takes it only at an address of its own, not in a batch.
        includes: what QuickBooks is to allow: "allowduplicatedocnum".
        shown: reads the entry that QuickBooks returns; None where it isn't a document's.
    """

    request_id: str
    entity: str
    operation: str
    body: Mapping[str, Any] = field(repr=False)  # a vendor's has the tax ID
    label: str
    params: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    includes: str = ""
    shown: Callable[[Mapping[str, Any]], Entry] | None = None


def answer_to(
    item: Item, body: Mapping[str, Any], trace_id: str, faults: tuple[Fault, ...] = ()
) -> Answer | GatewayUnavailable:
    """What a response, or a batch's item, says of one write.

    Args:
        item: the write.
        body: the response, or the batch's item.
        trace_id: the exchange's.
        faults: errors that didn't come as JSON.

    Returns:
        `GatewayUnavailable` where QuickBooks rejected this write, and would reject all others.
    """
    entity, faults = body.get(item.entity), faults or faults_in(body)
    if faults and isinstance(entity, Mapping):
        return NoResponse(item.request_id, "QuickBooks returned both the entry and an error")
    if faults:
        return _rejection(item, faults, trace_id)
    if not isinstance(entity, Mapping) or not _is_of(item, entity):
        return NoResponse(item.request_id, "QuickBooks' response doesn't include it")
    try:
        return posted(item, entity, trace_id)
    except (AmountError, ArithmeticError) as error:
        return NoResponse(item.request_id, f"QuickBooks' response couldn't be read: {error}")


def batch_rejection(faults: Sequence[Fault]) -> Translation | None:
    """What an error says of a batch as a whole; None where its items may be posted all the same."""
    known = translate(faults, "a batch of entries")
    return known if known.recovery in _OF_THE_CALL and not known.doubtful else None


def doubtful(request_id: str, reason: str, faults: Sequence[Fault]) -> NoResponse:
    """That a write may be posted or not: answered with errors that leave it open, or not at all."""
    code = next((fault.code for fault in faults if fault.code), "")
    return NoResponse(request_id, reason, answered=bool(faults), code=code)


def by_batch_id(body: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """A batch's responses by the item's ID; none for an item with two that differ."""
    listed = body.get("BatchItemResponse")
    found: dict[str, Mapping[str, Any]] = {}
    twice: set[str] = set()
    for response in listed if isinstance(listed, list) else ():
        if not isinstance(response, Mapping):
            continue
        key = str(response.get("bId"))
        if found.setdefault(key, response) != response:
            twice.add(key)
    return {key: response for key, response in found.items() if key not in twice}


def posted(item: Item, entity: Mapping[str, Any], trace_id: str) -> Posted:
    """What QuickBooks posted, read from the entity that it returns."""
    total: Cents | None = to_cents(entity["TotalAmt"]) if "TotalAmt" in entity else None
    return Posted(
        request_id=item.request_id,
        ref=EntryRef(key_of(entity, "Id"), key_of(entity, "SyncToken")),
        total=total,
        number=str(entity.get(_NUMBERS.get(item.entity, "DocNumber")) or ""),
        trace_id=trace_id,
        note=_NOTE if item.operation == "delete" else "",
        entry=item.shown(entity) if item.shown and _is_full(entity) else None,
    )


def _is_full(entity: Mapping[str, Any]) -> bool:
    """Whether an entity is all that QuickBooks has of an entry, and not a part of it."""
    if entity.get("status") == DELETED:
        return True
    whole = entity.get("sparse") in (None, False, "false")
    return whole and "TotalAmt" in entity and isinstance(entity.get("Line"), list)


def _rejection(item: Item, faults: tuple[Fault, ...], trace_id: str) -> Answer | GatewayUnavailable:
    if item.operation == "delete" and all(fault.code == _GONE for fault in faults):
        # An earlier attempt, or someone in QuickBooks, has deleted it already.
        ref = EntryRef(str(item.body["Id"]), str(item.body["SyncToken"]))
        return Posted(item.request_id, ref, None, "", trace_id)
    known = translate(faults, item.label)
    if known.doubtful:
        return doubtful(item.request_id, known.sentence.rstrip("."), faults)
    if known.recovery is Recovery.RECONNECT:
        return known.unavailable()
    return known.rejected(item.request_id, trace_id)


def _is_of(item: Item, entity: Mapping[str, Any]) -> bool:
    """Whether an entity is the answer to a write: it has an ID, the one that was written to.

    A new one has the name or memo that was sent: with another's ID, money would go to the wrong vendor.
    """
    id_ = key_of(entity, "Id")
    if item.operation == "create" and any(_differs(item, entity, name) for name in _TELL_APART):
        return False
    if item.operation != "create" and id_ != str(item.body.get("Id")):
        return False
    if item.operation == "delete":
        return id_ != "" and entity.get("status") in (None, DELETED)
    return id_ != "" and key_of(entity, "SyncToken") != ""


def _differs(item: Item, entity: Mapping[str, Any], name: str) -> bool:
    sent, returned = item.body.get(name), entity.get(name)
    both = isinstance(sent, str) and isinstance(returned, str) and returned.strip() != ""
    return both and plain(str(sent)) != plain(str(returned))
