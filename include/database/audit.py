"""The audit trail: append-only, each row carrying the hash of the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.runs import AuditEvent

_START = "0" * 64


class TrailBroken(ValueError):
    """A row of the audit trail was changed, removed or put in; compare it with a backup."""

    def __init__(self, company_id: str, number: int, what: str) -> None:
        self.number = number
        super().__init__(f"The audit trail of {company_id} is broken at entry {number}: {what}.")


def _digest(event: AuditEvent) -> str:
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
    """Add an entry at the end, within the transaction that does what the entry tells of.

    Args:
        session: a writing transaction of the database.
        company_id: whose trail.
        actor: the user or schedule on whose behalf it was done.
        event: what was done: "created", "updated", "connected" ...
        subject: to what: a document key, a company.
        detail: JSON-able; no secrets, amounts in cents.
    """
    # The company's row is the lock that puts concurrent entries into one order (PostgreSQL;
    # on SQLite there is one writer anyway).
    session.execute(select(Company.id).where(Company.id == company_id).with_for_update())
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.company_id == company_id)
        .order_by(AuditEvent.number.desc())
        .limit(1)
    ).first()
    entry = AuditEvent(
        company_id=company_id,
        number=last.number + 1 if last else 1,
        at=utc_now(),
        actor=actor,
        event=event,
        subject=subject,
        detail=detail,
        previous_hash=last.hash if last else _START,
    )
    entry.hash = _digest(entry)
    session.add(entry)
    session.flush()
    return entry


def verify(session: Session, company_id: str) -> int:
    """Check the whole chain.

    Returns:
        The number of entries.

    Raises:
        TrailBroken: at the first entry that does not fit.
    """
    previous, number = _START, 0
    rows = select(AuditEvent).where(AuditEvent.company_id == company_id)
    for event in session.scalars(
        rows.order_by(AuditEvent.number).execution_options(yield_per=1000)
    ):
        number += 1
        if event.number != number:
            raise TrailBroken(company_id, number, f"entry {event.number} stands in its place")
        if event.previous_hash != previous:
            raise TrailBroken(company_id, number, "it does not follow the entry before it")
        if event.hash != _digest(event):
            raise TrailBroken(company_id, number, "its content was changed")
        previous = event.hash
    return number
