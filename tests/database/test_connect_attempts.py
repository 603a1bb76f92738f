"""A login at QuickBooks is finished once, soon, and by the person who began it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from include.database.connect_attempts import (
    AttemptOfAnother,
    AttemptTooOld,
    AttemptUnknown,
    AttemptUsed,
    begin,
    new_state,
    use,
)
from include.database.engine import Database
from include.database.tables.companies import ConnectAttempt


def begun(database: Database, actor: str = "ada") -> str:
    """Begin a login. Returns its state."""
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


def test_an_answer_is_taken_once(database: Database) -> None:
    state = begun(database)
    assert use(database, state, "ada").company_id == "willow"
    with pytest.raises(AttemptUsed, match="good only once"):
        use(database, state, "ada")


def test_somebody_else_cannot_finish_it_and_does_not_use_it_up(database: Database) -> None:
    state = begun(database)
    with pytest.raises(AttemptOfAnother, match="begun by somebody else"):
        use(database, state, "adam")
    assert use(database, state, "ada").company_id == "willow"


def test_an_answer_after_a_quarter_of_an_hour_is_too_late(database: Database) -> None:
    state = begun(database)
    with database.writing() as session:
        session.scalars(select(ConnectAttempt)).one().created_at -= dt.timedelta(minutes=15)
    with pytest.raises(AttemptTooOld, match="15 minutes"):
        use(database, state, "ada")


def test_a_guessed_state_belongs_to_no_login(database: Database) -> None:
    begun(database)
    with pytest.raises(AttemptUnknown):
        use(database, "", "ada")


def test_the_state_itself_is_kept_nowhere_and_old_logins_are_forgotten(database: Database) -> None:
    states = [begun(database)]
    with database.writing() as session:
        session.scalars(select(ConnectAttempt)).one().created_at -= dt.timedelta(days=8)
    states.append(begun(database))
    with database.reading() as session:
        (kept,) = session.scalars(select(ConnectAttempt)).all()
    assert not {*states} & {str(value) for value in vars(kept).values()}
