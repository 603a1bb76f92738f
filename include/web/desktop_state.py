"""How the connection to a company file stands, for its page and its card."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select

from include.ledger.columns import utc_now
from include.ledger.database import Ledger
from include.ledger.desktop_models import DesktopConnection
from include.ledger.desktop_queue import contact
from include.ledger.models import Company

SILENT = dt.timedelta(hours=1)
"""After so long without a call a person is told that the PC does not call."""


class Contact(StrEnum):
    """How a PC stands, in the words of its badge."""

    WAITING = "waiting for the first contact"
    CONNECTED = "connected"
    SILENT = "the PC does not call"
    TOLD = "the PC was sent away"
    LOCKED = "locked"
    ENDED = "disconnected"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad, wait or quiet."""
        return _KINDS[self]


_KINDS = {
    Contact.WAITING: "wait",
    Contact.CONNECTED: "good",
    Contact.SILENT: "wait",
    Contact.TOLD: "bad",
    Contact.LOCKED: "bad",
    Contact.ENDED: "quiet",
}


@dataclass(frozen=True, slots=True)
class DesktopState:
    """A connection and what came of it.

    Attributes:
        connection: with its user name, file and times.
        company: None until the first contact.
        state: how it stands.
        sentence: what is the matter and what to do; empty when all is well.
        waiting: how many requests wait for the PC.
    """

    connection: DesktopConnection
    company: Company | None
    state: Contact
    sentence: str
    waiting: int

    @property
    def zone(self) -> ZoneInfo:
        """Where the company keeps its books."""
        return ZoneInfo(self.connection.timezone)


def desktop_state(ledger: Ledger, company_id: str) -> DesktopState | None:
    """How a connection stands; None where there is none."""
    with ledger.reading() as session:
        connection = session.get(DesktopConnection, company_id)
        if connection is None:
            return None
        company = session.get(Company, company_id)
        waiting = contact(session, company_id).waiting
    state = _state(connection)
    return DesktopState(connection, company, state, _sentence(connection, state, waiting), waiting)


def desktop_states(ledger: Ledger) -> list[DesktopState]:
    """Every connection, by the company's short name."""
    with ledger.reading() as session:
        ids = session.scalars(
            select(DesktopConnection.company_id).order_by(DesktopConnection.company_id)
        ).all()
    return [state for one in ids if (state := desktop_state(ledger, one)) is not None]


def _state(connection: DesktopConnection) -> Contact:
    now = utc_now()
    if connection.revoked_at is not None:
        return Contact.ENDED
    if connection.locked_until is not None and connection.locked_until > now:
        return Contact.LOCKED
    if connection.told:
        return Contact.TOLD
    if connection.first_contact_at is None:
        return Contact.WAITING
    last = connection.last_contact_at
    return Contact.CONNECTED if last is not None and last > now - SILENT else Contact.SILENT


def _sentence(connection: DesktopConnection, state: Contact, waiting: int) -> str:
    match state:
        case Contact.ENDED:
            return (
                "Nothing is sent to this company file, and its PC is let in no more. Its workflows, "
                "links and history are kept."
            )
        case Contact.LOCKED:
            return (
                "A wrong password was given five times, so the PC is let in again in a quarter of an "
                "hour. If the password is lost, make a new one here."
            )
        case Contact.TOLD:
            return connection.told
        case Contact.SILENT:
            many = "1 request waits" if waiting == 1 else f"{waiting} requests wait"
            return (
                f"The PC has not called for an hour; {many} for it. Switch it on, open QuickBooks and "
                "the Web Connector there, and see that CoreBooks is ticked and Auto-Run is on."
            )
        case _:
            return ""
