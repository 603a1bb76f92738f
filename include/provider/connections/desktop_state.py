"""The state of a connection to a company file, for its page and its card."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

from include.books.dates import format_moment
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.integrations import PcConnection, pc_connections
from include.database.status_words import ConnectionStatus
from include.database.statuses import RefusedPassword
from include.web_connector.database_queue import ALIVE

SILENT = dt.timedelta(hours=1)
"""After this long without a call from its PC, a connection counts as offline."""

_REFUSED_SHOWN = dt.timedelta(days=1)
_REFUSED_OLD = (
    "Enter the newest password in the Web Connector on that PC. If it is lost, create a new one. It "
    "works right away."
)
_REFUSED_WRONG = (
    "It changed nothing. If the call came from your PC, enter the password in its Web Connector "
    "again, or create a new one."
)
_REFUSED_SINCE = (
    "It changed nothing, and your PC has connected since. If another PC still has CoreBooks in its "
    "Web Connector, remove it there."
)

Contact: TypeAlias = ConnectionStatus
"""A connection's status, as its badge shows it."""


@dataclass(frozen=True, slots=True)
class DesktopState:
    """A connection and its status.

    Attributes:
        connection: with its user name, file and times.
        state: its status.
        sentence: what is wrong and what to do; empty when nothing is.
    """

    connection: PcConnection
    state: Contact
    sentence: str

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.connection.timezone)

    @property
    def name(self) -> str:
        """The company's name; its ID until the PC first connects."""
        company = self.connection.company
        return company.name if company else self.connection.company_id

    @property
    def is_ended(self) -> bool:
        """Whether the PC can't connect any more."""
        return self.state is Contact.DISCONNECTED

    @property
    def is_awaited(self) -> bool:
        """Whether the PC hasn't connected yet."""
        return self.state is Contact.WAITING

    @property
    def works(self) -> bool:
        """Whether the PC connects and is let in."""
        return self.state is Contact.CONNECTED

    @property
    def last_contact(self) -> str:
        """When the PC last connected, and what waits for it, in a sentence."""
        last = self.connection.last_contact_at
        when = (
            f"last connected {format_moment(last, self.zone)}" if last else "hasn't connected yet"
        )
        return f"The Web Connector on the PC {when}. {_waiting(self.connection.waiting)}"

    @property
    def refused(self) -> str:
        """That a call with another password was refused within a day, and what to do."""
        connection, when = self.connection, self.connection.refused_at
        if when is None or self.is_ended or when <= utc_now() - _REFUSED_SHOWN:
            return ""
        is_old = connection.refused_password == RefusedPassword.OLD
        what = "A PC called with an old password" if is_old else "A wrong password was rejected"
        since = connection.last_contact_at is not None and connection.last_contact_at > when
        return (
            f"{what} on {format_moment(when, self.zone)}. The call came from {connection.refused_from}. "
            f"{_REFUSED_SINCE if since else _REFUSED_OLD if is_old else _REFUSED_WRONG}"
        )

    @property
    def said(self) -> str:
        """The status in one sentence, for screen readers."""
        return f"{self.name}: {self.state}. {self.sentence} {self.refused}".strip()

    @property
    def digest(self) -> str:
        """Changes when what is shown changes."""
        connection = self.connection
        shown = (
            self.said,
            connection.product,
            connection.company_file,
            connection.last_contact_at,
            connection.waiting,
            connection.in_session,
            self.refused,
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def desktop_state(database: Database, company_id: str) -> DesktopState | None:
    """The state of a connection; None where there is none."""
    return next(map(_desktop_state, pc_connections(database, ALIVE, [company_id])), None)


def desktop_states(
    database: Database, company_ids: Sequence[str] | None = None
) -> list[DesktopState]:
    """The state of connections, by company ID: of some companies, or of all."""
    return [_desktop_state(one) for one in pc_connections(database, ALIVE, company_ids)]


def _desktop_state(connection: PcConnection) -> DesktopState:
    state = _state(connection)
    return DesktopState(connection, state, _sentence(connection, state))


def _state(connection: PcConnection) -> Contact:
    if connection.revoked_at is not None:
        return Contact.DISCONNECTED
    if connection.told:
        return Contact.TOLD
    if connection.first_contact_at is None:
        return Contact.WAITING
    return Contact.SILENT if _is_silent(connection) else Contact.CONNECTED


def _is_silent(connection: PcConnection) -> bool:
    last = connection.last_contact_at
    return last is None or last <= utc_now() - SILENT


def _sentence(connection: PcConnection, state: Contact) -> str:
    match state:
        case Contact.DISCONNECTED:
            return (
                "Nothing posts to this company file, and its PC can't connect. Its workflows, links, "
                "and history are kept. To resume, select Reconnect."
            )
        case Contact.TOLD:
            since = " The PC hasn't connected since." if _is_silent(connection) else ""
            return f"{connection.told}{since}"
        case Contact.WAITING:
            return (
                "Select Update Selected in the Web Connector on the PC. The company's name appears "
                "here when the PC first connects."
            )
        case Contact.SILENT:
            return (
                f"The PC hasn't connected for an hour. {_waiting(connection.waiting)} Turn on the PC, "
                "open QuickBooks and the Web Connector, and check that CoreBooks and Auto-Run are "
                "selected."
            )
        case _:
            return ""


def _waiting(requests: int) -> str:
    if not requests:
        return "No requests are waiting."
    return f"{requests:,} {'request is' if requests == 1 else 'requests are'} waiting."
