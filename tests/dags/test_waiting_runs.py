"""Runs that wait, for an approver or a PC, keep no other company's run from starting.

Asked of the scheduler's own rule, on tables of Airflow's own: a run whose task waits is "running" to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from airflow.models import import_all_models
from airflow.models.dag import DagModel
from airflow.models.dagbundle import DagBundleModel
from airflow.models.dagrun import DagRun
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunType
from sqlalchemy import StaticPool, create_engine, insert
from sqlalchemy.orm import Session

from include.provider.dags.workflow_dag import workflow_dag
from include.workflows.category import Category

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def airflow() -> Iterator[Session]:
    """Airflow's tables, empty."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    import_all_models()  # type: ignore[no-untyped-call]
    DagRun.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def runs(session: Session, at_once: int, *, waiting: int) -> list[str]:
    """The queued runs that may start, while so many of others wait."""
    session.execute(insert(DagBundleModel).values(name="dags"))
    session.execute(
        insert(DagModel).values(
            dag_id="brokerage_income",
            bundle_name="dags",
            max_active_runs=at_once,
            max_active_tasks=16,
            max_consecutive_failed_dag_runs=0,
            is_paused=False,
            is_stale=False,
            has_task_concurrency_limits=False,
        )
    )
    names = [f"of company {number}" for number in range(waiting)]
    session.execute(
        insert(DagRun),
        [
            {
                "dag_id": "brokerage_income",
                "run_id": name,
                "run_type": DagRunType.OPERATOR_TRIGGERED,
                "_state": state,
                "run_after": NOW,
                "queued_at": NOW,
            }
            for name, state in (
                *((name, DagRunState.RUNNING) for name in names),
                ("of Willow & Park", DagRunState.QUEUED),
            )
        ],
    )
    return [run.run_id for run in DagRun.get_queued_dag_runs_to_set_running(session=session)]


def test_a_thousand_companies_that_wait_keep_no_run_from_starting(airflow: Session) -> None:
    dag = workflow_dag(Category.BROKERAGE_INCOME)
    assert runs(airflow, dag.max_active_runs, waiting=1000) == ["of Willow & Park"]


@pytest.mark.parametrize("limit", [64, 0])
def test_with_airflows_limit_waiting_runs_count_and_none_is_no_way_to_say_unlimited(
    airflow: Session, limit: int
) -> None:
    assert runs(airflow, limit, waiting=limit) == []
