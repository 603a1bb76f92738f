"""A database that an earlier version filled is brought up to date, and loses nothing."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import exc

from include.database.engine import Database
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.keys.tokens import SealedTokens
from include.database.migrate import migrate, newest_step
from include.database.tables.base import Base
from include.database.trail.append_only import missing_triggers
from include.database.trail.examination import examine
from tests import database_files
from tests.database import released
from tests.database.released import rows
from tests.database.released.__main__ import keep_filled

FOLDER = Path(released.__file__).parent
FILES = sorted(FOLDER.glob("*.json"))
COMPANIES = ("willow-park", "willow-park-desktop")
TABLES = {"party_choice": "manual_match"}
"""Old name -> new name."""
COLUMNS = {
    ("desktop_connection", "failed_logins"): None,
    ("desktop_connection", "locked_until"): None,
    ("desktop_message", "handed_at"): "sent_at",
    ("link", "found"): "edited_as",
    ("operation", "handed_at"): "sent_at",
    ("sync_run", "held_back"): "on_hold",
    # Events get keyed hashes; that they say what they said is another test's.
    ("audit_event", "hash"): None,
    ("audit_event", "previous_hash"): None,
}
"""Old name -> new name; None for what no version needs any more."""
VALUES = {
    ("link", "status"): {"live": "in QuickBooks"},
    ("operation", "status"): {"done": "posted", "handed": "sent", "refused": "error"},
    ("record_state", "status"): {
        "pending": "ready",
        "held back": "on hold",
        "not due": "not ready",
    },
    ("sync_run", "outcome"): {"done": "completed"},
}
"""Old word -> new word."""
KEYS = {"held_back": "on_hold", "not_due": "not_ready"}
"""Old name -> new name, inside of JSON."""

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(
    scope="module",
    params=[(file, product) for file in FILES for product in ("sqlite", "postgresql")],
    ids=lambda pair: f"{pair[0].stem}-{pair[1]}",
)
def upgraded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Rows]]:
    """A database that was filled by an earlier version, migrated; and its rows before that."""
    file, product = request.param
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AIRFLOW__CORE__FERNET_KEY", released.KEY)
        if product == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('released') / 'corebooks.db'}"
        else:
            server = request.getfixturevalue("postgresql")
            url = database_files.empty_postgresql(server, file.stem)
        database = Database(url)
        before = rows.put(database, file)
        assert migrate(database) == newest_step()
        yield database, before
        database.close()


def test_every_release_has_its_database() -> None:
    """`python -m tests.database.released version-...` keeps one."""
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert versions
    assert {f"version-{version}" for version in versions} <= {file.stem for file in FILES}


def test_every_table_had_rows() -> None:
    for file in FILES:
        kept = json.loads(file.read_text(encoding="utf-8"))["tables"]
        assert [table for table, there in kept.items() if not there] == [], file.name


@pytest.mark.whole
def test_a_database_of_today_has_rows_in_every_table_and_can_be_kept(
    tmp_path: Path, sqlite_database: Database
) -> None:
    """A table that was added since the last release gets its rows in `fill`, or this names it."""
    file = tmp_path / "version-of-today.json"
    keep_filled(file)
    kept = rows.put(sqlite_database, file)
    assert kept.keys() == Base.metadata.tables.keys()
    assert rows.count(sqlite_database) == {table: len(there) for table, there in kept.items()}


def test_no_row_and_no_value_is_lost(upgraded: tuple[Database, Rows]) -> None:
    database, before = upgraded
    with database.engine.connect() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for name, old in before.items():
            table = metadata.tables[TABLES.get(name, name)]
            now = [row._asdict() for row in connection.execute(sa.select(table))]
            comparable = [_comparable(name, table, row) for row in old]
            if name != "audit_event":
                assert len(now) == len(old), name
            left = [_as_text({key: row[key] for key in comparable[0]}) for row in now]
            for row in comparable:
                assert _as_text(row) in left, f"{name}: {row}"


def _comparable(name: str, table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row as today's version has it."""
    renamed = [(COLUMNS.get((name, column), column), value) for column, value in row.items()]
    return {
        column: _value(name, column, table.c[column].type, value)
        for column, value in renamed
        if column is not None
    }


