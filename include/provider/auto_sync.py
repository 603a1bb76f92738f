"""Which runs the schedule has to start now: every company has its own times."""

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

from include.database import automation
from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.settings import database_url
from include.sync.run.run import active_setup
from include.workflows.category import Category, Stream

logger = logging.getLogger(__name__)


def runs_due() -> list[dict[str, Any]]:
    """What is due, for Airflow to start: a run for every company and active workflow.

    Nothing counts as started before `note_started` says so. Asked again before that, it finds the
    same runs under the same names, which Airflow starts once. What was due while Airflow stood
    still is made up for by one run, as a run takes all that changed.

    Returns:
        For each run: {"trigger_dag_id", "trigger_run_id", "conf"}; the last has "company" and
        "due_since" (ISO 8601, UTC).
    """
    runs: list[dict[str, Any]] = []
    with closing(Database(database_url())) as database, database.writing() as session:
        now = utc_now()
        for company in session.scalars(select(Company).order_by(Company.id)).all():
            moment = _due_since(session, company, now)
            found = _of_company(session, company, moment) if moment else []
            if moment and not found:
                automation.mark_looked(session, company.id, moment)
            runs += found
    return runs


def note_started(runs: Sequence[Mapping[str, Any]]) -> None:
    """Note that runs were started; as `due_runs` names them."""
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


def _of_company(session: Session, company: Company, moment: dt.datetime) -> list[dict[str, Any]]:
    settings = automation.of(session, company.id)
    runs = []
    for category in Category:
        billing = category.stream is Stream.BILLING
        wanted = settings.sync_billing if billing else settings.sync_deals
        if wanted and active_setup(session, company.id, category) is not None:
            logger.info("%s: %s is due since %s", company.name, category.heading.lower(), moment)
            runs.append(
                {
                    "trigger_dag_id": category.value,
                    "trigger_run_id": f"auto__{company.id}__{moment:%Y-%m-%dT%H:%M}",
                    "conf": {"company": company.id, "due_since": moment.isoformat()},
                }
            )
    return runs


def last_moment(schedule: str, timezone: str, now: dt.datetime) -> dt.datetime:
    """The last time that the schedule names, at or before now.

    Args:
        schedule: cron expression.
        timezone: in which it is meant.
        now: a moment.

    Returns:
        A moment in UTC.
    """
    # A second later, so that the very moment counts as past.
    local = (now + dt.timedelta(seconds=1)).astimezone(ZoneInfo(timezone))
    found: dt.datetime = croniter(schedule, local).get_prev(dt.datetime)
    return found.astimezone(dt.UTC)
