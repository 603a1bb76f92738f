"""Who may call: logins with a lock-out, and tickets of which each company has one at a time."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopSession
from include.web_connector.passwords import hash_password, verify_password

SILENT = dt.timedelta(minutes=2)
"""After so long without a call another session may take over: the Web Connector has broken off."""

TICKET_LIFE = dt.timedelta(hours=1)
"""A ticket that was not used for so long is good for nothing any more."""

MOST_FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=15)

_NOBODY = hash_password(secrets.token_urlsafe(16))
"""What a password is compared with where there is no such user: it takes as long."""


class SignInRejected(Exception):
    """The user name or the password is wrong, or the connection was ended, or is locked."""


class SessionBusy(Exception):
    """Another session of this company is open."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A login that succeeded."""

    company_id: str


def sign_in(session: Session, username: str, password: str) -> Admitted:
    """Check a login, in the given transaction, and count what failed.

    The caller commits also when it is refused: failures are counted.

    Raises:
        NotAdmitted: with a sentence for our own log; the PC is told no reason.
    """
    connection = session.scalars(
        select(DesktopConnection).where(DesktopConnection.username == username)
    ).first()
    right = verify_password(password, connection.password_hash if connection else _NOBODY)
    if connection is None:
        raise SignInRejected("there is no such user")
    now = utc_now()
    if connection.locked_until is not None and connection.locked_until > now:
        raise SignInRejected(f"locked until {connection.locked_until:%H:%M:%S} UTC")
    if not right:
        connection.failed_logins += 1
        if connection.failed_logins >= MOST_FAILURES:
            connection.failed_logins, connection.locked_until = 0, now + LOCKED_FOR
        raise SignInRejected("the password is wrong")
    connection.failed_logins, connection.locked_until = 0, None
    if connection.revoked_at is not None:
        raise SignInRejected("the connection was ended")
    return Admitted(connection.company_id)


def open_session(session: Session, company_id: str) -> str:
    """Open a session of a company, in place of one that fell silent.

    What that one had in hand stays handed over: the new one asks QuickBooks about it first.

    Returns:
        The ticket; only its digest is kept.

    Raises:
        Busy: one is open and was heard of lately.
    """
    now = utc_now()
    open_one = session.scalars(
        select(DesktopSession).where(
            DesktopSession.company_id == company_id, DesktopSession.closed_at.is_(None)
        )
    ).first()
    if open_one is not None:
        if open_one.last_call_at > now - SILENT:
            raise SessionBusy
        open_one.closed_at = now
        session.flush()
    ticket = secrets.token_urlsafe(24)
    session.add(DesktopSession(ticket_digest=_digest(ticket), company_id=company_id))
    session.flush()
    return ticket


def session_of(session: Session, ticket: str) -> DesktopSession | None:
    """The open session of a ticket; None for one that is unknown, closed or expired."""
    found = session.get(DesktopSession, _digest(ticket), with_for_update=True)
    now = utc_now()
    if found is None or found.closed_at is not None or found.last_call_at < now - TICKET_LIFE:
        return None
    found.last_call_at = now
    return found


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
