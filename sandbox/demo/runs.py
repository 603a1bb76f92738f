"""Triggers the three DAGs, and watches their tasks until they are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.demo.airflow_api import AirflowApi, TaskState
from sandbox.demo.console import Console
from sandbox.demo.processes import Processes
from sandbox.demo.settings import DAGS

_DONE = frozenset({"success", "failed"})
_ENDED = _DONE | {"skipped", "upstream_failed", "removed"}
_LOG_LINES = 12
# Far above what the demo's few hundred records need; retries of a task included.
_LIMIT = 1800.0


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a DAG run ended; `log` is the end of the failed task's log."""

    dag: str
    run: str
    state: str
    failed_task: str = ""
    log: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether every task of the run did its work."""
        return self.state == "success"


def clear_interrupted(api: AirflowApi, console: Console) -> None:
    """End runs that an interrupted earlier demo left: a new one would wait for them."""
    for dag in DAGS:
        for run in api.unfinished_runs(dag):
            console.step(f"{dag}: ended the interrupted run {run}")
            api.fail_run(dag, run)


def run_workflows(
    api: AirflowApi,
    processes: Processes,
    console: Console,
    dags: Sequence[str] = DAGS,
    conf: Mapping[str, Any] | None = None,
) -> list[RunResult]:
    """Trigger DAGs, all three unless others are named, and wait for all of them.

    `conf` has the run form's values, where they differ from the defaults.
    """
    runs = {}
    for dag in dags:
        api.unpause(dag)
        runs[dag] = api.trigger(dag, dict(conf or {}))
        console.step(f"{dag}: run {runs[dag]} triggered")
    watch = _Watch(api, console, runs)
    processes.wait_for(watch.all_done, "the runs to finish", _LIMIT)
    return [_result(api, dag, run) for dag, run in runs.items()]


class _Watch:
    """Shows every change of a task's state once."""

    def __init__(self, api: AirflowApi, console: Console, runs: Mapping[str, str]) -> None:
        self._api, self._console, self._runs = api, console, runs
        self._shown: dict[tuple[str, str], str] = {}
        self._done: set[str] = set()

    def all_done(self) -> bool:
        for dag, run in self._runs.items():
            if dag not in self._done and self._ended(dag, run):
                self._done.add(dag)
        return len(self._done) == len(self._runs)

    def _ended(self, dag: str, run: str) -> bool:
        tasks = self._api.tasks(dag, run)
        for task in tasks:
            self._show(dag, run, task)
        # The run itself ends a moment after its last task; no call is needed before.
        at_its_end = bool(tasks) and all(task.state in _ENDED for task in tasks)
        return at_its_end and self._api.run_state(dag, run) in _DONE

    def _show(self, dag: str, run: str, task: TaskState) -> None:
        if task.state in ("", "scheduled") or self._shown.get((dag, task.task)) == task.state:
            return
        self._shown[dag, task.task] = task.state
        again = f" (attempt {task.attempt})" if task.attempt > 1 else ""
        self._console.step(f"{dag:<17} {task.task:<8} {task.state.replace('_', ' ')}{again}")
        if task.state in ("failed", "up_for_retry"):
            self._console.write(f"{'':12}{self._api.reason(dag, run, task)}")


def _result(api: AirflowApi, dag: str, run: str) -> RunResult:
    state = api.run_state(dag, run)
    failed = next((task for task in api.tasks(dag, run) if task.state == "failed"), None)
    if failed is None:
        return RunResult(dag, run, state)
    log = api.log(dag, run, failed)[-_LOG_LINES:]
    return RunResult(dag, run, state, failed.task, tuple(log))
