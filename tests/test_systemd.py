"""The systemd units of docs/install.md: systemd reads them, and they belong together."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
of_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)


@of_unit
def test_each_service_runs_one_part_of_airflow_for_an_account_of_its_own(unit: Path) -> None:
    parsed = configparser.RawConfigParser(strict=False)
    parsed.read(unit)
    service = dict(parsed["Service"])
    part = unit.stem.removeprefix("corebooks-")
    assert service["execstart"].split()[:2] == ["/opt/corebooks/bin/airflow", part]
    assert service["user"] == "corebooks"
    assert service["environmentfile"] == "/etc/corebooks/environment"
    assert (service["restart"], service["nonewprivileges"]) == ("always", "yes")
    assert parsed["Unit"]["partof"] == parsed["Install"]["wantedby"] == "corebooks.target"
    assert unit.stem in (ROOT / "docs" / "install.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_them(tmp_path: Path) -> None:
    names = []
    for unit in [*UNITS, ROOT / "deploy" / "systemd" / "corebooks.target"]:
        text = unit.read_text(encoding="utf-8").replace("/opt/corebooks/bin/airflow", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
        names.append(str(tmp_path / unit.name))
    done = subprocess.run(  # noqa: S603  (Debian's own program)
        ["systemd-analyze", "verify", "--man=no", *names],  # noqa: S607  (as above)
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_the_settings_that_services_share_are_all_blank_or_examples() -> None:
    text = (ROOT / "deploy" / "systemd" / "environment.example").read_text(encoding="utf-8")
    settings = dict(
        line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#")
    )
    secrets = [name for name in settings if name.endswith(("_KEY", "_SECRET"))]
    assert {settings[name] for name in secrets} == {""}
    assert settings["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
