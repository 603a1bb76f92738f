"""Storing a call whose signature is right: its body as an arrival, or, of BackOffice, that there was one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.push.signatures import Dialect, Signature
from include.database.engine import Database
from include.database.feeds.arrivals import FeedOff, NewArrival, StoredArrival, store_arrival
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival

_PIECE = 256 * 1024


class SourceOff(RuntimeError):
    """The feed was turned off meanwhile."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose signature is right.

    Attributes:
        feed_id: the feed it was made to.
        signature: what signed it.
        name: what its import is called.
        caller: the address of who made it.
        body: as it came.
    """

    feed_id: str
    signature: Signature
    name: str
    caller: str
    body: bytes = field(repr=False)


def received(database: Database, seal: Seal, call: Call) -> StoredArrival:
    """Store a call, once. When it returns, the call survives a crash.

    A call of Standard Webhooks is known again by its ID. BackOffice's have none, and say nothing but that there is
    something to read: while one waits, another one adds nothing to it.

    Raises:
        SourceOff: nothing was stored.
    """
    wakes = call.signature.dialect is Dialect.BACKOFFICE
    if wakes and (waiting := _waiting(database, call.feed_id)) is not None:
        return waiting
    new = NewArrival(
        feed_id=call.feed_id,
        door=Door.PUSH,
        name=call.name,
        sender=call.caller,
        received_by=f"push ({call.signature.dialect})",
        idempotency_key=call.signature.id,
    )
    try:
        return store_arrival(database, seal, new, _pieces(call.body))
    except FeedOff:
        raise SourceOff from None


def _waiting(database: Database, feed_id: str) -> StoredArrival | None:
    """An arrival of the feed of which nothing was read yet: whatever happened before is read by it."""
    with database.reading() as session:
        found = session.scalars(
            select(Arrival.id)
            .where(Arrival.feed_id == feed_id, Arrival.status == ArrivalStatus.STORED)
            .limit(1)
        ).first()
    return None if found is None else StoredArrival(found, ArrivalStatus.STORED, is_new=False)


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[start : start + _PIECE] for start in range(0, len(body), _PIECE))
