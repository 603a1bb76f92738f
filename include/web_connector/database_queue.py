"""The queue of requests to QuickBooks Desktop, kept in the database."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.tables.columns import utc_now
from include.database.tables.desktop import (
    DesktopConnection,
    DesktopMessage,
    DesktopSession,
    MessageStatus,
)
from include.quickbooks.desktop.wire.queue import Contact, Incoming, Outgoing, Stage

ALIVE = dt.timedelta(seconds=20)
"""A session whose last call is no older is alive: between calls QuickBooks works, or it waits."""

PAGE = "page"
"""The asker of all pages: what was read for one user, the next one sees."""

_KEPT = dt.timedelta(days=7)
_STAGES = {
    MessageStatus.QUEUED: Stage.WAITING,
    MessageStatus.SENT: Stage.WAITING,
    MessageStatus.ANSWERED: Stage.ANSWERED,
    MessageStatus.LOST: Stage.LOST,
}


class DatabaseQueue:
    """Satisfies `include.quickbooks.desktop.wire.queue.MessageQueue`.

    Args:
        database: the database.
        company_id: the company.
        seal: encrypts requests and responses, which have names and amounts.
        asker: for whom reads are made: the same step of the same run, tried again after it waited,
            gets the responses that came meanwhile; any other asker reads again.
        fresh_for: how old a response may be; of any age if none is given.
    """

    def __init__(
        self,
        database: Database,
        company_id: str,
        seal: Seal,
        asker: str,
        fresh_for: dt.timedelta | None = None,
    ) -> None:
        self._database = database
        self._company_id = company_id
        self._seal = seal
        self._asker = asker
        self._fresh_for = fresh_for

    def put(self, writes: Sequence[Outgoing]) -> None:
        """Queue writes in their order, each once."""

        def queue(session: Session) -> None:
            known = {
                row.key: row
                for row in session.scalars(
                    select(DesktopMessage).where(
                        DesktopMessage.company_id == self._company_id,
                        DesktopMessage.is_write,
                        DesktopMessage.key.in_([write.key for write in writes]),
                    )
                )
            }
            for write in writes:
                row = known.get(write.key)
                if row is not None:
                    if row.status in (MessageStatus.QUEUED, MessageStatus.SENT):
                        continue
                    # A new row in place of the old one, behind everything that was queued since.
                    session.delete(row)
                    session.flush()
                session.add(self._row(write, write.key, is_write=True))
                session.flush()

        self._database.write(queue)

    def ask(self, reads: Sequence[Outgoing]) -> Mapping[str, str]:
        """Queue reads that aren't queued yet, or were answered before a later write."""
        keys = {read.key: self._key(read) for read in reads}
        with self._database.writing() as session:
            newest = self._newest(session, list(keys.values()))
            for read in reads:
                if keys[read.key] not in newest:
                    session.add(self._row(read, keys[read.key], is_write=False))
                    session.flush()
        return keys

    def look(self, keys: Sequence[str]) -> Mapping[str, Incoming]:
        """How far these are; of one that was queued several times, the newest."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(DesktopMessage)
                .where(
                    DesktopMessage.company_id == self._company_id,
                    DesktopMessage.key.in_(list(keys)),
                )
                .order_by(DesktopMessage.id)
            ).all()
        return {row.key: self._incoming(row) for row in rows}

    def contact(self) -> Contact:
        """The state of the PC."""
        with self._database.reading() as session:
            return contact(session, self._company_id)

    def non_taxable(self) -> str:
        """ListID of the file's sales tax code for what isn't taxable, as the PC's last session had it."""
        with self._database.reading() as session:
            connection = session.get(DesktopConnection, self._company_id)
            return connection.non_taxable if connection else ""

    def _newest(self, session: Session, keys: Sequence[str]) -> set[str]:
        """Which of these are queued, or answered and still fresh."""
        last_write = session.scalar(
            select(func.max(DesktopMessage.id)).where(
                DesktopMessage.company_id == self._company_id, DesktopMessage.is_write
            )
        )
        good = [
            DesktopMessage.company_id == self._company_id,
            DesktopMessage.key.in_(keys),
            DesktopMessage.id > (last_write or 0),
        ]
        if self._fresh_for is not None:
            since = utc_now() - self._fresh_for
            answered = DesktopMessage.answered_at
            good.append(or_(answered.is_(None), answered > since))
        return set(session.scalars(select(DesktopMessage.key).where(*good)))

    def _key(self, read: Outgoing) -> str:
        digest = hashlib.sha256(f"{read.key}\n{read.request}".encode()).hexdigest()[:32]
        return f"{self._asker}/{digest}"

    def _row(self, outgoing: Outgoing, key: str, *, is_write: bool) -> DesktopMessage:
        return DesktopMessage(
            company_id=self._company_id,
            key=key,
            is_write=is_write,
            subject=outgoing.subject,
            label=outgoing.label,
            request=self._seal.seal(outgoing.request),
            set_id=set_id(outgoing) if is_write else "",
            status=MessageStatus.QUEUED,
        )

    def _incoming(self, row: DesktopMessage) -> Incoming:
        return Incoming(
            key=row.key,
            subject=row.subject,
            label=row.label,
            stage=_STAGES[MessageStatus(row.status)],
            responses=tuple(json.loads(self._seal.open(row.responses) or "[]")),
            error=row.error,
        )


def set_id(write: Outgoing) -> str:
    """The identifier under which QuickBooks remembers what happened to a write.

    A function of the request ID and of what is sent: the same content has the same one, and other
    content another, as QuickBooks rejects a known identifier with other content (9001). At most 23
    characters (Intuit's samples of error recovery).
    """
    return "CB" + hashlib.sha256(f"{write.key}\n{write.request}".encode()).hexdigest()[:21]


def contact(session: Session, company_id: str) -> Contact:
    """The state of a company's PC."""
    connection = session.get(DesktopConnection, company_id)
    alive = session.scalar(
        select(func.count())
        .select_from(DesktopSession)
        .where(
            DesktopSession.company_id == company_id,
            DesktopSession.closed_at.is_(None),
            DesktopSession.last_call_at >= utc_now() - ALIVE,
        )
    )
    return Contact(
        last_at=connection.last_contact_at if connection else None,
        in_session=bool(alive),
        waiting=count_waiting(session, company_id),
        problem=connection.told if connection else "",
    )


def count_waiting(session: Session, company_id: str) -> int:
    """How many requests wait for the PC, or were sent to it and aren't answered."""
    return (
        session.scalar(
            select(func.count())
            .select_from(DesktopMessage)
            .where(
                DesktopMessage.company_id == company_id,
                or_(
                    DesktopMessage.status == MessageStatus.QUEUED,
                    DesktopMessage.status == MessageStatus.SENT,
                ),
            )
        )
        or 0
    )


def forget_old(database: Database) -> int:
    """Remove requests that were answered a week ago; what they led to stays in the database.

    Returns:
        How many.
    """
    with database.writing() as session:
        done = session.execute(
            delete(DesktopMessage).where(DesktopMessage.answered_at < utc_now() - _KEPT)
        )
        session.execute(delete(DesktopSession).where(DesktopSession.closed_at < utc_now() - _KEPT))
        return int(getattr(done, "rowcount", 0))
