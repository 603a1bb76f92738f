"""Reading an arrival: from its bytes to the feed's records. Killed anywhere, it can be done again.

Of one feed, one arrival is read at a time, in the order in which they came. Each portion of records is
a transaction of its own, and what is stored already changes nothing when it is read again. What a
snapshot lacks is dropped last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import and_, delete, func, insert, or_, select

from include.clock import utc_now
from include.core_backoffice.canonical.rows import HeldRow
from include.core_backoffice.feeds.shelf import Shelved
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import FileRefused, SheetFile
from include.core_backoffice.mapping.apply import MappedFile, ProfileMismatch
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.database.alone import alone
from include.database.currencies import written_as
from include.database.engine import Database
from include.database.feeds.arrivals import open_arrival
from include.database.feeds.balance import out_of_balance
from include.database.feeds.choosing import Chosen, chosen_profile
from include.database.feeds.content import ContentBroken
from include.database.feeds.earlier import why_waiting
from include.database.feeds.first_file import why_not_enough
from include.database.feeds.keeping import CHUNK, Reading, drop, keep
from include.database.feeds.snapshots import Missing, missing, why_too_many
from include.database.feeds.stored_records import PAYMENTS
from include.database.feeds.wakes import core_connection_of
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, ArrivalHeld, Feed, FeedRecord, FeedVersion

_T = TypeVar("_T")

MOST_HELD_LISTED = 10_000
"""Rows on hold that are listed of one arrival; more are counted."""
_TO_READ = (ArrivalStatus.STORED.value, ArrivalStatus.READING.value)


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """What became of an arrival.

    Attributes:
        status: its status now.
        counts: {"rows", "taken", "held", "skipped", "records", "new", "changed", "gone", "held_records"}.
        changed: how many records changed, by kind (`Shelved`).
        sentence: why it wasn't read, or waits for a person; empty if it was read.
        what_to_do: the next step; may be empty.
    """

    status: ArrivalStatus
    counts: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    sentence: str = ""
    what_to_do: str = ""


def waiting(database: Database) -> list[int]:
    """The IDs of arrivals that are to be read, in the order in which they came."""
    with database.reading() as session:
        return list(
            session.scalars(
                select(Arrival.id).where(Arrival.status.in_(_TO_READ)).order_by(Arrival.id)
            )
        )


def read_arrival(database: Database, seal: Seal, arrival_id: int) -> ReadOutcome:
    """Read an arrival that is stored. One that was read already stays as it is.

    Args:
        database: the CoreBooks database.
        seal: opens what is stored; its key for hashes is the database's, whatever it comes with.
        arrival_id: which.

    Raises:
        SealBroken: a key that it was encrypted with is no longer configured.
        DatabaseUnavailable: another arrival of the feed is being read; do it again later.
    """
    seal = with_digests(database, seal)
    with database.reading() as session:
        feed = session.get_one(Feed, session.get_one(Arrival, arrival_id).feed_id)
        as_its_company = written_as(session, feed.company_id)
    with alone(database.engine, f"feed {feed.id}"), as_its_company:
        arrival = _begin(database, arrival_id)
        if arrival is None:
            return outcome_of(database, arrival_id)
        try:
            with open_arrival(database, seal, arrival_id) as content:
                _read(database, seal, arrival, open_file(arrival.name, content))
        except (FileRefused, ProfileMismatch) as refused:
            status = ArrivalStatus.REFUSED
            _end(database, arrival_id, status, refused.sentence, refused.what_to_do)
        except ContentBroken as broken:
            _end(database, arrival_id, ArrivalStatus.REFUSED, str(broken), "")
        return outcome_of(database, arrival_id)


def outcome_of(database: Database, arrival_id: int) -> ReadOutcome:
    """What became of an arrival, as the database has it."""
    with database.reading() as session:
        row = session.get_one(Arrival, arrival_id)
        counts = {name: value for name, value in row.counts.items() if name != "kinds"}
        return ReadOutcome(
            ArrivalStatus(row.status),
            counts,
            dict(row.counts.get("kinds") or {}),
            row.sentence,
            row.what_to_do,
        )


def _begin(database: Database, arrival_id: int) -> Arrival | None:
    """Mark it as being read; None if there is nothing to be read of it, or no longer."""
    with database.writing() as session:
        row = session.get_one(Arrival, arrival_id)
        if row.status not in _TO_READ:
            return None
        if core_connection_of(session.get_one(Feed, row.feed_id)):
            # It says only that there is something to look for in CORE.
            row.status, row.read_at = ArrivalStatus.READ.value, utc_now()
            return None
        row.status, row.sentence, row.what_to_do = ArrivalStatus.READING.value, "", ""
        return row


def _end(
    database: Database, arrival_id: int, status: ArrivalStatus, sentence: str, what_to_do: str
) -> None:
    with database.writing() as session:
        row = session.get_one(Arrival, arrival_id)
        row.status, row.sentence, row.what_to_do = status.value, sentence, what_to_do
        row.read_at = utc_now()


def _read(database: Database, seal: Seal, arrival: Arrival, file: SheetFile) -> None:
    with database.writing() as session:
        session.get_one(Arrival, arrival.id).notes = list(file.notes)
    found = chosen_profile(database, arrival.feed_id, file)
    if not isinstance(found, Chosen):
        _end(database, arrival.id, ArrivalStatus.NO_PROFILE, found.sentence, found.what_to_do)
        return
    with database.writing() as session:
        session.get_one(Arrival, arrival.id).profile_id = found.id
        stops = why_waiting(session, arrival, found)
    if stops is not None:
        _end(database, arrival.id, stops.status, stops.sentence, stops.what_to_do)
        return
    if not arrival.confirmed_by and (why := why_not_enough(database, seal, arrival, found, file)):
        _wait(database, arrival, why, "If its rows are right")
        return
    mapped = MappedFile(found.profile, file, arrival.name, hash_key=content_key(seal))
    reading = Reading(
        arrival.feed_id,
        arrival.id,
        found.name,
        seal,
        payments_apart=payments_alone(found.profile),
        merge=mapped.merged,
    )
    _keep_all(database, reading, arrival, mapped, found)


def _keep_all(
    database: Database, reading: Reading, arrival: Arrival, mapped: MappedFile, found: Chosen
) -> None:
    known = _known(database, reading.feed_id, found.profile)
    lost = _missing(database, reading, mapped, found.profile)
    if not arrival.confirmed_by and _waits(database, arrival, lost, mapped.deleted(known.get)):
        return
    held = _Held(database, arrival.id)
    for chunk in _portions(mapped.records(known.get)):
        database.write(partial(keep, reading=reading, chunk=chunk))
        held.add(one.held for one in chunk if one.held)
    for keys in _portions(lost.keys):
        database.write(partial(drop, reading=reading, places={key: {} for key in keys}))
    bad = list(out_of_balance(database, reading))
    held.add(bad)
    rows = sum(max(len(one.place.rows), 1) for one in bad)
    _finish(database, arrival, mapped, held.count, rows)


def _waits(database: Database, arrival: Arrival, lost: Missing, deleted: Collection[str]) -> bool:
    """Have an arrival wait for a person if far more would be gone than usual."""
    why, right = lost.why_held, "If the export is complete"
    if not why and deleted:
        with database.reading() as session:
            why, right = why_too_many(session, arrival.feed_id, deleted), "If they were all deleted"
    if why:
        _wait(database, arrival, why, right)
    return bool(why)


def _wait(database: Database, arrival: Arrival, why: str, right: str) -> None:
    """Have an arrival wait for a person to say that it is to be read."""
    sentence = f"{why} Nothing of {arrival.name} was read."
    advice = f"{right}, select “Read it anyway”. Otherwise select “Discard”, and export it again."
    _end(database, arrival.id, ArrivalStatus.WAITING, sentence, advice)


def _portions(all_: Iterable[_T]) -> Iterator[list[_T]]:
    """Portions of a transaction's size."""
    rest = iter(all_)
    while portion := list(islice(rest, CHUNK)):
        yield portion


