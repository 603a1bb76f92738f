"""The run form suggests the companies of the database, and DAG files are read without one."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from include.database.engine import Database
from include.database.setup.companies import connect_company, disconnect_company
from include.database.setup.company_access import change_list
from include.database.setup.people import note_visit
from include.database.tables.companies import Company
from include.provider.dags import company_list
from include.provider.dags.company_list import FRESH_SECONDS, suggested_companies
from tests.database.setup.test_companies import willow_park

ROOT = Path(__file__).resolve().parents[3]
WILLOW = "Willow & Park Realty (willow)"
UNREACHABLE = "postgresql+psycopg://ada:secret@127.0.0.1:9/x"


@pytest.fixture
def willow(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with one company, of an Airflow whose home is empty."""
    connect_company(database, willow_park(), actor="finn")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("AIRFLOW_HOME", str(home))
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    return database


def connect(database: Database, company_id: str, name: str) -> None:
    company = Company(
        id=company_id,
        name=name,
        edition="QuickBooks Online",
        realm_id=company_id,
        core_connection="core",
        quickbooks_connection="qbo",
        timezone="America/Chicago",
    )
    connect_company(database, company, actor="finn")


def kept_file() -> Path:
    return Path(os.environ["AIRFLOW_HOME"]) / "corebooks-companies.json"


def a_minute_passes() -> None:
    """Since the companies were read."""
    then = time.time() - FRESH_SECONDS - 1
    os.utime(kept_file(), (then, then))


def test_connected_companies_are_suggested_by_name(willow: Database) -> None:
    connect(willow, "fir-street", "Fir Street Realty")
    connect(willow, "gone", "Ash Realty")
    disconnect_company(willow, "gone", "finn")
    assert suggested_companies() == ["Fir Street Realty (fir-street)", WILLOW]


def test_a_company_that_only_some_can_see_is_not_shown_to_all(willow: Database) -> None:
    connect(willow, "secret", "Secret Realty")
    note_visit(willow, "1", "ada", may_sync=True, may_connect=True)
    change_list(willow, "secret", ["1"], "ada")
    assert suggested_companies() == [WILLOW]


def test_the_database_is_asked_at_most_once_a_minute(willow: Database) -> None:
    assert suggested_companies() == [WILLOW]
    connect(willow, "fir-street", "Fir Street Realty")
    assert suggested_companies() == [WILLOW]
    a_minute_passes()
    assert suggested_companies() == ["Fir Street Realty (fir-street)", WILLOW]


def test_only_the_owner_can_read_what_is_kept(willow: Database) -> None:
    assert willow
    suggested_companies()
    assert stat.S_IMODE(kept_file().stat().st_mode) == 0o600


def test_while_the_database_is_away_the_companies_stay_and_it_is_asked_once_a_minute(
    willow: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert willow
    suggested_companies()
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", UNREACHABLE)
    a_minute_passes()
    assert suggested_companies() == [WILLOW]
    assert suggested_companies() == [WILLOW]
    (warned,) = [one.getMessage() for one in caplog.records if one.name == company_list.__name__]
    assert warned.startswith("Companies of the run form weren't read again")
    assert "secret" not in warned


def test_a_file_that_cannot_be_read_is_none(willow: Database) -> None:
    assert willow
    kept_file().write_text("[1, ")
    assert suggested_companies() in ([], [WILLOW])
    kept_file().write_text(json.dumps({"names": 1}))
    a_minute_passes()
    assert suggested_companies() == [WILLOW]


def test_a_task_asks_for_no_companies(willow: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert willow
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "brokerage_income")
    assert suggested_companies() == []
    assert not kept_file().exists()


_READ = """
import logging, sys, time
import airflow.sdk, include.provider.tasks
started = time.monotonic()
from include.provider.dags.packaged import corebooks_dags
print(round(time.monotonic() - started, 1), corebooks_dags.brokerage_income.params.get_param("company").schema.get("examples"))
"""


@pytest.mark.parametrize("url", [UNREACHABLE, "sqlite:///nowhere/corebooks.db", "no address"])
def test_dag_files_are_read_without_a_database(tmp_path: Path, url: str) -> None:
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__COREBOOKS__DATABASE_URL": url,
    }
    done = subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-c", _READ],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    (line,) = done.stdout.strip().splitlines()[-1:] or [done.stderr]
    seconds, companies = line.split(maxsplit=1)
    assert companies == "None", done.stderr
    assert float(seconds) < 10, "Airflow gives a DAG file 30 seconds"
    assert not (tmp_path / "nowhere").exists()
