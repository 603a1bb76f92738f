"""Finds the runs that auto-sync starts now: every company has its own schedule."""

from __future__ import annotations

import datetime as dt
import logging
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
from include.database.tables.companies import Company
from include.settings import database_url
from include.sync.run.run import active_setup
from include.workflows.category import Category, Stream

logger = logging.getLogger(__name__)


def runs_due() -> list[dict[str, Any]]:
    """The runs for Airflow to start: one for every scheduled company and workflow that is on.

    No run counts as started before `record_started` records it. Called again before that, this
    finds the same runs under the same names, and Airflow starts each name once. After downtime one
    run replaces all that were missed, because a run reads every change.

    Returns:
        For each run: {"trigger_dag_id", "trigger_run_id", "conf"}; the last has "company" and
        "due_since" (ISO 8601, UTC).
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


def record_started(runs: Sequence[Mapping[str, Any]]) -> None:
    """Record that runs were started.

    Args:
        runs: as `runs_due` returned them.
    """
    with closing(Database(database_url())) as database, database.writing() as session:
        for conf in (run["conf"] for run in runs):
            due_since = dt.datetime.fromisoformat(conf["due_since"])
            automation.mark_looked(session, conf["company"], due_since)


def _due_since(session: Session, company: Company, now: dt.datetime) -> dt.datetime | None:
    settings = automation.of(session, company.id)
    if not (settings.sync_deals or settings.sync_billing) or company.disconnected_at is not None:
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
                    "trigger_dag_id": category.value,
                    "trigger_run_id": f"auto__{company.id}__{moment:%Y-%m-%dT%H:%M}",
                    "conf": {"company": company.id, "due_since": moment.isoformat()},
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
    # One second later, so that the scheduled moment itself counts as past.
    local = (now + dt.timedelta(seconds=1)).astimezone(ZoneInfo(timezone))
    latest: dt.datetime = croniter(schedule, local).get_prev(dt.datetime)
    return latest.astimezone(dt.UTC)
