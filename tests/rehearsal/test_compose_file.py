"""What the rehearsal reads, and what it translates: hosts, ports and folders alone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.rehearsal.compose_file import ROOT, VariableMissing, filled_example, services
from tests.rehearsal.places import PORTS, Places
from tests.rehearsal.processes import Ended, Keeper, Service, run, wait_for


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.free(tmp_path)


def test_a_variable_that_must_be_filled_in_is_named() -> None:
    env = filled_example() | {"AIRFLOW_FERNET_KEY": ""}
    with pytest.raises(VariableMissing, match="AIRFLOW_FERNET_KEY: fill it in, in .env"):
        services(env)


_OPTIONAL = {"COREBOOKS_WEBHOOK_TOKEN", "POSTGRES_HOST", "POSTGRES_CA_FILE"}
"""What may stay empty: a token that Intuit makes where it can call, and a database server outside."""


def test_every_secret_is_filled_in_and_none_twice() -> None:
    filled, example = filled_example(), (ROOT / ".env.example").read_text()
    empty = {name for name in filled if f"\n{name}=\n" in example}
    secrets = [filled[name] for name in empty - _OPTIONAL]
    assert len(secrets) == 10
    assert all(secrets)
    assert len(set(secrets)) == 10


def test_every_setting_of_the_file_reaches_the_process_as_it_is_but_for_places(
    places: Places,
) -> None:
    for name, service in services(filled_example()).items():
        here = places.environment(name, service)
        for setting, value in service.get("environment", {}).items():
            text = here[setting]
            for host, port in PORTS.items():
                text = text.replace(f"127.0.0.1:{places.ports[host]}", f"{host}:{port}")
            text = text.replace("postgres:5432/", "postgres/")
            checkpoints = str(places.volume("corebooks-checkpoints"))
            text = text.replace(checkpoints, "/opt/corebooks/checkpoints")
            assert text == str(value) or setting == "PGHOST", setting


def test_the_override_without_celery_leaves_out_its_services(places: Places) -> None:
    local = services(filled_example(), [ROOT / "deploy" / "docker-compose.local.yaml"])
    environment = places.environment("airflow-scheduler", local["airflow-scheduler"])
    assert environment["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert [name for name in local if local[name].get("profiles") == ["celery"]] == [
        "redis",
        "airflow-worker",
    ]


def test_a_killed_service_is_started_again_with_nothing_left_of_the_old_one(tmp_path: Path) -> None:
    keeper = Keeper()
    script = "sleep 300 & echo $! >> pids; echo started; wait"
    command = ["bash", "-c", f"cd {tmp_path}; {script}"]
    log = tmp_path / "service.log"
    service = keeper.keep(Service("one", command, {"PATH": "/usr/bin:/bin"}, log))
    try:
        wait_for(lambda: log.read_text().count("started") == 1, "the first start", 10, 0.02)
        keeper.kill("one")
        wait_for(lambda: log.read_text().count("started") == 2, "the second start", 10, 0.02)
        first, second = (tmp_path / "pids").read_text().split()
        # It is counted once it has begun, which its own log may tell sooner.
        wait_for(lambda: service.starts == 2, "the second start is counted", 10, 0.02)
        assert not _runs(first)
        assert _runs(second)
    finally:
        keeper.stop()
    assert not service.runs
    assert not _runs(second)


def _runs(pid: str) -> bool:
    """Whether a process is there, and not only its entry in the system's list."""
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(int(pid)).status() != psutil.STATUS_ZOMBIE)
    return False


def test_a_command_that_fails_shows_its_end(tmp_path: Path) -> None:
    with pytest.raises(Ended, match="no such table"):
        run(["bash", "-c", "echo no such table; exit 3"], {}, tmp_path / "log", limit=10)
