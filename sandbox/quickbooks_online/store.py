"""The company file: one SQLite database, every change of which is durable when it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from sandbox.quickbooks_online import json_text
from sandbox.quickbooks_online.schema import SCHEMA
from sandbox.sqlite_file import SqliteFile

Body: TypeAlias = dict[str, Any]
"""An entity's JSON without what QuickBooks itself adds (Id, SyncToken, MetaData, domain)."""

_COLUMNS = "entity, id, token, status, active, created, updated, body"


@dataclass(frozen=True, slots=True)
class Record:
    """One entity as it is kept; `status` is live, voided or deleted, times are Unix seconds."""

    entity: str
    id: str
    token: int
    status: str
    active: bool
    created: float
    updated: float
    body: Body


@dataclass(frozen=True, slots=True)
class Change:
    """What a write makes of an entity: its new body, and for history who did what and when."""

    entity: str
    id: str
    body: Body
    at: float
    who: str = "app"
    action: str = "update"
    status: str = "live"


@dataclass(frozen=True, slots=True)
class Written:
    """A new version of an entity, and the company that it is in."""

    realm: str
    change: Change


class Store(SqliteFile):
    """The database of all companies; changes go inside `transaction()`.

    Attributes:
        on_commit: gets what a transaction wrote, once it is durable.
    """

    def __init__(self, data: Path | None) -> None:
        super().__init__(None if data is None else data / "quickbooks_online.db", SCHEMA)
        self.on_commit: Callable[[Sequence[Written]], None] = lambda _written: None
        self._written: list[Written] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all changes of the block, or none of them, and tell of them."""
        self._written = []
        with super().transaction():
            yield
        if self._written:
            self.on_commit(self._written)

    def next_number(self, realm: str, name: str, start: int = 1) -> int:
        """The next number of a sequence, and never that one again."""
        row = self.database.execute(
            "INSERT INTO sequence VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
            (realm, name, start),
        ).fetchone()
        return int(row[0])

    def get(self, realm: str, entity: str, id_: str) -> Record | None:
        """One entity, deleted ones included."""
        row = self.database.execute(
            f"SELECT {_COLUMNS} FROM object WHERE realm = ? AND entity = ? AND id = ?",
            (realm, entity, id_),
        ).fetchone()
        return None if row is None else _record(row)

    def find(
        self,
        realm: str,
        entity: str,
        where: str = "1",
        values: tuple[Any, ...] = (),
        page: tuple[int, int] = (0, -1),
    ) -> Iterator[Record]:
        """Entities in the order of their creation.

        Args:
            realm: the company.
            entity: which kind.
            where: a condition on the columns.
            values: what its question marks stand for.
            page: how many to skip, and how many to give at most; -1 for all.
        """
        rows = self.database.execute(
            f"SELECT {_COLUMNS} FROM object WHERE realm = ? AND entity = ? AND ({where}) ORDER BY seq "
            "LIMIT ? OFFSET ?",
            (realm, entity, *values, page[1], page[0]),
        )
        return (_record(row) for row in rows)

    def count(self, realm: str, entity: str, where: str, values: tuple[Any, ...]) -> int:
        """How many entities meet a condition on the columns."""
        row = self.database.execute(
            f"SELECT COUNT(*) FROM object WHERE realm = ? AND entity = ? AND ({where})",
            (realm, entity, *values),
        ).fetchone()
        return int(row[0])

    def insert(self, realm: str, change: Change, *, active: bool) -> Record:
        """Keep a new entity with sync token 0."""
        self.database.execute(
            "INSERT INTO object VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                realm,
                change.entity,
                change.id,
                self.next_number(realm, "seq"),
                change.status,
                active,
                *_keys(change.body),
                change.at,
                change.at,
                json_text.dumps(change.body),
            ),
        )
        self._history(realm, change, 0)
        return self._kept(realm, change)

    def replace(self, realm: str, change: Change, *, active: bool, bump: bool = True) -> Record:
        """Keep a new version of an entity; `bump` False leaves the sync token and history alone."""
        self.database.execute(
            "UPDATE object SET token = token + ?, status = ?, active = ?, name = ?, number = ?, "
            "party = ?, txn_date = ?, updated = ?, body = ? WHERE realm = ? AND entity = ? AND id = ?",
            (
                int(bump),
                change.status,
                active,
                *_keys(change.body),
                change.at,
                json_text.dumps(change.body),
                realm,
                change.entity,
                change.id,
            ),
        )
        kept = self._kept(realm, change)
        if bump:
            self._history(realm, change, kept.token)
        return kept

    def last_changed_by(self, realm: str, record: Record) -> str:
        """Who changed an entity last."""
        row = self.database.execute(
            "SELECT who FROM version WHERE realm = ? AND entity = ? AND id = ? ORDER BY rowid DESC "
            "LIMIT 1",
            (realm, record.entity, record.id),
        ).fetchone()
        return str(row[0]) if row else ""

    def _kept(self, realm: str, change: Change) -> Record:
        record = self.get(realm, change.entity, change.id)
        assert record is not None, "what was just written is there"  # noqa: S101  (for mypy)
        return record

    def _history(self, realm: str, change: Change, token: int) -> None:
        self._written.append(Written(realm, change))
        self.database.execute(
            "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                realm,
                change.entity,
                change.id,
                token,
                change.at,
                change.who,
                change.action,
                json_text.dumps(change.body),
            ),
        )


def party_of(body: Body) -> Body | None:
    """The reference to the customer, vendor or employee of a transaction."""
    for name in ("CustomerRef", "VendorRef", "EntityRef"):
        ref = body.get(name)
        if isinstance(ref, dict):
            return ref
    return None


def name_of(body: Body) -> str | None:
    """The name of a list entry or party."""
    name = body.get("DisplayName") or body.get("FullyQualifiedName") or body.get("Name")
    return None if name is None else str(name)


def folded(text: str | None) -> str | None:
    """A name or number as it is compared: without case."""
    return None if text is None else text.casefold()


def _keys(body: Body) -> tuple[str | None, str | None, str | None, str | None]:
    party = party_of(body)
    return (
        folded(name_of(body)),
        folded(body.get("DocNumber")),
        None if party is None else party["value"],
        body.get("TxnDate"),
    )


def _record(row: tuple[Any, ...]) -> Record:
    entity, id_, token, status, active, created, updated, body = row
    return Record(entity, id_, token, status, bool(active), created, updated, json_text.loads(body))
