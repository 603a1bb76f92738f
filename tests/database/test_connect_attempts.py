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
from include.database.engine import Ledger
from include.database.tables.models import ConnectAttempt


def begun(ledger: Ledger, actor: str = "ada") -> str:
    """Begin a login. Returns its state."""
    state = new_state()
    attempt = ConnectAttempt(
        actor=actor,
        company_id="willow",
        core_connection="core",
        quickbooks_connection="qbo",
        timezone="America/Chicago",
    )
    begin(ledger, state, attempt)
    return state


def test_an_answer_is_taken_once(ledger: Ledger) -> None:
    state = begun(ledger)
    assert use(ledger, state, "ada").company_id == "willow"
    with pytest.raises(AttemptUsed, match="good only once"):
        use(ledger, state, "ada")


def test_somebody_else_cannot_finish_it_and_does_not_use_it_up(ledger: Ledger) -> None:
    state = begun(ledger)
    with pytest.raises(AttemptOfAnother, match="begun by somebody else"):
        use(ledger, state, "adam")
    assert use(ledger, state, "ada").company_id == "willow"


def test_an_answer_after_a_quarter_of_an_hour_is_too_late(ledger: Ledger) -> None:
    state = begun(ledger)
    with ledger.writing() as session:
        session.scalars(select(ConnectAttempt)).one().created_at -= dt.timedelta(minutes=15)
    with pytest.raises(AttemptTooOld, match="15 minutes"):
        use(ledger, state, "ada")


def test_a_guessed_state_belongs_to_no_login(ledger: Ledger) -> None:
    begun(ledger)
    with pytest.raises(AttemptUnknown):
        use(ledger, "", "ada")


def test_the_state_itself_is_kept_nowhere_and_old_logins_are_forgotten(ledger: Ledger) -> None:
    states = [begun(ledger)]
    with ledger.writing() as session:
        session.scalars(select(ConnectAttempt)).one().created_at -= dt.timedelta(days=8)
    states.append(begun(ledger))
    with ledger.reading() as session:
        (kept,) = session.scalars(select(ConnectAttempt)).all()
    assert not {*states} & {str(value) for value in vars(kept).values()}
