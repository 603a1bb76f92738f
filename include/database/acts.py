"""What people do to DAG runs in Airflow: noted by its API server, asked by the run's tasks.

Airflow tells a task how often its DAG run was cleared, but not by whom. So the API server notes it here,
before it lets the request pass, and the answer after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.setup.people import Who
from include.database.tables.acts import AirflowAct
from include.database.tables.runs import SyncRun

_REFUSED = 400
ALL_RUNS = "*"
"""In place of a DAG run's ID: an act that reaches all runs of the DAG, as clearing a time span does."""


class ActKind(StrEnum):
    """What somebody did to a DAG run; its value completes "run ... in Airflow"."""

    TRIGGERED = "triggered"
    CLEARED = "cleared"
    MARKED = "marked"
    """Set the state of the run or of one of its tasks."""
    DELETED = "deleted"


def note_act(
    session: Session,
    who: Who,
    kind: ActKind,
    category: str,
    run_name: str,
    detail: Mapping[str, Any],
) -> int:
    """Store that somebody is about to do something to a DAG run.

    Args:
        session: a writing transaction.
        who: the signed-in user.
        kind: what they do.
        category: the DAG, by its category.
        run_name: the DAG run's ID.
        detail: what else there is to say; JSON-able, no secrets.

    Returns:
        The act's ID, for `note_answer`.
    """
    act = AirflowAct(
        category=category,
        run_name=run_name,
        person_id=who.id,
        person_name=who.name,
        act=kind.value,
        detail=dict(detail),
        at=utc_now(),
        answer=0,
    )
    session.add(act)
    session.flush()
    return act.id


def note_answer(session: Session, act_id: int, answer: int) -> None:
    """Store Airflow's answer; what it did is in the audit trail of the runs with that name."""
    act = session.get_one(AirflowAct, act_id)
    act.answer = answer
    if answer >= _REFUSED or act.act == ActKind.TRIGGERED:
        return  # a run that is triggered has its actor
    all_runs = act.run_name == ALL_RUNS
    newest = select(func.max(SyncRun.id)).where(SyncRun.category == act.category)
    if not all_runs:
        newest = newest.where(SyncRun.airflow_run_id == act.run_name)
    newest = newest.group_by(SyncRun.company_id)
    for run in session.scalars(select(SyncRun).where(SyncRun.id.in_(newest)).order_by(SyncRun.id)):
        audit.append(
            session,
            run.company_id,
            actor=act.person_name,
            event=f"{'runs' if all_runs else 'run'} {act.act} in Airflow",
            subject=f"all {run.category} runs" if all_runs else f"run {run.id}",
            detail={
                "category": run.category,
                **({} if all_runs else {"started_by": run.actor}),
                **act.detail,
            },
        )


@dataclass(frozen=True, slots=True)
class NotedAct:
    """What somebody did to a DAG run.

    Attributes:
        id: counts up.
        who: who did it.
    """

    id: int
    who: Who


def last_act(
    session: Session,
    category: str,
    run_name: str,
    *,
    after: int = 0,
    kind: ActKind | None = None,
) -> NotedAct | None:
    """What was done to a DAG run last; None if Airflow's API server noted nothing.

    Args:
        session: a transaction.
        category: the DAG.
        run_name: the DAG run's ID.
        after: only acts after this one.
        kind: only this; None for whatever makes it run.
    """
    kinds = [kind] if kind else [ActKind.TRIGGERED, ActKind.CLEARED, ActKind.MARKED]
    act = session.scalars(
        select(AirflowAct)
        .where(
            AirflowAct.category == category,
            AirflowAct.run_name.in_((run_name, ALL_RUNS)),
            AirflowAct.id > after,
            AirflowAct.act.in_(kinds),
            # Without an answer the API server ended in between: it may have been done.
            or_(AirflowAct.answer == 0, AirflowAct.answer < _REFUSED),
        )
        .order_by(AirflowAct.id.desc())
        .limit(1)
    ).first()
    return NotedAct(act.id, Who(act.person_id, act.person_name)) if act is not None else None
