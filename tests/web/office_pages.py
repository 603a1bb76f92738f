"""The pages of an office, opened as the people do who work with them.

Airflow's own API is stood in for by one that has a run done by the same steps as a DAG, at once:
that Airflow itself starts and follows runs for these pages is tested in a live Airflow.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from httpx import Response
from starlette.types import Receive, Scope, Send

from include.database.engine import Database
from include.provider.connections.opening import AirflowConnection
from include.provider.stops import ActionNeeded
from include.sync.run.mode import RunMode
from include.web.app import create_app
from include.web.frame.access import Visitor, visitor
from include.web.frame.airflow_connections import lookup_in_server
from include.web.frame.airflow_runs import AirflowInReach
from include.web.frame.company_context import open_database
from include.web.frame.csrf import csrf_token
from include.web.frame.event_log import event_log, event_name, not_done, when_not_done
from include.workflows.category import Category
from tests.sync.office import COMPANY, Office

AUDITOR = Visitor("audra", may_sync=False, may_connect=False)
FINANCE_OPS = Visitor("finn", may_sync=True, may_connect=False)
ADMIN = Visitor("ada", may_sync=True, may_connect=True)

HOME = f"/corebooks/companies/{COMPANY}"


@dataclass
class OfficeConnection:
    """A connection as Airflow hands it out."""

    host: str | None
    login: str | None
    password: str | None
    extra_dejson: dict[str, Any]


@cache
def pages_app() -> FastAPI:
    """The pages, made once a process: making their routes takes longer than most tests."""
    return create_app()


class PagesOf:
    """The pages as one office has them.

    Args:
        overrides: what takes the place of Airflow and of the database, for its requests alone.
    """

    def __init__(self, overrides: dict[Callable[..., Any], Callable[..., Any]]) -> None:
        self._overrides = overrides

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; no two offices of a process are asked at the same moment."""
        app = pages_app()
        app.dependency_overrides = self._overrides
        await app(scope, receive, send)


