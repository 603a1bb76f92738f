"""A small database made large: the rows of a real run, again and again under keys of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import AuditEvent, Operation

# What differs from copy to copy, as SQL over `n`, the copy's number, and `t`, the row that is copied.
# Two documents belong to a record, as a deal has about two payees. SQLite and PostgreSQL both take it.
_FIRST = 9_000_000_000
_RECORD = f"'transaction:' || CAST({_FIRST} + (n - 1) / 2 AS TEXT)"
_DOCUMENT = f"'agent_expenses/' || {_RECORD} || '/payee:agent:' || CAST(n % 2 AS TEXT)"
_ENTRY = f"CAST({_FIRST} + n AS TEXT)"
_OWN_RECORD = f"'transaction:' || CAST({_FIRST} + n - 1 AS TEXT)"
_COPIES: dict[str, tuple[type, dict[str, str], str, int]] = {
    "record": (Record, {"key": _OWN_RECORD}, "1 = 1", 2),
    "record_state": (RecordState, {"record_key": _OWN_RECORD}, "t.status = 'synced'", 2),
    "link": (
        Link,
        {
            "document_key": _DOCUMENT,
            "record_key": _RECORD,
            "quickbooks_id": _ENTRY,
            "number": f"'TR-' || {_ENTRY}",
        },
        "t.status = 'in QuickBooks' AND t.kind = 'bill'",
        1,
    ),
    "operation": (
        Operation,
        {
            "id": "1000000 + n",
            "document_key": _DOCUMENT,
            "record_key": _RECORD,
            "request_id": f"'copy-' || {_ENTRY}",
            "quickbooks_id": _ENTRY,
        },
        "t.status = 'posted' AND t.kind = 'bill'",
        1,
    ),
    "audit_event": (
        AuditEvent,
        {"id": "1000000 + n", "number": "1000000 + n", "subject": _DOCUMENT},
        "t.event = 'created'",
        1,
    ),
}


def copies(documents: int, varied: Mapping[str, Mapping[str, str]] | None = None) -> Iterator[str]:
    """The statements that add `documents` synced documents to a database in which some were posted.

    The copies' audit trail does not hold together; nothing that is measured reads it whole.

    Args:
        documents: how many.
        varied: by table and column, what differs from copy to copy besides the keys: SQL, as above.
    """
    for table, (model, keys, where, share) in _COPIES.items():
        differs = {**keys, **(varied or {}).get(table, {})}
        columns = [column.name for column in model.__table__.columns]  # type: ignore[attr-defined]
        values = ", ".join(differs.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        yield (
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
            f"WHERE n < {documents // share}), "
            f"one AS MATERIALIZED (SELECT * FROM {table} AS t WHERE {where} LIMIT 1) "
            f"INSERT INTO {table} ({names}) SELECT {values} FROM numbers, one AS t"
        )


def multiply(database: sqlite3.Connection, documents: int) -> None:
    """Add `documents` synced documents to a SQLite database in which a run of expenses was posted."""
    database.execute("PRAGMA journal_mode = MEMORY")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    for statement in copies(documents):
        database.execute(statement)
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")
