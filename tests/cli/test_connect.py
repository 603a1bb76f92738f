"""Connecting from a terminal: refused as the page refuses, and a company keeps what it had."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from include.database.engine import Database
from include.database.reads.companies import company_with_id
from include.settings import database_url
from sandbox.demo.consent import grant
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.cli.conftest import Run

ONLINE = ("connect", "online", "--print-url", "--company")


@pytest.fixture(autouse=True)
def _core(monkeypatch: pytest.MonkeyPatch) -> None:
    core = {"conn_type": "core_backoffice", "host": "https://core.example/api", "password": "key"}
    monkeypatch.setenv("AIRFLOW_CONN_CORE", json.dumps(core))


@pytest.mark.usefixtures("simple_start")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param(
            ("Willow & Park", "--core", "core", "--quickbooks", "books"),
            "--company: Use at most 40 lowercase letters, digits, and hyphens, such as willow-park.",
            id="a name that is no company ID",
        ),
        pytest.param(
            ("elm", "--core", "core", "--quickbooks", "books", "--timezone", "Chicago"),
            "--timezone: Choose the company's time zone from the list, such as America/Chicago.",
            id="a zone that isn't one",
        ),
        pytest.param(
            ("elm", "--core", "nothing", "--quickbooks", "books"),
            "--core: Airflow has no connection 'nothing'.",
            id="an Airflow connection that isn't there",
        ),
        pytest.param(
            ("elm", "--core", "core", "--quickbooks", "core"),
            "--quickbooks: The connection type of core is core_backoffice.",
            id="the wrong type of connection",
        ),
    ],
)
def test_what_the_page_refuses_is_refused(run: Run, typed: tuple[str, ...], sentence: str) -> None:
    code, text = run(*ONLINE, *typed)
    assert code == 1
    assert sentence in text
    assert text.rstrip().endswith("Nothing was changed.")


def test_a_company_that_is_connected_again_keeps_its_zone_and_connections(
    run: Run, simple_start: RunningSandbox
) -> None:
    code, text = run(*ONLINE, "willow")
    assert (code, simple_start.url in text) == (0, True)
    answer = grant(text.split()[-1])
    assert run("connect", "online", "--company", "willow", "--answer", answer)[0] == 0
    with closing(Database(database_url())) as database, database.reading() as session:
        company = company_with_id(session, "willow")
    assert company is not None
    assert (company.timezone, company.core_connection) == ("America/Chicago", "core")


def test_a_pc_needs_a_file_and_an_address(run: Run, tmp_path: Path) -> None:
    desktop = ("connect", "desktop", "--company", "elm", "--core", "core", "--qwc")
    code, text = run(*desktop, str(tmp_path / "elm.qwc"))
    assert (code, "Add --qwc FILE" in text) == (1, True)
    code, text = run(*desktop, str(tmp_path / "elm.qwc"), "--url", "http://airflow.example.com/x")
    assert (code, "requires an https address" in text) == (1, True)
    code, text = run(*desktop, str(tmp_path / "elm.qwc"), "--url", "https://airflow.example.com/x")
    assert (code, "User name: " in text) == (0, True)
    assert (tmp_path / "elm.qwc").exists()
