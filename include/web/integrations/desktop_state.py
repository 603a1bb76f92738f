"""How the connection to a company file stands, for its page and its card."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany, company_with_id
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection
from include.web.frame.pages import moment
from include.web.integrations.connections import newest_run
from include.web_connector.database_queue import contact

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
        in_session: whether the PC is working through them at this moment.
        ran_at: when a workflow last ran, UTC.
    """

    connection: DesktopConnection
    company: ConnectedCompany | None
    state: Contact
    sentence: str
    waiting: int
    in_session: bool
    ran_at: dt.datetime | None

    @property
    def zone(self) -> ZoneInfo:
        """Where the company keeps its books."""
        return ZoneInfo(self.connection.timezone)

    @property
    def name(self) -> str:
        """The company's, or what it will be called here while nobody knows its own."""
        return self.company.name if self.company else self.connection.company_id

    @property
    def is_ended(self) -> bool:
        """Whether the PC is let in no more."""
        return self.state is Contact.ENDED

    @property
    def is_awaited(self) -> bool:
        """Whether the PC has not called yet."""
        return self.state is Contact.WAITING

    @property
    def works(self) -> bool:
        """Whether the PC calls and is let in."""
        return self.state is Contact.CONNECTED

    @property
    def called(self) -> str:
        """When the PC called last, and what waits for it, in a sentence."""
        last = self.connection.last_contact_at
        when = f"called last at {moment(last, self.zone)}" if last else "has not called yet"
        return f"The Web Connector on the PC {when}; {_waits(self.waiting)}."

    @property
    def said(self) -> str:
        """How it stands in one sentence, for those who hear it."""
        return f"{self.name}: {self.state}. {self.sentence}".strip()

    @property
    def digest(self) -> str:
        """Changes when what is shown changes."""
        one = self.connection
        shown = (self.said, one.product, one.company_file, one.last_contact_at, self.waiting)
        return hashlib.sha256(repr((*shown, self.in_session)).encode()).hexdigest()[:16]


def desktop_state(database: Database, company_id: str) -> DesktopState | None:
    """How a connection stands; None where there is none."""
    with database.reading() as session:
        connection = session.get(DesktopConnection, company_id)
        if connection is None:
            return None
        company = company_with_id(session, company_id)
        if company is not None and company.realm_id != connection.file_id:
            # One of QuickBooks Online took the name before the PC called.
            company = None
        pc = contact(session, company_id)
        ran_at = session.scalars(newest_run(company_id)).first()
    state = _state(connection)
    sentence = _sentence(connection, state, pc.waiting)
    return DesktopState(connection, company, state, sentence, pc.waiting, pc.in_session, ran_at)


def desktop_states(database: Database) -> list[DesktopState]:
    """Every connection, by the company's short name."""
    with database.reading() as session:
        ids = session.scalars(
            select(DesktopConnection.company_id).order_by(DesktopConnection.company_id)
        ).all()
    return [state for one in ids if (state := desktop_state(database, one)) is not None]


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
    return Contact.SILENT if _is_silent(connection) else Contact.CONNECTED


def _is_silent(connection: DesktopConnection) -> bool:
    last = connection.last_contact_at
    return last is None or last <= utc_now() - SILENT


def _sentence(connection: DesktopConnection, state: Contact, waiting: int) -> str:
    match state:
        case Contact.ENDED:
            return (
                "Nothing is sent to this company file, and its PC is let in no more. Its workflows, "
                "links and history are kept. Press Reconnect to go on where it stopped."
            )
        case Contact.LOCKED:
            until = moment(connection.locked_until, ZoneInfo(connection.timezone))
            return (
                f"A wrong password was given five times, so the PC is not let in until {until}. If "
                "the password is lost, make a new one: it is good at once."
            )
        case Contact.TOLD:
            since = " The PC has not called since." if _is_silent(connection) else ""
            return f"{connection.told}{since}"
        case Contact.WAITING:
            return (
                "Press Update Selected in the Web Connector on the PC. This turns into the company's "
                "name with the PC's first call."
            )
        case Contact.SILENT:
            return (
                f"The PC has not called for an hour; {_waits(waiting)}. Switch it on, open "
                "QuickBooks and the Web Connector there, and see that CoreBooks is ticked and "
                "Auto-Run is on."
            )
        case Contact.CONNECTED:
            return ""


def _waits(requests: int) -> str:
    if not requests:
        return "nothing waits for it"
    return f"{requests:,} {'request waits' if requests == 1 else 'requests wait'} for it"