def content_key(seal: Seal) -> bytes:
    """What hashes of rows are keyed with, as a row may hold a tax ID that could be guessed."""
    return seal.digest("content of imports").encode()


def _known(database: Database, feed_id: str, profile: Profile) -> dict[str, str]:
    """The version of every record, by the key that a mapping gives it; those on hold are read again.

    Rows that someone dismissed are known too, so that they aren't held once more.
    """
    apart = payments_alone(profile)
    with database.reading() as session:
        rows = session.execute(
            select(FeedRecord.key, FeedRecord.content_hash)
            .where(
                FeedRecord.feed_id == feed_id,
                or_(
                    and_(FeedRecord.gone.is_(False), FeedRecord.held.is_(None)),
                    FeedRecord.dismissed_by != "",
                ),
                FeedRecord.kind.not_in([Shelved.STATEMENT.value if apart else PAYMENTS]),
            )
            .execution_options(yield_per=10_000)
        )
        return {_as_mapped(key) if apart else key: content for key, content in rows}


def _as_mapped(key: str) -> str:
    kind, _, own_id = key.partition(":")
    return f"{Shelved.STATEMENT}:{own_id}" if kind == PAYMENTS else key


def payments_alone(profile: Profile) -> bool:
    """Whether a profile has payments of statements whose lines come in other files."""
    kinds = {table.of.value for table in profile.tables}
    return "payments" in kinds and "statements" not in kinds


