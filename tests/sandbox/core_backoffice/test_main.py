from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.core_backoffice.__main__ import parse, settings_of
from sandbox.core_backoffice.settings import SandboxSettings


def test_without_options_the_sandbox_is_as_documented() -> None:
    options = parse([])
    assert (options.host, options.port) == ("127.0.0.1", 8090)
    assert settings_of(options) == SandboxSettings()


def test_options_say_how_large_and_how_strict_it_is(tmp_path: Path) -> None:
    words = "--port 9 --seed 5 --transactions 10 --agents 3 --billing-months 2 --limits published"
    options = parse(
        [
            *words.split(),
            "--no-bad-records",
            "--no-switches",
            "--currency",
            "CAD",
            "--data",
            str(tmp_path),
        ]
    )
    assert options.port == 9
    assert settings_of(options) == SandboxSettings(
        data=tmp_path,
        seed=5,
        transactions=10,
        agents=3,
        billing_months=2,
        limits="published",
        bad_records=False,
        switches=False,
        currency="CAD",
    )


@pytest.mark.parametrize("wrong", [["--transactions", "0"], ["--agents", "few"], ["--limits", "x"]])
def test_what_makes_no_sense_is_refused(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(wrong)
    assert wrong[0] in capsys.readouterr().err
