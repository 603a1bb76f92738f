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
from include.database.setup.people import Who, shared_names
from include.database.statuses import RunOutcome
from include.database.tables.runs import SyncRun
from include.sync.run.authors import MANUAL
from include.sync.run.mode import RunMode

GOOD_FOR = dt.timedelta(hours=24)
"""How long a preview counts."""

NO_ONE = frozenset({"", "unknown", "schedule"})
"""What stands for a user where Airflow names none; it never sees anything."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a run is for: the purpose, the selected records, and the run to undo."""

    category: str
    mode: str
    records: tuple[str, ...]
    undo: int | None


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A preview that was finished, or a run that was completed.

    Attributes:
        user: who started it; None where that is no user.
        digest: of its planned changes.
        finished_at: UTC.
    """

    id: int
    aim: Aim
    user: Who | None
    is_preview: bool
    digest: str
    finished_at: dt.datetime


def aim_of(run: SyncRun) -> Aim:
    """What a run is for."""
    records = tuple(run.selection.get("records") or ())
    return Aim(run.category, run.mode, records, run.selection.get("undo"))


def user_of(session: Session, run: SyncRun) -> Who | None:
    """The user who started a run; None for a schedule, and where it isn't known which user it was.

    Without an ID, a name that two of CoreBooks' users have, or that stands for no one, is no user.
    """
    return _user(run, NO_ONE | shared_names(session))


def _user(run: SyncRun, no_one: frozenset[str]) -> Who | None:
    if run.trigger != MANUAL or (not run.actor_id and run.actor in no_one):
        return None
    return Who(run.actor_id, run.actor)


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
        aim=aim_of(row),
        user=_user(row, no_one),
        is_preview=row.outcome == RunOutcome.PREVIEWED,
        digest=row.plan_digest,
        finished_at=row.finished_at,
    )


def seen_preview(runs: Iterable[FinishedRun], aim: Aim, user: Who | None) -> FinishedRun | None:
    """The preview whose changes a user can have posted; None if they must see one first.

    It is their newest for this aim. It no longer counts once a run, whoever started it, has done the
    same after it: what is planned then is something else.

    Args:
        runs: as `finished_runs` returns them.
        aim: what is to be done.
        user: who is to do it; None for no user.
    """
    if user is None:
        return None
    same: Sequence[FinishedRun] = [run for run in runs if run.aim == aim]
    seen = [run for run in same if run.is_preview and run.user and is_same(run.user, user)]
    if not seen:
        return None
    newest = max(seen, key=lambda run: (run.finished_at, run.id))
    return None if any(not run.is_preview and run.id > newest.id for run in same) else newest


def is_same(one: Who, other: Who) -> bool:
    """Whether two are one user: by ID, or where one has none, by the very same name."""
    return one.id == other.id if one.id and other.id else one.name == other.name