def _missing(database: Database, reading: Reading, mapped: MappedFile, profile: Profile) -> Missing:
    if profile.contents != "snapshot":
        return Missing((), 0)
    kinds = {_KEPT_AS[kind] for kind in mapped.kinds if kind in _KEPT_AS}
    seen: Collection[str] = mapped.keys
    if payments_alone(profile):
        kinds, seen = {PAYMENTS}, {_as_kept(key) for key in seen}
    with database.reading() as session:
        return missing(session, reading.feed_id, reading.profile, kinds, seen)


_KEPT_AS = {
    TableKind.DEALS: Shelved.DEAL.value,
    TableKind.STATEMENTS: Shelved.STATEMENT.value,
    TableKind.AGENTS: Shelved.AGENT.value,
    TableKind.VENDORS: Shelved.VENDOR.value,
}
"""Of which records a table has all, if it is of a snapshot; items and payments belong to others."""


def _as_kept(key: str) -> str:
    kind, _, own_id = key.partition(":")
    return f"{PAYMENTS}:{own_id}" if kind == Shelved.STATEMENT.value else key


class _Held:
    """Lists rows on hold with their arrival, anew if it was begun before."""

    def __init__(self, database: Database, arrival_id: int) -> None:
        self.count = 0
        self._database = database
        self._arrival_id = arrival_id
        with database.writing() as session:
            session.execute(delete(ArrivalHeld).where(ArrivalHeld.arrival_id == arrival_id))

    def add(self, held: Iterable[HeldRow]) -> None:
        rows = list(self._rows(held))
        if rows:
            with self._database.writing() as session:
                session.execute(insert(ArrivalHeld), rows)

    def _rows(self, held: Iterable[HeldRow]) -> Iterator[dict[str, Any]]:
        for one in held:
            self.count += 1
            if self.count <= MOST_HELD_LISTED:
                yield {
                    "arrival_id": self._arrival_id,
                    "number": self.count,
                    "record_key": one.record_key,
                    "place": one.place.to_json(),
                    "cause": one.cause,
                    "sentence": one.sentence,
                    "what_to_do": one.what_to_do,
                }


def _finish(
    database: Database, arrival: Arrival, mapped: MappedFile, held: int, out_of_balance_rows: int
) -> None:
    rows = mapped.counts
    rows_held = min(rows.held + out_of_balance_rows, rows.rows)
    with database.writing() as session:
        # Of a reading that was killed, what it stored before counts too.
        kinds = Counter(
            {
                str(kind): number
                for kind, number in session.execute(
                    select(FeedRecord.kind, func.count())
                    .join(
                        FeedVersion,
                        (FeedVersion.feed_id == FeedRecord.feed_id)
                        & (FeedVersion.key == FeedRecord.key),
                    )
                    .where(FeedVersion.arrival_id == arrival.id)
                    .group_by(FeedRecord.kind)
                )
            }
        )
        whats = Counter(
            {
                str(what): number
                for what, number in session.execute(
                    select(FeedVersion.what, func.count())
                    .where(FeedVersion.arrival_id == arrival.id)
                    .group_by(FeedVersion.what)
                )
            }
        )
        row = session.get_one(Arrival, arrival.id)
        row.status, row.read_at = ArrivalStatus.READ.value, utc_now()
        row.notes = list(mapped.notes)
        row.counts = {
            "rows": rows.rows,
            "taken": rows.rows - rows_held,
            "held": rows_held,
            "skipped": rows.skipped,
            "records": len(mapped.keys),
            "new": whats["new"],
            "changed": whats["changed"],
            "gone": whats["gone"],
            "held_records": held,
            "kinds": dict(kinds),
        }
