"""A run in short: what it was asked, its outcome and its counts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from include.database.statuses import RunOutcome
from include.database.tables.companies import Automation
from include.database.tables.runs import SyncRun


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run did so far, and what it planned; money in cents, without the tax that QuickBooks adds.

    Attributes:
        before_start: how many of those that aren't ready the start date leaves out.
        is_read: whether CORE was read.
        warned_default: planned entries with a line that posts to a default; `warned_name` and
            `warned_month` likewise, by `WarningKind`.
        searched, found, found_certain: of a run that searches QuickBooks for existing entries: for how many
            it searched, how many it found, and how many of those are ready to link.
        is_planned: whether the changes are planned, so that `to_*` are known.
    """

    read: int = 0
    unchanged: int = 0
    on_hold: int = 0
    created: int = 0
    created_cents: int = 0
    created_tax_cents: int = 0
    updated: int = 0
    updated_cents: int = 0
    updated_tax_cents: int = 0
    voided: int = 0
    not_ready: int = 0
    before_start: int = 0
    to_create: int = 0
    create_cents: int = 0
    create_tax_cents: int = 0
    to_update: int = 0
    update_cents: int = 0
    update_tax_cents: int = 0
    to_void: int = 0
    warned_default: int = 0
    warned_name: int = 0
    warned_month: int = 0
    searched: int = 0
    found: int = 0
    found_certain: int = 0
    is_read: bool = False
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A record that a run put on hold, with the reason and the fix."""

    record: str
    cause: str
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of one workflow.

    Attributes:
        airflow_run_id: its DAG run's ID.
        mode: what it is for, a value of `RunMode`.
        records: the CORE IDs it was asked for; empty for all changes.
        undo: the run that it undoes; None for every other purpose.
        outcome: a value of `RunOutcome`.
        on_hold: what it put on hold when its changes were planned.
        actor_id: the auth manager's ID of the user who started it; empty if only the name is known.
        approval_required: whether the company's changes need approval now.
        why_preview: why it became a preview although it was started to post; empty otherwise.
    """

    id: int
    category: str
    airflow_run_id: str
    mode: str
    preview: bool
    trigger: str
    actor: str
    approved_by: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    outcome: str
    message: str
    records: tuple[str, ...]
    undo: int | None
    counts: RunCounts
    on_hold: tuple[HoldLine, ...]
    approval_required: bool
    why_preview: str = ""
    actor_id: str = ""

    @property
    def awaits_approval(self) -> bool:
        """Whether its planned changes wait for an approver."""
        counts = self.counts
        return (
            self.outcome == RunOutcome.RUNNING
            and self.approval_required
            and not self.approved_by
            and not self.preview
            and bool(counts.to_create or counts.to_update or counts.to_void)
        )


def summaries(company_id: str, *further: ColumnElement[Any] | Any) -> Select[Any]:
    """A company's runs, each with whether its changes need approval, and further columns."""
    # Asked once, not joined to each run: who counts runs doesn't need it.
    required = (
        select(Automation.approval_required)
        .where(Automation.company_id == company_id)
        .scalar_subquery()
    )
    query = select(SyncRun, func.coalesce(required, False), *further)
    return query.where(SyncRun.company_id == company_id)


def summary_of(run: SyncRun, approval_required: bool) -> RunSummary:  # noqa: FBT001  (a column)
    """A run from its row."""
    return RunSummary(
        id=run.id,
        category=run.category,
        airflow_run_id=run.airflow_run_id,
        mode=run.mode,
        preview=run.preview,
        trigger=run.trigger,
        actor=run.actor,
        approved_by=run.approved_by,
        started_at=run.started_at,
        finished_at=run.finished_at,
        outcome=run.outcome,
        message=run.message,
        records=tuple(run.selection.get("records") or ()),
        undo=run.selection.get("undo"),
        counts=_counts(run.counts),
        on_hold=tuple(
            HoldLine(line["record"], line["cause"], line["sentence"], line["what_to_do"])
            for line in run.on_hold
        ),
        approval_required=bool(approval_required),
        why_preview=run.why_preview,
        actor_id=run.actor_id,
    )


def _counts(stored: Mapping[str, Any]) -> RunCounts:
    names = {field.name for field in dataclasses.fields(RunCounts)} & stored.keys()
    counts = RunCounts(**{name: stored[name] for name in names})
    return dataclasses.replace(counts, is_read="read" in stored, is_planned="to_create" in stored)
