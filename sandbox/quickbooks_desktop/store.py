"""The company file: one SQLite database, every change of which is durable when it is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.accounting.ledger import POSTING_SCHEMA
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.sqlite_file import SqliteFile

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS object (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, number_of INTEGER NOT NULL UNIQUE,
    status TEXT NOT NULL, active INTEGER NOT NULL, name TEXT, ref_number TEXT, party TEXT,
    txn_date TEXT, edit_sequence INTEGER NOT NULL, created INTEGER NOT NULL,
    modified INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, number_of);
CREATE INDEX IF NOT EXISTS object_name ON object (kind, name);
CREATE INDEX IF NOT EXISTS object_ref_number ON object (kind, ref_number);
CREATE INDEX IF NOT EXISTS object_party ON object (party);
CREATE INDEX IF NOT EXISTS object_modified ON object (kind, modified);
CREATE TABLE IF NOT EXISTS version (
    id TEXT NOT NULL, edit_sequence INTEGER NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL,
    action TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS version_of ON version (id);
CREATE TABLE IF NOT EXISTS link (
    id TEXT NOT NULL, line INTEGER NOT NULL, to_id TEXT NOT NULL, amount INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS link_from ON link (id);
CREATE INDEX IF NOT EXISTS link_to ON link (to_id);
CREATE TABLE IF NOT EXISTS message_set (
    id TEXT PRIMARY KEY, checksum TEXT NOT NULL, at INTEGER NOT NULL, response TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS extension (
    owner TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (owner, name)
);
"""
_COLUMNS = (
    "id, kind, number_of, status, active, edit_sequence, created, modified, body, name, ref_number, "
    "party, txn_date"
)


@dataclass(frozen=True, slots=True)
class Record:
    """A list entry or transaction as it is kept; `status` is live, voided or deleted.

    Times are Unix seconds, which is also what QuickBooks counts edit sequences in.
    """

    id: str
    kind: str
    number: int
    status: str
    active: bool
    edit_sequence: int
    created: int
    modified: int
    body: Body
    name: str | None
    ref_number: str | None
    party: str | None
    txn_date: str | None

    @property
    def label(self) -> str:
        """How messages name it."""
        return str(self.body.get("FullName") or self.body.get("Name") or self.id)


class Store(SqliteFile):
    """The open file; changes go inside `transaction()`. QuickBooks serves one request at a time."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(path, POSTING_SCHEMA + _SCHEMA)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Within a transaction: keep all changes of the block, or none of them."""
        self.database.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK TO attempt")
            raise
        finally:
            self.database.execute("RELEASE attempt")

    def fact(self, name: str) -> Any:
        """Something the file says of itself, or a setting; None when it is not there."""
        row = self.database.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def set_fact(self, name: str, value: Any) -> None:
        """Keep a fact."""
        self.database.execute(
            "INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(value))
        )

    def next_number(self) -> int:
        """The number of the next object; never given twice."""
        number = int(self.fact("last_number") or 0) + 1
        self.set_fact("last_number", number)
        return number

    def get(self, id_: str) -> Record | None:
        """One object, deleted ones included."""
        row = self.database.execute(
            f"SELECT {_COLUMNS} FROM object WHERE id = ?", (id_,)
        ).fetchone()
        return None if row is None else _record(row)

    def find(
        self,
        kinds: Sequence[str],
        where: str = "status <> 'deleted'",
        values: tuple[Any, ...] = (),
    ) -> list[Record]:
        """Objects of some kinds that meet a condition on the columns, the oldest first."""
        marks = ",".join("?" * len(kinds))
        rows = self.database.execute(
            f"SELECT {_COLUMNS} FROM object WHERE kind IN ({marks}) AND ({where}) ORDER BY number_of",
            (*kinds, *values),
        )
        return [_record(row) for row in rows]

    def keep(self, record: Record, who: str, action: str) -> Record:
        """Keep a new object, or a new version of one."""
        self.database.execute(
            "INSERT OR REPLACE INTO object (" + _COLUMNS + ") VALUES (" + ",".join("?" * 13) + ")",
            (
                record.id,
                record.kind,
                record.number,
                record.status,
                record.active,
                record.edit_sequence,
                record.created,
                record.modified,
                json.dumps(record.body),
                record.name,
                record.ref_number,
                record.party,
                record.txn_date,
            ),
        )
        self.database.execute(
            "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)",
            (
                record.id,
                record.edit_sequence,
                record.modified,
                who,
                action,
                json.dumps(record.body),
            ),
        )
        return record


def _record(row: tuple[Any, ...]) -> Record:
    id_, kind, number, status, active, sequence, created, modified, body, *keys = row
    return Record(
        id_,
        kind,
        number,
        status,
        bool(active),
        sequence,
        created,
        modified,
        json.loads(body),
        *keys,
    )
