"""A database of an earlier version: its events are verified by their own rule, then get keyed hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from include.database.audit import TrailBroken, verify
from include.database.engine import Database
from include.database.migrate import _config, migrate
from include.database.trail.baseline import _old_hash
from include.database.trail.examination import examine
from include.database.trail.verify_offline import START
from tests.database.test_migrate import _IN_USE
from tests.database.trail.attacker import as_attacker

COMPANY = "willow-park"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A run, a change and three events, as the first version stored them."""
    database = Database(f"sqlite:///{tmp_path / 'corebooks.db'}")
    migrate(database, "0001")
    with database.engine.begin() as connection:
        for statement in _IN_USE:
            connection.exec_driver_sql(statement)
        previous = START
        for number in (1, 2, 3):
            event = {
                "company": COMPANY,
                "number": number,
                "at": f"2026-01-0{number}T12:00:00+00:00",
                "actor": "ann",
                "event": "created",
                "subject": "bill",
                "detail": {"cents": number, "name": "Zoë"},
                "previous_hash": previous,
            }
            previous = event["hash"] = _old_hash(event)
            at = f"2026-01-0{number} 12:00:00.000000"
            values = event | {"detail": json.dumps(event["detail"]), "at": at}
            connection.execute(
                text(
                    "INSERT INTO audit_event (company_id, number, at, actor, event, subject, detail, "
                    "previous_hash, hash) VALUES (:company, :number, :at, :actor, :event, :subject, "
                    ":detail, :previous_hash, :hash)"
                ),
                values,
            )
    yield database
    database.close()


def told(database: Database) -> str:
    """What the migration found, as the trail has it."""
    with database.reading() as session:
        found = "SELECT detail FROM audit_event WHERE event = 'audit trail keyed'"
        return str(json.loads(session.execute(text(found)).scalar_one())["verified by SHA-256"])


def test_an_old_trail_is_verified_keyed_and_gets_what_is_there(old: Database) -> None:
    migrate(old)
    assert told(old) == "all fit"
    with old.reading() as session:
        # The three, what was found, and the rows that were there.
        assert verify(session, COMPANY) == 6
    with as_attacker(old) as connection:
        connection.execute(text("UPDATE operation SET reason = 'asked to'"))
    with old.reading() as session, pytest.raises(TrailBroken, match="the reason in the database"):
        verify(session, COMPANY)


def test_an_old_trail_that_was_altered_says_so_for_ever(old: Database) -> None:
    with old.engine.begin() as connection:
        connection.execute(text("UPDATE audit_event SET actor = 'nobody' WHERE number = 2"))
    migrate(old)
    assert told(old) == "event 2 didn't fit"
    with old.reading() as session:
        remark = examine(session, COMPANY).remark
    assert remark == "It was altered before it had keyed hashes: event 2 didn't fit (event 4)."


def test_the_old_version_can_read_the_trail_after_a_downgrade(old: Database) -> None:
    migrate(old)
    with old.engine.connect() as connection, connection.begin():
        command.downgrade(_config(connection), "0014")
    with old.engine.begin() as connection:
        connection.execute(text("UPDATE audit_event SET actor = actor"))
    migrate(old)
    with old.reading() as session:
        # Keyed once more, with what was found and the rows that were there.
        assert verify(session, COMPANY) == 9