@dataclass
class OfficePages:
    """The pages over an office's database.

    Attributes:
        started: the run forms that were sent to Airflow.
        refuses: the sentence with which Airflow refuses the next run; empty: it does not.
        events: what went into Airflow's event log: who, and what.
        answers: what approvers answered in Airflow: the run's name, and the option.
    """

    database: Database
    office: Office | None = None
    started: list[dict[str, Any]] = field(default_factory=list)
    refuses: str = ""
    events: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.overrides: dict[Callable[..., Any], Callable[..., Any]] = {
            open_database: lambda: self.database,
            event_log: lambda: self._note,
            lookup_in_server: lambda: self._connection,
        }
        self._airflow = FastAPI()
        self._airflow.mount("/corebooks", PagesOf(self.overrides))
        self._airflow.add_middleware(AirflowInReach)
        self._serve_runs()
        self.browser = TestClient(
            self._airflow, follow_redirects=False, raise_server_exceptions=False
        )
        self.sign_in(FINANCE_OPS)

    def _note(self, request: Request, who: Visitor) -> None:
        number = len(self.events)
        self.events.append((who.name, event_name(request)))

        def correct(code: int) -> None:
            self.events[number] = (who.name, not_done(event_name(request), code))

        when_not_done(request.scope, correct)

    @property
    def served(self) -> FastAPI:
        """The pages and the Airflow that stands in for a real one, to be opened in a browser."""
        return self._airflow

    def sign_in(self, who: Visitor) -> None:
        """Continue as somebody else."""
        self.who = who

        def signed_in(request: Request) -> Visitor:
            request.state.visitor = who
            return who

        self.overrides[visitor] = signed_in

    def open(self, path: str, **query: Any) -> str:
        """The text of a page of the company: `path` is what follows the company in the address."""
        answer = self.browser.get(self.address(path), params=query)
        assert answer.status_code == 200, f"{answer.status_code}: {words(answer.text)}"
        return str(answer.text)

    def unfold(self, page: str) -> str:
        """The words of every change on a page of changes, field by field, as its lines unfold to them."""
        addresses = re.findall(r'href="([^"]+)" data-unfolds', page)
        answers = [self.browser.get(one, headers={"HX-Request": "true"}) for one in addresses]
        assert [answer.status_code for answer in answers] == [200] * len(addresses)
        return " ".join(words(answer.text) for answer in answers)

    def press(
        self, path: str, form: Mapping[str, Any] | None = None, *, htmx: bool = False
    ) -> Response:
        """Send a form of the page, as the signed-in person."""
        data = {"csrf_token": csrf_token(self.who), **(form or {})}
        headers = {"HX-Request": "true"} if htmx else {}
        answer: Response = self.browser.post(self.address(path), data=data, headers=headers)
        return answer

    def run(
        self, category: Category, records: tuple[str, ...] = (), *, preview: bool = False
    ) -> str:
        """Press Run, as Airflow's own form does. Returns the run's name."""
        conf = {
            "records": list(records),
            "preview_only": preview,
            "purpose": RunMode.SYNC.value,
            "undo_run": None,
        }
        answer = self.browser.post(
            f"/api/v2/dags/{category.value}/dagRuns", json={"logical_date": None, "conf": conf}
        )
        return str(answer.json()["dag_run_id"])

    def address(self, path: str) -> str:
        """An address: of the company, unless it begins with a slash."""
        return f"/corebooks{path}" if path.startswith("/") else f"{HOME}/{path}"

    def _connection(self, connection_id: str) -> AirflowConnection:
        """The connections of the office's Airflow, by the names that its company has for them."""
        if self.office is None or connection_id not in ("core", "quickbooks"):
            raise ActionNeeded(f"Airflow has no connection {connection_id!r}.")
        core, quickbooks = self.office.core, self.office.quickbooks
        if connection_id == "core":
            return OfficeConnection(core.api_url, None, core.api_key, {"spacing_seconds": 0})
        url = quickbooks.url
        extra = {
            "environment": "sandbox",
            "oauth_url": url,
            "app_url": f"{url}/app/{quickbooks.realm}",
            "redirect_uri": "http://testserver/corebooks/quickbooks/connected",
        }
        return OfficeConnection(url, "sandbox-client", "sandbox-secret", extra)

    def _serve_runs(self) -> None:
        states: dict[str, str] = {}

        @self._airflow.patch("/api/v2/dags/{dag}")
        def unpause(dag: str) -> dict[str, str]:
            return {"dag_id": dag}

        @self._airflow.post("/api/v2/dags/{dag}/dagRuns")
        def start(dag: str, body: dict[str, Any]) -> dict[str, str]:
            if self.refuses:
                raise HTTPException(403, self.refuses)
            form = body["conf"]
            self.started.append({"dag": dag, **form})
            name = f"manual__{len(self.started)}"
            states[name] = self._run(Category(dag), form) if dag in set(Category) else "queued"
            return {"dag_run_id": name, "state": "queued"}

        @self._airflow.get("/api/v2/dags/{dag}/dagRuns/{name}")
        def state(dag: str, name: str) -> dict[str, str]:
            if name not in states:
                raise HTTPException(404, f"no run {name} of {dag}")
            return {"dag_run_id": name, "state": states[name]}

        @self._airflow.patch(
            "/api/v2/dags/{dag}/dagRuns/{name}/taskInstances/approve/-1/hitlDetails"
        )
        def answer(dag: str, name: str, body: dict[str, Any]) -> dict[str, str]:
            if self.refuses:
                raise HTTPException(409, self.refuses)
            self.answers.append((name, *body["chosen_options"]))
            return {"dag_id": dag}

    def _run(self, category: Category, form: dict[str, Any]) -> str:
        if self.office is None:
            return "queued"
        with self._named(f"manual__{len(self.started)}"):
            self.office.run(
                category,
                tuple(form["records"] or ()),
                preview=bool(form["preview_only"]),
                mode=RunMode(form["purpose"]),
                undo=form["undo_run"],
                actor=self.who.name,
            )
        return "success"

    @contextmanager
    def _named(self, name: str) -> Any:
        """The run has the same name in the database as in Airflow."""
        assert self.office is not None
        original = self.office.context

        def context(category: Category, _name: str = "", **options: Any) -> Any:
            return original(category, name, **options)

        self.office.context = context  # type: ignore[method-assign, assignment]  # (for this run)
        try:
            yield
        finally:
            del self.office.context


def words(page: str) -> str:
    """What a person reads on a page: its text without tags, spaces run together."""
    text = re.sub(r"</?(?:a|b|em|span|strong|time)\b[^>]*>", "", page)
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(text)).strip()
