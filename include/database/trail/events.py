"""The chain of events: each carries a keyed hash (HMAC-SHA-256) of itself and the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, column, insert, select, table

from include.database.tables.columns import Json, UtcDateTime
from include.database.trail.verify_offline import RECORDED, START, event_content

_COMPANY = table("company", column("id"))
_TRAIL = table(
    "audit_event",
    column("company_id"),
    column("number"),
    column("at", UtcDateTime()),
    column("actor"),
    column("event"),
    column("subject"),
    column("detail", Json),
    column("previous_hash"),
    column("hash"),
)
"""As it always was: migrations of every version add events."""
KEYED, FOUND, ALL_FIT = "audit trail keyed", "verified by SHA-256", "all fit"
"""The event of the migration that gave earlier events keyed hashes, and what it says."""
_PER_EVENT = 400
"""Rows that one event records at most."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that waits for its place in the chain.

    Attributes:
        at: when it happened, UTC.
        actor: the user or schedule that made the change.
        event: what was done.
        subject: what it was done to.
        detail: JSON-able.
    """

    at: dt.datetime
    actor: str
    event: str
    subject: str
    detail: dict[str, Any]


def event_hash(key: bytes, event: Mapping[str, Any]) -> str:
    """The hash of an event that has the fields of an export."""
    return hmac.new(key, event_content(event), hashlib.sha256).hexdigest()


def recorded(rows: Sequence[list[Any]], at: dt.datetime) -> Iterator[NewEvent]:
    """The events that record some rows: [table, key, digest, locator, facts] each."""
    for start in range(0, len(rows), _PER_EVENT):
        part = rows[start : start + _PER_EVENT]
        subject = f"{len(part)} row" if len(part) == 1 else f"{len(part)} rows"
        yield NewEvent(at, "CoreBooks", RECORDED, subject, {"rows": part})


def add_events(
    connection: Connection, company_id: str, key: bytes, events: Sequence[NewEvent]
) -> None:
    """Add events at the end of a company's trail, in the given transaction.

    Call it last in the transaction: it locks the trail until the end.
    """
    # The company's row is the lock that puts concurrent events into one order (PostgreSQL; SQLite
    # has one writer anyway). It must not wait for those who only refer to the company.
    connection.execute(
        select(_COMPANY).where(_COMPANY.c.id == company_id).with_for_update(key_share=True)
    )
    last = connection.execute(
        select(_TRAIL.c.number, _TRAIL.c.hash)
        .where(_TRAIL.c.company_id == company_id)
        .order_by(_TRAIL.c.number.desc())
        .limit(1)
    ).first()
    number, previous = (last.number, last.hash) if last else (0, START)
    values = []
    for new in events:
        number += 1
        event = {
            "company": company_id,
            "number": number,
            "at": new.at.astimezone(dt.UTC).isoformat(),
            "actor": new.actor,
            "event": new.event,
            "subject": new.subject,
            "detail": new.detail,
            "previous_hash": previous,
        }
        previous = event_hash(key, event)
        del event["company"]
        values.append({**event, "at": new.at, "company_id": company_id, "hash": previous})
    connection.execute(insert(_TRAIL), values)


def read_events(connection: Connection, company_id: str) -> Iterator[dict[str, Any]]:
    """A company's events in order, with the fields of an export, in bounded memory."""
    query = (
        select(_TRAIL)
        .where(_TRAIL.c.company_id == company_id)
        .order_by(_TRAIL.c.number)
        .execution_options(yield_per=1000)
    )
    for row in connection.execute(query):
        yield {
            "company": row.company_id,
            "number": row.number,
            "at": row.at.astimezone(dt.UTC).isoformat(),
            "actor": row.actor,
            "event": row.event,
            "subject": row.subject,
            "detail": row.detail,
            "previous_hash": row.previous_hash,
            "hash": row.hash,
        }
