"""A run of one workflow for one company: what its tasks share, and what they note of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from include.books.gateway import Gateway
from include.clock import Clock, SystemClock, utc_now
from include.core_backoffice.source import Source
from include.database.engine import Database
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.runs import SyncRun
from include.sync.run.asked_for import asked_for
from include.sync.run.mode import RunMode
from include.sync.run.moving import check_not_moving
from include.workflows.category import Category
from include.workflows.options import WorkflowOptions
from include.workflows.template import Template, template


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
    response_window: dt.timedelta
    """How long after sending it QuickBooks may still be working on a request."""
    asked_for: dt.datetime
    """From when on answers of QuickBooks count that another run got (`include.sync.run.asked_for`)."""
    seal: Seal
    mode: RunMode = RunMode.SYNC
    undo: int | None = None
    chosen: frozenset[str] = frozenset()
    """The selected IDs; empty for all changes."""
    restore_number: int = 0
    """Of the last restore from a backup; 0 if there was none."""
    sweep_every: dt.timedelta = dt.timedelta(days=1)
    """How often CORE's whole list is searched for deleted transactions."""
    clock: Clock = field(default_factory=SystemClock)
    """Says which day it is where an entry has the date of its sync."""

    @property
    def today(self) -> dt.date:
        """Today's date in the company's time zone."""
        return self.clock.now().astimezone(self.timezone).date()


def load_context(
    database: Database,
    run_id: int,
    source: Source,
    gateway: Gateway,
    response_window: dt.timedelta,
    seal: Seal,
) -> SyncContext:
    """Load what the steps of a run need.

    Raises:
        SealBroken: an encryption key is missing.
        CompanyMoving: the company is being moved to another QuickBooks.
    """
    seal = with_digests(database, seal)
    with database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        company = session.get_one(Company, run.company_id)
        check_not_moving(session, company)
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
            response_window=response_window,
            seal=seal,
            mode=RunMode(run.mode),
            undo=run.selection.get("undo"),
            chosen=frozenset(run.selection.get("records") or ()),
            restore_number=company.restore_number,
            asked_for=asked_for(session, run),
        )


def count(session: Session, run_id: int, **counts: int) -> None:
    """Store figures of the run; other steps' figures stay."""
    run = session.get_one(SyncRun, run_id)
    run.counts = {**run.counts, **counts}


def keep_selection(
    database: Database, run_id: int, keys: Sequence[str] | None, *, complete_only: bool
) -> None:
    """Store which records a run plans, as CORE's records that were read for it.

    Args:
        database: the database.
        run_id: the run.
        keys: of the records that were selected; None for all changes.
        complete_only: only transactions at 100%.
    """
    with database.writing() as session:
        chosen = list(keys) if keys is not None else None
        session.get_one(SyncRun, run_id).to_plan = {
            "keys": chosen,
            "complete_only": complete_only,
            "read_at": utc_now().isoformat(),
        }


def close_preview(database: Database, run_id: int) -> dict[str, int]:
    """Close a preview. Returns its counts."""
    with database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        run.outcome, run.finished_at = RunOutcome.PREVIEWED, utc_now()
        counts: dict[str, int] = run.counts
        return counts


def fail_run(database: Database, run_id: int, message: str) -> None:
    """Store that a run failed, and why; one that was rejected stays so."""
    with database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        if run.outcome != RunOutcome.REJECTED:
            run.outcome, run.finished_at, run.message = RunOutcome.FAILED, utc_now(), message


def note_waiting(database: Database, run_id: int, message: str) -> None:
    """Store what a run is waiting for, for its page; empty when it continues."""
    with database.reading() as session:
        if session.get_one(SyncRun, run_id).message == message:
            return
    with database.writing() as session:
        session.get_one(SyncRun, run_id).message = message
