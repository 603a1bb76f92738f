"""Which companies' schedules are due, and the runs that the schedule announces."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from croniter import croniter
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.setup.company_moves import moving
from include.database.setup.schedules import is_schedule
from include.database.tables.acts import ScheduledRun
from include.database.tables.companies import Automation, Company
from include.database.upserts import insert_missing
from include.provider.schedule.woken import woken_companies
from include.settings import database_url
from include.workflows.category import Category, Stream

logger = logging.getLogger(__name__)

PORTION = 25
"""How many companies a task looks at."""
_MOST_PORTIONS = 1000
"""Airflow maps a task at most 1,024 times ([core] max_map_length)."""


@dataclass(frozen=True, slots=True)
class DueCompany:
    """A company whose schedule is due.

    Attributes:
        moment: the newest scheduled time, UTC, or when CORE called; one look makes up for all that were missed.
        categories: the workflows that auto-sync is on for, whether they are set up or not.
    """

    id: str
    name: str
    core_connection: str
    zone: ZoneInfo
    moment: dt.datetime
    categories: tuple[Category, ...]
    settings_changed_at: dt.datetime | None


def portions_due(now: dt.datetime | None = None) -> list[list[str]]:
    """The companies whose schedule is due, in portions for tasks of their own.

    Companies that share a connection to CORE are beside each other, as its call limit is theirs
    together.

    Returns:
        Company IDs.
    """
    with closing(Database(database_url())) as database, database.reading() as session:
        companies = due_companies(session, now or utc_now())
    ids = [
        company.id for company in sorted(companies, key=lambda one: (one.core_connection, one.id))
    ]
    size = max(PORTION, -(-len(ids) // _MOST_PORTIONS))
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def due_companies(
    session: Session, now: dt.datetime, company_ids: Sequence[str] | None = None
) -> list[DueCompany]:
    """The companies whose schedule is due now, or whose CORE called since the last look; few queries.

    Args:
        session: a transaction of the database.
        now: an aware moment.
        company_ids: only these; None for all.
    """
    query = (
        select(Company, Automation)
        .join(Automation, Automation.company_id == Company.id)
        .where(
            Company.disconnected_at.is_(None),
            Company.id.not_in(moving()),
            Company.rebuilding_since.is_(None),
            Automation.sync_deals.is_(True) | Automation.sync_billing.is_(True),
        )
        .order_by(Company.id)
    )
    if company_ids is not None:
        query = query.where(Company.id.in_(company_ids))
    rows = session.execute(query).all()
    woken = woken_companies(session, [company for company, _ in rows], now)
    found = (_due(company, settings, now, woken.get(company.id)) for company, settings in rows)
    return [company for company in found if company is not None]


def _due(
    company: Company, settings: Automation, now: dt.datetime, woken_at: dt.datetime | None
) -> DueCompany | None:
    if not is_schedule(settings.schedule):
        # Saved by an earlier version; nobody else's schedule waits for it.
        logger.error(
            "%s: the schedule can't be read. Choose another one under Auto-sync & approvals.",
            company.name,
        )
        return None
    moment = last_moment(settings.schedule, company.timezone, now)
    if settings.looked_at is not None and settings.looked_at >= moment:
        if woken_at is None:
            return None
        moment = max(woken_at, moment)
    switched_on = {True: settings.sync_billing, False: settings.sync_deals}
    return DueCompany(
        company.id,
        company.name,
        company.core_connection,
        ZoneInfo(company.timezone),
        moment,
        tuple(one for one in Category if switched_on[one.stream is Stream.BILLING]),
        settings.settings_changed_at,
    )


def announce(
    session: Session, company_id: str, category: str, due_since: dt.datetime, name: str = ""
) -> ScheduledRun:
    """Store a scheduled run before Airflow is told of it, under a name that no one can guess.

    The run is the schedule's only because its name is stored here: whoever names a run alike, or has
    another DAG trigger one, starts a run of their own. Asked again, the name is the same, and Airflow
    starts each name once.

    Args:
        session: a writing transaction.
        company_id: the company.
        category: the workflow.
        due_since: the scheduled time.
        name: what to announce it under, with a part that no one can guess; by default a schedule's name.
    """
    moment = {"company_id": company_id, "category": category, "due_since": due_since}
    first = {
        "name": name or f"auto__{company_id}__{due_since:%Y-%m-%dT%H:%M}__{secrets.token_hex(16)}",
        **moment,
        "made_at": utc_now(),
    }
    insert_missing(session, ScheduledRun, [first], unique=moment)
    return session.scalars(select(ScheduledRun).filter_by(**moment)).one()


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
