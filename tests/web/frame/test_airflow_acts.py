"""Airflow's API server notes who changes a run, before Airflow does it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import select

from include.database.acts import last_act
from include.database.engine import Database
from include.database.setup.people import Who
from include.database.tables.acts import AirflowAct
from include.web.frame import airflow_acts
from include.web.frame.airflow_acts import AirflowActs

RUN = "/api/v2/dags/agent_expenses/dagRuns/manual__1"
FINANCE = Who("2", "finance")


@pytest.fixture
def seen() -> list[int]:
    """How many acts were noted when Airflow got each request."""
    return []


@pytest.fixture
def airflow(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, seen: list[int]
) -> Iterator[TestClient]:
    """An Airflow in which finance is signed in, who may not delete."""

    async def signed_in(_request: object, dags: frozenset[str]) -> Who | None:
        return FINANCE if "agent_expenses" in dags else None

    monkeypatch.setattr(airflow_acts, "who_asks", signed_in)
    app = FastAPI()

    def count() -> None:
        with sqlite_database.reading() as session:
            seen.append(len(session.scalars(select(AirflowAct)).all()))

    @app.post("/api/v2/dags/agent_expenses/dagRuns")
    def trigger(body: dict[str, str]) -> dict[str, str]:
        count()
        return {"dag_run_id": body.get("dag_run_id", "manual__made_up")}

    @app.post(f"{RUN}/clear")
    def clear(body: dict[str, bool]) -> dict[str, bool]:
        count()
        return body

    @app.delete(RUN)
    def delete() -> None:
        raise HTTPException(403, "no")

    app.add_middleware(AirflowActs, database=lambda: sqlite_database)
    with TestClient(app) as client:
        yield client


def noted(database: Database) -> list[tuple[str, str, int]]:
    with database.reading() as session:
        rows = session.scalars(select(AirflowAct).order_by(AirflowAct.id))
        return [(row.act, row.run_name, row.answer) for row in rows]


def test_a_change_is_noted_before_airflow_gets_it_and_answered_after(
    airflow: TestClient, sqlite_database: Database, seen: list[int]
) -> None:
    answer = airflow.post(f"{RUN}/clear", json={"dry_run": False})
    assert answer.json() == {"dry_run": False}
    assert seen == [1]
    assert noted(sqlite_database) == [("cleared", "manual__1", 200)]
    with sqlite_database.reading() as session:
        act = last_act(session, "agent_expenses", "manual__1")
    assert act is not None
    assert act.who == FINANCE


def test_a_run_that_airflow_names_is_noted_by_its_name(
    airflow: TestClient, sqlite_database: Database
) -> None:
    airflow.post("/api/v2/dags/agent_expenses/dagRuns", json={})
    assert noted(sqlite_database) == [("triggered", "manual__made_up", 200)]


def test_what_airflow_refuses_does_not_count(
    airflow: TestClient, sqlite_database: Database
) -> None:
    assert airflow.delete(RUN).status_code == 403
    assert noted(sqlite_database) == [("deleted", "manual__1", 403)]
    with sqlite_database.reading() as session:
        assert last_act(session, "agent_expenses", "manual__1") is None


def test_what_cannot_be_noted_is_not_done(
    airflow: TestClient, monkeypatch: pytest.MonkeyPatch, seen: list[int]
) -> None:
    def fails(*_: object) -> int:
        raise RuntimeError("no database")

    monkeypatch.setattr(airflow_acts, "note_act", fails)
    answer = airflow.post(f"{RUN}/clear", json={"dry_run": False})
    assert answer.status_code == 503
    assert "nothing was changed" in answer.json()["detail"]
    assert seen == []
