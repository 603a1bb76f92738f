"""Tickets, of which each company has one at a time."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopSession

SILENT = dt.timedelta(minutes=2)
"""After so long without a call another session may replace it: the Web Connector has stopped."""

TICKET_LIFE = dt.timedelta(hours=1)
"""A ticket that wasn't used for so long has expired."""


class SessionBusy(Exception):
    """Another session of this company is open."""


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
    opened = session.get(DesktopSession, _digest(ticket), with_for_update={"key_share": True})
    if opened is None or not _is_open(opened):
        return None
    opened.last_call_at = utc_now()
    return opened


def is_living(session: Session, ticket: str) -> bool:
    """Whether a ticket is of an open session; it only reads."""
    opened = session.get(DesktopSession, _digest(ticket))
    return opened is not None and _is_open(opened)


def _is_open(opened: DesktopSession) -> bool:
    return opened.closed_at is None and opened.last_call_at >= utc_now() - TICKET_LIFE


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
