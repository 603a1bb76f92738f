"""From click to posted: a corrected record on a live Airflow, until its entry in QuickBooks is updated.

Run: make bench, or `python benchmarks/click_to_posted.py --stack rehearsal`. With `--workflow`, nothing is kept for
the page.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.parts import results
from benchmarks.parts.corrections import CORRECTIONS, Correction, Stack
from sandbox.demo.airflow_api import AirflowApi
from sandbox.demo.console import Console
from sandbox.demo.demo import running_demo
from sandbox.demo.ports import free_ports
from sandbox.demo.settings import DemoSettings
from tests.rehearsal import books, runs
from tests.rehearsal.stack import running

TARGETS = {"demo": 3.5, "rehearsal": 5.0}
"""Seconds from the click until the entry is posted, for each stack."""
TASKS = ("extract", "diff", "approve", "post", "verify")
_LIMIT = 120.0
_LOOK_EVERY = 0.05
_SEED = ("--transactions", "60", "--agents", "12", "--billing-months", "1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each workflow. Returns 1 when a median is above the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", choices=sorted(TARGETS), default="demo")
    parser.add_argument("--clicks", type=int, default=10)
    parser.add_argument("--workflow", choices=sorted(CORRECTIONS), action="append")
    options = parser.parse_args(arguments)
    chosen = options.workflow or list(CORRECTIONS)
    target = TARGETS[options.stack]
    stack = _demo if options.stack == "demo" else _rehearsal
    with stack(chosen) as (api, sandboxes):
        workflows = {
            dag: _measured(api, dag, CORRECTIONS[dag](sandboxes), options.clicks) for dag in chosen
        }
    if not options.workflow:
        name = "click_to_posted" if options.stack == "demo" else "click_to_posted_rehearsal"
        kept = {"stack": options.stack, "target": target, "workflows": workflows}
        results.keep(name, {"machine": results.machine(), **kept})
    for dag, measured in workflows.items():
        _show(dag, measured, target)
    return 0 if all(one["median"] <= target for one in workflows.values()) else 1


def _show(dag: str, measured: dict[str, Any], target: float) -> None:
    every = ", ".join(f"{seconds:.1f}" for seconds in measured["posted"])
    print(f"\n{dag}: posted after {measured['median']:.2f} s (each: {every})")
    print(f"target {target:g} s: {'met' if measured['median'] <= target else 'MISSED'}")
    rows = [
        (
            task,
            *(f"{measured['steps'][task][part]:.2f}" for part in ("scheduled", "started", "ran")),
        )
        for task in TASKS
    ]
    print(results.table(("median of", "until queued", "until started", "work"), rows))
    print(f"completed after {measured['finished']:.2f} s")


@contextmanager
def _demo(dags: Sequence[str]) -> Iterator[tuple[AirflowApi, Stack]]:
    """What `make demo` starts, with fewer records."""
    airflow, core, quickbooks = free_ports(3)
    with tempfile.TemporaryDirectory() as folder, Path(folder, "said.txt").open("w") as said:
        settings = DemoSettings(
            state=Path(folder),
            airflow_port=airflow,
            core_port=core,
            quickbooks_port=quickbooks,
            seed_arguments=_SEED,
        )
        with running_demo(settings, Console(said)) as demo:
            demo.run_workflows(dags)
            yield (
                demo.api,
                Stack(settings.core_url, settings.quickbooks_url, demo.processes.check),
            )


@contextmanager
def _rehearsal(dags: Sequence[str]) -> Iterator[tuple[AirflowApi, Stack]]:
    """The services of the compose file as processes: Celery, Redis, PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), core=_SEED) as stack:
        company = books.connect_by_commands(stack)
        for dag in dags:
            stack.api.unpause(dag)
        started = [runs.start(stack.api, company.id, dag) for dag in dags]
        runs.wait_until_done(stack.api, started, 3 * _LIMIT)
        address = stack.places.address
        yield stack.api, Stack(address("core-sandbox"), address("quickbooks-sandbox"))


def _measured(api: AirflowApi, dag: str, correction: Correction, clicks: int) -> dict[str, Any]:
    """Several clicks in a row.

    Returns:
        {"posted": seconds of each, "median", "finished": seconds until the run is completed (median),
        "steps": task -> {"scheduled", "started", "ran"}, seconds (median)}
    """
    each = [_click(api, dag, correction) for _ in range(clicks)]
    steps = {
        task: {
            part: statistics.median(click["steps"][task][part] for click in each)
            for part in ("scheduled", "started", "ran")
        }
        for task in TASKS
    }
    posted = [click["posted"] for click in each]
    return {
        "posted": posted,
        "median": statistics.median(posted),
        "finished": statistics.median(click["finished"] for click in each),
        "steps": steps,
    }


def _click(api: AirflowApi, dag: str, correction: Correction) -> dict[str, Any]:
    """Correct the record in CORE, trigger the workflow for it, and wait for the entry in QuickBooks."""
    correction.correct()
    began, started = dt.datetime.now(dt.UTC), time.perf_counter()
    run = api.trigger(dag, {"company": "willow-park", "records": [correction.record]})
    check = correction.stack.check
    _until(correction.is_posted, "the entry", check)
    posted = time.perf_counter() - started
    _until(lambda: api.run_state(dag, run) in ("success", "failed"), "the run's end", check)
    finished = time.perf_counter() - started
    if api.run_state(dag, run) != "success":
        raise RuntimeError(f"the run {run} failed")
    return {"posted": posted, "finished": finished, "steps": _steps(api, dag, run, began)}


def _until(reached: Callable[[], bool], what: str, check: Callable[[], None]) -> None:
    deadline = time.monotonic() + _LIMIT
    while not reached():
        check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {_LIMIT:g} s")
        time.sleep(_LOOK_EVERY)


def _steps(api: AirflowApi, dag: str, run: str, began: dt.datetime) -> dict[str, dict[str, float]]:
    """For each task: from the end of the one before until it was queued, until it started, its work."""
    tasks = {row["task_id"]: row for row in api.task_instances(dag, run)}
    steps = {}
    before = began
    for name in TASKS:
        queued, start, end = (
            dt.datetime.fromisoformat(tasks[name][at])
            for at in ("queued_when", "start_date", "end_date")
        )
        steps[name] = {
            "scheduled": (queued - before).total_seconds(),
            "started": (start - queued).total_seconds(),
            "ran": (end - start).total_seconds(),
        }
        before = end
    return steps


if __name__ == "__main__":
    sys.exit(main())
