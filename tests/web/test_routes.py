"""Every route of the pages, tried by everybody: no door stands open that should not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from include.database.engine import Database
from include.database.migrate import migrate
from include.database.setup.companies import connect_company
from include.database.tables.desktop import DesktopConnection
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]

MAY = {
    "reader": {"viewer", "user", "op", "admin"},
    "syncer": {"user", "op", "admin"},
    "connector": {"op", "admin"},
}
CHANGES_NOTHING = {
    "/companies/{company_id}/history/trail/verify",
    "/companies/{company_id}/workflows/{category}/{key}/example",
    "/companies/{company_id}/filters",
    "/companies/{company_id}/filters/{filter_id}/delete",
}
"""Sent as forms, but whoever may read may ask, or keep a filter of their own."""


MANAGERS = {
    "simple": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
    "fab": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
}


def company_of_both(url: str) -> None:
    """A new database with a company on QuickBooks Online and, of the same ID, a company file."""
    database = Database(url)
    migrate(database)
    connect_company(database, willow_park(), actor="finn")
    with database.writing() as session:
        # Of the same name, so that one walk comes to the pages of both QuickBooks.
        session.add(
            DesktopConnection(
                company_id="willow",
                username="corebooks-willow",
                password_hash="",
                owner_id="{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}",
                file_id="{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
                core_connection="core",
                timezone="America/Chicago",
                created_by="finn",
            )
        )
    database.close()


@pytest.fixture(scope="module", params=MANAGERS)
def walked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What `walk.py` found in an Airflow of its own, under each auth manager."""
    home = tmp_path_factory.mktemp("walk")
    url = f"sqlite:///{home / 'corebooks.db'}"
    company_of_both(url)
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__AUTH_MANAGER": MANAGERS[request.param],
        "AIRFLOW__CORE__FERNET_KEY": KEY,
        "AIRFLOW__COREBOOKS__DATABASE_URL": url,
        "AIRFLOW__COREBOOKS__WEBHOOK_TOKEN": "a verifier token",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-W", "ignore", "-m", "tests.web.walk"]
    done = subprocess.run(  # noqa: S603  (our own Python)
        command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert lines, done.stdout[-2000:] + done.stderr[-4000:]
    found: dict[str, Any] = json.loads(lines[0].removeprefix("RESULT "))
    return found


def named(route: dict[str, Any]) -> str:
    return f"{route['method']} {route['path']}"


def test_anonymous_is_refused_on_every_route_but_the_static_files(walked: dict[str, Any]) -> None:
    assert len(walked["routes"]) > 40
    assert [named(one) for one in walked["routes"] if one["anonymous"] != 401] == []
    assert walked["static"] == 200
    assert walked["unknown"] == 404


def test_the_web_connectors_address_tells_who_has_no_login_nothing(walked: dict[str, Any]) -> None:
    looked_at, called, *others = walked["web_connector"]
    assert looked_at[0] == 200
    assert "There is nothing to do in a browser." in looked_at[1]
    assert called[0] == 400
    assert "This isn't a SOAP 1.1 envelope with one call." in called[1]
    assert [status for status, _ in others] == [405, 405]


def test_intuits_address_tells_who_does_not_sign_nothing(walked: dict[str, Any]) -> None:
    assert walked["webhook"] == [[403, ""], [403, ""]]


def test_a_sources_address_tells_who_does_not_sign_the_same_for_every_source(
    walked: dict[str, Any],
) -> None:
    told = {(status, text) for status, text in walked["push"][:4]}
    assert {status for status, _ in told} == {401}
    assert len({text for _, text in told if "isn't signed" in text}) == 1
    # With a slash in it, it is no source's address at all.
    assert {status for status, _ in walked["push"][4:]} <= {401, 404}


def test_each_role_gets_just_what_it_should(walked: dict[str, Any]) -> None:
    wrong = [
        f"{named(one)} as {role}: {status}"
        for one in walked["routes"]
        for role, status in one["with_token"].items()
        if (status in (401, 403)) is (role in MAY[one["needs"]])
    ]
    assert wrong == []


def test_every_change_asks_for_a_role_above_reading(walked: dict[str, Any]) -> None:
    open_changes = [
        named(one)
        for one in walked["routes"]
        if one["method"] != "GET"
        and one["needs"] == "reader"
        and one["path"] not in CHANGES_NOTHING
    ]
    assert open_changes == []


def test_no_change_goes_without_the_token_or_with_another_persons(walked: dict[str, Any]) -> None:
    changes = [one for one in walked["routes"] if one["method"] != "GET"]
    assert len(changes) > 10
    for one in changes:
        assert set(one["without_token"].values()) == {403}, named(one)
        assert one["with_anothers"] == 403, named(one)


def test_a_company_with_a_list_is_not_there_for_others(walked: dict[str, Any]) -> None:
    answers = {
        named(one): one["not_listed"] for one in walked["routes"] if "{company_id}" in one["path"]
    }
    assert len(answers) > 40
    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_reading_needs_no_token(walked: dict[str, Any]) -> None:
    for one in walked["routes"]:
        if one["method"] == "GET":
            assert one["without_token"] == one["with_token"], named(one)


def test_no_route_fails_whatever_it_is_asked(walked: dict[str, Any]) -> None:
    failed = [
        f"{named(one)} as {role}: {status}"
        for one in walked["routes"]
        for role, status in one["with_token"].items()
        if status == 500
    ]
    assert failed == []
