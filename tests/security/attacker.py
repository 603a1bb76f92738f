"""A user of Airflow who tries what they may not: their requests, and the responses as they are."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx

_TOKEN = re.compile(r'"X-CSRF-Token": "([^"]+)"')


class Attacker:
    """One signed-in user at Airflow's public API and at CoreBooks' pages.

    Args:
        url: Airflow's address, without a path.
        name: as they sign in; what the audit trail must name.
        password: theirs.

    Attributes:
        id: the auth manager's own ID: the name with the simple one, a number with FAB.
    """

    def __init__(self, url: str, name: str, password: str) -> None:
        self.name = name
        self._client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        login = {"username": name, "password": password}
        answer = self._client.post("/auth/token", json=login)
        answer.raise_for_status()
        token = answer.json()["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"
        self.id: str = _claims(token)["sub"]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Any request of Airflow's API: `path` is below /api/v2."""
        return self._client.request(method, f"/api/v2{path}", json=body)

    def trigger(self, dag: str, conf: dict[str, Any], run: str | None = None) -> httpx.Response:
        """Trigger a run, under a name of one's own or of Airflow's."""
        body = {"logical_date": None, "conf": conf, "dag_run_id": run}
        return self.call("POST", f"/dags/{dag}/dagRuns", body)

    def delete_run(self, dag: str, run: str) -> httpx.Response:
        """Delete a run from Airflow."""
        return self.call("DELETE", f"/dags/{dag}/dagRuns/{run}")

    def mark(self, dag: str, run: str, task: str, state: str = "success") -> httpx.Response:
        """Mark a task as done that is not."""
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}"
        return self.call("PATCH", path, {"new_state": state})

    def clear(self, dag: str, run: str, *tasks: str) -> httpx.Response:
        """Have tasks run again, those only."""
        body = {"dag_run_id": run, "task_ids": [*tasks], "dry_run": False, "only_failed": False}
        return self.call("POST", f"/dags/{dag}/clearTaskInstances", body)

    def answer(self, dag: str, run: str, option: str) -> httpx.Response:
        """Answer a run that asks for approval."""
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances/approve/-1/hitlDetails"
        return self.call("PATCH", path, {"chosen_options": [option], "params_input": {}})

    def asked(self, dag: str, run: str) -> dict[str, Any]:
        """What a run that asks for approval shows."""
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances/approve/-1/hitlDetails"
        shown: dict[str, Any] = self.call("GET", path).json()
        return shown

    def page(self, path: str) -> httpx.Response:
        """A page of CoreBooks: `path` is below /corebooks."""
        return self._client.get(f"/corebooks{path}")

    def send(self, path: str, form: Mapping[str, Any]) -> httpx.Response:
        """Send a form of CoreBooks' pages, with the token that the pages carry."""
        [token] = _TOKEN.findall(self.page("/settings/integrations").text)
        headers = {"X-CSRF-Token": token}
        return self._client.post(f"/corebooks{path}", data=dict(form), headers=headers)

    def soap(self, envelope: bytes, timeout: float = 60) -> httpx.Response:
        """An envelope at the Web Connector's address, which needs no sign-in to Airflow."""
        headers = {"Content-Type": "text/xml; charset=utf-8"}
        address = "/corebooks/webconnector"
        return self._client.post(address, content=envelope, headers=headers, timeout=timeout)


def _claims(token: str) -> dict[str, Any]:
    """What Airflow's token says about its user."""
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims
