"""Others' DAGs can start once a company's workflow was synced, and not for a preview or a failure."""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from airflow.sdk import Asset
from airflow.sdk.providers_manager_runtime import ProvidersManagerTaskRuntime

from include.database.engine import Database
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.statuses import RunOutcome
from include.database.tables.runs import SyncRun
from include.provider.outside.assets import alias_of, asset_of, note_synced
from include.provider.outside.links import QuickBooksLink, RunLink, _links
from include.quickbooks.online.wire.settings import LIVE_APP
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park
from tests.provider.alerts.test_findings import HOUR, run


@pytest.fixture
def willow(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    connect_company(sqlite_database, willow_park(), actor="finn")
    income = NewWorkflow("brokerage_income", "income-via-invoices", {}, "finn")
    activate(sqlite_database, "willow", income)
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.willow.example")
    monkeypatch.setenv("AIRFLOW_CONN_QBO", "quickbooks-online://id:secret@host")
    _links.cache_clear()
    return sqlite_database


def stored(database: Database, outcome: RunOutcome) -> SyncRun:
    one = run(outcome, HOUR, counts={"created": 2, "created_cents": 100}, airflow_run_id="run 1")
    with database.writing() as session:
        session.add(one)
    return one


def events(run_id: int) -> dict[Any, Any]:
    outlets: dict[Any, Any] = defaultdict(MagicMock)
    note_synced(run_id, {"outlet_events": outlets})
    return outlets


def test_a_run_that_was_verified_updates_its_companys_asset(willow: Database) -> None:
    outlets = events(stored(willow, RunOutcome.COMPLETED).id)
    outlets[alias_of(Category.BROKERAGE_INCOME)].add.assert_called_once_with(
        Asset("corebooks://willow/brokerage_income"),
        # Counts alone: whoever may see assets sees them.
        extra={"run": 1, "created": 2, "updated": 0, "voided": 0},
    )


@pytest.mark.parametrize("outcome", [RunOutcome.PREVIEWED, RunOutcome.FAILED, RunOutcome.REJECTED])
def test_a_preview_or_a_failed_run_updates_none(willow: Database, outcome: RunOutcome) -> None:
    assert events(stored(willow, outcome).id) == {}


def test_the_asset_of_a_workflow_has_an_address_that_others_can_write() -> None:
    assert asset_of("willow", "agent_expenses").uri == "corebooks://willow/agent_expenses"


def test_the_asset_is_a_dataset_of_openlineage(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client of OpenLineage is stood in for where it isn't installed."""
    if find_spec("openlineage") is None:
        client = SimpleNamespace(Dataset=SimpleNamespace)
        monkeypatch.setitem(sys.modules, "openlineage.client.event_v2", client)
    converters = ProvidersManagerTaskRuntime().asset_to_openlineage_converters  # type: ignore[no-untyped-call]
    dataset = converters["corebooks"](asset_of("willow", "agent_expenses"), None)
    assert (dataset.namespace, dataset.name) == ("corebooks://willow", "agent_expenses")


@pytest.mark.skipif(find_spec("openlineage") is None, reason="OpenLineage isn't installed")
def test_airflows_openlineage_provider_finds_the_dataset() -> None:
    from airflow.providers.openlineage.utils.utils import translate_airflow_asset  # noqa: PLC0415

    dataset = translate_airflow_asset(asset_of("willow", "agent_expenses"), None)
    assert (dataset.namespace, dataset.name) == ("corebooks://willow", "agent_expenses")


def test_a_task_leads_to_its_run_and_to_the_company_in_quickbooks(willow: Database) -> None:
    stored(willow, RunOutcome.COMPLETED)
    ti = MagicMock(dag_id="brokerage_income", run_id="run 1")
    page = "https://airflow.willow.example/plugin/quickbooks/corebooks/companies/willow/history/1"
    assert RunLink().get_link(None, ti_key=ti) == page
    assert QuickBooksLink().get_link(None, ti_key=ti) == LIVE_APP


def test_a_task_without_a_run_leads_nowhere(willow: Database) -> None:
    assert willow
    ti = MagicMock(dag_id="brokerage_income", run_id="none")
    assert RunLink().get_link(None, ti_key=ti) == ""
