"""`corebooks import`: a file into a source, for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import sample_workbook, workbook
from include.core_backoffice.mapping.ready import ready_profile
from include.database.engine import Database
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.profiles import activate, save_profile
from include.database.setup.companies import connect_company
from include.settings import database_url
from tests.cli.conftest import Run
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY


@pytest.fixture
def source(run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    del run  # it migrates the database
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    database = Database(database_url())
    connect_company(database, willow_park(), actor="finance ops")
    with database.writing() as session:
        create_feed(session, NewFeed("exports", "willow", "Exports", Door.UPLOAD), "finance ops")
    database.close()
    return "exports"


def use_own_layout() -> None:
    database = Database(database_url())
    with database.writing() as session:
        saved = save_profile(
            session, "exports", ready_profile("corebooks"), "finance ops", rows_checked=1
        )
        activate(session, saved.id, "finance ops")
    database.close()


def test_a_file_is_read_and_what_came_of_it_is_told(run: Run, source: str, tmp_path: Path) -> None:
    use_own_layout()
    file = tmp_path / "sample.xlsx"
    file.write_bytes(sample_workbook())
    code, said = run("import", "--company", "willow", "--source", source, str(file))
    assert code == 0, said
    assert "Import 1: 18 rows, 8 changed records, 0 on hold." in said
    code, said = run("import", "--company", "willow", str(file))
    assert code == 0, said
    assert "Import 2: 0 rows, 0 changed records, 0 on hold." in said


def test_a_file_that_no_profile_knows_says_what_to_do(
    run: Run, source: str, tmp_path: Path
) -> None:
    file = tmp_path / "closings.csv"
    file.write_text("A,B\n1,2\n")
    code, said = run("import", "--company", "willow", "--source", source, str(file))
    assert code == 1
    assert "No active import profile knows the columns of closings.csv. Map its columns." in said


def test_another_source_is_named_with_those_that_there_are(
    run: Run, source: str, tmp_path: Path
) -> None:
    file = tmp_path / "closings.csv"
    file.write_text("A,B\n1,2\n")
    code, said = run("import", "--company", "willow", "--source", "exprots", str(file))
    assert code == 1
    assert f"Willow & Park Realty has no source 'exprots'. It has {source}." in said


def test_a_row_that_belongs_to_no_record_is_told_and_dismissed(
    run: Run, source: str, tmp_path: Path
) -> None:
    use_own_layout()
    first = next(iter(EXAMPLES))
    rows = {**EXAMPLES, first: [*EXAMPLES[first], {"Gross commission": "200.00"}]}
    file = tmp_path / "total.xlsx"
    file.write_bytes(workbook(rows))
    code, said = run("import", "--company", "willow", "--source", source, str(file))
    assert code == 0, said
    assert "1 payment or row belongs to no record. List: corebooks unplaced" in said
    code, said = run("unplaced", "--company", "willow", "--json")
    (row,) = json.loads(said)
    assert row["is_row"]
    dismiss = ("dismiss", "--company", "willow", "1", row["key"], "--why")
    assert run(*dismiss, " ")[0] == 1
    code, said = run(*dismiss, "A total row")
    assert (code, said.strip()) == (
        0,
        "Dismissed a row of total.xlsx. The next run takes it off Needs attention.",
    )
    code, said = run("unplaced", "--company", "willow")
    assert "Everything that arrived for Willow & Park Realty belongs to a record." in said
