"""All rows of a database: kept in a file as SQLite stores them, and put into a database of that revision."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from include.database.engine import Database
from include.database.migrate import migrate

_VERSION = "alembic_version"


def keep(database: Database, file: Path) -> None:
    """Write all rows of a SQLite database, one a line, in the order in which they refer to each other."""
    with database.engine.connect() as connection:
        tables = _tables(connection)
        revision = connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION}").scalar_one()
        kept = {
            table.name: [
                # As stored, so that JSON's null and no value stay two things.
                dict(row._mapping)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
            ]
            for table in tables
        }
    lines = [
        f'"{name}": [\n' + ",\n".join(json.dumps(row, default=bytes.hex) for row in rows) + "\n]"
        for name, rows in kept.items()
    ]
    body = ",\n".join(lines)
    file.write_text(f'{{"revision": "{revision}", "tables": {{\n{body}\n}}}}\n', encoding="utf-8")


def put(database: Database, file: Path) -> dict[str, list[dict[str, Any]]]:
    """Bring an empty database to the revision of a file, and put the file's rows into it.

    Returns:
        The rows, as the file has them: table -> column -> value.
    """
    kept = json.loads(file.read_text(encoding="utf-8"))
    rows: dict[str, list[dict[str, Any]]] = kept["tables"]
    assert migrate(database, kept["revision"]) == kept["revision"]
    with database.engine.begin() as connection:
        for table in _tables(connection):
            values = [_values(table, row) for row in rows[table.name]]
            if values:
                connection.execute(sa.insert(table), values)
            _count_on(connection, table)
    return rows


def count(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in _tables(connection)
        }


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """As the database has them, not as today's models do; what others refer to comes first."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != _VERSION]


def _values(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: value_of(table.c[name].type, value) for name, value in row.items()}


def value_of(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    """What a file has as SQLite stores it, as a column of any database takes it."""
    if value is None:
        return None
    if isinstance(kind, sa.JSON):
        read = json.loads(value)
        return sa.JSON.NULL if read is None else read
    if isinstance(kind, sa.LargeBinary):
        return bytes.fromhex(value) if isinstance(value, str) else value
    if isinstance(kind, sa.DateTime):
        return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(value)
    return bool(value) if isinstance(kind, sa.Boolean) else value


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL's own counters don't notice numbers that were given."""
    number = table.c.get("id")
    if connection.dialect.name == "sqlite" or number is None:
        return
    if isinstance(number.type, sa.Integer) and number.autoincrement:
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
            f"coalesce(max(id), 1)) FROM {table.name}"
        )
