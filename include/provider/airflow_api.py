"""DAG runs through Airflow's own API, in the name of the user whose sign-in a call has.

Airflow checks their permission, notes them as who started a run, and writes its event log, as for any
other run. Who calls is the caller's: a page calls the application that it is part of, the command line
an address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from include.plain_text import plain
from include.sync.run.mode import RunMode
from include.understood import Understood
from include.workflows.category import Category

FINISHED = frozenset({"success", "failed"})

Call = Callable[..., httpx.Response]
"""Calls a path of Airflow's: a method, the path, and what `httpx.Client.request` takes beside them."""


class RunNotStarted(Understood, RuntimeError):
    """Airflow did not start the run; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The run that a visitor asks for.

    Attributes:
        company: the company's id.
        category: which workflow.
        records: CORE ids of transactions, or of agents for billing; empty for all that changed.
        preview: whether nothing is posted.
        mode: what the run is for.
        undo: the run to undo, for that mode.
        further: further fields of the run form.
    """

    company: str
    category: Category
    records: tuple[str, ...] = ()
    preview: bool = False
    mode: RunMode = RunMode.SYNC
    undo: int | None = None
    further: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AirflowRun:
    """A DAG run as Airflow tells of it.

    Attributes:
        id: its name in Airflow.
        state: "queued", "running", "success" or "failed".
    """

    id: str
    category: Category
    state: str

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in FINISHED


def start(call: Call, asked: Asked) -> AirflowRun:
    """Start a run of a workflow.

    Args:
        call: in whose name, and where.
        asked: the run.

    Raises:
        RunNotStarted: Airflow refuses, or the DAG is not there.
    """
    conf = {
        "company": asked.company,
        "records": list(asked.records),
        "preview_only": asked.preview,
        "purpose": asked.mode.value,
        "undo_run": asked.undo,
        **asked.further,
    }
    dag = f"/api/v2/dags/{asked.category.value}"
    # A paused DAG would leave the run queued forever.
    unpaused = call("PATCH", dag, json={"is_paused": False})
    if unpaused.is_success:
        answer = call("POST", f"{dag}/dagRuns", json={"logical_date": None, "conf": conf})
    else:
        answer = unpaused
    if not answer.is_success:
        raise RunNotStarted(
            f"Airflow didn't start the {asked.category.heading.lower()} run: {reason(answer)} "
            "Nothing was posted. Try again in a minute. If it fails again, contact your Airflow "
            "administrator."
        )
    started = answer.json()
    return AirflowRun(started["dag_run_id"], asked.category, started["state"])


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """What Airflow returned; empty if it isn't an object."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def reason(answer: httpx.Response) -> str:
    """Why Airflow refused, as a sentence."""
    detail = json_of(answer).get("detail", "")
    said = (
        plain(detail)
        if isinstance(detail, str) and detail
        else f"it returned HTTP {answer.status_code}"
    )
    return said.rstrip(".") + "."
