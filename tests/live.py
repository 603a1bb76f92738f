"""One Airflow for all tests of a worker that need a running one: started once, with nothing connected yet.

What is told on it are stories of a brokerage, each in a file of its own and read in order: first the
pages (tests/browser), which connect the company, then runs on QuickBooks Online, then on Desktop.
A story that is run alone connects what it needs by the command line.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from include.database.engine import Database
from include.database.tables.companies import Company
from sandbox.demo.console import Console
from sandbox.demo.demo import Demo, running_demo
from sandbox.demo.ports import free_ports
from sandbox.demo.settings import CHECKOUT, DemoSettings

_KEYS = ("AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__COREBOOKS__TRAIL_KEY")
_EXAMPLES = CHECKOUT / "docs" / "metrics.md"


@contextmanager
def running_airflow(state: Path, source: str = "api", country: str = "US") -> Iterator[Demo]:
    """Airflow, a CORE of 30 transactions (none with the source "files"), and a QuickBooks Online with empty books.

    Outside the United States, sales tax is on in the books.
    """
    airflow, core, quickbooks = free_ports(3)
    settings = DemoSettings(
        state=state,
        dags=_dags(state),
        airflow_port=airflow,
        core_port=core,
        quickbooks_port=quickbooks,
        first_time=True,
        source=source,
        country=country,
        scheduler_pause=0.6,
        reread_seconds=30,
        seed_arguments=("--transactions", "30", "--agents", "8", "--billing-months", "2"),
    )
    with (state / "said.txt").open("w") as said, running_demo(settings, Console(said)) as demo:
        yield demo


def _dags(state: Path) -> Path:
    """A folder with CoreBooks' DAGs, and with the DAG that the docs tell others to write."""
    folder = state / "dags"
    shutil.copytree(CHECKOUT / "dags", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (example,) = re.findall(r"```python\n(.*?)```", _EXAMPLES.read_text("utf-8"), re.DOTALL)
    (folder / "others.py").write_text(example, encoding="utf-8")
    return folder


@contextmanager
def database_of(demo: Demo) -> Iterator[Database]:
    """The demo's CoreBooks database, with its keys: what is written here continues its audit trail."""
    keys = {name: demo.environment.get(name, "") for name in _KEYS}
    with patch.dict(os.environ, keys), closing(Database(demo.settings.database_url)) as database:
        yield database


def has_asked(demo: Demo, category: str, run: str, times: int = 1) -> bool:
    """Whether a run waits for an approver, for so many times, and Airflow's scheduler saw it wait.

    Airflow retries a task, a minute later, that is answered before.
    """
    states = {task.task: task.state for task in demo.api.tasks(category, run)}
    if states.get("approve") != "awaiting_input":
        return False
    log = (demo.settings.logs / "scheduler.log").read_text(errors="replace")
    lines = [line for line in log.splitlines() if run in line and "Received executor event" in line]
    return sum("task_id='approve'" in line for line in lines) >= times


def connected(demo: Demo) -> Demo:
    """With the company connected and its three workflows set up, if the pages did not do so yet."""
    with database_of(demo) as database, database.reading() as session:
        known = session.get(Company, demo.settings.company) is not None
    if not known:
        demo.connect()
    return demo


def with_a_pc(demo: Demo) -> Demo:
    """A second company in the same Airflow: a company file on a PC, connected and set up."""
    (port,) = free_ports(1)
    settings = replace(demo.settings, edition="desktop", quickbooks_port=port)
    desktop = Demo(settings, demo.console, demo.processes)
    desktop.start_quickbooks()
    desktop.wait_for_sandboxes()
    desktop.connect()
    return desktop
