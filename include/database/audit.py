"""The audit trail: append-only, each row carrying the hash of the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.tables.companies import Company
from include.database.tables.runs import AuditEvent

_START = "0" * 64


class TrailBroken(ValueError):
    """An event of the audit trail was changed, removed or inserted; compare it with a backup."""

    def __init__(self, company_id: str, number: int, what: str) -> None:
        self.number = number
        super().__init__(f"The audit trail of {company_id} is broken at event {number}: {what}.")


def _hash(event: AuditEvent) -> str:
    content = [
        event.company_id,
        event.number,
        event.at.astimezone(dt.UTC).isoformat(),
        event.actor,
        event.event,
        event.subject,
        event.detail,
        event.previous_hash,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def append(
    session: Session,
    company_id: str,
    *,
    actor: str,
    event: str,
    subject: str,
    detail: dict[str, Any],
) -> AuditEvent:
    """Add an event at the end, within the transaction that makes the change it records.

    Args:
        session: a writing transaction of the database.
        company_id: the company whose trail it is.
        actor: the user or schedule that made the change.
        event: what was done: "created", "updated", "connected" ...
        subject: what it was done to: a document key, a company.
        detail: JSON-able; no secrets, amounts in cents.

    Returns:
        The new event.
    """
    last = _last_event(session, company_id)
    added = AuditEvent(
        company_id=company_id,
        number=last.number + 1 if last else 1,
        at=utc_now(),
        actor=actor,
        event=event,
        subject=subject,
        detail=detail,
        previous_hash=last.hash if last else _START,
    )
    added.hash = _hash(added)
    session.add(added)
    session.flush()
    return added


def _last_event(session: Session, company_id: str) -> AuditEvent | None:
    """The newest event; locks the trail until the transaction ends."""
    # The company's row is the lock that puts concurrent events into one order (PostgreSQL; SQLite
    # has one writer anyway).
    session.execute(select(Company.id).where(Company.id == company_id).with_for_update())
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.company_id == company_id)
        .order_by(AuditEvent.number.desc())
        .limit(1)
    ).first()


def verify(session: Session, company_id: str) -> int:
    """Check the whole chain.

    Returns:
        The number of events.

    Raises:
        TrailBroken: at the first event that doesn't fit.
    """
    previous, number = _START, 0
    rows = select(AuditEvent).where(AuditEvent.company_id == company_id)
    for event in session.scalars(
        rows.order_by(AuditEvent.number).execution_options(yield_per=1000)
    ):
        number += 1
        if event.number != number:
            raise TrailBroken(company_id, number, f"event {event.number} is in its place")
        if event.previous_hash != previous:
            raise TrailBroken(company_id, number, "it doesn't follow the event before it")
        if event.hash != _hash(event):
            raise TrailBroken(company_id, number, "its content was changed")
        previous = event.hash
    return number
