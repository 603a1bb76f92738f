"""Keeping what a mapping delivers as the feed's records: each in its newest version, with its file and rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalStatement,
    ItemKind,
    Mapped,
)
from include.core_backoffice.feeds.shelf import Shelved
from include.database.feeds.stored_records import PAYMENTS, record_of
from include.database.keys.seal import Seal
from include.database.tables.feeds import FeedRecord, FeedVersion
from include.database.upserts import upsert

CHUNK = 500
"""Records a transaction."""


@dataclass(slots=True)
class Changed:
    """What a reading changed, counted by kind (`Shelved`), and what became of how many."""

    by_kind: Counter[str] = field(default_factory=Counter)
    by_what: Counter[str] = field(default_factory=Counter)

    def add(self, more: Changed) -> None:
        """Count what was changed besides."""
        self.by_kind.update(more.by_kind)
        self.by_what.update(more.by_what)


Merge: TypeAlias = Callable[[CanonicalStatement | None, CanonicalStatement], CanonicalStatement]
"""A statement as it is kept, of what is kept and what is new: its lines and payments may come apart."""


def _newer(_earlier: CanonicalStatement | None, newer: CanonicalStatement) -> CanonicalStatement:
    return newer


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read: which arrival of which feed, by which profile.

    Attributes:
        payments_apart: whether the profile has payments alone, which are kept beside the statements
            that another profile reads.
        merge: what becomes of a statement of which the file has only a part.
    """

    feed_id: str
    arrival_id: int
    profile: str
    seal: Seal
    payments_apart: bool = False
    merge: Merge = _newer

    def key_of(self, one: Mapped) -> str:
        """Under which key a record is kept."""
        kind, _, own_id = one.key.partition(":")
        apart = self.payments_apart and kind == Shelved.STATEMENT.value
        return f"{PAYMENTS}:{own_id}" if apart else one.key


def keep(session: Session, reading: Reading, chunk: Sequence[Mapped]) -> Changed:
    """Store some records. What says the same as before, in other words, changes nothing.

    It can be repeated: what was stored by the same arrival already is the same.
    """
    there = _there(session, reading.feed_id, [reading.key_of(one) for one in chunk])
    deleted: dict[str, Mapping[str, Any]] = {}
    rows, versions, changed = [], [], Changed()
    now = utc_now()
    for one in chunk:
        key = reading.key_of(one)
        new = _Row(reading, one, there.get(key))
        if one.deleted or new.is_empty:
            deleted[key] = one.place.to_json()
            continue
        what = new.what
        rows.append(new.values(now))
        if what:
            changed.by_what[what] += 1
            changed.by_kind[key.partition(":")[0]] += 1
            versions.append(_version(reading, key, now, what, one.place.to_json()))
    upsert(session, FeedRecord, rows)
    if versions:
        session.execute(insert(FeedVersion), versions)
    changed.add(drop(session, reading, deleted))
    return changed


def drop(session: Session, reading: Reading, places: Mapping[str, Mapping[str, Any]]) -> Changed:
    """Note that records of the feed are gone: a snapshot lacks them, or a row says so.

    Args:
        session: a writing transaction.
        reading: what is read.
        places: by key, where the arrival says so; a snapshot says it nowhere.
    """
    rows = _there(session, reading.feed_id, list(places))
    now, changed, versions = utc_now(), Changed(), []
    for key, row in rows.items():
        if row.gone:
            continue
        place = dict(places[key])
        row.gone, row.changed_at, row.arrival_id, row.place = True, now, reading.arrival_id, place
        changed.by_what["gone"] += 1
        changed.by_kind[row.kind] += 1
        versions.append(_version(reading, key, now, "gone", place))
    if versions:
        session.execute(insert(FeedVersion), versions)
    return changed


def _there(session: Session, feed_id: str, keys: Sequence[str]) -> dict[str, FeedRecord]:
    found = session.scalars(
        select(FeedRecord).where(FeedRecord.feed_id == feed_id, FeedRecord.key.in_(keys))
    )
    return {row.key: row for row in found}


