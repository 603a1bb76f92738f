"""What the Web Connector brings back, and what it means for the requests in the queue."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database.seal import Seal
from include.database.tables.columns import utc_now
from include.database.tables.desktop import (
    DesktopConnection,
    DesktopMessage,
    DesktopSession,
    MessageStatus,
)
from include.quickbooks.desktop.wire import qbxml
from include.web_connector.requests import CHECK, FORGETTING, MESSAGE, READS

logger = logging.getLogger(__name__)

_NOT_PARSED = "0x80040400"
"""QuickBooks couldn't read the request, and so posted nothing (Intuit's list of HRESULTs)."""
_MOST_RETRIES = 3
_MOST_ATTEMPTS = 3
"""How often a query is sent that QuickBooks fails at."""
_UNREADABLE = (
    "CoreBooks couldn't read QuickBooks' response after several attempts. Restart QuickBooks and the "
    "Web Connector on the PC. CoreBooks then requests it again, and nothing is lost."
)


@dataclass(frozen=True, slots=True)
class Response:
    """What receiveResponseXML brought: qbXML, or an HRESULT with its message."""

    text: str
    hresult: str
    message: str

    @property
    def error(self) -> str:
        """HRESULT and message; empty when there is qbXML."""
        if self.hresult.strip():
            return f"{self.hresult.strip()}: {self.message.strip()}"
        return "" if self.text.strip() else "0x80040402: QuickBooks returned an empty response"


def read_facts(response: Response) -> qbxml.SetAnswer | str:
    """The company's facts, or the sentence that says why there are none."""
    if response.error:
        return f"QuickBooks didn't return which company file is open ({response.error})."
    try:
        return qbxml.read_answer(response.text)
    except qbxml.QbxmlUnreadable as error:
        return f"QuickBooks didn't return which company file is open ({error})."


def record_response(
    session: Session,
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    response: Response,
) -> bool:
    """Record what came back, in the given transaction.

    What came twice, or belongs to no request that is awaited, changes nothing.

    Returns:
        Whether the session can continue; if not, `last_error` has the reason.
    """
    awaited, opened.awaits = opened.awaits, ""
    if awaited == FORGETTING:
        connection.last_set = ""
        return True
    if awaited == READS:
        _record_reads(session, seal, opened, response)
    message = session.get(DesktopMessage, opened.message_id) if opened.message_id else None
    if message is None or message.status != MessageStatus.SENT:
        return True
    try:
        answer = None if response.error else qbxml.read_answer(response.text)
    except qbxml.QbxmlUnreadable as error:
        logger.warning(
            "%s: unreadable response to %s: %s", message.company_id, message.label, error
        )
        answer = None
    if awaited == CHECK:
        return _record_check(seal, connection, opened, message, answer, response)
    if awaited == MESSAGE and message.is_write:
        return _record_write(seal, connection, opened, message, answer, response)
    if awaited == MESSAGE:
        _record_read(seal, opened, message, answer, response)
    return True


def _record_write(
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    message: DesktopMessage,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> bool:
    if answer is not None and answer.answers:
        _answered(seal, opened, message, response.text)
        connection.last_set = message.set_id
        return True
    if _is_not_parsed(response):
        message.error, message.request = response.error, ""
        _done(opened, message)
        return True
    # Whether it was posted is unknown: the next request asks QuickBooks.
    return _may_retry(opened)


def _record_check(
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    message: DesktopMessage,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> bool:
    """What QuickBooks returns about a write whose response never came."""
    if answer is None:
        return _may_retry(opened)
    if answer.answers:
        _answered(seal, opened, message, response.text)
        connection.last_set = message.set_id
        return True
    # QuickBooks has no record of it: never posted, or forgotten. Only the entries show which.
    message.status, message.request = MessageStatus.LOST, ""
    message.answered_at = utc_now()
    opened.message_id = None
    logger.warning(
        "%s: no response to %s, and QuickBooks has none", message.company_id, message.label
    )
    return True


def _record_read(
    seal: Seal,
    opened: DesktopSession,
    message: DesktopMessage,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> None:
    if answer is None and message.attempts < _MOST_ATTEMPTS and not _is_not_parsed(response):
        # It still counts as sent: the next request repeats it.
        opened.iterator = ""
        return
    if answer is None:
        message.error = response.error or "QuickBooks' response couldn't be read."
        _done(opened, message)
        return
    unfinished = next(
        (part for part in answer.answers if part.iterator_id and part.remaining), None
    )
    _add(seal, message, response.text)
    if unfinished is None:
        _done(opened, message)
    else:
        opened.iterator = unfinished.iterator_id


def _record_reads(session: Session, seal: Seal, opened: DesktopSession, response: Response) -> None:
    """Responses to queries that were sent together; one without a response is sent again, alone."""
    try:
        answers = {} if response.error else qbxml.split(response.text)
    except qbxml.QbxmlUnreadable as error:
        logger.warning("%s: unreadable response to several queries: %s", opened.company_id, error)
        answers = {}
    sent = session.scalars(
        select(DesktopMessage).where(
            DesktopMessage.company_id == opened.company_id,
            DesktopMessage.status == MessageStatus.SENT,
            DesktopMessage.is_write.is_(False),
        )
    )
    for message in sent:
        text = answers.get(str(message.id))
        if text is not None:
            message.responses = ""
            _add(seal, message, text)
            _done(opened, message)


def _answered(seal: Seal, opened: DesktopSession, message: DesktopMessage, text: str) -> None:
    message.responses = ""
    _add(seal, message, text)
    # What was sent may have a tax ID, and is no longer needed.
    message.request = ""
    _done(opened, message)


def _add(seal: Seal, message: DesktopMessage, text: str) -> None:
    before = json.loads(seal.open(message.responses) or "[]")
    message.responses = seal.seal(json.dumps([*before, qbxml.redacted(text)]))


def _done(opened: DesktopSession, message: DesktopMessage) -> None:
    message.status, message.answered_at = MessageStatus.ANSWERED, utc_now()
    opened.message_id, opened.iterator, opened.retries = None, "", 0


def _is_not_parsed(response: Response) -> bool:
    return response.error.lower().startswith(_NOT_PARSED)


def _may_retry(opened: DesktopSession) -> bool:
    opened.retries += 1
    if opened.retries < _MOST_RETRIES:
        return True
    opened.last_error = _UNREADABLE
    return False


def count_since(session: Session, opened: DesktopSession) -> int:
    """How many requests were answered since a session was opened."""
    return (
        session.scalar(
            select(func.count())
            .select_from(DesktopMessage)
            .where(
                DesktopMessage.company_id == opened.company_id,
                DesktopMessage.answered_at >= opened.opened_at,
            )
        )
        or 0
    )
