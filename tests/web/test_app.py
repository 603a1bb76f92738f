"""The page inside Airflow: nobody without a login, nothing that CORE's names could smuggle in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi import FastAPI
from fastapi.testclient import TestClient

from include.ledger.columns import utc_now
from include.ledger.companies import NewWorkflow, activate, connect_company
from include.ledger.database import Ledger
from include.ledger.models import RecordState, RecordStatus, RunOutcome, SyncRun, WorkflowSetup
from include.web import app as app_module
from include.web.app import create_app
from tests.ledger.test_companies import willow_park


@pytest.fixture
def books(sqlite_ledger: Ledger) -> Ledger:
    """A company with one run and one held-back record, whose sentence is hostile."""
    connect_company(sqlite_ledger, willow_park(), actor="finance ops")
    activate(
        sqlite_ledger,
        "willow",
        NewWorkflow("brokerage_income", "income-via-invoices", {}, actor="finance ops"),
    )
    with sqlite_ledger.writing() as session:
        setup = session.query(WorkflowSetup).one()
        session.add(
            SyncRun(
                company_id="willow",
                category="brokerage_income",
                airflow_run_id="manual__1",
                trigger="manual",
                actor="<b>admin</b>",
                preview=False,
                setup_id=setup.id,
                started_at=utc_now(),
                outcome=RunOutcome.DONE,
                counts={"read": 3, "created": 2, "created_cents": 1_234_500},
            )
        )
        session.add(
            RecordState(
                company_id="willow",
                category="brokerage_income",
                record_key="transaction:1",
                status=RecordStatus.HELD_BACK,
                cause="does not add up",
                sentence="<script>alert('12 Oak St')</script>",
                what_to_do="Correct it in CORE.",
            )
        )
    return sqlite_ledger


@pytest.fixture
def pages(books: Ledger) -> Iterator[FastAPI]:
    app = create_app()
    app.dependency_overrides[app_module._ledger] = lambda: books
    yield app
    app.dependency_overrides.clear()


def sign_in(app: FastAPI) -> None:
    class User:
        def get_name(self) -> str:
            return "viewer"

    def somebody() -> Any:
        return User()

    app.dependency_overrides[get_user] = somebody


def test_anonymous_is_refused_on_every_page(pages: FastAPI) -> None:
    client = TestClient(pages, raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code in (401, 403)
    assert "Willow" not in answer.text


def test_the_page_shows_the_newest_run_and_what_is_held_back(pages: FastAPI) -> None:
    sign_in(pages)
    page = TestClient(pages).get("/")
    assert page.status_code == 200
    assert "Willow &amp; Park Realty" in page.text
    assert "2 (12,345.00)" in page.text
    assert "does not add up" in page.text


def test_names_from_core_cannot_become_script(pages: FastAPI) -> None:
    sign_in(pages)
    page = TestClient(pages).get("/")
    assert "<script" not in page.text
    assert "<b>admin</b>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
