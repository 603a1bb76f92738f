"""What the Web Connector brings back, and what it means for the requests in the queue."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database.keys.seal import Seal
from include.database.tables.columns import utc_now
from include.database.tables.desktop import (
    DesktopConnection,
    DesktopMessage,
    DesktopSession,
    MessageStatus,
)
from include.plain_text import plain
from include.quickbooks.desktop.wire import qbxml
from include.quickbooks.desktop.wire.whole_answer import (
    Asked,
    belongs,
    is_empty,
    is_short,
    is_whole_query,
    is_whole_set,
    is_whole_write,
    lacks_something,
)
from include.web_connector.portions import Portion, count_named, narrow
from include.web_connector.requests import CHECK, FORGETTING, MESSAGE, READS, asked

logger = logging.getLogger(__name__)

_NOT_PARSED = "0x80040400"
"""QuickBooks couldn't read the request, and so posted nothing (Intuit's list of HRESULTs)."""
_LONGEST = 600
_MOST_RETRIES = 3
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
            return plain(f"{self.hresult.strip()}: {self.message.strip()}"[:_LONGEST])
        return "" if self.text.strip() else "0x80040402: QuickBooks returned an empty response"


def read_facts(response: Response, asked: Asked) -> qbxml.SetAnswer | str | None:
    """The company's facts, or the sentence that says why there are none.

    None for a response that belongs to something else, which came twice or late.
    """
    if response.error:
        return f"QuickBooks didn't return which company file is open ({response.error})."
    try:
        answer = qbxml.read_answer(response.text)
    except qbxml.QbxmlUnreadable as error:
        return f"QuickBooks didn't return which company file is open ({error})."
    if not belongs(answer, asked):
        return None
    return (
        answer if is_whole_set(answer, asked) else "QuickBooks didn't return all company settings."
    )


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
    answer = _read(opened, response)
    if opened.awaits == FORGETTING:
        _record_forgetting(connection, opened, answer)
    elif opened.awaits == READS:
        _record_reads(session, seal, opened, answer, response)
    elif (message := _awaited(session, opened)) is not None:
        if answer is None or belongs(answer, asked(seal, [message], opened)):
            return _record(seal, connection, opened, message, answer, response)
        logger.warning(
            "%s: response to something else than %s left aside", message.company_id, message.label
        )
    return True


def _awaited(session: Session, opened: DesktopSession) -> DesktopMessage | None:
    """The one message whose response is awaited."""
    message = session.get(DesktopMessage, opened.message_id) if opened.message_id else None
    open_ = message is not None and message.status == MessageStatus.SENT
    return message if open_ and opened.awaits in (MESSAGE, CHECK) else None


def _record(
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    message: DesktopMessage,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> bool:
    if opened.awaits == CHECK:
        return _record_check(seal, connection, opened, message, answer, response)
    if message.is_write:
        return _record_write(seal, connection, opened, message, answer, response)
    _record_read(seal, opened, message, answer, response)
    return True


def _read(opened: DesktopSession, response: Response) -> qbxml.SetAnswer | None:
    """The response; None for one that can't be read, or that is an error of the whole set."""
    if response.error:
        return None
    try:
        return qbxml.read_answer(response.text)
    except qbxml.QbxmlUnreadable as error:
        logger.warning("%s: unreadable response: %s", opened.company_id, error)
        return None


def _record_forgetting(
    connection: DesktopConnection, opened: DesktopSession, answer: qbxml.SetAnswer | None
) -> None:
    """That QuickBooks no longer has a message set; if it has, it is told again some day."""
    if answer is None or belongs(answer, Asked({})):
        connection.last_set, opened.awaits = "", ""


def _record_write(
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    message: DesktopMessage,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> bool:
    if answer is not None and is_whole_write(answer):
        _answered(seal, opened, message, response.text)
        connection.last_set = message.set_id
        return True
    # Whether it was posted is unknown: the next request asks QuickBooks.
    message.error = response.error
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
    if answer is None or (answer.answers and not is_whole_write(answer)):
        return _may_retry(opened)
    if answer.answers:
        message.error = ""
        _answered(seal, opened, message, response.text)
        connection.last_set = message.set_id
        return True
    if _is_not_parsed(message.error):
        # QuickBooks couldn't read it, and has no record of it either: it posted nothing.
        message.request = ""
        _done(opened, message)
        return True
    # QuickBooks has no record of it: never posted, or forgotten. Only the entries show which.
    message.status, message.request = MessageStatus.LOST, ""
    message.answered_at = utc_now()
    opened.message_id, opened.awaits = None, ""
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
    """The response to a query, or a portion of it.

    One that can't be taken changes nothing but the reason: the query still counts as sent, and the
    next request repeats it, in smaller portions, or gives it up.
    """
    if answer is None or len(answer.answers) != 1:
        message.error = response.error
        return
    [part] = answer.answers
    request = etree.fromstring(seal.open(message.request))
    named = count_named(request)
    answered_to = narrow(request, Portion(message.answered_to, message.portion))
    first = message.attempts == 1 and not opened.iterator
    doubtful = (is_short(part, request) and not message.portion) or (is_empty(part) and first)
    if lacks_something(part, request) or doubtful:
        # What is short or empty again, asked for anew, is all that QuickBooks has.
        logger.warning("%s: half a response to %s", message.company_id, message.label)
        return
    if opened.iterator and not is_whole_query(part):
        # The iteration broke off (3391): it starts again.
        return
    opened.awaits, message.attempts, message.error = "", 0, ""
    _add(seal, message, response.text)
    if part.remaining:
        opened.iterator = part.iterator_id
        return
    message.answered_to = answered_to
    if is_whole_query(part) and message.answered_to < named:
        return
    _done(opened, message)


def _record_reads(
    session: Session,
    seal: Seal,
    opened: DesktopSession,
    answer: qbxml.SetAnswer | None,
    response: Response,
) -> None:
    """Responses to queries that were sent together; one without a response is sent again, alone."""
    sent = session.scalars(
        select(DesktopMessage).where(
            DesktopMessage.company_id == opened.company_id,
            DesktopMessage.status == MessageStatus.SENT,
            DesktopMessage.is_write.is_(False),
        )
    ).all()
    if answer is not None and not belongs(answer, asked(seal, sent, opened)):
        return
    opened.awaits, begins = "", f"{opened.request_id}."
    if answer is None:
        return
    texts = qbxml.split(response.text)
    by_id = {message.id: message for message in sent}
    for part in answer.answers:
        message = by_id[int(part.request_id.removeprefix(begins))]
        if is_empty(part) or lacks_something(part, etree.fromstring(seal.open(message.request))):
            logger.warning("%s: half a response to %s", message.company_id, message.label)
            continue
        message.responses = message.error = ""
        _add(seal, message, texts[part.request_id])
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
    opened.awaits = ""


def _is_not_parsed(error: str) -> bool:
    return error.lower().startswith(_NOT_PARSED)


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
