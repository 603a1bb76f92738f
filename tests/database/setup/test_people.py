"""Who opened CoreBooks is known by the auth manager's own ID."""

from __future__ import annotations

import datetime as dt

import pytest

from include.database.engine import Database
from include.database.reads.people import KnownPerson, known_people, person_with_id
from include.database.setup import people

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def _visit(
    database: Database, monkeypatch: pytest.MonkeyPatch, at: dt.datetime, name: str = "finn"
) -> KnownPerson:
    monkeypatch.setattr(people, "utc_now", lambda: at)
    people.note_visit(database, "7", name, may_sync=True, may_connect=False)
    with database.reading() as session:
        person = person_with_id(session, "7")
    assert person is not None
    return person


def test_a_visit_is_stored_once_a_day_or_when_something_changed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _visit(database, monkeypatch, NOON)
    assert first == KnownPerson("7", "finn", may_sync=True, may_connect=False, seen_at=NOON)
    evening = NOON + dt.timedelta(hours=6)
    assert _visit(database, monkeypatch, evening).seen_at == NOON
    renamed = _visit(database, monkeypatch, evening, "finn.ops")
    assert (renamed.name, renamed.seen_at) == ("finn.ops", evening)
    tomorrow = evening + dt.timedelta(days=1)
    assert _visit(database, monkeypatch, tomorrow, "finn.ops").seen_at == tomorrow


def test_people_are_listed_by_name(database: Database) -> None:
    for person_id, name in (("2", "finn"), ("1", "zoe"), ("3", "ada")):
        people.note_visit(database, person_id, name, may_sync=False, may_connect=False)
    with database.reading() as session:
        assert [(person.id, person.name) for person in known_people(session)] == [
            ("3", "ada"),
            ("2", "finn"),
            ("1", "zoe"),
        ]
        assert person_with_id(session, "4") is None
