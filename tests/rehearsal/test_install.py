"""docs/install.md is carried out as it is written: an empty virtual environment, an empty AIRFLOW_HOME.

It takes minutes and the network: `make installed` runs it, `make test` doesn't.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet

from sandbox.demo.ports import free_ports
from tests.profiles import profile

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(profile() != "long", reason="takes minutes: make installed")


def commands(name: str) -> str:
    """The commands of the page's block of that name."""
    (block,) = re.findall(rf"^```bash {name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(block)


def bash(
    script: str, environment: Mapping[str, str], cwd: Path | str = ROOT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (the page's own commands)
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        env=dict(environment),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def sh(script: str, environment: Mapping[str, str], cwd: Path = ROOT) -> str:
    done = bash(script, environment, cwd)
    assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout as git has it, so that nothing is built from leftovers."""
    folder = tmp_path_factory.mktemp("checkout")
    sh(f"git -C {ROOT} archive HEAD | tar -x -C {folder}", os.environ)
    return folder


@pytest.fixture(scope="module")
def installed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an Airflow with CoreBooks in it, whose services aren't started."""
    place = tmp_path_factory.mktemp("machine")
    (port,) = free_ports(1)
    kept = (
        "HOME",
        "LANG",
        "PIP_INDEX_URL",
        "PIP_CONFIG_FILE",
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
    )
    environment = {name: os.environ[name] for name in kept if name in os.environ} | {
        "PATH": f"{place / 'venv' / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "AIRFLOW_HOME": str(place / "airflow"),
        "AIRFLOW__CORE__FERNET_KEY": Fernet.generate_key().decode(),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://localhost:{port}/execution/",
        "AIRFLOW__COREBOOKS__TRAIL_KEY": "the trail's own",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_COMPILE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (place / "airflow").mkdir()
    sh(f"{sys.executable} -m venv {place / 'venv'}", environment)
    sh(commands("install"), environment, cwd=checkout)
    settings = sh(commands("settings") + "\nenv -0", environment)
    environment |= dict(line.split("=", 1) for line in settings.split("\0") if "=" in line)
    sh(commands("migrate"), environment, cwd=place)
    return environment


@contextmanager
def running(environment: Mapping[str, str]) -> Iterator[None]:
    """Airflow's services, until the block ends."""
    home = Path(environment["AIRFLOW_HOME"])
    with (home / "standalone.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603  (as above)
            [f"{environment['PATH'].partition(':')[0]}/airflow", "standalone"],
            env=dict(environment),
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            process.wait(30)


def content(environment: Mapping[str, str], seconds: float = 120) -> list[dict[str, str]]:
    """What `corebooks doctor` finds, once it finds no problem any more."""
    end, found = time.monotonic() + seconds, []
    while time.monotonic() < end:
        done = bash(f"{commands('check').strip()} --json", environment, environment["AIRFLOW_HOME"])
        assert done.stdout, done.stderr
        found = json.loads(done.stdout)
        if done.returncode == 0:
            return list(found)
    raise AssertionError([one for one in found if one["state"] == "problem"])


def test_the_package_has_what_it_needs_and_neither_sandbox_nor_tests(
    installed: dict[str, str],
) -> None:
    listed = sh("python -m pip show --files corebooks", installed)
    files = [line.strip() for line in listed.partition("Files:")[2].splitlines()]
    assert [
        one for one in files if one.startswith(("sandbox", "tests", "benchmarks", "dags"))
    ] == []
    for needed in (
        "corebooks.py",
        "include/web/frame/base.html",
        "include/web/static/corebooks.css",
        "include/provider/dags/packaged/corebooks_dags.py",
        "include/database/migrations/versions/0001_first_tables.py",
    ):
        assert needed in files, needed


def test_another_package_named_include_is_refused_with_a_sentence(
    installed: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "include").mkdir()
    (tmp_path / "include" / "__init__.py").touch()
    done = bash("corebooks companies", installed | {"PYTHONPATH": str(tmp_path)}, tmp_path)
    assert done.returncode == 1
    assert (
        f"Another package named include is on Python's path: {tmp_path / 'include'}." in done.stderr
    )
    assert "Traceback" not in done.stderr


def test_the_doctor_is_content_with_what_the_page_installs(installed: dict[str, str]) -> None:
    with running(installed):
        found = content(installed)
        by_subject = {one["about"]: one["sentence"] for one in found}
        assert by_subject["DAGs"].startswith("Airflow has all ")
        assert by_subject["Plugin"] == "Airflow has loaded the pages."
        assert by_subject["Web Connector's address"].endswith("/corebooks/webconnector answers.")
        address = installed["AIRFLOW__API__BASE_URL"]
        assert httpx.get(f"{address}/corebooks/", timeout=30).status_code == 401
