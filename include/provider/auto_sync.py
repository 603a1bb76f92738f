"""Finds the runs that auto-sync starts now: every company has its own schedule."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import automation
from include.database.engine import Database
from include.database.schedules import is_schedule
from include.database.tables.acts import ScheduledRun
from include.database.tables.companies import Company
from include.provider.stops import ActionNeeded
from include.settings import database_url
from include.sync.run.run import active_setup
from include.workflows.category import Category, Stream

logger = logging.getLogger(__name__)


def runs_due() -> list[dict[str, Any]]:
    """The runs for Airflow to start: one for every scheduled company and workflow that is on.

    No run counts as started before `record_started` records it. Called again before that, this
    finds the same runs. After downtime one run replaces all that were missed, because a run reads
    every change.

    Returns:
        For each run: {"company", "category", "due_since" (ISO 8601, UTC)}.
    """
    runs: list[dict[str, Any]] = []
    with closing(Database(database_url())) as database, database.writing() as session:
        now = utc_now()
        for company in session.scalars(select(Company).order_by(Company.id)).all():
            moment = _due_since(session, company, now)
            company_runs = _runs_of(session, company, moment) if moment else []
            if moment and not company_runs:
                automation.mark_looked(session, company.id, moment)
            runs += company_runs
    return runs


def announce(company: str, category: str, due_since: str) -> dict[str, Any]:
    """Store a scheduled run before Airflow is told of it, under a name that no one can guess.

    The run is the schedule's only because its name is stored here: whoever names a run alike, or has
    another DAG trigger one, starts a run of their own. Asked again, the name is the same, and Airflow
    starts each name once.

    Args:
        company: its ID.
        category: the workflow.
        due_since: the scheduled time, ISO 8601.

    Returns:
        {"trigger_dag_id", "trigger_run_id", "conf"} for Airflow.

    Raises:
        ActionNeeded: the schedule has no such run now.
    """
    moment = dt.datetime.fromisoformat(due_since)
    with closing(Database(database_url())) as database, database.writing() as session:
        announced = _announced(session, company, category, moment)
        # What tasks pass each other can be edited in Airflow: the schedule itself is asked again.
        if announced is None and not _is_due(session, company, category, moment):
            raise ActionNeeded(
                f"Auto-sync has no {category} run for company {company} at {due_since}. "
                "Nothing was started."
            )
        if announced is None:
            announced = _newly_announced(company, category, moment)
            session.add(announced)
        return {
            "trigger_dag_id": category,
            "trigger_run_id": announced.name,
            "conf": {"company": company, "due_since": due_since},
        }


def _announced(
    session: Session, company_id: str, category: str, moment: dt.datetime
) -> ScheduledRun | None:
    return session.scalars(
        select(ScheduledRun).where(
            ScheduledRun.company_id == company_id,
            ScheduledRun.category == category,
            ScheduledRun.due_since == moment,
        )
    ).first()


def _newly_announced(company_id: str, category: str, moment: dt.datetime) -> ScheduledRun:
    return ScheduledRun(
        name=f"auto__{company_id}__{moment:%Y-%m-%dT%H:%M}__{secrets.token_hex(16)}",
        company_id=company_id,
        category=category,
        due_since=moment,
        made_at=utc_now(),
    )


def _is_due(session: Session, company_id: str, category: str, moment: dt.datetime) -> bool:
    """Whether a moment is one of the schedule's whose runs weren't started; it may not be the newest."""
    company = session.get(Company, company_id)
    if company is None or moment > utc_now() or _due_since(session, company, moment) != moment:
        return False
    return any(run["category"] == category for run in _runs_of(session, company, moment))


def record_started(runs: Sequence[Mapping[str, Any]]) -> None:
    """Record that runs were started; one whose name somebody else took is announced again.

    Args:
        runs: as `runs_due` returned them.
    """
    with closing(Database(database_url())) as database, database.writing() as session:
        companies = {(run["company"], run["due_since"]) for run in runs}
        for company_id, due_since in sorted(companies):
            moment = dt.datetime.fromisoformat(due_since)
            announced = set(
                session.scalars(
                    select(ScheduledRun.category).where(
                        ScheduledRun.company_id == company_id, ScheduledRun.due_since == moment
                    )
                )
            )
            started = {run["category"] for run in runs if run["company"] == company_id}
            looked_at = automation.of(session, company_id).looked_at
            if started <= announced and (looked_at is None or looked_at < moment):
                automation.mark_looked(session, company_id, moment)


def _due_since(session: Session, company: Company, now: dt.datetime) -> dt.datetime | None:
    settings = automation.of(session, company.id)
    if not (settings.sync_deals or settings.sync_billing) or company.disconnected_at is not None:
        return None
    if not is_schedule(settings.schedule):
        # Saved by an earlier version; nobody else's schedule waits for it.
        logger.error(
            "%s: the schedule can't be read. Choose another one under Auto-sync & approvals.",
            company.name,
        )
        return None
    moment = last_moment(settings.schedule, company.timezone, now)
    started = settings.looked_at is not None and settings.looked_at >= moment
    return None if started else moment


def _runs_of(session: Session, company: Company, moment: dt.datetime) -> list[dict[str, Any]]:
    settings = automation.of(session, company.id)
    runs = []
    for category in Category:
        billing = category.stream is Stream.BILLING
        switched_on = settings.sync_billing if billing else settings.sync_deals
        if switched_on and active_setup(session, company.id, category) is not None:
            logger.info(
                "%s: starting %s, scheduled for %s", company.name, category.heading.lower(), moment
            )
            runs.append(
                {
                    "company": company.id,
                    "category": category.value,
                    "due_since": moment.isoformat(),
                }
            )
    return runs


def last_moment(schedule: str, timezone: str, now: dt.datetime) -> dt.datetime:
    """The latest scheduled time at or before now.

    Args:
        schedule: cron expression.
        timezone: the IANA zone that the expression is in.
        now: an aware moment.

    Returns:
        A moment in UTC.
    """
    # The whole second after: the scheduled moment itself counts as past, the next minute doesn't yet.
    local = (now.replace(microsecond=0) + dt.timedelta(seconds=1)).astimezone(ZoneInfo(timezone))
    latest: dt.datetime = croniter(schedule, local).get_prev(dt.datetime)
    return latest.astimezone(dt.UTC)
