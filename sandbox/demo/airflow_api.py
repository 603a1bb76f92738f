"""The few calls of Airflow's public REST API that the demo makes, as any client would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.demo.failures import DemoFailed

_HEALTHY = "healthy"
_LOOKS = 3
_PARTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")


class AirflowRejected(DemoFailed):
    """Airflow answered a call with an error."""

    def __init__(self, method: str, path: str, answer: httpx.Response) -> None:
        super().__init__(f"Airflow answered {answer.status_code} to {method} {path}: {answer.text}")


class AirflowSilent(DemoFailed):
    """Airflow did not respond; its logs show why."""

    def __init__(self, method: str, path: str, error: httpx.TransportError) -> None:
        super().__init__(
            f"Airflow did not respond to {method} {path}: {error}. "
            "See the log of its api-server, then start the demo again."
        )


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task of a run; `state` is empty before it is scheduled."""

    task: str
    state: str
    attempt: int


class AirflowApi:
    """A client with one user, who signs in again when the token has expired."""

    def __init__(self, url: str, user: str, password: str) -> None:
        # The demo is on this machine, so a proxy of the environment is ignored.
        self._client = httpx.Client(base_url=url, timeout=15, trust_env=False)
        self._login = {"username": user, "password": password}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def unhealthy(self) -> list[str]:
        """The parts of Airflow that are not up yet; empty when it is ready."""
        try:
            answer = self._client.get("/api/v2/monitor/health")
        except httpx.TransportError:
            return ["api-server"]
        if answer.status_code != httpx.codes.OK:
            return ["api-server"]
        health: dict[str, dict[str, Any]] = answer.json()
        return [part for part in _PARTS if health.get(part, {}).get("status") != _HEALTHY]

    def parsed_dags(self) -> dict[str, str]:
        """DAG id -> when its file was last read (ISO), for all that can run."""
        listed = self._call("GET", "/api/v2/dags?limit=100&exclude_stale=true")
        return {dag["dag_id"]: dag["last_parsed_time"] or "" for dag in listed["dags"]}

    def import_errors(self) -> list[str]:
        """The files that could not be read, with the last line of the traceback."""
        listed = self._call("GET", "/api/v2/importErrors?limit=100")
        return [
            f"{error['filename']}: {error['stack_trace'].strip().splitlines()[-1]}"
            for error in listed["import_errors"]
        ]

    def unpause(self, dag: str) -> None:
        """Let a DAG run."""
        self._call("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})

    def trigger(self, dag: str, conf: dict[str, Any]) -> str:
        """Trigger a run. Returns its ID."""
        body = {"logical_date": None, "conf": conf}
        answer = self._call("POST", f"/api/v2/dags/{dag}/dagRuns", body)
        return str(answer["dag_run_id"])

    def unfinished_runs(self, dag: str) -> list[str]:
        """Runs that are queued or running."""
        query = "state=running&state=queued&limit=100"
        listed = self._call("GET", f"/api/v2/dags/{dag}/dagRuns?{query}")
        return [run["dag_run_id"] for run in listed["dag_runs"]]

    def fail_run(self, dag: str, run: str) -> None:
        """Mark a run as failed, so that the next one doesn't wait for it."""
        self._call("PATCH", f"/api/v2/dags/{dag}/dagRuns/{run}", {"state": "failed"})

    def run_state(self, dag: str, run: str) -> str:
        """queued, running, success or failed."""
        return str(self._call("GET", f"/api/v2/dags/{dag}/dagRuns/{run}")["state"])

    def answer(self, dag: str, run: str, task: str, option: str) -> None:
        """Choose an option of a task that waits for an approver."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task}/-1/hitlDetails"
        self._call("PATCH", path, {"chosen_options": [option], "params_input": {}})

    def tasks(self, dag: str, run: str) -> list[TaskState]:
        """The tasks of a run."""
        return [
            TaskState(row["task_id"], row["state"] or "", row["try_number"])
            for row in self.task_instances(dag, run)
        ]

    def task_instances(self, dag: str, run: str) -> list[dict[str, Any]]:
        """The tasks of a run, with their times, as Airflow has them."""
        listed = self._call("GET", f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances")
        rows: list[dict[str, Any]] = listed["task_instances"]
        return rows

    def log(self, dag: str, run: str, task: TaskState) -> list[str]:
        """The lines of a task's log; an exception is its name and message, without the frames."""
        lines = []
        for row in self._log_rows(dag, run, task):
            if isinstance(row, dict):
                lines.append(str(row["event"]))
                lines += [f"{error['exc_type']}: {error['exc_value']}" for error in _errors(row)]
            else:
                lines.append(str(row))
        return [line for line in lines if line.strip() and not line.startswith("::")]

    def reason(self, dag: str, run: str, task: TaskState) -> str:
        """Why a task's attempt failed: the exception that ended it; empty if there is none."""
        rows = self._log_rows(dag, run, task)
        errors = [error for row in rows if isinstance(row, dict) for error in _errors(row)]
        return f"{errors[0]['exc_type']}: {errors[0]['exc_value']}" if errors else ""

    def _log_rows(self, dag: str, run: str, task: TaskState) -> list[dict[str, Any] | str]:
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task.task}/logs/{task.attempt}"
        log = self._call("GET", f"{path}?full_content=true")
        rows: list[dict[str, Any] | str] = log["content"]
        return rows

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._send(method, path, body)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._log_in()
            answer = self._send(method, path, body)
        if answer.is_error:
            raise AirflowRejected(method, path, answer)
        return answer.json()

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response:
        # On a busy machine a response may be late; another GET changes nothing.
        for _ in range(_LOOKS if method == "GET" else 1):
            try:
                return self._client.request(method, path, json=body)
            except httpx.TransportError as error:
                last = error
        raise AirflowSilent(method, path, last)

    def _log_in(self) -> None:
        answer = self._send("POST", "/auth/token", self._login)
        if answer.is_error:
            raise AirflowRejected("POST", "/auth/token", answer)
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def _errors(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The exceptions of a log line, the one that was raised first."""
    return row.get("error_detail") or []
