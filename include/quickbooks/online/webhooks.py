"""Intuit's webhooks: which entries changed in which companies. They are signed, and say nothing of what changed.

A webhook is a POST with the header `intuit-signature`: the HMAC-SHA256 of the raw body, base64, by the verifier
token of the app. Since 2026-07-31 its body is a JSON array of CloudEvents, of several companies at once; before, it was an
object `eventNotifications`, which is read too. Intuit sends one again until it gets a 200 within 3 seconds,
after 10 s at first and every 6 h in the end, may send one twice or out of order, and sends none of what comes after a
webhook that isn't acknowledged. So nothing may hang on one arriving.

Sources:
- https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks (signature, kinds of entries)
- https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks/best-practices (3 s, repeating, order)
- https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks/managing-webhooks-notifications (the older
  body; no bound of Intuit's for its length; collected for 1, 3, or 5 minutes)
- https://blogs.intuit.com/2025/11/12/upcoming-change-to-webhooks-payload-structure/ (both bodies side by side)
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from include.books.documents import DocumentKind
from include.books.entries import ReportedChange
from include.quickbooks.online.entries.documents import ENTITIES

SIGNATURE_HEADER = "intuit-signature"
MOST_BYTES = 2 * 1024 * 1024
"""Of a body: what Intuit tells apps to expect at least, and some 6,000 events. Intuit itself sets no bound."""

_DIGEST_BYTES = 32
_DIGEST_TEXT = 44
_NO_CHANGE = "emailed"
"""That an entry was emailed changes nothing that CoreBooks posts."""
_LONGEST_ID = 64
_EVENT_PARTS = 4
"""Of an event's type: "qbo.invoice.updated.v1"."""


class WebhookUnreadable(ValueError):
    """The body is signed, but is neither of the two that are known."""


def signature_in(header: str) -> bytes | None:
    """The signature in its header; None where that has none, so that the body needn't be read."""
    if len(header) != _DIGEST_TEXT:
        return None
    try:
        signature = base64.b64decode(header, validate=True)
    except (binascii.Error, ValueError):
        return None
    return signature if len(signature) == _DIGEST_BYTES else None


def is_signed(body: bytes, signature: bytes, tokens: Sequence[str]) -> bool:
    """Whether Intuit signed exactly these bytes, by one of the verifier tokens."""
    return any(
        hmac.compare_digest(hmac.digest(token.encode(), body, "sha256"), signature)
        for token in tokens
    )


def reported_changes(body: bytes) -> list[ReportedChange]:
    """The entries of the kinds that CoreBooks posts, of every company that is named.

    Events that can't be read, and those about other things, are left out: the daily run finds what they meant.

    Raises:
        WebhookUnreadable: it is no JSON, or of neither format.
    """
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookUnreadable("it isn't JSON") from None
    if isinstance(read, list):
        found = _of_cloud_events(read)
    elif isinstance(read, dict) and isinstance(read.get("eventNotifications"), list):
        found = _of_notifications(read["eventNotifications"])
    else:
        raise WebhookUnreadable("it has neither CloudEvents nor eventNotifications")
    return [change for change in found if change is not None]


def _of_cloud_events(events: Sequence[Any]) -> Iterator[ReportedChange | None]:
    for event in _objects(events):
        parts = str(event.get("type")).split(".")
        if len(parts) == _EVENT_PARTS and parts[0] == "qbo":
            yield _change(
                event.get("intuitaccountid"),
                parts[1],
                event.get("intuitentityid"),
                parts[2],
                event.get("time"),
            )


def _of_notifications(notifications: Sequence[Any]) -> Iterator[ReportedChange | None]:
    for notification in _objects(notifications):
        changed = notification.get("dataChangeEvent")
        entities = changed.get("entities") if isinstance(changed, dict) else None
        for entity in _objects(entities):
            yield _change(
                notification.get("realmId"),
                str(entity.get("name")),
                entity.get("id"),
                str(entity.get("operation")),
                entity.get("lastUpdated"),
            )


def _objects(values: Any) -> Iterator[Mapping[str, Any]]:
    return (
        (one for one in values if isinstance(one, dict)) if isinstance(values, list) else iter(())
    )


def _change(
    realm_id: Any, entity: str, entry_id: Any, operation: str, at: Any
) -> ReportedChange | None:
    kinds = _KINDS.get(entity.lower())
    if kinds is None or operation.lower() == _NO_CHANGE:
        return None
    if not (_is_id(realm_id) and _is_id(entry_id)):
        return None
    return ReportedChange(realm_id, kinds, entry_id, _moment(at))


def _is_id(value: Any) -> bool:
    """Whether a database can be asked for it: QuickBooks' IDs are digits, and Intuit may change that."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST_ID
        and value.isascii()
        and value.isprintable()
    )


def _moment(text: Any) -> dt.datetime | None:
    """A moment in UTC: with nanoseconds in CloudEvents, as "-0700" before."""
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(dt.UTC) if moment.tzinfo is not None else None
    except (TypeError, ValueError, OverflowError):
        return None


def _kinds() -> dict[str, frozenset[DocumentKind]]:
    """The kinds that CoreBooks posts as each entity; CloudEvents have its name in lower case."""
    names = {entity.lower() for entity in ENTITIES.values()}
    return {
        name: frozenset(kind for kind, entity in ENTITIES.items() if entity.lower() == name)
        for name in names
    }


_KINDS = _kinds()
