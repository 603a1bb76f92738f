"""Opening a run: which company, whose run it is, and what it works on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.setup.companies import active_setup
from include.database.setup.company_access import hidden_from_name, hidden_from_user
from include.database.setup.company_moves import moved_at
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun
from include.sync.run.authors import (
    NO_ACT,
    SCHEDULED,
    Act,
    Author,
    Claim,
    author_of,
    newest_run,
    note_start,
)
from include.sync.run.errors import (
    CompanyDisconnected,
    CompanyNotChosen,
    RunBeforeMove,
    RunUnknown,
    SelectionMissing,
    WorkflowNotSetUp,
)
from include.sync.run.mode import RunMode
from include.sync.run.moving import check_not_moving, check_not_rebuilding
from include.workflows.category import Category


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What the run form or the schedule passes on.

    Attributes:
        company: the company's ID; empty means the only one there is.
        run_name: the name of the run in Airflow; with company, category, and `act` it identifies one
            run, however often its tasks are retried.
        trigger: "manual" or "scheduled"; the latter only counts for a run that the schedule announced.
        actor: the user who started it.
        record_ids: selected transactions (or agents, for billing); empty means all changes.
        changed_since: read from this moment, in UTC, instead of where the last run stopped.
        complete_only: only transactions at 100% (auto-sync).
        mode: what the run is for.
        undo: the number of the run to undo, for that mode.
        act: which life of the DAG run asks: a retry has the same, a cleared run another.
        is_rebuild: it belongs to `corebooks rebuild`, during which no other run may start.
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
    act: Act = NO_ACT
    is_rebuild: bool = False

    @property
    def claim(self) -> Claim:
        """Who it says asks for it."""
        return Claim(self.run_name, self.act, self.actor, scheduled=self.trigger == SCHEDULED)


def choose_company(
    session: Session, company: str, hidden: Collection[str] = frozenset()
) -> Company:
    """The company with this ID, or the only one.

    Args:
        session: a transaction of the database.
        company: the ID; empty for the only one.
        hidden: IDs of companies that whoever asks can't see; for them there are none.

    Raises:
        CompanyNotChosen: there is none, or it is unclear which.
    """
    rows = session.scalars(select(Company).order_by(Company.id))
    companies = [row for row in rows if row.id not in hidden]
    names = ", ".join(row.id for row in companies)
    ask = " To see others, ask your Airflow administrator to open Permissions." if hidden else ""
    if not companies:
        which = (
            "No QuickBooks company that you can see is" if hidden else "No QuickBooks company is"
        )
        raise CompanyNotChosen(
            f"{which} connected. Connect one under Integrations, then run again.{ask}"
        )
    if not company:
        if len(companies) > 1:
            raise CompanyNotChosen(f"Choose a company in the run form: {names}.")
        return companies[0]
    for row in companies:
        if row.id == company:
            return row
    raise CompanyNotChosen(f"No company has the ID {company!r}. Choose one of these: {names}.{ask}")


def company_for(session: Session, request: RunRequest) -> tuple[Company, SyncRun | None, Author]:
    """The company that a run is asked for, the run there is under its name, and whose it is.

    Nothing is hidden from a schedule. For a user, a company that they can't see is none.

    Raises:
        CompanyNotChosen: there is none, or it is unclear which.
    """
    company = session.get(Company, request.company) or choose_company(
        session, request.company, hidden_from_name(session, request.actor)
    )
    before = newest_run(session, company.id, request.category, request.run_name)
    author = author_of(session, company.id, request.category, request.claim, before)
    if author.trigger != SCHEDULED:
        choose_company(session, company.id, hidden_from_user(session, author.who))
    return company, before, author


def open_run(database: Database, request: RunRequest) -> int:
    """Start a run, or find it again when its task is retried.

    A run belongs to one act of one person: where somebody else cleared the DAG run or created it again,
    or where it was done already, this is a new run.

    Returns:
        The ID of the run in the database.

    Raises:
        CompanyNotChosen, CompanyMoving, CompanyDisconnected, CompanyRebuilding, WorkflowNotSetUp,
        SelectionMissing, RunUnknown, RunBeforeMove: nothing was started.
    """
    undo_of_nothing = request.mode is RunMode.UNDO and request.undo is None
    if undo_of_nothing or (request.mode.needs_records and not request.record_ids):
        raise SelectionMissing(request.mode)
    # Two workers may have the same task: Airflow starts it again when it has lost sight of the first.
    return database.write(partial(_open, request))


def _open(request: RunRequest, session: Session) -> int:
    company, before, author = company_for(session, request)
    check_not_moving(session, company)
    if company.disconnected_at is not None:
        raise CompanyDisconnected(company.name)
    if not request.is_rebuild:
        check_not_rebuilding(company)
    if before is not None and author.goes_on:
        run = before
    else:
        run = _new_run(session, company, request, author, before)
    run.act, run.act_id = request.act.key or run.act, author.act_id
    run.outcome, run.finished_at, run.message = RunOutcome.RUNNING, None, ""
    session.flush()
    note_start(session, run, request.claim)
    return run.id


def _new_run(
    session: Session, company: Company, request: RunRequest, author: Author, before: SyncRun | None
) -> SyncRun:
    setup = active_setup(session, company.id, request.category)
    if setup is None:
        raise WorkflowNotSetUp(company.name, request.category)
    if request.undo is not None:
        undone = session.get(SyncRun, request.undo)
        workflow = (company.id, request.category)
        if undone is None or (undone.company_id, undone.category) != workflow:
            raise RunUnknown(request.undo)
        moved = moved_at(session, company.id)
        if moved is not None and undone.started_at < moved:
            raise RunBeforeMove(request.undo, company.name)
    run = SyncRun(
        company_id=company.id,
        category=request.category,
        airflow_run_id=request.run_name,
        act_number=before.act_number + 1 if before else 0,
        trigger=author.trigger,
        actor=author.who.name,
        actor_id=author.who.id,
        preview=request.preview,
        mode=request.mode,
        selection={"records": sorted(request.record_ids), "undo": request.undo},
        setup_id=setup.id,
        started_at=utc_now(),
        counts={},
    )
    session.add(run)
    return run
