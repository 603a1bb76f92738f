"""The steps of the demo, from free ports to the summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from sandbox.demo.airflow_api import AirflowApi
from sandbox.demo.companies import knobs
from sandbox.demo.company import connect, set_up_workflows, unavailable_templates
from sandbox.demo.console import Console
from sandbox.demo.environment import demo_environment
from sandbox.demo.failures import DemoFailed
from sandbox.demo.keys import load_keys
from sandbox.demo.leftovers import only_demo
from sandbox.demo.payees import decide_payees
from sandbox.demo.ports import require_free, still_taken
from sandbox.demo.processes import Processes
from sandbox.demo.runs import RunResult, clear_interrupted, run_workflows
from sandbox.demo.settings import DAGS, USER, DemoSettings, python

# One process per part, each in its own session. `airflow standalone` starts the same four, later
# (18 s to 13 s until all are healthy) and leaves them behind when it is ended.
_AIRFLOW = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
_START_LIMIT = 180.0
_NUMBERS = {2: "two", 3: "three"}


class DagsBroken(DemoFailed):
    """Airflow cannot read the DAG files."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("Airflow cannot read these files:\n  " + "\n  ".join(errors))


class Demo:
    """Both sandboxes and an Airflow, running. Made by `running_demo`, which also ends them."""

    def __init__(self, settings: DemoSettings, console: Console, processes: Processes) -> None:
        self.settings = settings
        self.console = console
        self.processes = processes
        self.keys = load_keys(settings.state)
        self.environment = demo_environment(settings, self.keys)
        self.api = AirflowApi(settings.airflow_url, USER, self.keys.password)

    def start_core(self) -> None:
        """Start a CORE to run against."""
        settings = self.settings
        currency = ("--currency", settings.currency) if settings.abroad else ()
        more = (*_data(settings.state / "core-sandbox"), *currency, *settings.seed_arguments)
        self._start("core sandbox", "core_backoffice", settings.core_port, more)

    def start_quickbooks(self) -> None:
        """Start a QuickBooks to run against: Online, or the PC that has a company file open."""
        settings = self.settings
        name = "the PC's sandbox" if settings.desktop else "quickbooks sandbox"
        online = (*_data(settings.quickbooks_data), "--realm", settings.realm, *knobs(settings))
        more = _pc(settings) if settings.desktop else online
        self._start(name, f"quickbooks_{settings.edition}", settings.quickbooks_port, more)

    def wait_for_sandboxes(self) -> None:
        """Wait until all that were started answer."""
        names = {"quickbooks sandbox": self.settings.quickbooks_url}
        if not self.settings.by_files:
            names["core sandbox"] = self.settings.core_url
        for name, url in names.items():
            health = partial(_answers, f"{url}/sandbox/health")
            self.processes.wait_for(health, f"the {name}", 60)

    def _start(self, name: str, package: str, port: int, more: Sequence[str]) -> None:
        command = python("-m", f"sandbox.{package}", "--port", str(port), *more)
        self.processes.start(name, command, self.environment)
        self.console.step(f"{name} starting on http://127.0.0.1:{port}")

    def migrate(self) -> None:
        """Bring both databases up to date."""
        airflow = python("-m", "airflow", "db", "migrate")
        self.processes.run("migrate airflow", airflow, self.environment)
        self.console.step("Airflow's database is up to date")
        corebooks = python("-m", "include.cli", "migrate")
        self.processes.run("migrate corebooks", corebooks, self.environment)
        self.console.step("the CoreBooks database is up to date")

    def start_airflow(self) -> None:
        """Start Airflow's four parts, and wait until all are healthy and the DAGs are loaded."""
        since = dt.datetime.now(dt.UTC)
        for name, arguments in _AIRFLOW.items():
            self.processes.start(name, python("-m", "airflow", *arguments), self.environment)
        self.console.step(f"Airflow starting on {self.settings.airflow_url}")
        healthy = _Shown(self.console, "healthy")
        self.processes.wait_for(
            lambda: healthy.less(self.api.unhealthy()), "Airflow to be healthy", _START_LIMIT
        )
        self.processes.wait_for(
            lambda: self._dags_read(since), "Airflow to read the DAG files", _START_LIMIT
        )
        self.console.step("the DAGs are loaded")
        clear_interrupted(self.api, self.console)

    def connect(self) -> None:
        """Connect the company and turn on its workflows."""
        connect(self.processes, self.settings, self.environment)
        self.console.step("QuickBooks is connected")
        if self.settings.plan:
            for line in unavailable_templates(self.processes, self.settings, self.environment):
                self.console.step(line)
        for sentence in set_up_workflows(self.processes, self.settings, self.environment):
            self.console.step(sentence)
        on = len(self.settings.workflows)
        self.console.step(f"the {_NUMBERS.get(on, on)} workflows are on")

    def decide_payees(self) -> list[RunResult]:
        """Preview agent expenses, which names the payees, and say which of them charge sales tax.

        Returns:
            The preview, if it failed.
        """
        (preview,) = self.run_workflows(("agent_expenses",), {"preview_only": True})
        if sentence := decide_payees(self.processes, self.settings, self.environment):
            self.console.step(sentence)
        return [] if preview.succeeded else [preview]

    def run_workflows(
        self, dags: Sequence[str] = DAGS, conf: Mapping[str, Any] | None = None
    ) -> list[RunResult]:
        """Trigger the three DAGs, or those named, and wait for them; none that is off."""
        dags = [dag for dag in dags if dag in self.settings.workflows]
        chosen = {"company": self.settings.company, **(conf or {})}
        return run_workflows(self.api, self.processes, self.console, dags, chosen)

    def _dags_read(self, since: dt.datetime) -> bool:
        read = self.api.parsed_dags()
        errors = self.api.import_errors()
        fresh = [dag for dag in DAGS if _moment(read.get(dag, "")) >= since]
        if errors and len(fresh) < len(DAGS):
            raise DagsBroken(errors)
        return len(fresh) == len(DAGS)


