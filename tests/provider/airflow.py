"""Airflow's DAG runs as a look sees them, carried out when a test says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from include.database.setup import automation
from include.database.tables.acts import ScheduledRun
from include.database.tables.columns import utc_now
from include.database.tables.runs import SyncRun
from include.provider.connections.opening import Lookup
from include.provider.schedule.looks import look
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.run.asked_for import asked_for
from include.sync.run.opening import RunRequest, open_run
from include.sync.run.run import SyncContext, fail_run, keep_selection
from include.sync.verify.verify import verify
from include.workflows.category import Category
from tests.sync.office import COMPANY, Office


class Airflow:
    """DAG runs by workflow and name, each "queued", "running", "success", "failed" or "skipped"."""

    def __init__(self) -> None:
        self.states: dict[tuple[str, str], str] = {}
        self.down = False
        self.asked = 0

    def exists(self, dag_id: str, run_id: str) -> bool:
        """Whether Airflow has it."""
        self.asked += 1
        return (dag_id, run_id) in self.states

    def is_alive(self, dag_id: str, run_id: str) -> bool:
        """Whether it is queued or running."""
        self.asked += 1
        return self.states.get((dag_id, run_id)) in ("queued", "running")

    def trigger(self, dag_id: str, run_id: str, conf: dict[str, Any]) -> None:
        """Queue it, once."""
        assert conf["company"]
        if self.down:
            raise RuntimeError("Airflow's API server doesn't respond")
        self.states.setdefault((dag_id, run_id), "queued")

    @property
    def queued(self) -> list[str]:
        """The workflows of which runs are queued."""
        return sorted(dag_id for (dag_id, _), state in self.states.items() if state == "queued")

    def carry_out(self, office: Office, *, fails: str = "") -> None:
        """Run what is queued, all of it; with a sentence, it fails with that once CORE was read."""
        for (dag_id, name), state in list(self.states.items()):
            if state == "queued":
                self.states[dag_id, name] = "running"
                _carry_out(office, Category(dag_id), name, fails)
                self.states[dag_id, name] = "failed" if fails else "success"


def _carry_out(office: Office, category: Category, name: str, fails: str) -> None:
    """The tasks of a scheduled run, one after the other."""
    request = RunRequest(COMPANY, category, name, "scheduled", "unknown", complete_only=True)
    run_id = open_run(office.database, request)
    with _step(office, run_id) as context:
        extract(context)
        keep_selection(office.database, run_id, None, complete_only=True)
    if fails:
        fail_run(office.database, run_id, fails)
        return
    with _step(office, run_id) as context:
        diff(context, complete_only=True)
    with _step(office, run_id) as context:
        post(context)
    with _step(office, run_id) as context:
        verify(context)


@contextmanager
def _step(office: Office, run_id: int) -> Iterator[SyncContext]:
    """A task's context: each task opens CORE and QuickBooks anew."""
    with office.database.reading() as session:
        office.as_of = asked_for(session, session.get_one(SyncRun, run_id))
    with office.again(run_id) as context:
        yield context


def core_of(office: Office) -> Lookup:
    """Airflow's connection to the office's CORE, whatever its ID."""

    def connection(_connection_id: str) -> Any:
        return SimpleNamespace(
            host=office.core.api_url,
            login="",
            password=office.api_key or office.core.api_key,
            extra_dejson={"spacing_seconds": 0},
        )

    return connection


def look_now(office: Office, airflow: Airflow) -> dict[str, int]:
    """The schedule's next look at the office's company, an hour after the one before."""
    with office.database.writing() as session:
        automation.mark_looked(session, COMPANY, utc_now() - dt.timedelta(hours=1))
        for announced in session.scalars(select(ScheduledRun).order_by(ScheduledRun.due_since)):
            announced.due_since -= dt.timedelta(hours=1)
            session.flush()
    return look([COMPANY], airflow, core_of(office))


def scheduled_runs(office: Office) -> list[SyncRun]:
    """The schedule's runs."""
    with office.database.reading() as session:
        return list(
            session.query(SyncRun).filter(SyncRun.trigger == "scheduled").order_by(SyncRun.id)
        )
