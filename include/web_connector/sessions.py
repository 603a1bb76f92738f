"""Who may call: sign-ins with a lockout, and tickets, of which each company has one at a time."""

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
"""After so long without a call another session may replace it: the Web Connector has stopped."""

TICKET_LIFE = dt.timedelta(hours=1)
"""A ticket that wasn't used for so long has expired."""

MOST_FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=15)

_NO_USER = hash_password(secrets.token_urlsafe(16))
"""The hash that a password is checked against where there is no such user: it takes as long."""


class SignInRejected(Exception):
    """The user name or the password is wrong, or the connection was ended, or is locked."""


class SessionBusy(Exception):
    """Another session of this company is open."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that succeeded."""

    company_id: str


def sign_in(session: Session, username: str, password: str) -> SignedIn:
    """Check a sign-in, in the given transaction, and count failures.

    The caller commits also when it is rejected, so that failures are counted.

    Raises:
        SignInRejected: with a reason for CoreBooks' own log; the PC doesn't get it.
    """
    connection = session.scalars(
        select(DesktopConnection).where(DesktopConnection.username == username)
    ).first()
    right = verify_password(password, connection.password_hash if connection else _NO_USER)
    if connection is None:
        raise SignInRejected("no such user")
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
        raise SignInRejected("the company was disconnected")
    return SignedIn(connection.company_id)


def open_session(session: Session, company_id: str) -> str:
    """Open a session of a company, in place of one that stopped calling.

    What that one had sent stays sent: the new one asks QuickBooks about it first.

    Returns:
        The ticket; only its hash is stored.

    Raises:
        SessionBusy: one is open and called recently.
    """
    now = utc_now()
    previous = session.scalars(
        select(DesktopSession).where(
            DesktopSession.company_id == company_id, DesktopSession.closed_at.is_(None)
        )
    ).first()
    if previous is not None:
        if previous.last_call_at > now - SILENT:
            raise SessionBusy
        previous.closed_at = now
        session.flush()
    ticket = secrets.token_urlsafe(24)
    session.add(DesktopSession(ticket_digest=_digest(ticket), company_id=company_id))
    session.flush()
    return ticket


def session_of(session: Session, ticket: str) -> DesktopSession | None:
    """The open session of a ticket; None for one that is unknown, closed or expired."""
    opened = session.get(DesktopSession, _digest(ticket), with_for_update=True)
    now = utc_now()
    if opened is None or opened.closed_at is not None or opened.last_call_at < now - TICKET_LIFE:
        return None
    opened.last_call_at = now
    return opened


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
