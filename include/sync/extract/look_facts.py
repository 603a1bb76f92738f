"""What the database has of companies' workflows when the schedule looks: few queries for many companies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database.statuses import RecordStatus, RunOutcome
from include.database.tables.acts import CoreLook, ScheduledRun
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import EntryWatermark, ReportedEdit
from include.database.tables.records import RecordState, Watermark
from include.database.tables.runs import SyncRun
from include.sync.decide.look import LastRun
from include.sync.extract.window import NOTHING_LISTED, OVERLAP

Workflow: TypeAlias = tuple[str, str]
"""Company ID and category."""


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that isn't finished: its number, and its DAG run's ID."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class WhereReadingBegins:
    """From when the next run reads CORE, and the hash of what CORE's list had from there.

    Attributes:
        since: UTC.
        window: as `include.sync.extract.window` makes it; empty if it isn't known.
        is_read: whether anything was ever read.
    """

    since: dt.datetime
    window: str
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What was found for some companies, by workflow; what isn't there isn't named.

    Attributes:
        begins: of each workflow that is on.
        looks: the newest look.
        last: the newest run that the schedule announced.
        open_runs: runs that aren't finished.
        ready_since: when the newest record became ready to sync.
        reported: when QuickBooks last reported an edit, where no run read edits since.
    """

    begins: dict[Workflow, WhereReadingBegins]
    looks: dict[Workflow, CoreLook]
    last: dict[Workflow, LastRun]
    open_runs: dict[Workflow, list[OpenRun]]
    ready_since: dict[Workflow, dt.datetime]
    reported: dict[Workflow, dt.datetime]


def stored_facts(session: Session, company_ids: Sequence[str]) -> StoredFacts:
    """What the database has of the workflows of some companies; six queries, however many they are."""
    looks, last = _looks(session, company_ids)
    return StoredFacts(
        _begins(session, company_ids),
        looks,
        last,
        _open_runs(session, company_ids),
        _ready_since(session, company_ids),
        _reported(session, company_ids),
    )


def _begins(session: Session, company_ids: Sequence[str]) -> dict[Workflow, WhereReadingBegins]:
    rows = session.execute(
        select(
            WorkflowSetup.company_id,
            WorkflowSetup.category,
            WorkflowSetup.sync_from,
            Watermark.read_up_to,
            Watermark.window,
        )
        .outerjoin(
            Watermark,
            (Watermark.company_id == WorkflowSetup.company_id)
            & (Watermark.category == WorkflowSetup.category),
        )
        .where(WorkflowSetup.company_id.in_(company_ids), WorkflowSetup.active)
        .order_by(WorkflowSetup.company_id, WorkflowSetup.category)
    )
    return {
        (company_id, category): WhereReadingBegins(read_up_to - OVERLAP, window or "")
        if read_up_to
        else WhereReadingBegins(sync_from, NOTHING_LISTED, is_read=False)
        for company_id, category, sync_from, read_up_to, window in rows
    }


def _looks(
    session: Session, company_ids: Sequence[str]
) -> tuple[dict[Workflow, CoreLook], dict[Workflow, LastRun]]:
    rows = session.execute(
        select(CoreLook, ScheduledRun, SyncRun)
        .outerjoin(ScheduledRun, ScheduledRun.name == CoreLook.run_name)
        .outerjoin(SyncRun, SyncRun.id == ScheduledRun.run_id)
        .where(CoreLook.company_id.in_(company_ids))
    )
    looks, last = {}, {}
    for look, announced, run in rows:
        workflow = (look.company_id, look.category)
        looks[workflow] = look
        if announced is not None:
            last[workflow] = _last_run(announced, run)
    return looks, last


def _last_run(announced: ScheduledRun, run: SyncRun | None) -> LastRun:
    if run is None:
        return LastRun(announced.name, announced.made_at)
    return LastRun(
        announced.name,
        announced.made_at,
        run.outcome,
        run.started_at,
        run.finished_at,
        _read_at(run.to_plan) or run.started_at,
    )


def _read_at(to_plan: dict[str, Any] | None) -> dt.datetime | None:
    """When a run had read CORE; None for runs of earlier versions."""
    stored = (to_plan or {}).get("read_at")
    return dt.datetime.fromisoformat(stored) if stored else None


def _open_runs(session: Session, company_ids: Sequence[str]) -> dict[Workflow, list[OpenRun]]:
    found: dict[Workflow, list[OpenRun]] = {}
    for run_id, company_id, category, name in session.execute(
        select(SyncRun.id, SyncRun.company_id, SyncRun.category, SyncRun.airflow_run_id)
        .where(
            SyncRun.company_id.in_(company_ids),
            SyncRun.outcome == RunOutcome.RUNNING,
            SyncRun.preview.is_(False),
        )
        .order_by(SyncRun.id)
    ):
        found.setdefault((company_id, category), []).append(OpenRun(run_id, name))
    return found


def _ready_since(session: Session, company_ids: Sequence[str]) -> dict[Workflow, dt.datetime]:
    rows = session.execute(
        select(RecordState.company_id, RecordState.category, func.max(RecordState.since))
        .where(RecordState.company_id.in_(company_ids), RecordState.status == RecordStatus.READY)
        .group_by(RecordState.company_id, RecordState.category)
    )
    return {(company_id, category): since for company_id, category, since in rows}


def _reported(session: Session, company_ids: Sequence[str]) -> dict[Workflow, dt.datetime]:
    """Reports that came after the newest run, of the schedule or of a user, asked QuickBooks for edits."""
    rows = session.execute(
        select(ReportedEdit.company_id, ReportedEdit.category, ReportedEdit.reported_at)
        .outerjoin(
            EntryWatermark,
            (EntryWatermark.company_id == ReportedEdit.company_id)
            & (EntryWatermark.category == ReportedEdit.category),
        )
        .where(
            ReportedEdit.company_id.in_(company_ids),
            EntryWatermark.read_up_to.is_(None)
            | (EntryWatermark.read_up_to < ReportedEdit.reported_at),
        )
    )
    return {(company_id, category): reported_at for company_id, category, reported_at in rows}
