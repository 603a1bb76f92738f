"""What a run did, for reports after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select

from include.database.engine import Database
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun
from include.sync.run.records_to_sync import on_hold
from include.workflows.category import Category


@dataclass(frozen=True, slots=True)
class OnHoldLine:
    """A record on hold."""

    record_key: str
    cause: str
    sentence: str
    what_to_do: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run in figures; money in cents, without the tax that QuickBooks adds."""

    run_id: int
    company_id: str
    category: str
    airflow_run_id: str
    actor: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    outcome: str
    message: str
    read: int = 0
    created: int = 0
    created_cents: int = 0
    created_tax_cents: int = 0
    updated: int = 0
    updated_cents: int = 0
    updated_tax_cents: int = 0
    voided: int = 0
    unchanged: int = 0
    on_hold: tuple[OnHoldLine, ...] = field(default=())


def run_report(database: Database, run_id: int) -> RunReport:
    """The report of one run; its records on hold are those on hold now."""
    with database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        states = on_hold(session, run.company_id, run.category)
    counts = run.counts
    return RunReport(
        run_id=run.id,
        company_id=run.company_id,
        category=run.category,
        airflow_run_id=run.airflow_run_id,
        actor=run.actor,
        started_at=run.started_at,
        finished_at=run.finished_at,
        outcome=run.outcome,
        message=run.message,
        read=counts.get("read", 0),
        created=counts.get("created", 0),
        created_cents=counts.get("created_cents", 0),
        created_tax_cents=counts.get("created_tax_cents", 0),
        updated=counts.get("updated", 0),
        updated_cents=counts.get("updated_cents", 0),
        updated_tax_cents=counts.get("updated_tax_cents", 0),
        voided=counts.get("voided", 0),
        unchanged=counts.get("unchanged", 0),
        on_hold=tuple(
            OnHoldLine(state.record_key, state.cause, state.sentence, state.what_to_do, state.since)
            for state in states
        ),
    )


def latest_reports(database: Database, company_id: str) -> list[RunReport]:
    """The newest run of every category, in order, without previews."""
    newest: dict[str, int] = {}
    with database.reading() as session:
        runs = session.scalars(
            select(SyncRun)
            .where(SyncRun.company_id == company_id, SyncRun.outcome != RunOutcome.PREVIEWED)
            .order_by(SyncRun.id)
        )
        for run in runs:
            newest[run.category] = run.id
    return [run_report(database, newest[category]) for category in Category if category in newest]


def companies_overview(database: Database) -> list[tuple[Company, list[RunReport]]]:
    """Every connected company with the newest run of each of its workflows."""
    with database.reading() as session:
        companies = session.scalars(select(Company).order_by(Company.name)).all()
    return [(company, latest_reports(database, company.id)) for company in companies]
