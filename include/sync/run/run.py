"""A run of one workflow for one company: opening it, and what its tasks share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.gateway import Gateway
from include.core_backoffice.source import Source
from include.database.engine import Database
from include.database.seal import Seal
from include.database.statuses import RunOutcome
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.runs import SyncRun
from include.sync.run.mode import RunMode
from include.workflows.category import Category
from include.workflows.options import WorkflowOptions
from include.workflows.template import Template, template


class CompanyNotChosen(LookupError):
    """The run does not say for which company, and there is none or more than one."""


class WorkflowNotSetUp(LookupError):
    """The company has no active workflow of the category."""

    def __init__(self, company: str, category: Category) -> None:
        super().__init__(
            f"{company} has no active workflow for {category.heading.lower()}. Choose a template for "
            "it and apply it, then run again. Nothing was read or sent."
        )


class CompanyDisconnected(LookupError):
    """The company's connection to QuickBooks was ended; connect it again."""

    def __init__(self, company: str) -> None:
        super().__init__(
            f"{company} is disconnected from QuickBooks. Press Reconnect under Integrations, then run "
            "again. Nothing was read or sent."
        )


class SelectionMissing(ValueError):
    """The run must be told which records, or which run, it is about."""

    def __init__(self, mode: RunMode) -> None:
        what = "the run to undo" if mode is RunMode.UNDO else "the records it is about"
        super().__init__(
            f"“{mode.heading}” needs {what}. Name {'it' if mode is RunMode.UNDO else 'them'} in the "
            "run form. Nothing was changed."
        )


