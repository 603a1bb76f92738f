"""What people noted about records on hold: owner, note, and until when a record is snoozed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from include.database.statuses import RecordStatus
from include.database.tables.records import RecordNote, RecordState

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RecordNoteView:
    """What is noted about one record.

    Attributes:
        owner: the name of who takes care of it; empty for nobody.
        note: what was written; empty for nothing.
        snoozed_until: the day on which it is listed again, in the company's time zone. It may be past, or
            have ended early: `is_snoozed` tells.
        noted_by: who wrote the note, or snoozed the record, last.
        noted_at: when, UTC.
    """

    owner: str = ""
    note: str = ""
    snoozed_until: dt.date | None = None
    noted_by: str = ""
    noted_at: dt.datetime | None = None

    def is_snoozed(self, today: dt.date, since: dt.datetime) -> bool:
        """Whether a record isn't listed now, as `is_snoozed` below has it for queries.

        Args:
            today: the day it is where the company keeps its books.
            since: since when the newest of the record's holds is as it is, UTC.
        """
        if self.snoozed_until is None or self.noted_at is None:
            return False
        return self.snoozed_until > today and since <= self.noted_at


NOTHING_NOTED = RecordNoteView()
"""Of a record that nobody wrote anything about."""


def notes_of(
    session: Session, company_id: str, record_keys: Collection[str]
) -> Mapping[str, RecordNoteView]:
    """What is noted about some records, by record key; those without are left out."""
    found: dict[str, RecordNoteView] = {}
    keys = sorted(record_keys)
    for start in range(0, len(keys), _AT_ONCE):
        rows = session.scalars(
            select(RecordNote).where(
                RecordNote.company_id == company_id,
                RecordNote.record_key.in_(keys[start : start + _AT_ONCE]),
            )
        )
        for row in rows:
            found[row.record_key] = RecordNoteView(
                row.owner, row.note, row.snoozed_until, row.noted_by, row.noted_at
            )
    return found


def on_hold_without_note(
    session: Session, company_id: str, record_keys: Collection[str]
) -> frozenset[str]:
    """Those of some records that are on hold, in whichever workflow, and have no note."""
    found: set[str] = set()
    keys = sorted(record_keys)
    for start in range(0, len(keys), _AT_ONCE):
        found |= set(
            session.scalars(
                select(RecordState.record_key).where(
                    RecordState.company_id == company_id,
                    RecordState.record_key.in_(keys[start : start + _AT_ONCE]),
                    RecordState.status == RecordStatus.ON_HOLD,
                    ~_has(RecordNote.note != ""),
                )
            )
        )
    return frozenset(found)


def is_snoozed(today: dt.date) -> ColumnElement[bool]:
    """For queries of `RecordState`: whether its record is off the list until a later day.

    From that day on, in the company's time zone, it is listed again. It is so at once when any of the
    record's holds began, or says something else, after it was snoozed.
    """
    newer = aliased(RecordState)
    return _has(
        RecordNote.snoozed_until > today,
        ~exists().where(
            newer.company_id == RecordNote.company_id,
            newer.record_key == RecordNote.record_key,
            newer.status == RecordStatus.ON_HOLD,
            newer.since > RecordNote.noted_at,
        ),
    )


def is_owned_by(name: str) -> ColumnElement[bool]:
    """For queries of `RecordState`: whether a person takes care of its record; empty for nobody."""
    return _has(RecordNote.owner == name) if name else ~_has(RecordNote.owner != "")


def owners(session: Session, company_id: str) -> list[str]:
    """Everyone who takes care of a record that is on hold now, by name."""
    rows = session.scalars(
        select(RecordNote.owner)
        .where(
            RecordNote.company_id == company_id,
            RecordNote.owner != "",
            exists().where(
                RecordState.company_id == RecordNote.company_id,
                RecordState.record_key == RecordNote.record_key,
                RecordState.status == RecordStatus.ON_HOLD,
            ),
        )
        .distinct()
        .order_by(RecordNote.owner)
    )
    return list(rows)


def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        and_(
            RecordNote.company_id == RecordState.company_id,
            RecordNote.record_key == RecordState.record_key,
            *conditions,
        )
    )
