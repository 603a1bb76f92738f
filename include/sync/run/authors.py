"""Whose run it is: a run belongs to one act of one person.

Airflow keeps a DAG run's ID and its user for ever, whoever clears it later, and lets its ID be used again
once it was deleted. So a run is found again by its ID only within one life of the DAG run: since it
began, and as often as it was cleared by the person whose run it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.acts import last_act
from include.database.setup import automation
from include.database.setup.people import Who
from include.database.statuses import RunOutcome
from include.database.tables.acts import ScheduledRun
from include.database.tables.runs import SyncRun
from include.sync.run.imports import author_of_import

SCHEDULED, MANUAL = "scheduled", "manual"
SCHEDULE = Who("", "schedule")
UNKNOWN = Who("", "unknown")
"""Somebody with access to Airflow's server: its command leaves no name."""

OPEN = (RunOutcome.RUNNING, RunOutcome.FAILED)
"""Outcomes after which the same run can go on."""


@dataclass(frozen=True, slots=True)
class Act:
    """One life of a DAG run.

    Attributes:
        key: when it began, and how often it was cleared; empty where Airflow isn't asked.
        cleared: how often it was cleared.
    """

    key: str
    cleared: int = 0


NO_ACT = Act("")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who asks for a run, as Airflow tells it.

    Attributes:
        run_name: the DAG run's ID.
        act: which life of it.
        actor: the user who triggered it.
        scheduled: whether another DAG triggered it, as auto-sync does.
    """

    run_name: str
    act: Act
    actor: str
    scheduled: bool


@dataclass(frozen=True, slots=True)
class Author:
    """Whose run it is.

    Attributes:
        who: the user.
        trigger: "manual" or "scheduled".
        act_id: the newest act that was noted of the DAG run.
        goes_on: whether it is the run that was there before.
    """

    who: Who
    trigger: str
    act_id: int = 0
    goes_on: bool = False


def newest_run(session: Session, company_id: str, category: str, run_name: str) -> SyncRun | None:
    """The newest run of a company and workflow under a DAG run's ID."""
    return session.scalars(
        select(SyncRun)
        .where(
            SyncRun.company_id == company_id,
            SyncRun.category == category,
            SyncRun.airflow_run_id == run_name,
        )
        .order_by(SyncRun.id.desc())
        .limit(1)
    ).first()


def author_of(
    session: Session, company_id: str, category: str, claim: Claim, before: SyncRun | None
) -> Author:
    """Whose run it is that a DAG run's first task opens.

    Args:
        session: a writing transaction.
        company_id: the company.
        category: the workflow.
        claim: what Airflow tells.
        before: the newest run under the same ID.
    """
    if before is not None:
        return _author_of_more(session, claim, before)
    noted = last_act(session, category, claim.run_name)
    act_id = noted.id if noted else 0
    if claim.act.cleared:
        return Author(noted.who if noted else UNKNOWN, MANUAL, act_id)
    if claim.scheduled and _was_announced(session, company_id, category, claim.run_name):
        return Author(author_of_import(session, claim.run_name) or SCHEDULE, SCHEDULED, act_id)
    if noted is not None and noted.who.name == claim.actor:
        return Author(noted.who, MANUAL, act_id)
    return Author(Who("", claim.actor), MANUAL, act_id)


def _author_of_more(session: Session, claim: Claim, before: SyncRun) -> Author:
    """Whose it is when the first task begins once more: a retry, a cleared run, or one created anew."""
    noted = last_act(session, before.category, claim.run_name, after=before.act_id)
    act_id = noted.id if noted else before.act_id
    same_life = before.act in ("", claim.act.key)
    if noted is not None:
        who, trigger = noted.who, MANUAL
    elif not same_life and (claim.act.cleared or claim.actor == before.actor):
        who, trigger = UNKNOWN, MANUAL
    elif not same_life or not (claim.act.cleared or _claims(claim, before)):
        who, trigger = Who("", claim.actor), MANUAL
    else:
        who, trigger = Who(before.actor_id, before.actor), before.trigger
    own = trigger == before.trigger and is_actor(before, who)
    goes_on = own and before.outcome in OPEN and (same_life or claim.act.cleared > 0)
    return Author(who, trigger, act_id, goes_on)


def _claims(claim: Claim, before: SyncRun) -> bool:
    """Whether Airflow names the same actor as before."""
    return before.trigger == SCHEDULED if claim.scheduled else before.actor == claim.actor


def is_actor(run: SyncRun, who: Who) -> bool:
    """Whether a run is a user's own."""
    if run.actor_id and who.id:
        return run.actor_id == who.id
    return run.actor == who.name


def note_start(session: Session, run: SyncRun, claim: Claim) -> None:
    """Store that an announced run began, so that its name counts for no other.

    Where a user took the name first, the schedule announces its run again under another one.
    """
    announced = session.get(ScheduledRun, run.airflow_run_id)
    if announced is None or announced.run_id is not None:
        return
    if run.trigger == SCHEDULED or claim.scheduled:
        announced.run_id = run.id
        return
    automation.mark_looked(
        session, announced.company_id, announced.due_since - dt.timedelta(seconds=1)
    )
    session.delete(announced)


def _was_announced(session: Session, company_id: str, category: str, run_name: str) -> bool:
    """Whether the schedule announced a run under this name that hasn't begun."""
    announced = session.get(ScheduledRun, run_name)
    return (
        announced is not None
        and (announced.company_id, announced.category) == (company_id, category)
        and announced.run_id is None
    )
