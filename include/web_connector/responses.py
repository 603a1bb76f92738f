"""What the Web Connector brings back: into the queue, with what it may and may not mean."""

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
"""QuickBooks could not read the request, and so did nothing (Intuit's list of HRESULTs)."""
_MOST_RETRIES = 3
_MOST_ATTEMPTS = 3
"""How often a question is asked that QuickBooks fails at."""
_NOT_UNDERSTOOD = (
    "QuickBooks' answer could not be read, again and again. Restart QuickBooks and the Web Connector "
    "on the PC. Nothing is lost: it is asked again."
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
        return "" if self.text.strip() else "0x80040402: QuickBooks answered with nothing"


def read_facts(response: Response) -> qbxml.SetAnswer | str:
    """The company's facts, or the sentence that says why there are none."""
    if response.error:
        return f"QuickBooks does not say which company is open ({response.error})."
    try:
        return qbxml.read_answer(response.text)
    except qbxml.QbxmlUnreadable as error:
        return f"QuickBooks does not say which company is open ({error})."


def take(
    session: Session,
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    response: Response,
) -> bool:
    """Take down what came back, in the given transaction.

    What came twice, or belongs to nothing that is awaited, changes nothing.

    Returns:
        Whether the session can go on; if not, `last_error` says why.
    """
    awaited, opened.awaits = opened.awaits, ""
    if awaited == FORGETTING:
        connection.last_set = ""
        return True
    if awaited == READS:
        _take_reads(session, seal, opened, response)
    message = session.get(DesktopMessage, opened.message_id) if opened.message_id else None
    if message is None or message.status != MessageStatus.SENT:
        return True
    try:
        answer = None if response.error else qbxml.read_answer(response.text)
    except qbxml.QbxmlUnreadable as error:
        logger.warning("%s: unreadable answer to %s: %s", message.company_id, message.label, error)
        answer = None
    if awaited == CHECK:
        return _take_check(seal, connection, opened, message, answer, response)
    if awaited == MESSAGE and message.is_write:
        return _take_write(seal, connection, opened, message, answer, response)
    if awaited == MESSAGE:
        _take_read(seal, opened, message, answer, response)
    return True


def _take_write(
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
    # What became of it is open: the next request asks QuickBooks.
    return _patience(opened)


def _take_check(
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    message: DesktopMessage,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> bool:
    """What QuickBooks says of a write whose answer never came."""
    if answer is None:
        return _patience(opened)
    if answer.answers:
        _answered(seal, opened, message, response.text)
        connection.last_set = message.set_id
        return True
    # It knows nothing of it: never carried out, or forgotten. Only the books tell which.
    message.status, message.request = MessageStatus.LOST, ""
    message.answered_at = utc_now()
    opened.message_id = None
    logger.warning("%s: no answer to %s, and none is kept", message.company_id, message.label)
    return True


def _take_read(
    seal: Seal,
    opened: DesktopSession,
    message: DesktopMessage,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> None:
    if answer is None and message.attempts < _MOST_ATTEMPTS and not _is_not_parsed(response):
        # It is still handed over: the next request asks once more.
        opened.iterator = ""
        return
    if answer is None:
        message.error = response.error or "QuickBooks' answer could not be read."
        _done(opened, message)
        return
    going_on = next((one for one in answer.answers if one.iterator_id and one.remaining), None)
    _add(seal, message, response.text)
    if going_on is None:
        _done(opened, message)
    else:
        opened.iterator = going_on.iterator_id


def _take_reads(session: Session, seal: Seal, opened: DesktopSession, response: Response) -> None:
    """Answers to questions that went together; one that has none is asked again, by itself."""
    try:
        answers = {} if response.error else qbxml.split(response.text)
    except qbxml.QbxmlUnreadable as error:
        logger.warning("%s: unreadable answer to several questions: %s", opened.company_id, error)
        answers = {}
    handed = session.scalars(
        select(DesktopMessage).where(
            DesktopMessage.company_id == opened.company_id,
            DesktopMessage.status == MessageStatus.SENT,
            DesktopMessage.is_write.is_(False),
        )
    )
    for message in handed:
        text = answers.get(str(message.id))
        if text is not None:
            message.responses = ""
            _add(seal, message, text)
            _done(opened, message)


def _answered(seal: Seal, opened: DesktopSession, message: DesktopMessage, text: str) -> None:
    message.responses = ""
    _add(seal, message, text)
    # What was sent may hold a tax id; it is needed no more.
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


def _patience(opened: DesktopSession) -> bool:
    opened.retries += 1
    if opened.retries < _MOST_RETRIES:
        return True
    opened.last_error = _NOT_UNDERSTOOD
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
