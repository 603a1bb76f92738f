"""A QuickBooks sign-in is finished once, soon, and by the user who started it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.setup.connect_attempts import (
    AttemptOfOtherUser,
    AttemptTooOld,
    AttemptUnknown,
    AttemptUsed,
    begin,
    new_state,
    use,
)
from include.database.tables.companies import ConnectAttempt


def started(database: Database, actor: str = "ada") -> str:
    """Start a sign-in. Returns its state."""
    state = new_state()
    attempt = ConnectAttempt(
        actor=actor,
        company_id="willow",
        core_connection="core",
        quickbooks_connection="qbo",
        timezone="America/Chicago",
    )
    begin(database, state, attempt)
    return state


def test_a_response_works_once(database: Database) -> None:
    state = started(database)
    assert use(database, state, "ada").company_id == "willow"
    with pytest.raises(AttemptUsed, match="works only once"):
        use(database, state, "ada")


def test_another_user_cannot_finish_it_and_does_not_use_it_up(database: Database) -> None:
    state = started(database)
    with pytest.raises(AttemptOfOtherUser, match="started by another user"):
        use(database, state, "adam")
    assert use(database, state, "ada").company_id == "willow"


def test_a_response_after_15_minutes_is_too_late(database: Database) -> None:
    state = started(database)
    with database.writing() as session:
        session.scalars(select(ConnectAttempt)).one().created_at -= dt.timedelta(minutes=15)
    with pytest.raises(AttemptTooOld, match="15 minutes"):
        use(database, state, "ada")


def test_a_guessed_state_belongs_to_no_sign_in(database: Database) -> None:
    started(database)
    with pytest.raises(AttemptUnknown):
        use(database, "", "ada")


def test_the_state_itself_is_not_stored_and_old_sign_ins_are_deleted(database: Database) -> None:
    states = [started(database)]
    with database.writing() as session:
        session.scalars(select(ConnectAttempt)).one().created_at -= dt.timedelta(days=8)
    states.append(started(database))
    with database.reading() as session:
        (kept,) = session.scalars(select(ConnectAttempt)).all()
    assert not {*states} & {str(value) for value in vars(kept).values()}
