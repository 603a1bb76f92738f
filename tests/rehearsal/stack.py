"""All services of the compose file, started in the order that `depends_on` says."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from include.database.engine import Database
from sandbox.demo.airflow_api import AirflowApi
from sandbox.demo.ports import HOST
from sandbox.demo.settings import DAGS
from tests.rehearsal import compose_file
from tests.rehearsal.places import HEALTH, Places, missing, postgresql
from tests.rehearsal.processes import Ended, Keeper, Service, run, wait_for

ADMIN, APPROVER = "admin", "finance"
SANDBOXES = ("core-sandbox", "quickbooks-sandbox")
AIRFLOW = (
    "airflow-apiserver",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-triggerer",
    "airflow-worker",
)
SETTLE_LIMIT = 240.0
_START_LIMIT = 300.0
_PATIENCE = 60.0
_RUN_ONCE_LIMIT = 600.0


class Stack:
    """The services, running. Made by `running`, which also ends them.

    Attributes:
        places: where everything is.
        env: what `.env` has.
        services: the compose file, filled in.
        api: Airflow's REST API, signed in as the first user.
    """

    def __init__(
        self,
        places: Places,
        core: Sequence[str],
        overrides: Sequence[Path],
        say: Callable[..., None],
    ) -> None:
        self.places = places
        self.say = say
        self.env = compose_file.filled_example(
            AIRFLOW_BASE_URL=places.address("airflow-apiserver"),
            QUICKBOOKS_SANDBOX_ADDRESS=places.address("quickbooks-sandbox"),
            QUICKBOOKS_APP_URL=f"{places.address('quickbooks-sandbox')}/app/9130000000000001",
        )
        self.services = compose_file.services(self.env, overrides)
        self._core = core
        self.keeper = Keeper()
        self.logs = places.state / "logs"
        self.api = self.sign_in(ADMIN, self.env["AIRFLOW_ADMIN_PASSWORD"])

    # Starting, as `docker compose --profile sandbox up` does

    def start(self) -> None:
        """Start everything, each when what it depends on is healthy or done."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self._init_postgres()
        self.keep("postgres")
        for name in (*SANDBOXES, *(("redis",) if self.has("redis") else ())):
            self.keep(name)
        for name in ("postgres", *SANDBOXES):
            try:
                self.wait_until_up(name)
            except Ended as late:
                raise Ended(f"{late}:\n{self.keeper.services[name].tail()}") from None
        self.once("database-init")
        self.once("airflow-init")
        self.say("both databases are migrated")
        for name in AIRFLOW:
            if name == "airflow-worker":
                # Its tasks call the API from their first moment on.
                self.wait_until_up("airflow-apiserver")
            if self.has(name):
                self.keep(name)
        wait_for(lambda: not self.api.unhealthy(), "Airflow is healthy", _START_LIMIT)
        wait_for(self._dags_read, "Airflow has read the DAGs", _START_LIMIT)
        if self.has("airflow-worker"):
            wait_for(self.worker_is_ready, "the worker is ready", _START_LIMIT)
        self.say("Airflow is up")

    def has(self, name: str) -> bool:
        """Whether a service is started without further ado: it belongs to no profile."""
        return not self.services[name].get("profiles")

    def keep(self, name: str) -> Service:
        """Start a service, and keep it running."""
        service = self.services[name]
        self.places.make_folders(name, service)
        command = self.places.command(name, service)
        command += {
            "core-sandbox": self._core,
            "redis": ["--bind", HOST, "--port", str(self.places.ports["redis"])],
            "postgres": self._postgres_arguments(),
        }.get(name, ())
        return self.keeper.keep(
            Service(
                name,
                command,
                self.environment(name),
                self.logs / f"{name}.log",
                _postgres_user() if name == "postgres" else None,
            )
        )

    def once(self, name: str) -> str:
        """Run a service that ends by itself. Returns its output."""
        service = self.services[name]
        self.places.make_folders(name, service)
        command = self.places.command(name, service)
        return run(command, self.environment(name), self.logs / f"{name}.log", _RUN_ONCE_LIMIT)

    def cli(self, *command: str) -> str:
        """`docker compose run --rm airflow-cli bash -c '...'`. Returns the output."""
        name = "airflow-cli"
        self.places.make_folders(name, self.services[name])
        return run(
            command, self.environment(name), self.logs / f"{name}.log", limit=_RUN_ONCE_LIMIT
        )

    def environment(self, name: str) -> dict[str, str]:
        """The environment of a service's process."""
        hostname = {"HOSTNAME": socket.gethostname()}
        return self.places.environment(name, self.services[name]) | hostname

    def check(self, name: str) -> None:
        """Run a service's health check.

        Raises:
            Ended: it says that the service is unhealthy.
        """
        command = self.places.check(name, self.services[name])
        run(command, self.environment(name), self.logs / "health.log", limit=60)

    def kill(self, name: str) -> None:
        """SIGKILL a service; it is started again by itself."""
        self.keeper.kill(name)

    def wait_until_up(self, name: str, limit: float = _START_LIMIT) -> float:
        """Wait until a service answers. Returns how many seconds it took."""
        return wait_for(lambda: self.is_up(name), f"{name} answers", limit)

    def is_up(self, name: str) -> bool:
        """Whether a service answers now, at little cost."""
        if name == "airflow-worker":
            return self.worker_is_ready()
        if name == "postgres":
            with suppress(Ended):
                self.check("postgres")
                return True
            return False
        if name == "redis":
            with suppress(OSError), socket.create_connection((HOST, self.places.ports[name]), 1):
                return True
            return False
        health = {
            "airflow-scheduler": f"http://{HOST}:{self.places.ports[HEALTH]}/health",
            "airflow-apiserver": f"{self.places.address('airflow-apiserver')}/api/v2/version",
        }
        return _answers(health.get(name) or f"{self.places.address(name)}/sandbox/health")

    def worker_is_ready(self) -> bool:
        """Whether the newest process of the worker takes tasks from Redis."""
        service = self.keeper.services["airflow-worker"]
        log = service.log.read_text(encoding="utf-8", errors="replace")
        return service.runs and log.count(" ready.") >= service.starts

    def _dags_read(self) -> bool:
        with suppress(Exception):
            return set(DAGS) <= set(self.api.parsed_dags())
        return False

    def _init_postgres(self) -> None:
        """What the image's entrypoint does in an empty volume: the superuser and its password."""
        self.places.make_folders("postgres", self.services["postgres"])
        data, user = self._data, _postgres_user()
        given = self.services["postgres"]["environment"]
        password = self.places.state / "superuser"
        password.write_text(given["POSTGRES_PASSWORD"])
        for path in (data, password):
            if user:
                shutil.chown(path, user)
        options = ["--auth-host=scram-sha-256", "--auth-local=trust", "--encoding=UTF8"]
        who = [f"--username={given['POSTGRES_USER']}", f"--pwfile={password}"]
        command = [str(postgresql("initdb")), *options, *who, f"--pgdata={data}"]
        run(_as(user, command), self.environment("postgres"), self.logs / "initdb.log", 120)

    @property
    def _data(self) -> Path:
        return self.places.volume("postgres-data")

    def _postgres_arguments(self) -> list[str]:
        port = str(self.places.ports["postgres"])
        return ["-D", str(self._data), "-h", HOST, "-p", port, "-k", str(self._data)]

    # What people and clients do

    def sign_in(self, user: str, password: str) -> AirflowApi:
        """Airflow's REST API as a FAB user."""
        api = AirflowApi(self.places.address("airflow-apiserver"), user, password)
        # Several answers take long while everything starts at the same time on two processors.
        api._client.timeout = _PATIENCE
        return api

    def unpause(self, dags: Sequence[str]) -> None:
        """Let DAGs run."""
        for dag in dags:
            self.api.unpause(dag)

    def add_approver(self) -> AirflowApi:
        """One more user, who may start runs and approve others'. Returns the API as this user."""
        password = self.env["AIRFLOW_ADMIN_PASSWORD"][::-1]
        names = ("--firstname", "Finn", "--lastname", "Approver", "--email", "finn@example.com")
        who = ("--username", APPROVER, "--role", "Op", "--password", password)
        self.cli("airflow", "users", "create", *names, *who)
        return self.sign_in(APPROVER, password)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The CoreBooks database, with the worker's own role and keys."""
        environment = self.environment("airflow-cli")
        keys = ("AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__COREBOOKS__TRAIL_KEY")
        url = environment["AIRFLOW__COREBOOKS__DATABASE_URL"]
        with (
            patch.dict(os.environ, {key: environment[key] for key in keys}),
            closing(Database(url)) as database,
        ):
            yield database

    def get(self, service: str, path: str, **query: str) -> Any:
        """What a sandbox returns."""
        address = f"{self.places.address(service)}{path}"
        answer = httpx.get(address, params=query, timeout=60, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def send(self, method: str, service: str, path: str, body: Mapping[str, Any]) -> Any:
        """Have a sandbox do something."""
        address = f"{self.places.address(service)}{path}"
        answer = httpx.request(method, address, json=body, timeout=60, trust_env=False)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def running(
    state: Path,
    core: Sequence[str] = ("--transactions", "12", "--agents", "5", "--billing-months", "1"),
    overrides: Sequence[Path] = (),
    say: Callable[..., None] | None = None,
) -> Iterator[Stack]:
    """Everything up; everything ended afterwards.

    Args:
        state: an empty folder for databases, volumes, and logs.
        core: how large CORE's sandbox is.
        overrides: further compose files.
        say: prints a line of progress.

    Raises:
        Ended: something didn't start, or this machine lacks a program.
    """
    if lacks := missing():
        raise Ended(
            f"This machine has no {', '.join(lacks)}. Debian: apt install redis-server curl postgresql"
        )
    state.mkdir(parents=True, exist_ok=True)
    # PostgreSQL runs as another user where this is root.
    state.chmod(0o711)
    stack = Stack(Places.free(state), core, overrides, say or progress())
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        stack.start()
        yield stack
    finally:
        stack.api.close()
        stack.keeper.stop()


def progress() -> Callable[..., None]:
    """Prints lines with the seconds since now."""
    began = time.monotonic()

    def say(*words: object) -> None:
        print(f"[{time.monotonic() - began:6.1f} s]", *words, flush=True)

    return say


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _postgres_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _as(user: str | None, command: list[str]) -> list[str]:
    return ["setpriv", f"--reuid={user}", "--clear-groups", *command] if user else command


def _answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
    return False
