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
"""What answer a session awaits."""

MOST_READS = 20
"""How many questions go into one message set: each is a round trip of some hundred milliseconds."""

NOT_YET = "NoOp"
"""By this the Web Connector waits five seconds and asks again (Intuit's guide, getLastError)."""

_RUN_GOES_ON = dt.timedelta(seconds=60)
"""How long a session stays open for the next step of a run that had an answer."""


def has_work(session: Session, connection: DesktopConnection) -> bool:
    """Whether there is anything to do for the PC, or soon will be."""
    company_id = connection.company_id
    return (
        _oldest(session, company_id, MessageStatus.SENT) is not None
        or _oldest(session, company_id, MessageStatus.QUEUED) is not None
        or bool(connection.last_set)
        or _run_goes_on(session, company_id)
    )


def next_request(
    session: Session, seal: Seal, connection: DesktopConnection, opened: DesktopSession
) -> str:
    """The next request of a session, noted as handed over in the given transaction.

    Empty for none; `last_error` then says whether the Web Connector is to wait.
    """
    opened.last_error = ""
    if not opened.file_checked:
        return _look_at_company(connection, opened)
    handed = _oldest(session, connection.company_id, MessageStatus.SENT)
    if handed is not None:
        return _go_on(seal, connection, opened, handed)
    queued = _queued(session, connection.company_id)
    if queued:
        opened.iterator = ""
        return _hand_next(seal, connection, opened, queued)
    opened.awaits, opened.message_id = "", None
    if _run_goes_on(session, connection.company_id):
        opened.last_error = NOT_YET
        return ""
    if connection.last_set:
        opened.awaits = FORGETTING
        return qbxml.forgetting(connection.last_set)
    # Nothing came after all; a last look at the company ends the session as it should.
    return _look_at_company(connection, opened)


def _look_at_company(connection: DesktopConnection, opened: DesktopSession) -> str:
    opened.awaits, opened.message_id = FACTS, None
    return qbxml.message_set(company_queries(connection.owner_id), go_on=True)


def _go_on(
    seal: Seal, connection: DesktopConnection, opened: DesktopSession, handed: DesktopMessage
) -> str:
    """Go on with what was handed over and is not answered to its end."""
    in_portions = opened.iterator and opened.message_id == handed.id and not opened.awaits
    if handed.is_write:
        # Its answer never came, whether of this session or an earlier one: QuickBooks is asked
        # what became of it, with the same identifier as old and new (Intuit's ErrRecovery2).
        opened.awaits, opened.message_id = CHECK, handed.id
        return qbxml.status_check(handed.set_id)
    if not in_portions:
        opened.iterator, handed.responses = "", ""
    return _hand(seal, connection, opened, handed)


def _hand(
    seal: Seal, connection: DesktopConnection, opened: DesktopSession, message: DesktopMessage
) -> str:
    request = etree.fromstring(seal.open(message.request))
    if opened.iterator:
        request.set("iterator", "Continue")
        request.set("iteratorID", opened.iterator)
    _note_handed(message)
    opened.awaits, opened.message_id = MESSAGE, message.id
    if not message.is_write:
        return qbxml.message_set([request], go_on=True)
    # What stands in the database by now, QuickBooks may forget along with it.
    return qbxml.message_set([request], new_id=message.set_id, old_id=connection.last_set)


def _that_go_together(
    seal: Seal, queued: Sequence[DesktopMessage]
) -> list[tuple[DesktopMessage, etree._Element]]:
    """The questions at the head of the queue, as far as one message set can hold them.

    What comes in portions goes alone, and so does what was handed over before: should QuickBooks
    be unable to read one question, or fail at it, the others are not drawn in.
    """
    found = []
    for message in queued:
        if message.is_write:
            break
        request = etree.fromstring(seal.open(message.request))
        if request.get("iterator"):
            break
        found.append((message, request))
    return found


def _hand_next(
    seal: Seal,
    connection: DesktopConnection,
    opened: DesktopSession,
    queued: Sequence[DesktopMessage],
) -> str:
    reads = _that_go_together(seal, queued)
    if len(reads) <= 1:
        return _hand(seal, connection, opened, queued[0])
    opened.awaits, opened.message_id = READS, None
    for message, request in reads:
        request.set("requestID", str(message.id))
        _note_handed(message)
    return qbxml.message_set([request for _, request in reads], go_on=True)


def _note_handed(message: DesktopMessage) -> None:
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


def _run_goes_on(session: Session, company_id: str) -> bool:
    """Whether a run of the company is under way that had an answer just now."""
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
    return latest is not None and latest > utc_now() - _RUN_GOES_ON
