"""What people note about a record on hold: who takes care of it, why it waits, and until when.

Each change has an event in the audit trail. Snoozing moves a record off the list of Needs attention until
a day; it stays on hold, and it counts as that wherever records and money are counted. A snooze ends early
when the record is on hold for something new: `include.database.reads.record_notes` has the rule.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.dates import format_day
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.reads.people import people_who_see
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company
from include.database.tables.records import RecordNote, RecordState
from include.database.upserts import upsert
from include.plain_text import plain
from include.understood import Understood

LONGEST_NOTE = 1_000
"""Characters of a note."""
LONGEST_SNOOZE = dt.timedelta(days=366)
ASSIGNED, NOTED, SNOOZED = "record assigned", "note on a record", "record snoozed"
"""The events in the audit trail."""


class CantNote(Understood, ValueError):
    """What was asked for can't be noted; the sentence says why, and nothing was changed."""


class NoSuchRecord(CantNote):
    """No run has read such a record of this company."""

    def __init__(self) -> None:
        super().__init__(
            "This record isn't in CoreBooks anymore. Open Needs attention again. Nothing was changed."
        )


class NoSuchOwner(CantNote):
    """The owner must be someone who opened CoreBooks and can see the company."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No user named “{plain(name)[:40]}” who opened CoreBooks can see this company. Choose an "
            "owner from the list. Nothing was changed."
        )


class NoteTooLong(CantNote):
    """The note has more characters than are kept."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"The note has {length:,} characters, and the limit is {LONGEST_NOTE:,}. Shorten it, then "
            "save it again. Nothing was changed."
        )


class NotOnHold(CantNote):
    """Only a record on hold can be snoozed."""

    def __init__(self) -> None:
        super().__init__(
            "This record isn't on hold anymore, so there's nothing to snooze. Nothing was changed."
        )


class SnoozeUnusable(CantNote):
    """A record is snoozed until a later day, within a year."""

    def __init__(self, until: dt.date, today: dt.date) -> None:
        last = today + LONGEST_SNOOZE
        super().__init__(
            f"{format_day(until)} isn't a day to snooze until. Choose one between "
            f"{format_day(today + dt.timedelta(days=1))} and {format_day(last)}. Nothing was changed."
        )


def assign(database: Database, company_id: str, record_key: str, owner: str, actor: str) -> bool:
    """Set who takes care of a record.

    Args:
        database: the database.
        company_id: whose record.
        record_key: "transaction:7".
        owner: the actor, or the name of a user who opened CoreBooks; empty for nobody.
        actor: who sets it, by name.

    Returns:
        Whether anything changed; if not, no event is recorded.

    Raises:
        NoSuchRecord, NoSuchOwner: nothing was changed.
    """
    with database.writing() as session:
        before = _locked(session, company_id, record_key)
        known = {actor, *(one.name for one in people_who_see(session, company_id))}
        if owner and owner not in known:
            raise NoSuchOwner(owner)
        if before["owner"] == owner:
            return False
        # Whoever wrote the note stays its writer.
        _store(session, {**before, "owner": owner}, actor)
        _append(session, before, ASSIGNED, actor, {"before": before["owner"], "after": owner})
    return True


def write_note(database: Database, company_id: str, record_key: str, note: str, actor: str) -> bool:
    """Write the note of a record, in place of its earlier one.

    Args:
        database: the database.
        company_id: whose record.
        record_key: "transaction:7".
        note: plain text; empty to remove the note.
        actor: who writes it, by name.

    Returns:
        Whether anything changed; if not, no event is recorded.

    Raises:
        NoSuchRecord, NoteTooLong: nothing was changed.
    """
    text = plain(note).strip()
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong(len(text))
    with database.writing() as session:
        before = _locked(session, company_id, record_key)
        if before["note"] == text:
            return False
        _store(session, {**before, "note": text}, actor, is_noted=True)
        _append(session, before, NOTED, actor, {"before": before["note"], "after": text})
    return True


def snooze(
    database: Database,
    company_id: str,
    record_key: str,
    until: dt.date | None,
    actor: str,
    today: dt.date,
) -> bool:
    """Take a record on hold off the list until a day, or list it again.

    Args:
        database: the database.
        company_id: whose record.
        record_key: "transaction:7".
        until: the day on which it is listed again; None to list it now.
        actor: who does so, by name.
        today: the day it is where the company keeps its books.

    Returns:
        Whether anything changed; if not, no event is recorded.

    Raises:
        NoSuchRecord, NotOnHold, SnoozeUnusable: nothing was changed.
    """
    if until is not None and not today < until <= today + LONGEST_SNOOZE:
        raise SnoozeUnusable(until, today)
    with database.writing() as session:
        before = _locked(session, company_id, record_key)
        if until is not None and _on_hold_since(session, company_id, record_key) is None:
            raise NotOnHold
        if before["snoozed_until"] == until:
            return False
        _store(session, {**before, "snoozed_until": until}, actor, is_noted=True)
        told = {"until": until.isoformat() if until else ""}
        _append(session, before, SNOOZED, actor, told)
    return True


def _locked(session: Session, company_id: str, record_key: str) -> dict[str, Any]:
    """What is noted about a record, which nobody else changes until the transaction ends."""
    session.get_one(Company, company_id, with_for_update={"key_share": True})
    known = select(RecordState.record_key).where(
        RecordState.company_id == company_id, RecordState.record_key == record_key
    )
    if session.scalars(known.limit(1)).first() is None:
        raise NoSuchRecord
    row = session.get(RecordNote, (company_id, record_key), populate_existing=True)
    return {
        "company_id": company_id,
        "record_key": record_key,
        "owner": row.owner if row else "",
        "note": row.note if row else "",
        "snoozed_until": _still_snoozed(session, row) if row else None,
        "noted_by": row.noted_by if row else "",
        "noted_at": row.noted_at if row else None,
    }


def _still_snoozed(session: Session, row: RecordNote) -> dt.date | None:
    """The day, unless the record is on hold for something new since: noting more mustn't hide that."""
    since = _on_hold_since(session, row.company_id, row.record_key)
    return row.snoozed_until if since is not None and since <= row.noted_at else None


def _on_hold_since(session: Session, company_id: str, record_key: str) -> dt.datetime | None:
    """Since when the newest of its holds is as it is, UTC; None where there is none."""
    return session.scalar(
        select(func.max(RecordState.since)).where(
            RecordState.company_id == company_id,
            RecordState.record_key == record_key,
            RecordState.status == RecordStatus.ON_HOLD,
        )
    )


def _store(session: Session, row: dict[str, Any], actor: str, *, is_noted: bool = False) -> None:
    if is_noted or row["noted_at"] is None:
        row = {**row, "noted_by": actor, "noted_at": utc_now()}
    upsert(session, RecordNote, [row])


def _append(
    session: Session, before: dict[str, Any], event: str, actor: str, detail: dict[str, Any]
) -> None:
    audit.append(
        session,
        before["company_id"],
        actor=actor,
        event=event,
        subject=before["record_key"],
        detail=detail,
    )
