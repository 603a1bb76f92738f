"""What is noted about records: for those that ask, and whether a record is snoozed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.reads.record_notes import (
    is_owned_by,
    is_snoozed,
    notes_of,
    on_hold_without_note,
    owners,
)
from include.database.record_notes import assign, snooze, write_note
from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState
from tests.database.reads.test_attention import on_hold
from tests.database.test_record_notes import DEAL, TODAY, hold_anew, willow

__all__ = ["willow"]

UNTIL = dt.date(2026, 12, 9)


def snoozed(database: Database, today: dt.date) -> bool:
    """Whether the record is, as lists ask it; a note says the same."""
    with database.reading() as session:
        query = select(RecordState.record_key).where(is_snoozed(today))
        found = set(session.scalars(query))
        since = max(session.scalars(select(RecordState.since).filter_by(record_key=DEAL)))
        note = notes_of(session, "willow", [DEAL])[DEAL]
    assert note.is_snoozed(today, since) == bool(found)
    return found == {DEAL}


def test_a_record_is_snoozed_until_its_day_and_listed_from_that_day_on(willow: Database) -> None:
    snooze(willow, "willow", DEAL, UNTIL, "finn", TODAY)
    assert snoozed(willow, TODAY)
    assert snoozed(willow, UNTIL - dt.timedelta(1))
    assert not snoozed(willow, UNTIL)


@pytest.mark.parametrize("category", ["agent_expenses", "brokerage_income"])
def test_a_hold_for_something_new_ends_the_snooze_in_whichever_workflow(
    willow: Database, category: str
) -> None:
    snooze(willow, "willow", DEAL, UNTIL, "finn", TODAY)
    hold_anew(willow, category=category)
    assert not snoozed(willow, TODAY)


def test_records_are_found_by_owner_or_by_having_none(willow: Database) -> None:
    with willow.writing() as session:
        session.add_all([on_hold("transaction:8", "missing payee"), on_hold("transaction:9", "")])
    assign(willow, "willow", DEAL, "finn", "ada")
    assign(willow, "willow", "transaction:8", "ada", "ada")
    write_note(willow, "willow", "transaction:9", "Whose is it?", "ada")
    with willow.reading() as session:

        def of(name: str) -> set[str]:
            return set(session.scalars(select(RecordState.record_key).where(is_owned_by(name))))

        assert (of("finn"), of("ada"), of("")) == ({DEAL}, {"transaction:8"}, {"transaction:9"})
        assert owners(session, "willow") == ["ada", "finn"]


def test_owners_are_those_of_records_that_are_still_on_hold(willow: Database) -> None:
    assign(willow, "willow", DEAL, "finn", "ada")
    with willow.writing() as session:
        session.scalars(select(RecordState)).one().status = RecordStatus.SYNCED
    with willow.reading() as session:
        assert owners(session, "willow") == []


def test_what_is_on_hold_without_a_note_is_named_each_once(willow: Database) -> None:
    """An owner alone says nothing about why a record waits."""
    with willow.writing() as session:
        session.add_all(
            [
                on_hold("transaction:8", "missing payee"),
                on_hold("transaction:8", "missing payee", "brokerage_income"),
                on_hold("transaction:9", "missing payee"),
            ]
        )
    write_note(willow, "willow", DEAL, "Waits for the office.", "finn")
    assign(willow, "willow", "transaction:8", "finn", "ada")
    asked = [DEAL, "transaction:8", "transaction:10"]
    with willow.reading() as session:
        assert on_hold_without_note(session, "willow", asked) == {"transaction:8"}
        assert notes_of(session, "willow", asked).keys() == {DEAL, "transaction:8"}
