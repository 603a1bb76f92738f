"""Load balancers learn whether CoreBooks can work, and no one learns more."""

from __future__ import annotations

import asyncio
import threading

import pytest

from include.database.engine import Database
from include.web.health import routes
from include.web.health.routes import Health, can_work
from tests.web.office_pages import OfficePages


@pytest.fixture
def migrated(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setattr(routes, "health_now", Health(can_work))
    return sqlite_database


def test_it_says_ok_to_anyone_and_nothing_else(migrated: Database, bare_pages: OfficePages) -> None:
    assert migrated
    answer = bare_pages.browser.get("/corebooks/health")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert bare_pages.browser.post("/corebooks/health").status_code == 405


def test_tables_of_another_version_are_not_well(
    migrated: Database, bare_pages: OfficePages
) -> None:
    with migrated.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    answer = bare_pages.browser.get("/corebooks/health")
    assert (answer.status_code, answer.text) == (503, "unavailable")


def test_a_database_that_is_not_there_is_not_well_and_its_address_is_not_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(
        "AIRFLOW__COREBOOKS__DATABASE_URL", "postgresql+psycopg://ada:secret@127.0.0.1:9/x"
    )
    assert asyncio.run(Health(can_work).is_good()) is False
    assert "secret" not in caplog.text


def test_many_callers_are_one_check_and_a_check_that_hangs_holds_no_one_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(routes, "PATIENCE_SECONDS", 0.05)
    checks, released = [], threading.Event()

    def hangs() -> bool:
        checks.append(1)
        return released.wait(10)

    async def callers() -> list[bool]:
        health = Health(hangs)
        early = await asyncio.gather(*(health.is_good() for _ in range(50)))
        released.set()
        assert health._at_work is not None
        await health._at_work
        assert await health.is_good()
        return early

    assert asyncio.run(callers()) == [False] * 50
    assert len(checks) == 1
