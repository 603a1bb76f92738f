"""What the database keeps for how long, and removing what is older.

Kept for ever: the audit trail; runs, entries, matches and approvals; every change that was sent, because it
can be undone; CORE's records. What may go is what nothing refers to any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.feeds.dropping import drop_calls, drop_contents
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.acts import AirflowAct, CoreLook, ScheduledRun
from include.database.tables.base import Base
from include.database.tables.companies import ConnectAttempt
from include.database.tables.runs import Operation, SyncRun

PORTION = 1000
"""How many rows a transaction removes, so that nothing else waits for it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many days each kind of row is kept.

    Attributes:
        previews: what previews planned and never sent; the previews themselves stay.
        names: the names under which auto-sync announced runs that have begun.
        acts: what users did to DAG runs in Airflow.
        sign_ins: sign-ins to QuickBooks that were started.
        files: the bytes of imports; what is known of them stays.
        calls: calls of CORE that were a reason to look.
    """

    previews: int = 90
    names: int = 90
    acts: int = 400
    sign_ins: int = 30
    files: int = 400
    calls: int = 30


def clean(database: Database, kept: Kept, *, dry_run: bool = False) -> dict[str, int]:
    """Remove what is older than it is kept, in portions. Can be stopped anywhere, and run at any time.

    Args:
        database: the database.
        kept: for how long.
        dry_run: only count it.

    Returns:
        How many rows of each kind, by what they are.
    """
    removed = {
        what: _count(database, rows(utc_now())) if dry_run else _remove(database, rows)
        for what, rows in _kinds(kept)
    }
    now = utc_now()
    files = drop_contents(database, _before(now, kept.files), dry_run=dry_run)
    calls = drop_calls(database, _before(now, kept.calls), dry_run=dry_run)
    return {**removed, "contents of imports": files, "calls of CORE": calls}


_Rows = Callable[[dt.datetime], Select[Any]]
"""The keys of rows that may go at a moment."""


def _kinds(kept: Kept) -> Iterator[tuple[str, _Rows]]:
    yield "changes that previews planned", lambda now: _previewed(_before(now, kept.previews))
    yield "names of scheduled runs", lambda now: _names(_before(now, kept.names))
    yield "acts in Airflow", lambda now: _older(AirflowAct, AirflowAct.at, now, kept.acts)
    yield (
        "sign-ins to QuickBooks",
        lambda now: _older(ConnectAttempt, ConnectAttempt.created_at, now, kept.sign_ins),
    )


def _before(now: dt.datetime, days: int) -> dt.datetime:
    return now - dt.timedelta(days=days)


def _older(table: type[Base], column: Any, now: dt.datetime, days: int) -> Select[Any]:
    (key,) = table.__table__.primary_key
    return select(key).where(column < _before(now, days))


def _previewed(moment: dt.datetime) -> Select[Any]:
    """A preview that counts for another run is a day old at most; a run's own preview isn't removed."""
    finished: ColumnElement[bool] = SyncRun.outcome == RunOutcome.PREVIEWED
    return (
        select(Operation.id)
        .join(SyncRun, SyncRun.id == Operation.run_id)
        .where(
            finished,
            SyncRun.finished_at < moment,
            Operation.status == OperationStatus.PREVIEWED,
        )
    )


def _names(moment: dt.datetime) -> Select[Any]:
    """Once its run has begun, a name counts for no other run; a look still asks about its newest."""
    newest = select(CoreLook.run_name)
    return select(ScheduledRun.name).where(
        ScheduledRun.run_id.is_not(None),
        ScheduledRun.made_at < moment,
        ScheduledRun.name.not_in(newest),
    )


def _count(database: Database, rows: Select[Any]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _remove(database: Database, rows: _Rows) -> int:
    removed = 0
    while True:
        with database.writing() as session:
            found = _portion(session, rows(utc_now()))
        removed += found
        if found < PORTION:
            return removed


def _portion(session: Session, rows: Select[Any]) -> int:
    (key,) = rows.selected_columns
    keys = list(session.scalars(rows.order_by(key).limit(PORTION)))
    table = next(one for one in Base.__subclasses__() if one.__table__ is key.table)
    session.execute(
        delete(table)
        .where(key.in_(keys))
        # None of them is in the session.
        .execution_options(synchronize_session=False)
    )
    return len(keys)
