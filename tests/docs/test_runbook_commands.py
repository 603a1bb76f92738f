"""The runbook's commands that keep an installation small can be typed as they are."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from include import cli
from tests.docs.test_reading_order import ROOT


def commands() -> list[str]:
    """Those of the section, line by line."""
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    section = text.partition("## Keeping it small")[2].partition("\n## ")[0]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block
    return block[1].splitlines()


def arguments(command: str) -> list[str]:
    """As a shell passes them on, after the name of the program."""
    script = f"set -- {command.partition(' ')[2]}; printf '%s\\n' \"$@\""
    done = subprocess.run(  # noqa: S603  (the runbook's own lines)
        ["/bin/bash", "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_airflow_knows_its_own() -> None:
    from airflow.cli.cli_parser import get_parser  # noqa: PLC0415  (slow, and only for this)

    typed = [one for one in commands() if one.startswith("airflow ")]
    parsed = [get_parser().parse_args(arguments(one)) for one in typed]
    assert [one.dry_run for one in parsed] == [True, False]
    assert all(one.yes and one.clean_before_timestamp.year >= 2025 for one in parsed)


def test_ours_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", f"sqlite:///{tmp_path / 'c.db'}")
    assert cli.main(["migrate"]) == 0
    for one in commands():
        if one.startswith("corebooks "):
            assert cli.main(arguments(one)) == 0


def test_old_logs_go_and_new_ones_stay(tmp_path: Path) -> None:
    folder = tmp_path / "logs" / "dag_id=brokerage_income"
    folder.mkdir(parents=True)
    old, new = folder / "attempt=1.log", folder / "attempt=2.log"
    for file in (old, new):
        file.write_text("done", encoding="utf-8")
    os.utime(old, (0, 0))
    for one in commands():
        if one.startswith("find "):
            subprocess.run(  # noqa: S603  (the runbook's own lines)
                ["/bin/bash", "-c", one],
                env={**os.environ, "AIRFLOW_HOME": str(tmp_path)},
                check=True,
            )
    assert (old.exists(), new.exists()) == (False, True)