class RunUnknown(LookupError):
    """The run to undo is none of this workflow and company."""

    def __init__(self, run_id: int) -> None:
        super().__init__(
            f"There is no run {run_id} of this workflow for this company. Its number stands in the "
            "first line of its log. Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What the run form, or the schedule, asks for.

    Attributes:
        company: the company's id; empty means the only one there is.
        run_name: the name of the run in Airflow; with company and category it is one run, however
            often its tasks are tried again.
        trigger: "manual" or "scheduled".
        actor: the user who pressed the button, or "schedule".
        record_ids: chosen transactions (or agents, for billing); empty means all that changed.
        changed_since: read from this moment instead of where the last run stopped.
        complete_only: only transactions at 100 % (auto-sync).
        mode: what the run is for.
        undo: the run to undo, for that mode.
    """

    company: str
    category: Category
    run_name: str
    trigger: str
    actor: str
    preview: bool = False
    record_ids: tuple[str, ...] = ()
    changed_since: dt.datetime | None = None
    complete_only: bool = False
    mode: RunMode = RunMode.SYNC
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class SyncContext:
    """All that the steps of a run work with."""

    database: Database
    source: Source
    gateway: Gateway
    run_id: int
    company_id: str
    company_name: str
    timezone: ZoneInfo
    category: Category
    template: Template
    options: WorkflowOptions
    setup_version: int
    sync_from: dt.datetime
    start_date: dt.date | None
    actor: str
    preview: bool
    settle: dt.timedelta
    """How long after a hand-over QuickBooks may still be working on it."""
    seal: Seal
    mode: RunMode = RunMode.SYNC
    undo: int | None = None
    chosen: frozenset[str] = frozenset()
    """The ids that people chose; empty for all that changed."""
    sweep_every: dt.timedelta = dt.timedelta(days=1)
    """How often CORE's whole list is looked through for what was deleted."""

    @property
    def today(self) -> dt.date:
        """The day it is where the company keeps its books."""
        return utc_now().astimezone(self.timezone).date()


def choose_company(session: Session, company: str) -> Company:
    """The company of this id, or the only one.

    Raises:
        CompanyNotChosen: there is none, or it is not clear which.
    """
    companies = session.scalars(select(Company).order_by(Company.id)).all()
    names = ", ".join(row.id for row in companies)
    if not companies:
        raise CompanyNotChosen(
            "No QuickBooks company is connected yet. Connect one, then run again."
        )
    if not company:
        if len(companies) > 1:
            raise CompanyNotChosen(f"Choose a company in the run form: {names}.")
        return companies[0]
    for row in companies:
        if row.id == company:
            return row
    raise CompanyNotChosen(f"There is no company {company!r}. Choose one of: {names}.")


def open_run(database: Database, request: RunRequest) -> int:
    """Begin a run, or find it again when its task is tried once more.

    Returns:
        The id of the run in the database.

    Raises:
        CompanyNotChosen, CompanyDisconnected, WorkflowNotSetUp, SelectionMissing, RunUnknown:
            nothing was begun.
    """
    if request.mode.needs_records and not request.record_ids:
        raise SelectionMissing(request.mode)
    if request.mode is RunMode.UNDO and request.undo is None:
        raise SelectionMissing(request.mode)
    with database.writing() as session:
        company = choose_company(session, request.company)
        if company.disconnected_at is not None:
            raise CompanyDisconnected(company.name)
        known = session.scalars(
            select(SyncRun).where(
                SyncRun.company_id == company.id,
                SyncRun.category == request.category,
                SyncRun.airflow_run_id == request.run_name,
            )
        ).first()
        if known is not None:
            known.outcome, known.finished_at, known.message = RunOutcome.RUNNING, None, ""
            return known.id
        setup = active_setup(session, company.id, request.category)
        if setup is None:
            raise WorkflowNotSetUp(company.name, request.category)
        if request.undo is not None:
            undone = session.get(SyncRun, request.undo)
            if undone is None or (undone.company_id, undone.category) != (
                company.id,
                request.category,
            ):
                raise RunUnknown(request.undo)
        run = SyncRun(
            company_id=company.id,
            category=request.category,
            airflow_run_id=request.run_name,
            trigger=request.trigger,
            actor=request.actor,
            preview=request.preview,
            mode=request.mode,
            selection={"records": sorted(request.record_ids), "undo": request.undo},
            setup_id=setup.id,
            started_at=utc_now(),
            outcome=RunOutcome.RUNNING,
            counts={},
        )
        session.add(run)
        session.flush()
        return run.id


def active_setup(session: Session, company_id: str, category: Category) -> WorkflowSetup | None:
    """The active workflow of a category."""
    return session.scalars(
        select(WorkflowSetup).where(
            WorkflowSetup.company_id == company_id,
            WorkflowSetup.category == category,
            WorkflowSetup.active,
        )
    ).first()


def load_context(
    database: Database,
    run_id: int,
    source: Source,
    gateway: Gateway,
    settle: dt.timedelta,
    seal: Seal,
) -> SyncContext:
    """Gather what the steps of a run need."""
    with database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        company = session.get_one(Company, run.company_id)
        setup = session.get_one(WorkflowSetup, run.setup_id)
        chosen = template(setup.template)
        return SyncContext(
            database=database,
            source=source,
            gateway=gateway,
            run_id=run_id,
            company_id=company.id,
            company_name=company.name,
            timezone=ZoneInfo(company.timezone),
            category=Category(run.category),
            template=chosen,
            options=chosen.options.model_validate(setup.options),
            setup_version=setup.version,
            sync_from=setup.sync_from,
            start_date=setup.start_date,
            actor=run.actor,
            preview=run.preview,
            settle=settle,
            seal=seal,
            mode=RunMode(run.mode),
            undo=run.selection.get("undo"),
            chosen=frozenset(run.selection.get("records") or ()),
        )


def count(session: Session, run_id: int, **counts: int) -> None:
    """Note figures of the run; figures of other steps stay."""
    run = session.get_one(SyncRun, run_id)
    run.counts = {**run.counts, **counts}


def close_preview(database: Database, run_id: int) -> dict[str, int]:
    """End a preview. Returns its counts."""
    with database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        run.outcome, run.finished_at = RunOutcome.PREVIEWED, utc_now()
        counts: dict[str, int] = run.counts
        return counts


def fail_run(database: Database, run_id: int, message: str) -> None:
    """Note that a run ended before it was done."""
    with database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        run.outcome, run.finished_at, run.message = RunOutcome.FAILED, utc_now(), message


def note_waiting(database: Database, run_id: int, message: str) -> None:
    """Note what a run waits for, for people who look at it; empty when it goes on."""
    with database.reading() as session:
        if session.get_one(SyncRun, run_id).message == message:
            return
    with database.writing() as session:
        session.get_one(SyncRun, run_id).message = message
