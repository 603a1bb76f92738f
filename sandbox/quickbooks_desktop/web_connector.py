"""The Web Connector: takes a web service's requests to QuickBooks, strictly in Intuit's order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import Literal, TypeAlias

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.connection import NotConnected, Pc, hcp_response
from sandbox.quickbooks_desktop.outcome import Outcome, Status
from sandbox.quickbooks_desktop.qwc import Qwc, check_urls
from sandbox.quickbooks_desktop.refusals import RequestProcessorError
from sandbox.quickbooks_desktop.session import Session
from sandbox.quickbooks_desktop.soap import SoapClient, Unanswered

VERSION = "34.0.10010.76"
_QBXML = (16, 0)
_PAUSE = 5.0
_DONE = 100
_MOST_RETRIES = 5

Steps: TypeAlias = Generator[str, None, None]
"""A session step by step: yields "before:authenticate", "after:authenticate", "before:quickbooks"
and so on; whoever drives it may stop at any of them, as a crash does."""


class WebConnector:
    """An application as it was added to the Web Connector of one PC.

    Args:
        url: the web service; https, unless on localhost.
        username: as in the .qwc file.
        password: as the person typed it.
        company_file: what QuickBooks has open; None when it is not running.
        qwc: the rest of the .qwc file; its FileID is stamped into the open company.
        pause: seconds to wait when the service has nothing yet (NoOp).
        timeout: seconds after which an answer is given up.
        most_pauses: how often to wait in one session before it is closed.
    """

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        company_file: CompanyFile | None,
        *,
        qwc: Qwc | None = None,
        pause: float = _PAUSE,
        timeout: float = 90,
        most_pauses: int = 60,
    ) -> None:
        check_urls(url)
        self.username, self.password, self.qwc = username, password, qwc
        self.pc = Pc(company_file, qwc)
        self.pause, self.most_pauses = pause, most_pauses
        self.soap = SoapClient(url, timeout=timeout)
        self.online = True
        self.answer_interactive: Literal["reject", "do"] = "reject"
        self.stopped = threading.Event()
        """Set when the Web Connector is to end: a session that pauses is then closed."""
        self.sleep: Callable[[float], object] = self.stopped.wait
        self.watch: Callable[[str], object] | None = None
        """Is told of every point that a session comes to."""
        self._interruptions: list[list[str | int]] = []
        self._late: int = 0
        self._held: dict[str, str] | None = None
        if qwc and company_file:
            # Whoever adds an application does it in the company that is open.
            company_file.stamp(qwc.owner_id, qwc.file_id)

    @classmethod
    def added(cls, qwc: Qwc, password: str, company_file: CompanyFile | None) -> WebConnector:
        """Add an application by its .qwc file."""
        return cls(qwc.url, qwc.user_name, password, company_file, qwc=qwc)

    def close(self) -> None:
        """End the Web Connector."""
        self.soap.close()

    # What can be told

    def interrupt(self, point: str, nth: int = 1) -> None:
        """Break the next session off at a point, the nth time it is reached.

        "after:sendRequestXML" loses the service's answer, "before:quickbooks" crashes with the
        request in hand, "after:quickbooks" (or "before:receiveResponseXML") after QuickBooks has
        committed, "after:receiveResponseXML" loses the last answer. Everything of the session is
        forgotten then; `update` begins a new one.
        """
        self._interruptions.append([point, nth])

    def repeat(self, operation: str, nth: int = 1) -> None:
        """Send a coming request of an operation twice over; only the second answer is used."""
        self.soap.repeated[operation] = nth

    def deliver_late(self, nth: int = 1) -> None:
        """Have a proxy deliver a coming receiveResponseXML a second time, after the next request.

        The answer then belongs to another message set than the one that is under way.
        """
        self._late = nth

    @property
    def has_orders(self) -> bool:
        """Whether something that was ordered is still to come."""
        return bool(self._interruptions or self.soap.repeated or self._late or self._held)

    def forget_orders(self) -> None:
        """Let nothing more happen of what was ordered."""
        self._interruptions.clear()
        self.soap.repeated.clear()
        self._late, self._held = 0, None

    # An update

    def update(self) -> Outcome:
        """One whole session, as "Update Selected" starts it."""
        outcome = Outcome()
        for _ in self.session(outcome):
            pass
        return outcome

    def session(self, outcome: Outcome) -> Steps:
        """One session step by step; `outcome` is filled as it goes."""
        if not self.online:
            outcome.message = "The remote name could not be resolved."
            return
        steps = self._session(outcome)
        with suppress(Unanswered):
            try:
                for point in steps:
                    if self._broken(point):
                        outcome.status = "lost"
                        outcome.message = f"The connection broke {point.replace(':', ' ')}."
                        return
                    yield point
            except Unanswered as error:
                outcome.status, outcome.message = "lost", str(error)
                raise
        steps.close()

    def _broken(self, point: str) -> bool:
        if self.watch is not None:
            self.watch(point)
        for one in self._interruptions:
            if one[0] == point:
                one[1] = int(one[1]) - 1
                if not one[1]:
                    self._interruptions.remove(one)
                    return True
                return False
        return False

    def _session(self, outcome: Outcome) -> Steps:
        yield from self._call(outcome, "serverVersion")
        with suppress(Unanswered):  # older services do not have it
            self.soap.text("serverVersion")
        yield "after:serverVersion"
        yield from self._call(outcome, "clientVersion")
        if not self._accepted(outcome, self.soap.text("clientVersion", strVersion=VERSION)):
            return
        yield "after:clientVersion"
        yield from self._call(outcome, "authenticate")
        answer = self.soap.texts(
            "authenticate", strUserName=self.username, strPassword=self.password
        )
        yield "after:authenticate"
        ticket, company = answer[0], answer[1] if len(answer) > 1 else ""
        if not self._admitted(outcome, company, answer):
            yield from self._closed(outcome, ticket)
            return
        yield from self._connected(outcome, ticket, company)
        yield from self._closed(outcome, ticket)

    def _accepted(self, outcome: Outcome, answer: str) -> bool:
        """Whether clientVersion lets the session go on."""
        kind, _, text = answer.partition(":")
        if kind == "W":
            outcome.warnings.append(text)
        elif kind == "E" or (kind == "O" and _version(text) > _version(VERSION)):
            outcome.status, outcome.message = "refused", text
            return False
        return True

    def _admitted(self, outcome: Outcome, company: str, answer: list[str]) -> bool:
        """Whether authenticate lets the session go on."""
        delays = [int(one) if one.strip().lstrip("-").isdigit() else 0 for one in answer[2:4]]
        if len(delays) > 1 and delays[1] > 0:
            outcome.every_seconds = delays[1]
        ended: dict[str, Status] = {
            "none": "nothing to do",
            "nvu": "not a valid user",
            "busy": "busy",
        }
        if company.lower() in ended:
            outcome.status = ended[company.lower()]
            return False
        if delays and delays[0] > 0:
            outcome.status = "postponed"
            outcome.message = f"Postponed by {delays[0]} seconds."
            return False
        return True

    def _connected(self, outcome: Outcome, ticket: str, company: str) -> Steps:
        """Open QuickBooks' company file, and exchange requests with it."""
        for _ in range(_MOST_RETRIES):
            try:
                file = self.pc.begin_session(company)
            except NotConnected as error:
                yield from self._call(outcome, "connectionError")
                company = self.soap.text(
                    "connectionError", ticket=ticket, hresult=error.hresult, message=error.message
                )
                yield "after:connectionError"
                outcome.status, outcome.message = "stopped", error.message
                if company.lower() == "done":
                    return
                continue
            yield from self._exchange(outcome, ticket, file)
            return

    def _exchange(self, outcome: Outcome, ticket: str, file: CompanyFile) -> Steps:
        session, hcp, pauses = Session(), hcp_response(file, self.qwc), 0
        while True:
            yield from self._call(outcome, "sendRequestXML")
            request = self.soap.text(
                "sendRequestXML",
                ticket=ticket,
                strHCPResponse=hcp,
                strCompanyFileName=file.settings.company_path,
                qbXMLCountry=file.settings.country,
                qbXMLMajorVers=_QBXML[0],
                qbXMLMinorVers=_QBXML[1],
            )
            yield "after:sendRequestXML"
            hcp = ""
            self._bring_held()
            if not request:
                error = yield from self._last_error(outcome, ticket)
                if error == "NoOp" and pauses < self.most_pauses:
                    pauses += 1
                    self.sleep(self.pause)
                    if self.stopped.is_set():
                        outcome.status = "stopped"
                        return
                    continue
                if error == "Interactive mode":
                    yield from self._interactive(outcome, ticket)
                    continue
                outcome.status = "done" if error == "NoOp" else "stopped"
                return
            percent = yield from self._answered(outcome, ticket, file, session, request)
            if percent < 0:
                yield from self._last_error(outcome, ticket)
                outcome.status = "stopped"
                return
            outcome.progress = percent
            if percent >= _DONE:
                outcome.status = "done"
                return

    def _bring_held(self) -> None:
        """Bring the answer that was held back, late."""
        if self._held is not None:
            self.soap.number("receiveResponseXML", **self._held)
            self._held = None

    def _answered(
        self, outcome: Outcome, ticket: str, file: CompanyFile, session: Session, request: str
    ) -> Generator[str, None, int]:
        """Have QuickBooks work, and bring its answer. Returns how far the service is, in percent."""
        yield "before:quickbooks"
        response, hresult, message = self._processed(file, session, request)
        outcome.requests += 1
        yield "after:quickbooks"
        yield from self._call(outcome, "receiveResponseXML")
        given = {"ticket": ticket, "response": response, "hresult": hresult, "message": message}
        percent = self.soap.number("receiveResponseXML", **given)
        yield "after:receiveResponseXML"
        if self._late:
            self._late -= 1
            self._held = None if self._late else given
        return percent

    def _processed(self, file: CompanyFile, session: Session, request: str) -> tuple[str, str, str]:
        """Response, HRESULT and message, of which either the first or the others are empty."""
        try:
            return file.process(request, session), "", ""
        except RequestProcessorError as error:
            return "", error.hresult, error.message

    def _last_error(self, outcome: Outcome, ticket: str) -> Generator[str, None, str]:
        yield from self._call(outcome, "getLastError")
        outcome.message = self.soap.text("getLastError", ticket=ticket)
        yield "after:getLastError"
        return outcome.message

    def _interactive(self, outcome: Outcome, ticket: str) -> Steps:
        """Show the service's page to the person, who does what it asks or will not."""
        yield from self._call(outcome, "getInteractiveURL")
        url = self.soap.text("getInteractiveURL", wcTicket=ticket, sessionID="1")
        yield "after:getInteractiveURL"
        if self.answer_interactive == "do" and url:
            yield from self._call(outcome, "interactiveDone")
            self.soap.text("interactiveDone", wcTicket=ticket)
            return
        yield from self._call(outcome, "interactiveRejected")
        reason = "The user will not go into interactive mode."
        self.soap.text("interactiveRejected", wcTicket=ticket, reason=reason)

    def _closed(self, outcome: Outcome, ticket: str) -> Steps:
        yield from self._call(outcome, "closeConnection")
        text = self.soap.text("closeConnection", ticket=ticket)
        outcome.message = outcome.message or text
        yield "after:closeConnection"

    @staticmethod
    def _call(outcome: Outcome, operation: str) -> Iterator[str]:
        outcome.calls.append(operation)
        yield f"before:{operation}"


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.strip().split(".") if part.isdigit())
