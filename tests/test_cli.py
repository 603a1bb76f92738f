"""What the command cannot do it says in a sentence, with exit code 1 and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from include import cli


@pytest.fixture(autouse=True)
def own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__LEDGER_URL", f"sqlite:///{tmp_path / 'corebooks.db'}")
    assert cli.main(["migrate"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["setup", "--company", "nobody", "--template", "expenses-via-bills"], "Connect it first"),
        (["setup", "--company", "nobody", "--template", "magic"], "There is no template 'magic'"),
    ],
)
def test_an_impossible_setup_is_answered_with_what_to_do(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 1
    assert said in capsys.readouterr().err


def test_a_report_before_the_first_run_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["report", "--company", "nobody", "--json"]) == 0
    assert capsys.readouterr().out.strip() == "[]"
