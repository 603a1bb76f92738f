"""Who takes care of a record on hold, why it waits, and until when: each change with its event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.record_notes import RecordNoteView, notes_of
from include.database.record_notes import (
    LONGEST_NOTE,
    LONGEST_SNOOZE,
    CantNote,
    NoSuchOwner,
    NoSuchRecord,
    NoteTooLong,
    NotOnHold,
    SnoozeUnusable,
    assign,
    snooze,
    write_note,
)
from include.database.setup.companies import activate, connect_company
from include.database.setup.company_access import change_list
from include.database.setup.people import note_visit
from include.database.statuses import RecordStatus
from include.database.tables.runs import AuditEvent
from tests.database.reads.test_attention import on_hold
from tests.database.setup.test_companies import income, willow_park

TODAY = dt.date(2026, 12, 2)
DEAL = "transaction:7"


@pytest.fixture
def willow(database: Database) -> Database:
    """A company whose transaction 7 is on hold, and two people who opened CoreBooks."""
    connect_company(database, willow_park(), actor="ada")
    activate(database, "willow", income())
    with database.writing() as session:
        session.add(on_hold(DEAL, "missing payee"))
    for name in ("ada", "finn"):
        note_visit(database, name, name, may_sync=True, may_connect=name == "ada")
    return database


def noted(database: Database, key: str = DEAL) -> RecordNoteView:
    with database.reading() as session:
        return notes_of(session, "willow", [key])[key]


def events(database: Database) -> list[tuple[str, str, dict[str, Any]]]:
    """What the trail has of the record: who, what, and the details."""
    with database.reading() as session:
        rows = session.scalars(
            select(AuditEvent).filter_by(subject=DEAL).order_by(AuditEvent.number)
        )
        return [(row.actor, row.event, row.detail) for row in rows]


def hold_anew(database: Database, **changes: Any) -> None:
    """The record is on hold for something else, from this moment."""
    with database.writing() as session:
        state = on_hold(DEAL, "closed period", **changes)
        state.since = utc_now()
        session.merge(state)


def test_a_record_is_assigned_noted_and_snoozed_and_the_trail_has_all_of_it(
    willow: Database,
) -> None:
    assert assign(willow, "willow", DEAL, "finn", "ada")
    assert write_note(willow, "willow", DEAL, " Waits for the closing statement. ", "finn")
    assert snooze(willow, "willow", DEAL, dt.date(2026, 12, 9), "finn", TODAY)
    now = noted(willow)
    assert (now.owner, now.note, now.noted_by) == (
        "finn",
        "Waits for the closing statement.",
        "finn",
    )
    assert now.snoozed_until == dt.date(2026, 12, 9)
    assert events(willow) == [
        ("ada", "record assigned", {"before": "", "after": "finn"}),
        (
            "finn",
            "note on a record",
            {"before": "", "after": "Waits for the closing statement."},
        ),
        ("finn", "record snoozed", {"until": "2026-12-09"}),
    ]


def test_what_changes_nothing_is_no_event(willow: Database) -> None:
    assert not assign(willow, "willow", DEAL, "", "finn")
    assert not write_note(willow, "willow", DEAL, "", "finn")
    assert not snooze(willow, "willow", DEAL, None, "finn", TODAY)
    assert events(willow) == []


def test_whoever_assigns_a_record_does_not_become_the_writer_of_its_note(willow: Database) -> None:
    write_note(willow, "willow", DEAL, "Ask the office.", "finn")
    before = noted(willow)
    assign(willow, "willow", DEAL, "ada", "ada")
    after = noted(willow)
    assert (after.owner, after.noted_by, after.noted_at) == ("ada", "finn", before.noted_at)


def test_a_note_is_plain_text_on_one_line(willow: Database) -> None:
    write_note(willow, "willow", DEAL, "First\r\nsecond\x1b[31m \u202ethird", "finn")
    assert noted(willow).note == "First second [31m third"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda db: assign(db, "willow", DEAL, "moon", "finn"), NoSuchOwner),
        (lambda db: assign(db, "willow", "transaction:8", "finn", "finn"), NoSuchRecord),
        (lambda db: write_note(db, "willow", "transaction:8", "Hm.", "finn"), NoSuchRecord),
        (lambda db: write_note(db, "willow", DEAL, "x" * (LONGEST_NOTE + 1), "finn"), NoteTooLong),
        (lambda db: snooze(db, "willow", DEAL, TODAY, "finn", TODAY), SnoozeUnusable),
        (
            lambda db: snooze(
                db, "willow", DEAL, TODAY + LONGEST_SNOOZE + dt.timedelta(1), "finn", TODAY
            ),
            SnoozeUnusable,
        ),
    ],
)
def test_what_cannot_be_noted_is_refused_and_changes_nothing(
    willow: Database, change: Callable[[Database], bool], refusal: type[CantNote]
) -> None:
    with pytest.raises(refusal, match=r"Nothing was changed\.$"):
        change(willow)
    assert events(willow) == []


def test_only_those_who_can_see_the_company_can_be_its_owners(willow: Database) -> None:
    change_list(willow, "willow", ["ada"], "ada")
    with pytest.raises(NoSuchOwner, match="“finn”"):
        assign(willow, "willow", DEAL, "finn", "ada")
    assert assign(willow, "willow", DEAL, "ada", "ada")


def test_a_record_that_is_not_on_hold_has_nothing_to_snooze_but_keeps_its_note(
    willow: Database,
) -> None:
    write_note(willow, "willow", DEAL, "Ask the office.", "finn")
    with willow.writing() as session:
        state = on_hold(DEAL, "")
        state.status = RecordStatus.SYNCED
        session.merge(state)
    with pytest.raises(NotOnHold):
        snooze(willow, "willow", DEAL, dt.date(2026, 12, 9), "finn", TODAY)
    assert noted(willow).note == "Ask the office."


@pytest.mark.parametrize(
    "more",
    [
        lambda db: write_note(db, "willow", DEAL, "Still waits.", "finn"),
        lambda db: assign(db, "willow", DEAL, "finn", "finn"),
    ],
)
def test_noting_more_does_not_hide_what_a_record_is_on_hold_for_since(
    willow: Database, more: Callable[[Database], bool]
) -> None:
    snooze(willow, "willow", DEAL, dt.date(2026, 12, 9), "ada", TODAY)
    hold_anew(willow)
    more(willow)
    assert noted(willow).snoozed_until is None


def test_noting_more_leaves_a_snooze_that_lasts(willow: Database) -> None:
    snooze(willow, "willow", DEAL, dt.date(2026, 12, 9), "ada", TODAY)
    write_note(willow, "willow", DEAL, "Still waits.", "finn")
    assert noted(willow).snoozed_until == dt.date(2026, 12, 9)
