"""A small database made large: the rows of a real run, again and again under keys of their own."""

from __future__ import annotations

import sqlite3

from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import AuditEvent, Operation

# What differs from copy to copy, as SQL over `n`, the copy's number, and `t`, the row that is copied.
# Two documents belong to a record, as a deal has about two payees.
_RECORD = "printf('transaction:9%09d', (n - 1) / 2)"
_DOCUMENT = "printf('agent_expenses/transaction:9%09d/payee:agent:%d', (n - 1) / 2, n % 2)"
_COPIES: dict[str, tuple[type, dict[str, str], str, int]] = {
    "record": (Record, {"key": "printf('transaction:9%09d', n - 1)"}, "1", 2),
    "record_state": (
        RecordState,
        {"record_key": "printf('transaction:9%09d', n - 1)"},
        "t.status = 'synced'",
        2,
    ),
    "link": (
        Link,
        {
            "document_key": _DOCUMENT,
            "record_key": _RECORD,
            "quickbooks_id": "printf('9%09d', n)",
            "number": "printf('TR-9%09d', n)",
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
            "request_id": "printf('%032d', n)",
            "quickbooks_id": "printf('9%09d', n)",
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


def multiply(database: sqlite3.Connection, documents: int) -> None:
    """Add `documents` synced documents to a database in which a run of expenses was posted.

    The copies' audit trail does not hold together; nothing that is measured reads it whole.
    """
    database.execute("PRAGMA journal_mode = MEMORY")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    for table, (model, differs, where, share) in _COPIES.items():
        columns = [column.name for column in model.__table__.columns]  # type: ignore[attr-defined]
        values = ", ".join(differs.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        database.execute(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
            f"WHERE n < {documents // share}), "
            f"one AS MATERIALIZED (SELECT * FROM {table} AS t WHERE {where} LIMIT 1) "
            f"INSERT INTO {table} ({names}) SELECT {values} FROM numbers, one AS t"
        )
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")
