"""Telling a failure or a question to approvers right when it happens, not at the next look."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.records.errors import CoreUnavailable
from include.database.alerts import open_alerts as alerts
from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.database.statuses import ApprovalStatus, RunOutcome
from include.database.tables.approvals import Approval
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun
from include.provider.alerts import findings
from include.provider.alerts.delivery import deliver
from include.provider.company_names import id_in
from include.provider.outside import metrics
from include.provider.stops import ActionNeeded, TryLater
from include.settings import database_url
from include.workflows.category import Category

_SPEAKS = (ActionNeeded, TryLater, CoreUnavailable)
"""Errors whose text is a sentence for people; any other's may show anything."""


def tell_of_failure(context: Any) -> None:
    """Open the alert of a DAG run whose task failed for good, and deliver it."""
    with closing(Database(database_url())) as database:
        with database.writing() as session:
            finding = _failure(session, context)
            alert = alerts.open_alert(session, finding) if finding else 0
        if finding is not None and finding.company_id:
            metrics.run_ended(finding.company_id, finding.subject, RunOutcome.FAILED.value, {})
        if alert:
            deliver(database, only=[alert])


def tell_of_approval(context: Any) -> None:
    """Open the alert of a run that waits for an approver, and deliver it."""
    name = str(context["dag_run"].run_id)
    with closing(Database(database_url())) as database:
        with database.writing() as session:
            asked = session.execute(
                select(Approval, SyncRun)
                .join(SyncRun, SyncRun.id == Approval.run_id)
                .where(SyncRun.airflow_run_id == name, Approval.status == ApprovalStatus.WAITING)
            ).all()
            opened = [
                alerts.open_alert(session, findings.approval_waits(approval, run))
                for approval, run in asked
            ]
        if opened:
            deliver(database, only=opened)


def _failure(session: Session, context: Any) -> Finding | None:
    dag, name = str(context["dag"].dag_id), str(context["dag_run"].run_id)
    run = session.scalars(
        select(SyncRun)
        .where(SyncRun.category == dag, SyncRun.airflow_run_id == name)
        .order_by(SyncRun.id.desc())
    ).first()
    if run is not None and run.preview:
        return None  # who asked for it looks at it
    if run is not None and run.outcome == RunOutcome.FAILED:
        return findings.run_failed(run)
    return _failure_without_run(session, context, dag)


def _failure_without_run(session: Session, context: Any, dag: str) -> Finding:
    """A run that ended before it was one, whose task was killed, or a job of the schedule."""
    workflow = dag in {category.value for category in Category}
    company = _company(session, context) if workflow else ""
    task = str(getattr(context.get("ti"), "task_id", "") or "")
    error = context.get("exception")
    why = str(error) if isinstance(error, _SPEAKS) else ""
    return Finding(
        company,
        AlertKind.RUN_FAILED,
        dag,
        f"The task {task} of the DAG {dag} failed. {why}".rstrip(),
        "In Airflow, open the log of the task. Its last lines give the cause and the fix.",
        f"/companies/{company}/history" if company else "",
        utc_now().isoformat(),
    )


def _company(session: Session, context: Any) -> str:
    asked = (getattr(context["dag_run"], "conf", None) or {}).get("company")
    company_id = id_in(asked) if isinstance(asked, str) else ""
    return company_id if session.get(Company, company_id) is not None else ""
