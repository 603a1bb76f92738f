"""What the Web Connector is given next: the company's facts, a look back, a request, or nothing."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Sequence

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database.keys.seal import Seal
from include.database.statuses import RunOutcome
from include.database.tables.columns import utc_now
from include.database.tables.desktop import (
    DesktopConnection,
    DesktopMessage,
    DesktopSession,
    MessageStatus,
)
from include.database.tables.runs import SyncRun
from include.quickbooks.desktop.company import company_queries
from include.quickbooks.desktop.wire import qbxml
from include.quickbooks.desktop.wire.fault_table import NOT_TAKEN
from include.quickbooks.desktop.wire.whole_answer import Asked
from include.web_connector.portions import LARGEST, Portion, count_named, is_long, narrow, smaller

logger = logging.getLogger(__name__)

FACTS, MESSAGE, READS, CHECK, FORGETTING = "facts", "message", "reads", "check", "forgetting"
"""Which response a session awaits."""

MOST_READS = 20
"""How many queries go into one message set: each is a round trip of some hundred milliseconds."""

MOST_ATTEMPTS = 4
"""How often a request is sent, or asked about, to which no response can be taken."""

NOT_YET = "NoOp"
"""With this the Web Connector waits five seconds and calls again (Intuit's guide, getLastError)."""

_RUN_CONTINUES = dt.timedelta(seconds=60)
"""How long a session stays open for the next step of a run after a response."""


def has_work(session: Session, connection: DesktopConnection) -> bool:
    """Whether there is anything to do for the PC, or soon will be."""
    company_id = connection.company_id
    return (
        _oldest(session, company_id, MessageStatus.SENT) is not None
        or _oldest(session, company_id, MessageStatus.QUEUED) is not None
        or bool(connection.last_set)
        or _run_continues(session, company_id)
    )


def next_request(
    session: Session, seal: Seal, connection: DesktopConnection, opened: DesktopSession
) -> str:
    """The next request of a session, recorded as sent in the given transaction.

    Empty for none; `last_error` then has `NOT_YET` if the Web Connector is to wait.
    """
    opened.last_error = ""
    if not opened.file_checked:
        return _read_company(connection, opened)
    while (sent := _oldest(session, connection.company_id, MessageStatus.SENT)) is not None:
        if not _is_given_up(opened, sent):
            return _continue(seal, connection, opened, sent)
        session.flush()
    queued = _queued(session, connection.company_id)
    if queued:
        opened.iterator = ""
        return _send_next(seal, connection, opened, queued)
    opened.awaits, opened.message_id = "", None
    if _run_continues(session, connection.company_id):
        opened.last_error = NOT_YET
        return ""
    if connection.last_set:
        opened.awaits = FORGETTING
        return qbxml.forgetting(connection.last_set)
    # There is no work after all; reading the company once more ends the session properly.
    return _read_company(connection, opened)


def asked(seal: Seal, messages: Sequence[DesktopMessage], opened: DesktopSession) -> Asked:
    """What the response that a session awaits must carry."""
    if opened.awaits == FACTS:
        names = [str(query.tag) for query in company_queries("")]
        return Asked({_id(opened, nth): name for nth, name in enumerate(names)})
    if opened.awaits in (MESSAGE, CHECK) and messages and messages[0].is_write:
        set_id = messages[0].set_id
        return Asked({set_id: _name(seal, messages[0])}, set_id)
    return Asked({_id(opened, one.id): _name(seal, one) for one in messages})


def _name(seal: Seal, message: DesktopMessage) -> str:
    return str(etree.fromstring(seal.open(message.request)).tag)


def _id(opened: DesktopSession, of: int) -> str:
    """A request ID: of one message set and of one request in it."""
    return f"{opened.request_id}.{of}"


def _read_company(connection: DesktopConnection, opened: DesktopSession) -> str:
    _awaits(opened, FACTS, None)
    queries = company_queries(connection.owner_id)
    for nth, query in enumerate(queries):
        query.set("requestID", _id(opened, nth))
    return qbxml.message_set(queries, go_on=True)


def _awaits(opened: DesktopSession, what: str, message: DesktopMessage | None) -> None:
    opened.awaits, opened.message_id = what, message.id if message else None
    opened.request_id = secrets.token_hex(4)


def _is_given_up(opened: DesktopSession, sent: DesktopMessage) -> bool:
    """Whether no response to it could be taken, often enough; it is then at its end."""
    if sent.attempts < MOST_ATTEMPTS or _is_in_portions(opened, sent):
        return False
    logger.warning("%s: no response to %s could be taken", sent.company_id, sent.label)
    sent.answered_at = utc_now()
    opened.message_id, opened.iterator, opened.awaits = None, "", ""
    if sent.is_write:
        # Only the entries show whether it was posted.
        sent.status, sent.request = MessageStatus.LOST, ""
        return True
    sent.status, sent.error = MessageStatus.ANSWERED, sent.error or f"{NOT_TAKEN}: "
    return True


def _is_in_portions(opened: DesktopSession, sent: DesktopMessage) -> bool:
    """Whether the last portion of it was taken, and the next one is due."""
    begun = bool(opened.iterator or sent.answered_to)
    return begun and opened.message_id == sent.id and not opened.awaits


def _continue(
    seal: Seal, connection: DesktopConnection, opened: DesktopSession, sent: DesktopMessage
) -> str:
    """Continue with what was sent and has no complete response yet."""
    if sent.is_write:
        # Its response never came, whether in this session or an earlier one: QuickBooks is asked
        # what happened to it, with the same identifier as old and new (Intuit's ErrRecovery2).
        _awaits(opened, CHECK, sent)
        sent.attempts += 1
        return qbxml.status_check(sent.set_id)
    if not _is_in_portions(opened, sent):
        # No response could be taken: perhaps a shorter one can.
        sent.portion = smaller(etree.fromstring(seal.open(sent.request)), sent.portion)
        opened.iterator = ""
        if not sent.answered_to:
            sent.responses = ""
    return _send(seal, connection, opened, sent)


def _send(
    seal: Seal, connection: DesktopConnection, opened: DesktopSession, message: DesktopMessage
) -> str:
    request = etree.fromstring(seal.open(message.request))
    _awaits(opened, MESSAGE, message)
    _mark_sent(message)
    if message.is_write:
        # The same whenever it is sent: the set's identifier stands for what is in it (9001).
        request.set("requestID", message.set_id)
        # With the old one, QuickBooks may forget the response that is stored by now.
        return qbxml.message_set([request], new_id=message.set_id, old_id=connection.last_set)
    narrow(request, Portion(message.answered_to, message.portion))
    if opened.iterator:
        request.set("iterator", "Continue")
        request.set("iteratorID", opened.iterator)
    request.set("requestID", _id(opened, message.id))
    return qbxml.message_set([request], go_on=True)


def _sent_together(
    seal: Seal, queued: Sequence[DesktopMessage]
) -> list[tuple[DesktopMessage, etree._Element]]:
    """The short queries before the next write, as many as one message set can hold.

    What is long is sent alone, and so is what was sent before: if QuickBooks can't read one query,
    or fails at it, the others aren't affected.
    """
    together: list[tuple[DesktopMessage, etree._Element]] = []
    named = 0
    for message in queued:
        if message.is_write:
            break
        request = etree.fromstring(seal.open(message.request))
        named += count_named(request)
        if not is_long(request) and named <= LARGEST:
            together.append((message, request))
    return together


def _send_next(
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    queued: Sequence[DesktopMessage],
) -> str:
    reads = _sent_together(seal, queued)
    if len(reads) <= 1:
        return _send(seal, connection, opened, queued[0])
    _awaits(opened, READS, None)
    for message, request in reads:
        request.set("requestID", _id(opened, message.id))
        _mark_sent(message)
    return qbxml.message_set([request for _, request in reads], go_on=True)


def _mark_sent(message: DesktopMessage) -> None:
    message.status, message.sent_at = MessageStatus.SENT, utc_now()
    message.attempts += 1


def _queued(session: Session, company_id: str) -> Sequence[DesktopMessage]:
    return session.scalars(
        select(DesktopMessage)
        .where(
            DesktopMessage.company_id == company_id,
            DesktopMessage.status == MessageStatus.QUEUED,
        )
        .order_by(DesktopMessage.id)
        .limit(MOST_READS)
    ).all()


def _oldest(session: Session, company_id: str, status: MessageStatus) -> DesktopMessage | None:
    return session.scalars(
        select(DesktopMessage)
        .where(DesktopMessage.company_id == company_id, DesktopMessage.status == status)
        .order_by(DesktopMessage.id)
        .limit(1)
    ).first()


def _run_continues(session: Session, company_id: str) -> bool:
    """Whether a run of the company is running that had a response just now."""
    running = session.scalars(
        select(SyncRun.id)
        .where(SyncRun.company_id == company_id, SyncRun.outcome == RunOutcome.RUNNING)
        .limit(1)
    ).first()
    if running is None:
        return False
    latest = session.scalar(
        select(func.max(DesktopMessage.answered_at)).where(DesktopMessage.company_id == company_id)
    )
    return latest is not None and latest > utc_now() - _RUN_CONTINUES