def _value(name: str, column: str, kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    read = rows.value_of(kind, value)
    if isinstance(kind, sa.JSON):
        # JSON's null was meant to be no value.
        return None if read is sa.JSON.NULL else _with_new_keys(read)
    return VALUES.get((name, column), {}).get(read, read)


def _with_new_keys(read: Any) -> Any:
    if isinstance(read, dict):
        return {KEYS.get(key, key): _with_new_keys(value) for key, value in read.items()}
    return [_with_new_keys(one) for one in read] if isinstance(read, list) else read


def _as_text(row: dict[str, Any]) -> str:
    def moment(value: Any) -> str:
        # SQLite stores no zone.
        utc = isinstance(value, dt.datetime) and value.tzinfo is None
        return str(value.replace(tzinfo=dt.UTC) if utc else value)

    return json.dumps(row, default=moment, sort_keys=True)


def test_the_audit_trail_is_whole_and_has_every_row(upgraded: tuple[Database, Rows]) -> None:
    database, before = upgraded
    for company in COMPANIES:
        with database.reading() as session:
            examined = examine(session, company)
        events = [one for one in before["audit_event"] if one["company_id"] == company]
        assert examined.size >= len(events) > 0
        assert examined.remark == ""


def test_the_tables_are_those_of_a_new_database(upgraded: tuple[Database, Rows]) -> None:
    database, _before = upgraded
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert missing_triggers(connection) == []


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE audit_event SET actor = 'nobody'", id="an event is final"),
        pytest.param("DELETE FROM audit_event", id="no event is removed"),
        pytest.param("UPDATE sync_run SET actor = 'nobody'", id="who asked for a run is final"),
        pytest.param("UPDATE operation SET total_cents = 1", id="a planned amount is final"),
        pytest.param("DELETE FROM company", id="a company has its rows"),
        pytest.param("INSERT INTO link SELECT * FROM link", id="an entry exists once"),
        pytest.param(
            "UPDATE workflow_setup SET active = true, category = 'brokerage_income', version = id + 90",
            id="one template for a workflow",
        ),
    ],
)
def test_what_the_database_refuses_is_refused_after_the_upgrade_too(
    upgraded: tuple[Database, Rows], statement: str
) -> None:
    database, _before = upgraded
    with database.engine.connect() as connection, connection.begin() as transaction:
        with pytest.raises((exc.IntegrityError, exc.DatabaseError)):
            connection.exec_driver_sql(statement)
        transaction.rollback()


def test_secrets_can_be_read_after_the_upgrade(upgraded: tuple[Database, Rows]) -> None:
    database, before = upgraded
    with SealedTokens(database, COMPANIES[0], [released.KEY]).locked() as lock:
        assert (lock.values or {})["refresh_token"]
    seal = with_digests(database, Seal([released.KEY]))
    assert before["desktop_message"]
    with database.engine.connect() as connection:
        requests = connection.exec_driver_sql("SELECT request FROM desktop_message").scalars().all()
    assert all("<" in seal.open(one) for one in requests if one)


def test_new_rows_are_numbered_on(upgraded: tuple[Database, Rows]) -> None:
    database, before = upgraded
    newest = max(row["id"] for row in before["sync_run"])
    with database.engine.connect() as connection, connection.begin() as transaction:
        metadata = sa.MetaData()
        metadata.reflect(connection, only=["sync_run"])
        runs = metadata.tables["sync_run"]
        row = connection.execute(sa.select(runs)).first()
        assert row is not None
        values = {**row._asdict(), "airflow_run_id": "the next one", "outcome": "completed"}
        del values["id"]
        made = connection.execute(sa.insert(runs).values(values)).inserted_primary_key
        assert made is not None
        assert made[0] > newest
        transaction.rollback()
