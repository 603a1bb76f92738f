"""Rows as the trail has them: runs, changes and entries, with JSON values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from include.database.tables.approvals import Approval
from include.database.tables.base import Base
from include.database.tables.entries import Link, PartyLink
from include.database.tables.existing import BookedElsewhere, NotTheSame
from include.database.tables.months import SignOff
from include.database.tables.runs import Operation, SyncRun

RECORDED_TABLES: Mapping[str, type[Base]] = {
    "sync_run": SyncRun,
    "operation": Operation,
    "link": Link,
    "party_link": PartyLink,
    "approval": Approval,
    "month_sign_off": SignOff,
    "booked_elsewhere": BookedElsewhere,
    "not_the_same": NotTheSame,
}
"""In the order in which they are compared."""
KEYS = {"link": "document_key", "party_link": "party_key", "booked_elsewhere": "document_key"}
"""The column that identifies a row of a company, where that isn't its ID."""
_COLUMNS = {
    table: tuple(column.name for column in model.__table__.columns)
    for table, model in RECORDED_TABLES.items()
}


def json_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as JSON has them."""
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def object_row(table: str, row: Any) -> dict[str, Any]:
    """The values of a mapped object."""
    return {name: _json(getattr(row, name)) for name in _COLUMNS[table]}


def row_key(table: str, values: Mapping[str, Any]) -> str:
    """By what the trail knows a row of a company."""
    return str(values[KEYS.get(table, "id")])


def read_rows(connection: Connection, company_id: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Table, key and values of a company's rows, in bounded memory."""
    for table, model in RECORDED_TABLES.items():
        columns = model.__table__.columns
        query = (
            select(model.__table__)
            .where(columns["company_id"] == company_id)
            .order_by(columns[KEYS.get(table, "id")])
            .execution_options(yield_per=1000)
        )
        for row in connection.execute(query):
            values = json_row(row._asdict())
            yield table, row_key(table, values), values