@contextmanager
def running_demo(settings: DemoSettings, console: Console) -> Iterator[Demo]:
    """Everything up to the point where runs can be triggered; everything ended afterwards.

    Raises:
        DemoFailed: with a sentence for the user at the terminal; by then everything has ended.
    """
    with only_demo(settings.state):
        processes = Processes(settings.state, console)
        with processes.listening_to_signals():
            if processes.end_leftovers():
                still_taken(port for _, port in settings.ports.values())
            require_free(settings.ports)
            demo = Demo(settings, console, processes)
            try:
                if not settings.by_files:
                    demo.start_core()
                demo.start_quickbooks()
                demo.wait_for_sandboxes()
                demo.migrate()
                demo.start_airflow()
                if not settings.first_time:
                    demo.connect()
                yield demo
            finally:
                demo.api.close()
                _stop(processes, settings, console)


def _stop(processes: Processes, settings: DemoSettings, console: Console) -> None:
    console.step("Stopping everything ...")
    ended = processes.stop()
    taken = still_taken(port for _, port in settings.ports.values())
    ports = f"but another program took port {taken[0]}" if taken else "all ports are free again"
    console.step(f"Stopped: {ended} processes ended, the demo left nothing running, {ports}.")


def _data(folder: Path) -> tuple[str, ...]:
    return ("--data", str(folder))


def _pc(settings: DemoSettings) -> tuple[str, ...]:
    """The PC's company file, and a Web Connector that calls often."""
    settings.state.mkdir(parents=True, exist_ok=True)
    file = ("--company-file", str(settings.company_file))
    return (*file, "--every", "2", "--pause", "0.5", *knobs(settings))


class _Shown:
    """Prints each part once it is up."""

    def __init__(self, console: Console, word: str) -> None:
        self._console, self._word = console, word
        self._missing: set[str] | None = None

    def less(self, missing: list[str]) -> bool:
        """Note what is missing now; True when nothing is."""
        now = set(missing)
        for part in sorted((self._missing or set()) - now):
            self._console.step(f"Airflow's {part.replace('_', '-')} is {self._word}")
        self._missing = now
        return not now


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _moment(text: str) -> dt.datetime:
    if not text:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return dt.datetime.fromisoformat(text)
