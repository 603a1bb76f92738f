"""Seals everything anew with the newest Fernet key, so that an older one can be taken out.

Rows are sealed in portions, each a transaction of its own, and a row that the newest key opens is
left alone. So a rotation can be killed anywhere and started again, beside another one or a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, and_, bindparam, cast, or_, select, tuple_
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.keys.seal import Seal, SealBroken, change_secrets
from include.database.tables.base import Base
from include.database.tables.companies import OAuthToken
from include.database.tables.desktop import DesktopMessage
from include.database.tables.feeds import Arrival, FeedRecord, FeedSecret
from include.database.tables.keys import OwnKey
from include.database.tables.records import Record
from include.database.tables.runs import Operation

PORTION = 200
"""Rows a transaction: it takes milliseconds, and a run waits no longer for it."""
MOST = 500
"""As many as one statement can name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table with sealed values.

    Attributes:
        title: of its rows, as the command names them.
        table: the table.
        texts: columns that are sealed as a whole.
        documents: columns of JSON with sealed fields.
    """

    title: str
    table: type[Base]
    texts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """The columns of the table's primary key."""
        table: Any = self.table
        return tuple(table.__table__.primary_key)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns with sealed values."""
        return (*self.texts, *self.documents)


PLACES = (
    Place("QuickBooks tokens", OAuthToken, texts=("ciphertext",)),
    Place("CORE records", Record, documents=("payload",)),
    Place("changes", Operation, documents=("payload",)),
    Place("QuickBooks Desktop requests", DesktopMessage, texts=("request", "responses")),
    Place("keys of imports", Arrival, texts=("content_key",)),
    Place("records of imports", FeedRecord, documents=("payload",)),
    Place("secrets of sources", FeedSecret, texts=("sealed",)),
    Place("keys of CoreBooks", OwnKey, texts=("ciphertext",)),
)
"""Every table with sealed values. CoreBooks' own keys come last: a missing key stops runs until then."""


@dataclass(slots=True)
class Tally:
    """Rows of one place, by what opens them.

    Attributes:
        title: the place's.
        newest: rows that the newest key alone opens.
        older: rows that need an older key, and are to be sealed anew.
        unreadable: rows with a value that no configured key opens, by their primary keys.
    """

    title: str
    newest: int
    older: int
    unreadable: list[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """One committed transaction: how many rows of a place were sealed anew."""

    title: str
    sealed: int


def survey(database: Database, keys: Sequence[str]) -> list[Tally]:
    """Count all rows with sealed values; nothing is changed.

    Args:
        database: the database.
        keys: Fernet keys, the newest first.
    """
    tallies, seals = [], _Seals(keys)
    for place in PLACES:
        tally = Tally(place.title, 0, 0, [])
        for rows in _portions(database, place, PORTION):
            for row in rows:
                found = _Resealed(place, row, seals)
                tally.newest += int(found.has_values and not found.older and not found.unreadable)
                tally.older += int(found.older)
                if found.unreadable:
                    tally.unreadable.append(" ".join(str(part) for part in _key(place, row)))
        tallies.append(tally)
    return tallies


def rotate(database: Database, keys: Sequence[str], portion: int = PORTION) -> Iterator[Progress]:
    """Seal every value anew that the newest key doesn't open; one portion each step.

    Values that no key opens stay as they are.

    Args:
        database: the database.
        keys: Fernet keys, the newest first.
        portion: rows a transaction.
    """
    seals = _Seals(keys)
    for place in PLACES:
        for rows in _portions(database, place, portion):
            older = [_key(place, row) for row in rows if _Resealed(place, row, seals).older]
            if not older:
                continue
            sealed = _reseal(database, place, seals, older, wait=False)
            # Someone else has these now. Waited for one by one: holding others meanwhile could make
            # a run and the rotation wait for each other.
            for key in older if sealed < len(older) else ():
                sealed += _reseal(database, place, seals, [key], wait=True)
            yield Progress(place.title, sealed)


def _portions(database: Database, place: Place, size: int) -> Iterator[Sequence[Row[Any]]]:
    """The rows that may have sealed values, by primary key."""
    query = select(*place.key, *_values(place)).where(_may_be_sealed(place)).order_by(*place.key)
    last: tuple[Any, ...] | None = None
    while True:
        following = query.where(tuple_(*place.key) > tuple_(*last)) if last else query
        with database.reading() as session:
            rows = session.execute(following.limit(size)).all()
        if rows:
            yield rows
        if len(rows) < size:
            return
        last = _key(place, rows[-1])


def _reseal(
    database: Database,
    place: Place,
    seals: _Seals,
    chosen: Sequence[tuple[Any, ...]],
    *,
    wait: bool,
) -> int:
    """Seal these rows anew, in one transaction. Returns how many needed it."""
    with database.writing() as session:
        rows = session.execute(
            select(*place.key, *_values(place))
            .where(or_(*(_is_row(place, key) for key in chosen)))
            .order_by(*place.key)
            .with_for_update(skip_locked=not wait, key_share=True)
        ).all()
        return _write(session, place, [_Resealed(place, row, seals) for row in rows])


def _write(session: Session, place: Place, rows: Sequence[_Resealed]) -> int:
    """Write the rows that need it; past the audit trail, whose hashes leave sealed fields out."""
    changed = [row for row in rows if row.older]
    if changed:
        keys = [f"key_{number}" for number in range(len(place.key))]
        is_row = (column == bindparam(key) for column, key in zip(place.key, keys, strict=True))
        table: Any = place.table.__table__
        session.connection().execute(
            table.update().where(*is_row),
            [{**dict(zip(keys, row.key, strict=True)), **row.values} for row in changed],
        )
    return len(changed)


class _Seals:
    """What all configured keys open, and what the newest alone does."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.all, self.newest = Seal(keys), Seal(keys[:1])


class _Resealed:
    """A row with what its values are under the newest key."""

    def __init__(self, place: Place, row: Row[Any], seals: _Seals) -> None:
        self._seals = seals
        self.key = _key(place, row)
        self.has_values = self.older = self.unreadable = False
        self.values: dict[str, Any] = {}
        for name in place.texts:
            self.values[name] = self._anew(getattr(row, name))
        for name in place.documents:
            self.values[name] = change_secrets(getattr(row, name), self._anew)

    def _anew(self, sealed: str) -> str:
        if not sealed:
            return sealed
        self.has_values = True
        try:
            self._seals.newest.open(sealed)
        except SealBroken:
            pass
        else:
            return sealed
        try:
            text = self._seals.all.open(sealed)
        except SealBroken:
            self.unreadable = True
            return sealed
        self.older = True
        return self._seals.newest.seal(text)


def _may_be_sealed(place: Place) -> Any:
    table: Any = place.table
    return or_(
        *(getattr(table, name) != "" for name in place.texts),
        *(cast(getattr(table, name), String).like('%"tax_id"%') for name in place.documents),
    )


def _values(place: Place) -> list[Any]:
    return [getattr(place.table, name) for name in place.columns]


def _key(place: Place, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row[: len(place.key)])


def _is_row(place: Place, key: tuple[Any, ...]) -> Any:
    return and_(*(column == part for column, part in zip(place.key, key, strict=True)))
