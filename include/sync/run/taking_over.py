"""Going on with a run whose tasks were cleared: its own actor goes on, anybody else takes it over."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import approvals, audit
from include.database.acts import last_act
from include.database.engine import Database
from include.database.setup.company_access import hidden_from_user
from include.database.setup.people import Who
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.runs import Operation, SyncRun
from include.sync.run.authors import MANUAL, OPEN, UNKNOWN, Act, is_actor, newest_run
from include.sync.run.errors import RunOfAnother, RunRejected
from include.sync.run.mode import RunMode


def run_of_task(
    database: Database, run_id: int, run_name: str, act: Act, *, writes: bool = True
) -> int:
    """The run that a task works on, which isn't always the one that the task before it names.

    Where somebody else than the run's actor cleared the task, or the run was done, it is a new run of
    theirs. It gets the changes that weren't sent, and needs an approval of its own.

    Args:
        database: the database.
        run_id: the run as the task before it names it.
        run_name: the ID of the task's DAG run.
        act: which life of the DAG run it is.
        writes: whether the task plans or posts; one that only checks goes on as it is.

    Returns:
        The ID of the run to work on.

    Raises:
        RunRejected: an approver rejected it.
        RunOfAnother: the run isn't the DAG run's, or only its own actor can go on with it.
    """

    def find(session: Session) -> int:
        run = _newest_of(session, run_id, run_name)
        if run.outcome == RunOutcome.REJECTED:
            raise RunRejected(run.id, run.message)
        return _going_on(session, run, act).id if writes else run.id

    # Airflow may start a task again while the first one lives: both may find that it is to be taken over.
    return database.write(find)


def _going_on(session: Session, run: SyncRun, act: Act) -> SyncRun:
    """The run that goes on: this one, or the one that whoever acted since gets in its place."""
    noted = last_act(session, run.category, run.airflow_run_id, after=run.act_id)
    if noted is not None or run.act not in ("", act.key):
        who = noted.who if noted else UNKNOWN
        own = run.trigger == MANUAL and is_actor(run, who)
        if run.outcome not in OPEN or not own:
            run = _taken_over(session, run, who)
    run.act, run.act_id = act.key or run.act, noted.id if noted else run.act_id
    if run.outcome == RunOutcome.FAILED:
        run.outcome, run.finished_at = RunOutcome.RUNNING, None
    return run


def _newest_of(session: Session, run_id: int, run_name: str) -> SyncRun:
    """The newest run of the DAG run that a run belongs to."""
    named = session.get(SyncRun, run_id)
    if named is None or named.airflow_run_id != run_name:
        raise RunOfAnother(
            f"The task was given run {run_id}, which isn't a run of {run_name}. Nothing was "
            "posted. Start a new run."
        )
    return newest_run(session, named.company_id, named.category, run_name) or named


def _taken_over(session: Session, run: SyncRun, who: Who) -> SyncRun:
    _require_may_take_over(session, run, who)
    new = _successor(run, who)
    session.add(new)
    session.flush()
    approvals.withdraw(session, run.id)
    _hand_on_planned(session, run.id, new.id)
    if run.outcome in OPEN:
        run.outcome, run.finished_at = RunOutcome.FAILED, utc_now()
        run.message = f"{who.name} cleared its tasks in Airflow. Run {new.id} continues it."
    audit.append(
        session,
        run.company_id,
        actor=who.name,
        event="run continued by another user",
        subject=f"run {new.id}",
        detail={"category": run.category, "run": run.id, "started_by": run.actor},
    )
    return new


def _require_may_take_over(session: Session, run: SyncRun, who: Who) -> None:
    if run.company_id in hidden_from_user(session, who):
        raise RunOfAnother(
            f"{who.name} cleared a task of run {run.id}, but isn't on the list of users who can see "
            f"its company. Only {run.actor}, who started the run, can continue it. Nothing was posted."
        )
    mode = RunMode(run.mode)
    if mode.needs_preview:
        raise RunOfAnother(
            f"“{mode.heading}” posts only for the user who previewed it. {run.actor} started run "
            f"{run.id}, and {who.name} cleared its task. Start a new run instead. Nothing was posted."
        )


def _successor(run: SyncRun, who: Who) -> SyncRun:
    """The same work as another user's run."""
    return SyncRun(
        company_id=run.company_id,
        category=run.category,
        airflow_run_id=run.airflow_run_id,
        act_number=run.act_number + 1,
        trigger=MANUAL,
        actor=who.name,
        actor_id=who.id,
        preview=run.preview,
        mode=run.mode,
        selection=run.selection,
        to_plan=run.to_plan,
        plan_digest=run.plan_digest,
        setup_id=run.setup_id,
        started_at=utc_now(),
        outcome=RunOutcome.RUNNING,
        counts=run.counts,
        on_hold=run.on_hold,
    )


def _hand_on_planned(session: Session, from_run: int, to_run: int) -> None:
    """Plan what a run didn't send for another one: whose a planned change is, is final."""
    planned = session.scalars(
        select(Operation).where(
            Operation.run_id == from_run, Operation.status == OperationStatus.PLANNED
        )
    ).all()
    columns = [column.name for column in Operation.__table__.columns if column.name != "id"]
    copies = [
        Operation(**{**{name: getattr(row, name) for name in columns}, "run_id": to_run})
        for row in planned
    ]
    for row in planned:
        session.delete(row)
    session.flush()  # the request IDs are free
    session.add_all(copies)
