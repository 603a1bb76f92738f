"""Every command ends in a sentence and an exit code that scripts can read, never in a traceback."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from include import cli
from include.cli import companies
from tests.cli.conftest import Run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Airflow's home, where the details of a fault go."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param(("report",), "Missing option '--company'", id="no company"),
        pytest.param(("frobnicate",), "No such command 'frobnicate'", id="no such command"),
        pytest.param(("migrate", "--frob"), "No such option: --frob", id="no such option"),
        pytest.param(
            ("setup", "--company", "x", "--template", "y", "--since", "yesterday"),
            "'yesterday' isn't a date between 2000-01-01 and 2099-12-31",
            id="no date",
        ),
        pytest.param(("rotate-keys", "--portion", "0"), "'--portion'", id="out of range"),
        pytest.param(
            ("connect", "online", "--company", "x", "--print-url", "--answer", "y"),
            "Choose one of --print-url, --answer, and --qwc.",
            id="two steps at once",
        ),
    ],
)
def test_what_was_typed_wrong_is_told(run: Run, typed: tuple[str, ...], sentence: str) -> None:
    code, text = run(*typed)
    assert code == 2
    assert sentence in text
    assert "Traceback" not in text


def test_a_fault_is_one_sentence_and_its_details_are_in_a_file_of_the_owner(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("the amount of nobody's bill")

    monkeypatch.setattr(companies, "connections", fault)
    code, text = run("companies")
    kept = home / "corebooks-errors.log"
    assert code == 3
    assert text.strip() == (
        f"CoreBooks failed with an error that it doesn't expect (ZeroDivisionError). The details are in "
        f"{kept}. Send them to support."
    )
    assert "the amount of nobody's bill" in kept.read_text(encoding="utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    code, text = run("--debug", "companies")
    assert (code, "Traceback" in text) == (3, True)


def test_a_database_that_was_not_migrated_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    code, text = run("report", "--company", "willow")
    assert code == 1
    assert "Run `corebooks migrate`, then run this command again." in text


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("no address", "The setting database_url isn't the address of a database."),
        ("sqlite:////nowhere/at/all.db", "The CoreBooks database doesn't respond: it may be"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/x", "The CoreBooks database doesn't respond: "),
    ],
)
def test_a_database_that_is_not_there_is_told_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, sentence: str
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    code, text = run("companies")
    assert (code, sentence in text) == (1, True), text
    assert "secret" not in text


def test_ctrl_c_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(companies, "connections", stopped)
    code, text = run("companies")
    assert (code, "Stopped." in text) == (130, True)


def test_the_version_and_the_commands_are_told(run: Run) -> None:
    assert run("--version")[1].startswith("CoreBooks ")
    code, text = run("--help")
    assert code == 0
    assert [name for name in cli.COMMANDS if name not in text] == []
