"""Checkpoints are written once a day and at every month end, to a place outside of the database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text

from include.database import audit
from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.trail.checkpoints import store_due, stored_checkpoints
from include.database.trail.verify_offline import checkpoint_text, read_checkpoint
from tests.database.setup.test_companies import willow_park
from tests.database.trail.attacker import as_attacker


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__CHECKPOINTS", str(tmp_path / "elsewhere"))
    return tmp_path / "elsewhere" / "willow"


@pytest.fixture
def trail(sqlite_database: Database) -> Database:
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    return sqlite_database


def at(day: int, hour: int, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def test_a_day_begins_at_the_companys_midnight_and_a_month_ends_with_its_last_day(
    trail: Database, elsewhere: Path
) -> None:
    # Chicago is six hours behind UTC.
    for now, written in (
        (at(29, 12), ["2026-11-29.txt"]),
        (at(29, 13), []),
        (at(30, 5), []),
        (at(30, 6), ["2026-11-30.txt"]),
        (at(1, 5, 12), []),
        (at(1, 6, 12), ["2026-11-month-end.txt", "2026-12-01.txt"]),
        (at(1, 7, 12), []),
    ):
        assert store_due(trail, now) == [f"willow/{name}" for name in written]
    assert len(list(elsewhere.iterdir())) == 4
    with trail.reading() as session:
        (newest,) = stored_checkpoints(session, "willow")
    assert (newest.origin, newest.size, newest.at) == (
        "corebooks/willow",
        1,
        "2026-12-01T06:00:00+00:00",
    )


def test_an_altered_trail_gets_no_checkpoint(trail: Database, elsewhere: Path) -> None:
    store_due(trail, at(29, 12))
    with as_attacker(trail) as connection:
        connection.execute(text("DELETE FROM audit_event"))
    with pytest.raises(TrailBroken, match="has 1 event, and the audit trail ends at event 0"):
        store_due(trail, at(30, 12))
    assert [file.name for file in elsewhere.iterdir()] == ["2026-11-29.txt"]


def test_a_trail_goes_on_after_a_checkpoint(trail: Database, elsewhere: Path) -> None:
    assert elsewhere
    store_due(trail, at(29, 12))
    with trail.writing() as session:
        audit.append(session, "willow", actor="ann", event="created", subject="bill", detail={})
    with trail.reading() as session:
        stored = stored_checkpoints(session, "willow")
        assert audit.verify(session, "willow", stored) == 2


def test_a_checkpoint_is_text_of_the_public_format() -> None:
    text_ = checkpoint_text("corebooks/willow", 2, bytes(32), "2026-11-29T12:00:00+00:00")
    assert text_.splitlines() == [
        "corebooks/willow",
        "2",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "time 2026-11-29T12:00:00+00:00",
    ]
    assert read_checkpoint(text_).root == bytes(32)