def _version(
    reading: Reading, key: str, now: dt.datetime, what: str, place: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "feed_id": reading.feed_id,
        "key": key,
        "changed_at": now,
        "arrival_id": reading.arrival_id,
        "place": dict(place),
        "what": what,
    }


class _Row:
    """A record beside what is stored of it."""

    def __init__(self, reading: Reading, one: Mapped, there: FeedRecord | None) -> None:
        self._reading = reading
        self._one = one
        self._there = there
        self._record = self._merged(one.record)
        self._payload = self._record.to_json() if self._record else None
        self._held = one.held.to_json() if one.held else None

    def _merged(self, record: Canonical | None) -> Canonical | None:
        if not isinstance(record, CanonicalStatement):
            return record
        there = self._there
        earlier = record_of(there, self._reading.seal) if there and not there.gone else None
        merged = self._reading.merge(
            earlier if isinstance(earlier, CanonicalStatement) else None, record
        )
        removed = self._one.removed_payments
        left = tuple(payment for payment in merged.payments if payment.id not in removed)
        return replace(merged, payments=left) if removed else merged

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of a statement whose payments were deleted."""
        record = self._record
        return (
            bool(self._one.removed_payments)
            and isinstance(record, CanonicalStatement)
            and not (record.lines or record.payments)
        )

    @property
    def what(self) -> str:
        """What becomes of the record: "new", "changed", "held"; empty if it says the same as before."""
        if self._is_same():
            return ""
        if self._held is not None:
            return "held"
        return "new" if self._there is None else "changed"

    def _is_same(self) -> bool:
        there = self._there
        if there is None or there.gone or there.held != self._held:
            return False
        if there.route != self._one.route:
            return False
        return self._payload is None or self._reading.seal.opened(there.payload) == self._payload

    def values(self, now: dt.datetime) -> dict[str, Any]:
        """The row to store."""
        there, one = self._there, self._one
        keeps = there if self._is_same() else None
        payload = self._reading.seal.sealed(self._payload)
        return {
            "feed_id": self._reading.feed_id,
            "key": self._reading.key_of(one),
            "kind": self._reading.key_of(one).partition(":")[0],
            "content_hash": one.content_hash,
            # What could be read before stays beside why it can't be read now.
            "payload": there.payload if there and payload is None else payload,
            "held": self._held,
            "profile": self._reading.profile,
            "changed_at": keeps.changed_at if keeps else now,
            "arrival_id": keeps.arrival_id if keeps else self._reading.arrival_id,
            "place": keeps.place if keeps else one.place.to_json(),
            "gone": False,
            "final_at": self._final_at(now),
            "route": one.route,
            "owner": self._owner() or (there.owner if there else ""),
            "dismissed_by": "",
            "dismissed_why": "",
        }

    def _owner(self) -> str:
        if self._reading.payments_apart and self._one.key.startswith(f"{Shelved.STATEMENT}:"):
            return self._one.key
        return owner_of(self._record) or (self._one.held.owner if self._one.held else "")

    def _final_at(self, now: dt.datetime) -> dt.datetime | None:
        """When it first had a disbursement; kept while its rows can't be used."""
        earlier = self._there.final_at if self._there else None
        if self._payload is None:
            return earlier
        return (earlier or now) if is_final(self._record) else None


def is_final(record: Canonical | None) -> bool:
    """Whether a deal's commission is distributed."""
    return isinstance(record, CanonicalDeal) and record.is_final


def owner_of(record: Canonical | None) -> str:
    """Whose a record is: the agent of a statement, the first agent of a deal; "" if nobody's."""
    if isinstance(record, CanonicalStatement):
        return record.agent.key
    if isinstance(record, CanonicalDeal):
        shares = (ItemKind.AGENT_SPLIT, ItemKind.AGENT_NET)
        first = (item.agent for item in record.items if item.kind in shares and item.agent)
        agent = next(first, None)
        return agent.key if agent else ""
    return ""
