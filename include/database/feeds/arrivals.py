"""Storing what arrives, durably and once, before anything is made of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.content import ContentBroken, decrypted, encrypted, new_key
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, ArrivalPart, Feed
from include.plain_text import plain
from include.understood import Understood

LARGEST = 256 << 20
"""Bytes of one arrival."""
_LONGEST_NAME = 300
_IN_MEMORY = 1 << 20


class ArrivalTooLarge(Understood, ValueError):
    """What arrives is larger than can be taken; nothing of it was stored."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is larger than {LARGEST >> 20} MB, so it wasn't stored. Export a shorter "
            "period or fewer columns, then import it again."
        )


class FeedOff(Understood, RuntimeError):
    """The feed is turned off or isn't there; it takes nothing."""

    def __init__(self, feed_id: str) -> None:
        super().__init__(
            f"The source {feed_id} is off, so nothing was stored. Turn it on under Imports, then send "
            "it again."
        )


class ContentDropped(Understood, RuntimeError):
    """The bytes were removed, as they are kept for so long only."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The content of {name} is no longer kept. To read it again, import the file again."
        )


@dataclass(frozen=True, slots=True)
class NewArrival:
    """What is known of something that arrives.

    Attributes:
        feed_id: where.
        door: through which door.
        name: the file's name.
        sender: where it came from: a folder, a mail's sender and subject.
        received_by: the user who uploaded it, or the door.
        dated_at: when its content was made, UTC; None if the door doesn't know.
        idempotency_key: the sender's own ID of it; what arrives again under it is the same.
    """

    feed_id: str
    door: Door
    name: str
    sender: str
    received_by: str
    dated_at: dt.datetime | None = None
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class StoredArrival:
    """An arrival in the database; `is_new` is false if it was there already."""

    id: int
    status: ArrivalStatus
    is_new: bool


def store_arrival(
    database: Database, seal: Seal, new: NewArrival, chunks: Iterable[bytes]
) -> StoredArrival:
    """Store something that arrived. When it returns, the bytes survive a crash.

    Args:
        database: the database.
        seal: seals the arrival's key.
        new: what is known of it.
        chunks: its bytes.

    Raises:
        ArrivalTooLarge: it is larger than `LARGEST`.
        FeedOff: the feed takes nothing.
    """
    if known := _known(database, new):
        return known
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        size, sha256 = _spool(spool, chunks, new.name)
        key = new_key()
        sealed = seal.seal(key)

        def store(session: Session) -> StoredArrival:
            if again := _same(session, new):
                return again
            _require_on(session, new.feed_id)
            arrival = _row(new, size, sha256, sealed)
            session.add(arrival)
            session.flush()
            spool.seek(0)
            for number, part in enumerate(encrypted(key, sha256, spool)):
                row = {"arrival_id": arrival.id, "number": number, "content": part}
                session.execute(insert(ArrivalPart), row)  # one in memory at a time
            return StoredArrival(arrival.id, ArrivalStatus.STORED, is_new=True)

        return database.write(store)


def _spool(spool: IO[bytes], chunks: Iterable[bytes], name: str) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise ArrivalTooLarge(name)
        digest.update(chunk)
        spool.write(chunk)
    return size, digest.hexdigest()


def _row(new: NewArrival, size: int, sha256: str, sealed_key: str) -> Arrival:
    return Arrival(
        feed_id=new.feed_id,
        door=new.door.value,
        name=" ".join(plain(new.name).split())[:_LONGEST_NAME] or "unnamed",
        sender=" ".join(plain(new.sender).split()),
        received_by=new.received_by,
        received_at=utc_now(),
        dated_at=new.dated_at,
        sha256=sha256,
        size=size,
        content_key=sealed_key,
        idempotency_key=new.idempotency_key,
        status=ArrivalStatus.STORED.value,
        counts={},
        notes=[],
    )


def _known(database: Database, new: NewArrival) -> StoredArrival | None:
    with database.reading() as session:
        return _same(session, new)


def _same(session: Session, new: NewArrival) -> StoredArrival | None:
    """The arrival that has the sender's ID already."""
    if not new.idempotency_key:
        return None
    row = session.scalars(
        select(Arrival).where(
            Arrival.feed_id == new.feed_id, Arrival.idempotency_key == new.idempotency_key
        )
    ).first()
    return StoredArrival(row.id, ArrivalStatus(row.status), is_new=False) if row else None


def _require_on(session: Session, feed_id: str) -> None:
    feed = session.get(Feed, feed_id)
    if feed is None or feed.off_at is not None:
        raise FeedOff(feed_id)


@contextmanager
def open_arrival(database: Database, seal: Seal, arrival_id: int) -> Iterator[BinaryIO]:
    """The bytes of an arrival as a file that can be read from anywhere.

    Raises:
        ContentBroken: they aren't what was stored.
        ContentDropped: they are no longer kept.
        SealBroken: the key that they were sealed with is no longer configured.
    """
    with database.reading() as session:
        row = session.get_one(Arrival, arrival_id)
        if row.content_dropped_at is not None:
            raise ContentDropped(row.name)
        key, sha256, name = seal.open(row.content_key), row.sha256, row.name
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        digest = hashlib.sha256()
        for part in decrypted(key, sha256, name, _parts(database, arrival_id)):
            digest.update(part)
            spool.write(part)
        if digest.hexdigest() != sha256:
            raise ContentBroken(name)
        spool.seek(0)
        yield cast("BinaryIO", spool)


def _parts(database: Database, arrival_id: int) -> Iterator[bytes]:
    number = 0
    while True:
        with database.reading() as session:
            part = session.scalars(
                select(ArrivalPart.content).where(
                    ArrivalPart.arrival_id == arrival_id, ArrivalPart.number == number
                )
            ).first()
        if part is None:
            return
        yield part
        number += 1
