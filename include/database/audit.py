"""The audit trail: append-only, each event carrying a keyed hash of itself and the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.tables.companies import Automation
from include.database.trail.events import NewEvent
from include.database.trail.examination import TrailBroken, examine
from include.database.trail.recording import note_event
from include.database.trail.verify_offline import Checkpoint

__all__ = ["CHANGES_RUNS", "TrailBroken", "append", "verify"]

CHANGES_RUNS = frozenset(
    {
        "auto-sync and approvals changed",
        "connected",
        "company moved",
        "company moved back",
        "currency changed",
        "item treatment changed",
        "QuickBooks company changed",
        "match removed",
        "matched manually",
        "payee's sales tax decided",
        "workflow turned on",
    }
)
"""Events after which a run may plan something else, so the next scheduled look starts one."""


def append(
    session: Session,
    company_id: str,
    *,
    actor: str,
    event: str,
    subject: str,
    detail: dict[str, Any],
) -> None:
    """Add an event at the end, when the transaction commits that makes the change it records.

    Args:
        session: a writing transaction of the database.
        company_id: the company whose trail it is.
        actor: the user or schedule that made the change.
        event: what was done: "created", "updated", "connected" ...
        subject: what it was done to: a document key, a company.
        detail: JSON-able; no secrets, amounts in cents.
    """
    note_event(session, company_id, NewEvent(utc_now(), actor, event, subject, detail))
    if event in CHANGES_RUNS:
        session.execute(
            update(Automation)
            .where(Automation.company_id == company_id)
            .values(settings_changed_at=utc_now())
        )


def verify(session: Session, company_id: str, checkpoints: Sequence[Checkpoint] = ()) -> int:
    """Verify the whole trail, and that runs, changes and entries are as it recorded them.

    Args:
        session: a transaction of the database.
        company_id: the company whose trail it is.
        checkpoints: earlier ones, from a place outside of the database.

    Returns:
        The number of events.

    Raises:
        TrailBroken: at the first event or row that doesn't fit.
    """
    return examine(session, company_id, checkpoints).size
