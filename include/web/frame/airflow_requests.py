"""What a request to Airflow's API does to DAG runs of ours: read from its method, path and body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from include.database.acts import ALL_RUNS, ActKind
from include.workflows.category import Category

_DAG = re.compile(r"/api/v2/dags/(?P<dag>[^/]+)/(?P<rest>.+)$")
_RUN = re.compile(r"dagRuns/(?P<run>[^/]+)(?P<task>/.*)?$")
_OURS = {category.value for category in Category}
_ANY = "~"
"""In place of a DAG or a run: the body names them."""
_MOST = 200
"""So many runs are noted one by one."""
_BULK = re.compile(r"dagRuns(/[^/]+/taskInstances)?$")
"""Changes of many: whatever DAG the path names, the body may name runs of another one."""
_CHANGES = frozenset({"POST", "PATCH", "PUT", "DELETE"})
_CLEARS = frozenset({"clearTaskInstances", "clearDagRuns", "clearPartitions"})
_READ = "\0read"
# Reading with a body, trying out, and answers of approvers: these are noted by the task that asked.
_NO_ACT = ("/list", "/dry_run", "/hitlDetails")


@dataclass(frozen=True, slots=True)
class RequestedAct:
    """One thing that a request does to one DAG run.

    Attributes:
        kind: what.
        category: the DAG.
        run_name: the DAG run's ID; empty for one that Airflow still has to name.
        tasks: the tasks that the request names; empty for the run as a whole.
    """

    kind: ActKind
    category: str
    run_name: str
    tasks: tuple[str, ...] = ()


def may_be_act(method: str, path: str) -> bool:
    """Whether a request may do something to a DAG run of ours; its body isn't read for that."""
    found = _DAG.search(path)
    if method not in _CHANGES or found is None or path.endswith(_NO_ACT):
        return False
    of_any = method == "PATCH" and _BULK.match(found["rest"]) is not None
    return of_any or found["dag"] in {*_OURS, _ANY}


def dags_of(path: str) -> frozenset[str]:
    """The DAGs of ours that a request to this path may be about."""
    found = _DAG.search(path)
    dag = found["dag"] if found else ""
    return frozenset({dag} & _OURS or _OURS)


def requested_acts(method: str, path: str, body: bytes) -> list[RequestedAct]:
    """What a request does, one entry for each DAG run.

    In doubt it is taken to do more: what can't be read reaches every run of the DAG.

    Args:
        method: of the request.
        path: of the request.
        body: as it was sent.
    """
    found = _DAG.search(path)
    if found is None or not may_be_act(method, path):
        return []
    dag, rest = found["dag"], found["rest"]
    form = _json(body)
    if _changes_nothing(method, rest, form):
        return []
    run = _RUN.match(rest)
    kind = _kind(method, rest, form)
    if kind is ActKind.TRIGGERED:
        return [RequestedAct(kind, dag, str(form.get("dag_run_id") or ""))]
    if run is None and rest != "dagRuns" and rest not in _CLEARS:
        return []
    # The path may name one run and the body others.
    of_path = {(dag, run["run"])} if run is not None and _ANY not in (dag, run["run"]) else set()
    tasks = _tasks(run["task"] if run is not None else "", form)
    named = _reached(of_path | set(_named_runs(form, dag)), dag, form)
    return [RequestedAct(kind, *one, tasks) for one in sorted(named) if one[0] in _OURS]


def _reached(
    named: set[tuple[str, str]], dag: str, form: Mapping[str, Any]
) -> set[tuple[str, str]]:
    """Category and name of each run; all of the DAG where a time is named instead, or in addition."""
    if len(named) > _MOST:
        named = set()  # one row in place of thousands
    if named and not (form.get("include_future") or form.get("include_past")):
        return named
    return named | {(one, ALL_RUNS) for one in {dag} & _OURS or _OURS}


def _changes_nothing(method: str, rest: str, form: Mapping[str, Any]) -> bool:
    # Airflow also takes "false" and 0 for false, so only true itself is a trial; it is the default of
    # one route, whatever is left out.
    tries_out = rest == "clearTaskInstances" and _READ in form and "dry_run" not in form
    note_alone = method == "PATCH" and set(form) == {"note", _READ}
    return form.get("dry_run") is True or tries_out or note_alone


def _kind(method: str, rest: str, form: Mapping[str, Any]) -> ActKind:
    if rest == "dagRuns" and method == "POST":
        return ActKind.TRIGGERED
    if rest in _CLEARS or rest.endswith("/clear"):
        return ActKind.CLEARED
    actions = [one.get("action") for one in _list(form.get("actions")) if isinstance(one, dict)]
    of_a_run = rest.count("/") == 1
    if (method == "DELETE" and of_a_run) or (rest == "dagRuns" and "delete" in actions):
        return ActKind.DELETED
    return ActKind.MARKED


def _named_runs(value: Any, dag: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("dag_run_id"), str):
            yield str(value.get("dag_id") or dag), value["dag_run_id"]
        for name, inner in value.items():
            if name == "entities" and isinstance(inner, list):
                yield from ((dag, one) for one in inner if isinstance(one, str))
            yield from _named_runs(inner, dag)
    elif isinstance(value, list):
        for inner in value:
            yield from _named_runs(inner, dag)


def _tasks(path: str | None, form: Mapping[str, Any]) -> tuple[str, ...]:
    parts = (path or "").split("/")
    of_path = [parts[2]] if len(parts) > 2 and parts[1] == "taskInstances" else []  # noqa: PLR2004
    ids = form.get("task_ids")
    of_body = [one[0] if isinstance(one, list) and one else one for one in _list(ids)[:20]]
    return tuple(str(name)[:100] for name in (*of_path, *of_body))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _json(body: bytes) -> Mapping[str, Any]:
    """The body, marked as read; nothing of one that can't be."""
    try:
        form = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return {**form, _READ: True} if isinstance(form, dict) else {}
