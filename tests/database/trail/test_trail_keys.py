"""The key of the audit trail isn't in the database, and a rotation of Airflow's keys leaves it as it is."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text

from include.database import audit
from include.database.audit import TrailBroken, verify
from include.database.engine import Database
from include.database.keys.rotation import rotate
from include.database.setup.companies import connect_company
from include.database.tables.keys import OwnKey
from tests.database.setup.test_companies import willow_park


@pytest.fixture
def fernet_key(monkeypatch: pytest.MonkeyPatch) -> str:
    key = Fernet.generate_key().decode()
    monkeypatch.setenv("AIRFLOW__COREBOOKS__TRAIL_KEY", "")
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", key)
    return key


def add_event(database: Database) -> None:
    with database.writing() as session:
        audit.append(session, "willow", actor="ann", event="created", subject="bill", detail={})


def test_corebooks_makes_a_key_once_and_keeps_it_encrypted(
    database: Database, fernet_key: str
) -> None:
    assert fernet_key
    connect_company(database, willow_park(), actor="finance ops")
    add_event(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OwnKey)) == 1
        assert verify(session, "willow") == 2


def test_a_new_fernet_key_leaves_the_trail_as_it_is(
    sqlite_database: Database, fernet_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    newest = Fernet.generate_key().decode()
    assert list(rotate(sqlite_database, [newest, fernet_key]))
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", newest)
    add_event(sqlite_database)
    with sqlite_database.reading() as session:
        assert verify(session, "willow") == 2


def test_a_key_that_was_put_into_the_database_by_someone_else_is_found(
    sqlite_database: Database, fernet_key: str
) -> None:
    assert fernet_key
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    with sqlite_database.engine.begin() as connection:
        connection.execute(text("DELETE FROM own_key"))
    add_event(sqlite_database)
    with (
        sqlite_database.reading() as session,
        pytest.raises(TrailBroken, match="or the audit trail's key was replaced"),
    ):
        verify(session, "willow")


def test_a_setting_takes_precedence(
    sqlite_database: Database, fernet_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fernet_key
    monkeypatch.setenv("AIRFLOW__COREBOOKS__TRAIL_KEY", "a secret of the brokerage")
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    with sqlite_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OwnKey)) == 0
        assert verify(session, "willow") == 1
