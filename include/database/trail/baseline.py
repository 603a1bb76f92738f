"""For migrations: trails of earlier versions become keyed, and the rows that are there are recorded.

A migration that changes values of runs, changes or entries calls `record_rows` afterwards, so that the
trail has them as they are from then on, and says why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from include.clock import utc_now
from include.database.tables.columns import Json, UtcDateTime
from include.database.trail.events import NewEvent, add_events, event_hash, recorded
from include.database.trail.rows import RECORDED_TABLES, json_row, row_key
from include.database.trail.verify_offline import START, row_facts, row_seal

_KINDS: tuple[tuple[type[Any], Any], ...] = (
    (sa.JSON, Json),
    (sa.DateTime, UtcDateTime()),
    (sa.Date, sa.Date()),
    (sa.Boolean, sa.Boolean()),
)
"""Columns are read as the database has them, not as today's models do."""


def record_rows(connection: Connection, company_id: str, key: bytes, why: str) -> int:
    """Have the trail record all rows of a company as they are. Returns how many.

    Args:
        connection: of the migration.
        company_id: the company whose rows they are.
        key: of the chain.
        why: what happened, for the trail: "audit trail keyed".
    """
    at, number = utc_now(), 0
    lines: list[list[Any]] = []
    # A migration of an earlier version knows fewer tables.
    there = set(sa.inspect(connection).get_table_names())
    for table in (table for table in RECORDED_TABLES if table in there):
        for row in _rows(connection, table, company_id):
            lines.append([table, row_key(table, row), *row_seal(table, row), row_facts(table, row)])
            number += 1
    event = NewEvent(at, "CoreBooks", why, "all rows", {"rows": number})
    add_events(connection, company_id, key, [event, *recorded(lines, at)])
    return number


def _rows(connection: Connection, table: str, company_id: str) -> Iterator[dict[str, Any]]:
    there = sa.table(table, *_columns(connection, table))
    query = sa.select(there).where(there.c.company_id == company_id)
    for row in connection.execute(query):
        yield json_row(row._asdict())


def _columns(connection: Connection, table: str) -> list[sa.ColumnClause[Any]]:
    return [
        sa.column(
            column["name"],
            next((own for kind, own in _KINDS if isinstance(column["type"], kind)), None),
        )
        for column in sa.inspect(connection).get_columns(table)
    ]


def key_chain(connection: Connection, company_id: str, key: bytes) -> tuple[int, int]:
    """Verify a trail by its old rule, SHA-256 without a key, and hash its events with the key.

    Returns:
        How many events there are, and the first that didn't fit the old rule; 0 if all did.
    """
    return _rehash(connection, company_id, lambda event: event_hash(key, event))


def unkey_chain(connection: Connection, company_id: str) -> None:
    """Hash a trail by its old rule again."""
    _rehash(connection, company_id, _old_hash)


def _rehash(connection: Connection, company_id: str, new_hash: Any) -> tuple[int, int]:
    trail = sa.table("audit_event", *_columns(connection, "audit_event"))
    query = sa.select(trail).where(trail.c.company_id == company_id).order_by(trail.c.number)
    was = now = START
    number = broken = 0
    for row in connection.execute(query).all():
        number += 1
        event = json_row(row._asdict())
        event["company"] = company_id
        fits = (event["number"], event["previous_hash"]) == (number, was)
        if not broken and not (fits and event["hash"] == _old_hash(event)):
            broken = number
        was = event["hash"]
        event["previous_hash"] = now
        values = {"previous_hash": now, "hash": new_hash(event)}
        connection.execute(sa.update(trail).where(trail.c.id == row.id).values(values))
        now = values["hash"]
    return number, broken


def _old_hash(event: dict[str, Any]) -> str:
    names = ("number", "at", "actor", "event", "subject", "detail", "previous_hash")
    content = [event["company"], *(event[name] for name in names)]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
