"""A run on a live Airflow updates its asset, which starts the DAG of docs/metrics.md, and its tasks have links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select

from include.database.statuses import RunOutcome
from include.database.tables.runs import SyncRun
from sandbox.demo.demo import Demo
from tests.live import connected, database_of

pytestmark = pytest.mark.live

INCOME = "brokerage_income"
FOLLOWER = "after_income_was_synced"
TASKS = ("extract", "diff", "approve", "post", "verify")


@dataclass(frozen=True, slots=True)
class Ended:
    """A run of brokerage income: its name in Airflow, and what CoreBooks has of it."""

    name: str
    run: SyncRun


@pytest.fixture(scope="module")
def demo(airflow: Demo) -> Demo:
    demo = connected(airflow)
    demo.api.unpause(FOLLOWER)
    return demo


@pytest.fixture(scope="module")
def preview(demo: Demo) -> Ended:
    """Before anything else: what a preview started would be among what the run starts."""
    _correct_a_deal(demo)
    return _income(demo, preview_only=True)


@pytest.fixture(scope="module")
def posted(demo: Demo, preview: Ended) -> Ended:
    assert preview.run.outcome == RunOutcome.PREVIEWED
    return _income(demo)


@pytest.fixture(scope="module")
def followed(demo: Demo, posted: Ended) -> dict[str, Any]:
    """The run of the DAG that follows, once it is done."""
    assert posted.run.outcome == RunOutcome.COMPLETED

    def runs() -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = _ask(demo, f"dags/{FOLLOWER}/dagRuns")["dag_runs"]
        return listed

    demo.processes.wait_for(
        lambda: any(run["state"] == "success" for run in runs()), "the DAG that follows", 120
    )
    (run,) = runs()
    return run


def _correct_a_deal(demo: Demo) -> None:
    """So that there is something to post, also after the stories that are told before this one."""
    deals = httpx.get(f"{demo.settings.core_url}/sandbox/transactions", timeout=30).json()
    deal = next(row for row in deals if row["has_disbursement"])
    address = f"{demo.settings.core_url}/sandbox/transactions/{deal['id']}"
    httpx.patch(address, json={"gross": deal["gross"] + 300_00}, timeout=30).raise_for_status()


def _income(demo: Demo, **form: Any) -> Ended:
    (result,) = demo.run_workflows([INCOME], form)
    assert result.succeeded, result
    with database_of(demo) as database, database.reading() as session:
        of_this = SyncRun.airflow_run_id == result.run
        return Ended(result.run, session.scalars(select(SyncRun).where(of_this)).one())


def _events(demo: Demo, run: str) -> list[dict[str, Any]]:
    query = urlencode({"source_dag_id": INCOME, "source_run_id": run})
    listed: list[dict[str, Any]] = _ask(demo, f"assets/events?{query}")["asset_events"]
    return listed


def _ask(demo: Demo, path: str) -> Any:
    return demo.api._call("GET", f"/api/v2/{path}")


def _links(demo: Demo, run: str, task: str) -> dict[str, str | None]:
    path = f"dags/{INCOME}/dagRuns/{run}/taskInstances/{task}/links"
    found: dict[str, str | None] = _ask(demo, path)["extra_links"]
    return found


def test_a_preview_updates_no_asset(demo: Demo, preview: Ended) -> None:
    assert _events(demo, preview.name) == []


@pytest.mark.usefixtures("followed")
def test_a_run_updates_its_asset_once_with_counts_and_nothing_else(
    demo: Demo, posted: Ended
) -> None:
    # Airflow 3.3.2 answers 500 to this while a DAG run that an event started is queued.
    (event,) = _events(demo, posted.name)
    counts = {name: posted.run.counts.get(name, 0) for name in ("created", "updated", "voided")}
    assert event["uri"] == f"corebooks://{demo.settings.company}/{INCOME}"
    assert event["source_task_id"] == "verify"
    assert event["extra"] == {"run": posted.run.id, **counts}
    assert sum(counts.values()) > 0


def test_the_dag_of_the_docs_starts_once_and_is_told_of_the_run(
    demo: Demo, posted: Ended, followed: dict[str, Any]
) -> None:
    assert followed["run_type"] == "asset_triggered"
    path = f"dags/{FOLLOWER}/dagRuns/{followed['dag_run_id']}/taskInstances/read_counts"
    told = _ask(demo, f"{path}/xcomEntries/return_value?deserialize=true")["value"]
    # Its first run is told of all runs there were before, in whatever order.
    numbers = sorted(one["run"] for one in told)
    assert numbers[-1] == posted.run.id
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("task", TASKS)
def test_each_task_leads_to_its_run_and_to_quickbooks(demo: Demo, posted: Ended, task: str) -> None:
    links = _links(demo, posted.name, task)
    page = f"/companies/{demo.settings.company}/history/{posted.run.id}"
    assert links == {
        "CoreBooks run": f"{demo.settings.airflow_url}/plugin/quickbooks/corebooks{page}",
        "QuickBooks": demo.settings.books_page.rstrip("/"),
    }
    for address in links.values():
        assert httpx.get(str(address), follow_redirects=True, timeout=30).status_code == 200


def test_the_linked_page_shows_the_run(demo: Demo, posted: Ended) -> None:
    page = f"/corebooks/companies/{demo.settings.company}/history/{posted.run.id}"
    answer = demo.api._send("GET", page, None)
    assert answer.status_code == 200
    assert f"{posted.run.id}" in answer.text


def test_a_run_that_fails_updates_no_asset_and_leads_nowhere_wrong(demo: Demo) -> None:
    (result,) = demo.run_workflows([INCOME], {"company": "no-such-company"})
    assert result.state == "failed"
    assert _events(demo, result.run) == []
    assert _links(demo, result.run, "extract") == {"CoreBooks run": None, "QuickBooks": None}
