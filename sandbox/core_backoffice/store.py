"""The sandbox's state: in memory for reading, in one SQLite file for keeps."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import TypeAdapter

from sandbox.core_backoffice.model import Agent, BadRecord, Contact, Deal, Statement
from sandbox.sqlite_file import SqliteFile

Record: TypeAlias = Agent | Contact | Deal | Statement
RecordT = TypeVar("RecordT", Agent, Contact, Deal, Statement)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS raw (
    kind TEXT NOT NULL, id INTEGER NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


class Kind(Generic[RecordT]):
    """How one kind of record is kept."""

    def __init__(self, name: str, type_: type[RecordT]) -> None:
        self.name = name
        self.adapter: TypeAdapter[RecordT] = TypeAdapter(type_)


AGENTS = Kind("agents", Agent)
CONTACTS = Kind("contacts", Contact)
DEALS = Kind("transactions", Deal)
STATEMENTS = Kind("statements", Statement)
_KINDS: dict[type[Record], Kind[Any]] = {
    Agent: AGENTS,
    Contact: CONTACTS,
    Deal: DEALS,
    Statement: STATEMENTS,
}
_BAD: TypeAdapter[BadRecord] = TypeAdapter(BadRecord)


class Store(SqliteFile):
    """Every record of the brokerage, by id.

    Read the dictionaries freely; change them only through `put` and `remove` inside
    `transaction()`, which is durable when it ends: a killed process loses nothing that was answered.
    """

    def __init__(self, data: Path | None, now: Callable[[], float] = time.time) -> None:
        super().__init__(None if data is None else data / "core_backoffice.db", _SCHEMA)
        self._now = now
        self.watchers: list[Callable[[Deal | None, Deal | None], None]] = []
        self._changed: list[tuple[Deal | None, Deal | None]] = []
        self._load()

    def _load(self) -> None:
        self.agents: dict[int, Agent] = self._read(AGENTS)
        self.contacts: dict[int, Contact] = self._read(CONTACTS)
        self.deals: dict[int, Deal] = self._read(DEALS)
        self.statements: dict[int, Statement] = self._read(STATEMENTS)
        rows = self.database.execute("SELECT body FROM records WHERE kind = 'bad' ORDER BY id")
        self.bad: dict[int, BadRecord] = {
            bad.id: bad for bad in (_BAD.validate_json(body) for (body,) in rows)
        }
        rows = self.database.execute("SELECT kind, id, fields FROM raw")
        self.raw: dict[tuple[str, int], dict[str, Any]] = {
            (kind, id_): json.loads(fields) for kind, id_, fields in rows
        }
        self._counters: dict[str, int] = dict(
            self.database.execute("SELECT name, value FROM counters")
        )

    def _read(self, kind: Kind[RecordT]) -> dict[int, RecordT]:
        rows = self.database.execute(
            "SELECT body FROM records WHERE kind = ? ORDER BY id", (kind.name,)
        )
        records = (kind.adapter.validate_json(body) for (body,) in rows)
        return {record.id: record for record in records}

    @property
    def is_empty(self) -> bool:
        """Whether the brokerage has not been generated yet."""
        return "clock" not in self._counters

    def copy_from(self, other: Store) -> None:
        """Hold what another store holds, and nothing else; the records are shared, none changes."""
        super().copy_from(other)
        self.agents, self.contacts = dict(other.agents), dict(other.contacts)
        self.deals, self.statements = dict(other.deals), dict(other.statements)
        self.bad, self.raw = dict(other.bad), dict(other.raw)
        self._counters = dict(other._counters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all changes of the block, or none of them."""
        self._changed.clear()
        try:
            with super().transaction():
                yield
        except BaseException:
            self._load()
            raise
        for before, after in self._changed:
            for tell in self.watchers:
                tell(before, after)

    def tick(self) -> int:
        """The moment of a change in Unix milliseconds: now, and later than every moment before."""
        return self._count("clock", max(int(self._now() * 1000), self._counters["clock"] + 1))

    def next_id(self, name: str) -> int:
        """An id that was never used for that kind of thing."""
        return self._count(name, self._counters.get(name, 0) + 1)

    def reserve(self, name: str, used: int) -> None:
        """Make `next_id(name)` start above `used`, and the clock run after it."""
        self._count(name, max(used, self._counters.get(name, 0)))

    def put(self, record: Record) -> None:
        """Save a record as it is."""
        kind = _kind(record)
        body = kind.adapter.dump_json(record).decode()
        self.database.execute(
            "INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (kind.name, record.id, body)
        )
        if self.watchers and isinstance(record, Deal):
            self._changed.append((self.deals.get(record.id), record))
        self._of(kind.name)[record.id] = record

    def change(self, record: RecordT) -> RecordT:
        """Save a record as changed now, and return it with its new `updated_at`."""
        changed = replace(record, updated_at=self.tick())
        self.put(changed)
        return changed

    def remove(self, record: Record) -> None:
        """Forget a record altogether."""
        name = _kind(record).name
        self.database.execute("DELETE FROM records WHERE kind = ? AND id = ?", (name, record.id))
        if self.watchers and isinstance(record, Deal):
            self._changed.append((record, None))
        self._of(name).pop(record.id, None)

    def put_bad(self, bad: BadRecord) -> None:
        """Remember that a transaction was spoilt on purpose."""
        self.database.execute(
            "INSERT OR REPLACE INTO records VALUES ('bad', ?, ?)",
            (bad.id, _BAD.dump_json(bad).decode()),
        )
        self.bad[bad.id] = bad

    def put_raw(self, kind: str, id_: int, fields: dict[str, Any]) -> None:
        """Serve these fields of a row as given; no fields: serve the row as it is again."""
        if fields:
            self.database.execute(
                "INSERT OR REPLACE INTO raw VALUES (?, ?, ?)", (kind, id_, json.dumps(fields))
            )
            self.raw[kind, id_] = fields
        else:
            self.database.execute("DELETE FROM raw WHERE kind = ? AND id = ?", (kind, id_))
            self.raw.pop((kind, id_), None)

    def _count(self, name: str, value: int) -> int:
        self.database.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (name, value))
        self._counters[name] = value
        return value

    def _of(self, name: str) -> dict[int, Any]:
        records: dict[str, dict[int, Any]] = {
            AGENTS.name: self.agents,
            CONTACTS.name: self.contacts,
            DEALS.name: self.deals,
            STATEMENTS.name: self.statements,
        }
        return records[name]


def _kind(record: Record) -> Kind[Any]:
    return _KINDS[type(record)]
