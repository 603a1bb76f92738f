"""Runs of the rehearsed installation: started, watched, and asked when they began to post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sandbox.demo.airflow_api import AirflowApi
from sandbox.demo.failures import DemoFailed
from tests.rehearsal.processes import Ended, wait_for

_DONE = frozenset({"success", "failed"})


@dataclass(frozen=True, slots=True)
class Run:
    """A DAG run: the workflow, and its ID."""

    dag: str
    id: str


def start(api: AirflowApi, company: str, dag: str, limit: float = 60) -> Run:
    """Start a workflow of a company, as its page or a client does; again while Airflow is away.

    A start that Airflow took though its answer was lost makes a second run, which finds nothing to do.
    """
    found: list[str] = []

    def started() -> bool:
        try:
            found.append(api.trigger(dag, {"company": company}))
        except DemoFailed:
            return False
        return True

    wait_for(started, f"{dag} of {company} is started", limit)
    return Run(dag, found[0])


def state(api: AirflowApi, run: Run) -> str:
    """queued, running, success or failed; empty while Airflow doesn't answer."""
    try:
        return api.run_state(run.dag, run.id)
    except DemoFailed:
        return ""


def wait_until_done(api: AirflowApi, runs: Collection[Run], limit: float) -> float:
    """Wait until all runs are done. Returns how many seconds it took.

    Raises:
        Ended: one failed, or isn't done within `limit` seconds; the message has its tasks.
    """
    left = set(runs)

    def done() -> bool:
        for run in sorted(left, key=lambda one: one.id):
            ended = state(api, run)
            if ended == "failed":
                raise Ended(f"{run.dag} {run.id} failed:\n{explain(api, run)}")
            if ended == "success":
                left.discard(run)
        return not left

    try:
        return wait_for(done, f"{len(runs)} runs are done", limit)
    except Ended as late:
        why = "\n".join(explain(api, run) for run in left)
        raise Ended(f"{late}\n{why}") from late


def task(api: AirflowApi, run: Run, name: str) -> dict[str, Any]:
    """A task of a run as Airflow shows it; empty while Airflow doesn't answer."""
    path = f"/api/v2/dags/{run.dag}/dagRuns/{run.id}/taskInstances/{name}"
    try:
        found: dict[str, Any] = api._call("GET", path)
    except DemoFailed:
        return {}
    return found


def asks_for_approval(api: AirflowApi, run: Run) -> bool:
    """Whether a run waits for an approver."""
    return bool(task(api, run, "approve").get("state") == "awaiting_input")


def posting_since(api: AirflowApi, run: Run) -> dt.datetime | None:
    """When a run's `post` started; None before that."""
    began = task(api, run, "post").get("start_date")
    return dt.datetime.fromisoformat(began) if began else None


def seconds_to_start(api: AirflowApi, run: Run) -> float:
    """How long a run waited from its trigger until its first task ran."""
    shown = api._call("GET", f"/api/v2/dags/{run.dag}/dagRuns/{run.id}")
    began = dt.datetime.fromisoformat(task(api, run, "extract")["start_date"])
    return (began - dt.datetime.fromisoformat(shown["queued_at"])).total_seconds()


def explain(api: AirflowApi, run: Run) -> str:
    """A run's tasks, and the last lines of the log of each that isn't done."""
    lines = [f"{run.dag} {run.id}: {state(api, run)}"]
    try:
        for one in api.tasks(run.dag, run.id):
            lines.append(f"  {one.task}: {one.state}, attempt {one.attempt}")
            if one.state in ("failed", "running", "up_for_retry", "queued") and one.attempt:
                lines += [f"    | {line[:300]}" for line in api.log(run.dag, run.id, one)[-8:]]
    except DemoFailed as error:
        lines.append(f"  {error}")
    return "\n".join(lines)
