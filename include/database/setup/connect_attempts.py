"""QuickBooks sign-ins that were started: each response works once, soon, for one user only."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from sqlalchemy import delete, select

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.companies import ConnectAttempt
from include.understood import Understood

GOOD_FOR = dt.timedelta(minutes=15)
"""How long a QuickBooks sign-in may take."""

_REMEMBERED = dt.timedelta(days=7)
"""How long CoreBooks can tell why an old response is rejected."""

_START_AGAIN = "Nothing was connected or changed. Start again under Integrations."


class AttemptRejected(Understood, ValueError):
    """The response belongs to no sign-in that this user can finish; start again."""


class AttemptUnknown(AttemptRejected):
    """No such sign-in was started."""

    def __init__(self) -> None:
        super().__init__(
            "This response from QuickBooks doesn't belong to a sign-in that CoreBooks started. "
            f"{_START_AGAIN}"
        )


class AttemptUsed(AttemptRejected):
    """The response was used before."""

    def __init__(self) -> None:
        super().__init__(
            f"This response from QuickBooks was already used, and it works only once. {_START_AGAIN}"
        )


class AttemptTooOld(AttemptRejected):
    """The sign-in took too long."""

    def __init__(self) -> None:
        minutes = GOOD_FOR // dt.timedelta(minutes=1)
        super().__init__(
            f"This QuickBooks sign-in started more than {minutes} minutes ago. {_START_AGAIN}"
        )


class AttemptOfOtherUser(AttemptRejected):
    """Another user started the sign-in."""

    def __init__(self) -> None:
        super().__init__(
            "This QuickBooks sign-in was started by another user, and only that user can finish it. "
            f"{_START_AGAIN}"
        )


def new_state() -> str:
    """An unguessable text that QuickBooks must return with its response."""
    return secrets.token_urlsafe(32)


def begin(database: Database, state: str, attempt: ConnectAttempt) -> None:
    """Record a sign-in that starts now. Only a hash of the state is stored."""
    attempt.state_digest = _digest(state)
    with database.writing() as session:
        old = ConnectAttempt.created_at < utc_now() - _REMEMBERED
        session.execute(delete(ConnectAttempt).where(old))
        session.add(attempt)


def use(database: Database, state: str, actor: str) -> ConnectAttempt:
    """Find the sign-in that a response belongs to; from now on it is used.

    Args:
        database: the database.
        state: what came back with the response.
        actor: the user who is signed in now.

    Raises:
        AttemptRejected: it belongs to another user, is unknown or too old, or was used before.
    """
    with database.writing() as session:
        attempt = session.scalars(
            select(ConnectAttempt)
            .where(ConnectAttempt.state_digest == _digest(state))
            .with_for_update(key_share=True)
        ).first()
        if attempt is None:
            raise AttemptUnknown
        if not hmac.compare_digest(attempt.actor.encode(), actor.encode()):
            raise AttemptOfOtherUser
        if attempt.used_at is not None:
            raise AttemptUsed
        now = utc_now()
        if now - attempt.created_at > GOOD_FOR:
            raise AttemptTooOld
        attempt.used_at = now
        return attempt


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
