"""The Web Connector's calls, one by one: what each returns, and what it changes in the queue.

Every call is one database transaction, committed before the response leaves: a request counts as sent
before QuickBooks can have it, and a response is stored before QuickBooks is told to forget it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.keys.seal import Seal, SealBroken
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopSession
from include.plain_text import plain
from include.quickbooks.desktop.wire.connection_table import advice
from include.web_connector import requests, responses, sign_ins
from include.web_connector.company_file import check_company_file
from include.web_connector.database_queue import count_waiting
from include.web_connector.sessions import SessionBusy, is_living, open_session, session_of
from include.web_connector.sign_ins import SignInRejected
from include.web_connector.soap import Call

logger = logging.getLogger(__name__)

Result = str | int | list[str]

_NOT_RUNNING = "0x80040416"
"""QuickBooks is not running and no file was named (Intuit's list of HRESULTs)."""
_LONGEST_PATH = 500
_NOT_VALID = ["", "nvu"]
_OVER = "This session has ended. The Web Connector starts a new one automatically."
_WITHOUT_TICKET: Mapping[str, Result] = {
    "sendRequestXML": "",
    "receiveResponseXML": -1,
    "connectionError": "done",
    "getLastError": _OVER,
    "closeConnection": "OK",
}
"""What a call gets whose ticket isn't of an open session."""


class WebConnectorService:
    """Answers the calls of every company's Web Connector.

    Args:
        database: the database.
        seal: decrypts the requests and encrypts the responses.
        version: of CoreBooks, which serverVersion returns.
    """

    def __init__(self, database: Database, seal: Seal, version: str) -> None:
        self._database = database
        self._seal = seal
        self._version = version

    def is_known(self, call: Call) -> bool:
        """Whether it is a sign-in that was right before, which costs next to nothing to check."""
        given = call.arguments
        return call.operation == "authenticate" and sign_ins.is_known(
            self._database, given["strUserName"], given["strPassword"]
        )

    def is_living(self, ticket: str) -> bool:
        """Whether a ticket is of an open session."""
        with self._database.reading() as session:
            return is_living(session, ticket)

    def call(self, call: Call, address: str = "") -> Result:
        """Answer one call, which came from an address."""
        given = call.arguments
        if call.operation == "authenticate":
            return self._authenticate(given, address)
        # Only who has a ticket may make the database wait.
        if "ticket" in given and not self.is_living(given["ticket"]):
            return _WITHOUT_TICKET[call.operation]
        operations: Mapping[str, Callable[[Mapping[str, str]], Result]] = {
            "serverVersion": lambda _: self._version,
            # No version in use is too old, so every one is accepted.
            "clientVersion": lambda _: "",
            "sendRequestXML": self._send_request,
            "receiveResponseXML": self._receive_response,
            "connectionError": self._connection_error,
            "getLastError": self._last_error,
            "closeConnection": self._close,
            "getInteractiveURL": lambda _: "",
            "interactiveRejected": lambda _: "CoreBooks doesn't need any input at the PC.",
            "interactiveDone": lambda _: "Done",
        }
        try:
            return operations[call.operation](given)
        except SealBroken as broken:
            return self._unreadable(call, broken)

    def _unreadable(self, call: Call, broken: SealBroken) -> Result:
        """What is queued can't be decrypted: nothing was sent or stored, and the page says why."""
        with self._database.writing() as session:
            opened = session_of(session, call.arguments["ticket"])
            if opened is not None:
                connection = _heard_of(session, opened)
                connection.told = opened.last_error = str(broken)
        logger.error("%s: %s", call.operation, broken)
        return "" if call.operation == "sendRequestXML" else -1

    def _authenticate(self, given: Mapping[str, str], address: str) -> Result:
        try:
            checked = sign_ins.check(
                self._database, given["strUserName"], given["strPassword"], address
            )
            return self._begin(checked)
        except SignInRejected as reason:
            logger.warning("Web Connector sign-in rejected: %s (from %s)", reason, address)
            return list(_NOT_VALID)

    def _begin(self, checked: sign_ins.Checked) -> Result:

        def begin(session: Session) -> Result:
            connection = sign_ins.let_in(session, checked)
            company_id = connection.company_id
            connection.last_contact_at = utc_now()
            new = connection.first_contact_at is None
            if not new and not requests.has_work(session, connection):
                return ["", "none"]
            try:
                ticket = open_session(session, company_id)
            except SessionBusy:
                logger.warning("%s: second session rejected, one is open", company_id)
                return ["", "busy"]
            # No file is named: the one that is open is used, and checked before anything is sent.
            return [ticket, ""]

        return self._database.write(begin)

    def _send_request(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            if opened is None:
                return ""
            connection = _heard_of(session, opened)
            connection.company_file = (
                plain(given["strCompanyFileName"])[:_LONGEST_PATH] or connection.company_file
            )
            return requests.next_request(session, self._seal, connection, opened)

    def _receive_response(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            if opened is None:
                return -1
            connection = _heard_of(session, opened)
            response = responses.Response(given["response"], given["hresult"], given["message"])
            if opened.awaits != requests.FACTS:
                recorded = responses.record_response(
                    session, self._seal, connection, opened, response
                )
                return self._progress(session, opened) if recorded else -1
            facts = responses.read_facts(response, requests.asked(self._seal, (), opened))
            if facts is None:
                return self._progress(session, opened)
            opened.awaits = ""
        # Outside: connecting a company is a transaction of its own.
        checked = check_company_file(self._database, self._seal, connection, facts)
        with self._database.writing() as session:
            opened = session.get_one(DesktopSession, opened.ticket_digest)
            connection = session.get_one(DesktopConnection, opened.company_id)
            connection.told = opened.last_error = checked.problem
            connection.product = checked.product or connection.product
            opened.file_checked = not checked.problem
            if checked.problem:
                logger.warning("%s: %s", connection.company_id, checked.problem)
                return -1
            connection.non_taxable = checked.non_taxable
            connection.first_contact_at = connection.first_contact_at or utc_now()
            return self._progress(session, opened)

    def _progress(self, session: Session, opened: DesktopSession) -> int:
        """Percent done; 100 ends the session."""
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
            connection.told = _problem(given["hresult"], given["message"])
            logger.warning("%s: %s", opened.company_id, connection.told)
            again = given["hresult"].strip().lower() == _NOT_RUNNING and connection.company_file
            if again and opened.retries == 1:
                return connection.company_file
            return "done"

    def _last_error(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            return _OVER if opened is None else opened.last_error or "No more requests."

    def _close(self, given: Mapping[str, str]) -> Result:
        with self._database.writing() as session:
            opened = session_of(session, given["ticket"])
            if opened is None:
                return "OK"
            opened.closed_at = utc_now()
            done = responses.count_since(session, opened)
        return f"OK. {done} {'request' if done == 1 else 'requests'} answered."


def _problem(hresult: str, message: str) -> str:
    """Why the Web Connector can't reach QuickBooks, in QuickBooks' words too, and what to do."""
    known = advice(hresult)
    own = " ".join(plain(message[:500]).split()).rstrip(".")
    returned = f" QuickBooks returned “{own}.”" if own else ""
    why = f"{known.sentence} {known.what_to_do}{returned} ({plain(hresult[:20]).strip()})"
    return f"The Web Connector couldn't reach QuickBooks on the PC. {why}"


def _heard_of(session: Session, opened: DesktopSession) -> DesktopConnection:
    connection = session.get_one(DesktopConnection, opened.company_id)
    connection.last_contact_at = utc_now()
    return connection
