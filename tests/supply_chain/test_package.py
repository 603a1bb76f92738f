"""What the run time needs, the installed package asks for: an Airflow of one's own gets it with CoreBooks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_THE_IMAGE = frozenset({"apache-airflow-providers-standard", "statsd", "uvicorn"})
"""What Airflow brings or the image alone needs."""


def name_of(requirement: str) -> str:
    return re.split(r"[\[=<>~! ;]", requirement, maxsplit=1)[0].lower()


def asked_for_at_run_time() -> set[str]:
    run_time, _, _ = (
        (ROOT / "requirements.in").read_text(encoding="utf-8").partition("# Checks and")
    )
    lines = (line.strip() for line in run_time.splitlines())
    return {name_of(line) for line in lines if line and not line.startswith("#")}


def test_the_package_asks_for_all_that_the_run_time_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    asked = {name_of(one) for one in (*project["dependencies"], *(r for e in extras for r in e))}
    assert sorted(asked_for_at_run_time() - asked - OF_THE_IMAGE) == []
