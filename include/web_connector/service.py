"""The Web Connector's calls, one by one: what is answered, and what the queue learns from it.

Every call is one transaction of the database, committed before the answer leaves: a request counts as
handed over before QuickBooks can have it, and an answer stands in the database before QuickBooks is
told to forget it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.seal import Seal
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopSession
from include.web_connector import requests, responses
from include.web_connector.company_file import check_company_file
from include.web_connector.database_queue import count_waiting
from include.web_connector.sessions import (
    SessionBusy,
    SignInRejected,
    open_session,
    session_of,
    sign_in,
)
from include.web_connector.soap import Call

logger = logging.getLogger(__name__)

Result = str | int | list[str]

_NOT_RUNNING = "0x80040416"
"""QuickBooks is not running and no file was named (Intuit's list of HRESULTs)."""
_OVER = "This session is over. The Web Connector begins a new one by itself."


class WebConnectorService:
    """Answers the calls of every company's Web Connector.

    Args:
        database: the database.
        seal: opens the requests and seals the responses.
        version: ours, as serverVersion gives it.
    """

    def __init__(self, database: Database, seal: Seal, version: str) -> None:
        self._database = database
        self._seal = seal
        self._version = version

    def call(self, call: Call) -> Result:
        """Answer one call."""
        operations: Mapping[str, Callable[[Mapping[str, str]], Result]] = {
            "serverVersion": lambda _: self._version,
            # Versions are no longer 2.x, and none is known that would not do: all are welcome.
            "clientVersion": lambda _: "",
            "authenticate": self._authenticate,
            "sendRequestXML": self._send_request,
            "receiveResponseXML": self._receive_response,
            "connectionError": self._connection_error,
            "getLastError": self._last_error,
            "closeConnection": self._close,
            "getInteractiveURL": lambda _: "",
            "interactiveRejected": lambda _: "CoreBooks needs nobody at the PC.",
            "interactiveDone": lambda _: "Done",
        }
        return operations[call.operation](call.arguments)

    def _authenticate(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            try:
                company_id = sign_in(session, given["strUserName"], given["strPassword"]).company_id
            except SignInRejected as reason:
                logger.warning("The Web Connector was not admitted: %s", reason)
                return ["", "nvu"]
            connection = session.get_one(DesktopConnection, company_id)
            connection.last_contact_at = utc_now()
            new = connection.first_contact_at is None
            if not new and not requests.has_work(session, connection):
                return ["", "none"]
            try:
                ticket = open_session(session, company_id)
            except SessionBusy:
                logger.warning("%s: a second session was sent away, one is open", company_id)
                return ["", "busy"]
        # No file is named: QuickBooks' own open one is used, and looked at before anything is sent.
        return [ticket, ""]

    def _send_request(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            if opened is None:
                return ""
            connection = _heard_of(session, opened)
            connection.company_file = given["strCompanyFileName"] or connection.company_file
            return requests.next_request(session, self._seal, connection, opened)

    def _receive_response(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            if opened is None:
                return -1
            connection = _heard_of(session, opened)
            response = responses.Response(given["response"], given["hresult"], given["message"])
            if opened.awaits == requests.FACTS:
                opened.awaits = ""
            elif responses.take(session, self._seal, connection, opened, response):
                return self._progress(session, opened)
            else:
                return -1
        # Outside: connecting a company is a transaction of its own.
        learnt = check_company_file(
            self._database, self._seal, connection, responses.read_facts(response)
        )
        with self._database.writing() as session:
            opened = session.get_one(DesktopSession, opened.ticket_digest)
            connection = session.get_one(DesktopConnection, opened.company_id)
            connection.told = opened.last_error = learnt.told
            connection.product = learnt.product or connection.product
            opened.file_checked = not learnt.told
            if learnt.told:
                logger.warning("%s: %s", connection.company_id, learnt.told)
                return -1
            connection.first_contact_at = connection.first_contact_at or utc_now()
            return self._progress(session, opened)

    def _progress(self, session: Session, opened: DesktopSession) -> int:
        """Per cent done; 100 ends the session."""
        if not requests.has_work(session, session.get_one(DesktopConnection, opened.company_id)):
            return 100
        waiting = count_waiting(session, opened.company_id)
        done = responses.count_since(session, opened)
        return max(1, min(99, 100 * done // (done + waiting or 1)))

    def _connection_error(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            if opened is None:
                return "done"
            connection = session.get_one(DesktopConnection, opened.company_id)
            opened.retries += 1
            connection.told = (
                f"QuickBooks on the PC could not be reached: {given['message'][:500]} "
                f"({given['hresult'][:20]}). Open the company file in QuickBooks there; the Web "
                "Connector calls again by itself."
            )
            logger.warning("%s: %s", opened.company_id, connection.told)
            again = given["hresult"].strip().lower() == _NOT_RUNNING and connection.company_file
            if again and opened.retries == 1:
                return connection.company_file
            return "done"

    def _last_error(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            return _OVER if opened is None else opened.last_error or "Nothing more to do."

    def _close(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            if opened is None:
                return "OK"
            opened.closed_at = utc_now()
            done = responses.count_since(session, opened)
        return f"OK. {done} {'request' if done == 1 else 'requests'} answered."


def _heard_of(session: Session, opened: DesktopSession) -> DesktopConnection:
    connection = session.get_one(DesktopConnection, opened.company_id)
    connection.last_contact_at = utc_now()
    return connection
