"""Who saw which planned changes: only that user can have them posted, within a day, and once.

A void, a repost, or an undo posts only if the user who starts it saw exactly these changes in their
newest preview of it. What one user saw is nothing that another one saw, however alike their names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.people import shared_names
from include.database.statuses import RunOutcome
from include.database.tables.runs import SyncRun
from include.sync.run.mode import RunMode

GOOD_FOR = dt.timedelta(hours=24)
"""How long a preview counts."""

NO_ONE = frozenset({"", "unknown", "schedule"})
"""What stands for a user where Airflow names none; it never sees anything."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a run is for: the purpose, the selected records, and the run to undo."""

    category: str
    mode: str
    records: tuple[str, ...]
    undo: int | None


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A preview that was finished, or a run that was completed.

    Attributes:
        actor: who started it; empty where that is no user.
        digest: of its planned changes.
        finished_at: UTC.
    """

    id: int
    act: Act
    actor: str
    is_preview: bool
    digest: str
    finished_at: dt.datetime


def act_of(run: SyncRun) -> Act:
    """What a run is for."""
    records = tuple(run.selection.get("records") or ())
    return Act(run.category, run.mode, records, run.selection.get("undo"))


def actor_of(session: Session, run: SyncRun) -> str:
    """The user who started a run; empty for a schedule, and where the name isn't one user's.

    Airflow names who started a run, without an ID. So a name that two of CoreBooks' users have, or
    that stands for no one, is no user.
    """
    return _actor(run, NO_ONE | shared_names(session))


def _actor(run: SyncRun, no_one: frozenset[str]) -> str:
    return "" if run.trigger != "manual" or run.actor in no_one else run.actor


def finished_runs(session: Session, company_id: str) -> list[FinishedRun]:
    """A company's runs of the last day that need a preview, finished previews among them."""
    rows = session.scalars(
        select(SyncRun).where(
            SyncRun.company_id == company_id,
            SyncRun.mode.in_([mode.value for mode in RunMode if mode.needs_preview]),
            SyncRun.outcome.in_([RunOutcome.PREVIEWED, RunOutcome.COMPLETED]),
            SyncRun.finished_at >= utc_now() - GOOD_FOR,
        )
    )
    no_one = NO_ONE | shared_names(session)
    return [_finished_run(row, no_one) for row in rows]


def _finished_run(row: SyncRun, no_one: frozenset[str]) -> FinishedRun:
    assert row.finished_at is not None  # noqa: S101  (of the query)
    return FinishedRun(
        id=row.id,
        act=act_of(row),
        actor=_actor(row, no_one),
        is_preview=row.outcome == RunOutcome.PREVIEWED,
        digest=row.plan_digest,
        finished_at=row.finished_at,
    )


def seen_preview(runs: Iterable[FinishedRun], act: Act, actor: str) -> FinishedRun | None:
    """The preview whose changes a user can have posted; None if they must see one first.

    It is their newest of this act. It no longer counts once a run, whoever started it, has done the
    same after it: what is planned then is something else.

    Args:
        runs: as `finished_runs` returns them.
        act: what is to be done.
        actor: who is to do it; empty for no user.
    """
    same: Sequence[FinishedRun] = [run for run in runs if run.act == act]
    seen = [run for run in same if run.is_preview and run.actor == actor]
    if not actor or not seen:
        return None
    newest = max(seen, key=lambda run: (run.finished_at, run.id))
    return None if any(not run.is_preview and run.id > newest.id for run in same) else newest
