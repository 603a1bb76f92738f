"""Logins at QuickBooks that somebody began: each answer is good once, soon, for that person alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from sqlalchemy import delete, select

from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import ConnectAttempt

GOOD_FOR = dt.timedelta(minutes=15)
"""How long a login at QuickBooks may take."""

_REMEMBERED = dt.timedelta(days=7)
"""How long it can be said why an old answer is not taken."""

_BEGIN_AGAIN = "Begin again under Settings, Integrations. Nothing was connected or changed."


class AttemptRefused(ValueError):
    """The answer from QuickBooks belongs to no login that this person can finish; begin again."""


class AttemptUnknown(AttemptRefused):
    """Nobody began such a login here."""

    def __init__(self) -> None:
        super().__init__(f"This answer belongs to no login that was begun here. {_BEGIN_AGAIN}")


class AttemptUsed(AttemptRefused):
    """The answer came before."""

    def __init__(self) -> None:
        super().__init__(
            f"This answer from QuickBooks was used already, and it is good only once. {_BEGIN_AGAIN}"
        )


class AttemptTooOld(AttemptRefused):
    """The login took too long."""

    def __init__(self) -> None:
        minutes = GOOD_FOR // dt.timedelta(minutes=1)
        super().__init__(
            f"The login at QuickBooks was begun more than {minutes} minutes ago. {_BEGIN_AGAIN}"
        )


class AttemptOfAnother(AttemptRefused):
    """Somebody else began the login."""

    def __init__(self) -> None:
        super().__init__(
            "This login at QuickBooks was begun by somebody else, and only they can finish it. "
            f"{_BEGIN_AGAIN}"
        )


def new_state() -> str:
    """An unguessable text that goes to QuickBooks and must come back with the answer."""
    return secrets.token_urlsafe(32)


def begin(database: Database, state: str, attempt: ConnectAttempt) -> None:
    """Note a login that begins now. Of the state only a digest is kept."""
    attempt.state_digest = _digest(state)
    with database.writing() as session:
        old = ConnectAttempt.created_at < utc_now() - _REMEMBERED
        session.execute(delete(ConnectAttempt).where(old))
        session.add(attempt)


def use(database: Database, state: str, actor: str) -> ConnectAttempt:
    """Find the login that an answer belongs to; from here on it is used up.

    Args:
        database: the database.
        state: what came back with the answer.
        actor: who is signed in now.

    Raises:
        AttemptRefused: it is not theirs, not known, too old, or was used before.
    """
    with database.writing() as session:
        attempt = session.scalars(
            select(ConnectAttempt)
            .where(ConnectAttempt.state_digest == _digest(state))
            .with_for_update()
        ).first()
        if attempt is None:
            raise AttemptUnknown
        if not hmac.compare_digest(attempt.actor.encode(), actor.encode()):
            raise AttemptOfAnother
        if attempt.used_at is not None:
            raise AttemptUsed
        now = utc_now()
        if now - attempt.created_at > GOOD_FOR:
            raise AttemptTooOld
        attempt.used_at = now
        return attempt


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
