"""What the Web Connector is given next: the company's facts, a look back, a request, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database.seal import Seal
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

FACTS, MESSAGE, READS, CHECK, FORGETTING = "facts", "message", "reads", "check", "forgetting"
"""Which response a session awaits."""

MOST_READS = 20
"""How many queries go into one message set: each is a round trip of some hundred milliseconds."""

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
    sent = _oldest(session, connection.company_id, MessageStatus.SENT)
    if sent is not None:
        return _continue(seal, connection, opened, sent)
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


def _read_company(connection: DesktopConnection, opened: DesktopSession) -> str:
    opened.awaits, opened.message_id = FACTS, None
    return qbxml.message_set(company_queries(connection.owner_id), go_on=True)


def _continue(
    seal: Seal, connection: DesktopConnection, opened: DesktopSession, sent: DesktopMessage
) -> str:
    """Continue with what was sent and has no complete response yet."""
    in_portions = opened.iterator and opened.message_id == sent.id and not opened.awaits
    if sent.is_write:
        # Its response never came, whether in this session or an earlier one: QuickBooks is asked
        # what happened to it, with the same identifier as old and new (Intuit's ErrRecovery2).
        opened.awaits, opened.message_id = CHECK, sent.id
        return qbxml.status_check(sent.set_id)
    if not in_portions:
        opened.iterator, sent.responses = "", ""
    return _send(seal, connection, opened, sent)


def _send(
    seal: Seal, connection: DesktopConnection, opened: DesktopSession, message: DesktopMessage
) -> str:
    request = etree.fromstring(seal.open(message.request))
    if opened.iterator:
        request.set("iterator", "Continue")
        request.set("iteratorID", opened.iterator)
    _mark_sent(message)
    opened.awaits, opened.message_id = MESSAGE, message.id
    if not message.is_write:
        return qbxml.message_set([request], go_on=True)
    # With it, QuickBooks may forget the response that is stored by now.
    return qbxml.message_set([request], new_id=message.set_id, old_id=connection.last_set)


def _sent_together(
    seal: Seal, queued: Sequence[DesktopMessage]
) -> list[tuple[DesktopMessage, etree._Element]]:
    """The queries at the head of the queue, as many as one message set can hold.

    What comes in portions is sent alone, and so is what was sent before: if QuickBooks can't read
    one query, or fails at it, the others aren't affected.
    """
    together = []
    for message in queued:
        if message.is_write:
            break
        request = etree.fromstring(seal.open(message.request))
        if request.get("iterator"):
            break
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
    opened.awaits, opened.message_id = READS, None
    for message, request in reads:
        request.set("requestID", str(message.id))
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
