"""The compose file, read as Docker reads it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
AIRFLOW = {name for name in SERVICES if name.startswith("airflow-")}
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}")


def _example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return dict(pair for pair in pairs if len(pair) == 2)


def test_the_services_are_those_of_airflows_own_file_and_the_sandboxes() -> None:
    assert set(SERVICES) == {
        "postgres",
        "redis",
        "airflow-apiserver",
        "airflow-scheduler",
        "airflow-dag-processor",
        "airflow-worker",
        "airflow-triggerer",
        "airflow-init",
        "airflow-cli",
        "database-init",
        "core-sandbox",
        "quickbooks-sandbox",
    }
    assert SERVICES["postgres"]["image"] == "postgres:16"
    assert SERVICES["redis"]["image"] == "redis:7.2"
    assert {name for name in SERVICES if SERVICES[name].get("profiles") == ["sandbox"]} == {
        "core-sandbox",
        "quickbooks-sandbox",
    }


def test_every_variable_is_explained_in_the_example_and_no_other() -> None:
    used = {name for name, _ in VARIABLE.findall((ROOT / "docker-compose.yaml").read_text())}
    assert used == set(_example())


def test_no_secret_has_a_value_or_a_default() -> None:
    secrets = {name for name in _example() if re.search(r"SECRET_KEY|FERNET|JWT|_PASSWORD", name)}
    assert len(secrets) == 6
    assert {_example()[name] for name in secrets} == {""}
    text = (ROOT / "docker-compose.yaml").read_text()
    assert not [rest for name, rest in VARIABLE.findall(text) if name in secrets and ":-" in rest]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_long_running_services_have_a_health_check(name: str) -> None:
    runs_once = name.endswith(("-init", "-cli"))
    assert ("healthcheck" in SERVICES[name]) is not runs_once


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_waits_for_is_there_and_can_tell(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", sorted(AIRFLOW))
def test_every_part_of_airflow_has_the_same_keys_and_databases(name: str) -> None:
    environment = SERVICES[name]["environment"]
    common = COMPOSE["x-airflow-common"]["environment"]
    assert common.items() <= environment.items()
    assert environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].endswith("@postgres/airflow")
    assert environment["AIRFLOW__COREBOOKS__DATABASE_URL"].endswith("@postgres/corebooks")
    assert environment["AIRFLOW__CORE__AUTH_MANAGER"].endswith("FabAuthManager")


@pytest.mark.parametrize("connection", ["CORE_BACKOFFICE", "QUICKBOOKS_ONLINE"])
def test_connections_are_json_once_filled_in_as_in_the_example(connection: str) -> None:
    text = SERVICES["airflow-worker"]["environment"][f"AIRFLOW_CONN_{connection}_DEFAULT"]
    filled = VARIABLE.sub(lambda found: _example()[found.group(1)], text)
    assert json.loads(filled)["conn_type"] == connection.lower()


def test_both_databases_are_migrated_before_anything_starts() -> None:
    init = SERVICES["airflow-init"]
    assert init["environment"]["_AIRFLOW_DB_MIGRATE"] == "true"
    assert init["command"] == ["/entrypoint airflow version && corebooks migrate"]
    assert "createdb corebooks" in SERVICES["database-init"]["command"][0]
    for name in AIRFLOW - {"airflow-init"}:
        waits = SERVICES[name]["depends_on"]["airflow-init"]
        assert waits == {"condition": "service_completed_successfully"}


def test_sandboxes_are_modules_of_the_project_and_listen_to_this_machine_only() -> None:
    for name, port in (("core-sandbox", 8090), ("quickbooks-sandbox", 8091)):
        module = SERVICES[name]["entrypoint"][-1]
        assert (ROOT / module.replace(".", "/") / "__main__.py").is_file()
        assert SERVICES[name]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_image_has_what_it_copies_and_nothing_else_can_get_in() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "FROM apache/airflow:3.3.2-python3.12" in dockerfile
    copied = {
        word
        for line in dockerfile.splitlines()
        if line.startswith("COPY")
        for word in line.split()[2:-1]
    }
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == copied
    assert all((ROOT / name).exists() for name in copied)


def test_docker_reads_the_file(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if docker is None:
        pytest.skip("no docker on this machine")
    compose = [docker, "compose"]
    have = subprocess.run([*compose, "version"], capture_output=True, check=False)  # noqa: S603  (docker of this machine)
    if have.returncode != 0:
        pytest.skip("docker has no compose on this machine")
    filled = "".join(f"{name}={value or 'x'}\n" for name, value in _example().items())
    (tmp_path / ".env").write_text(filled)
    files = ["--file", str(ROOT / "docker-compose.yaml"), "--env-file", str(tmp_path / ".env")]
    subprocess.run([*compose, *files, "config", "--quiet"], check=True)  # noqa: S603  (docker of this machine)
