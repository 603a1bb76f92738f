"""How a rebuild begins and ends in the database: the mark that keeps runs away, workflows turned on, the new trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.setup.companies import NewWorkflow, active_setup, replace_version
from include.database.setup.payee_tax import charges_tax, decide
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company
from include.database.tables.entries import EntryWatermark, Link
from include.database.tables.runs import SyncRun
from include.database.upserts import upsert
from include.sync.rebuild.proposing import ProposedWorkflow
from include.sync.run.moving import check_not_moving
from include.sync.run.run import SyncContext
from include.understood import Understood

RUN_NAME = "rebuild"
"""How the names of a rebuild's own runs begin."""
_EVERYTHING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class RunInTheWay(Understood, LookupError):
    """A run of the company isn't finished, so links can't be made anew beside it."""

    def __init__(self, company: str, run_id: int) -> None:
        super().__init__(
            f"Run {run_id} of {company} isn't finished. Wait until it is, or reject it if it waits for approval, then "
            "run this again. Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """That a rebuild is under way.

    Attributes:
        since: when it began, also where an earlier try of it was interrupted.
        was_empty: CoreBooks had no links of the company then.
    """

    since: dt.datetime
    was_empty: bool


def begin(database: Database, company_id: str, actor: str, tagged: int) -> Mark:
    """Mark the company, so that no run starts until all links are there.

    Raises:
        RunInTheWay: one is under way.
        CompanyMoving: the company is being moved to another QuickBooks.
    """
    return database.write(partial(_begin, company_id, actor, tagged))


def _begin(company_id: str, actor: str, tagged: int, session: Session) -> Mark:
    company = session.get_one(Company, company_id)
    check_not_moving(session, company)
    run = session.scalars(
        select(SyncRun.id).where(
            SyncRun.company_id == company_id,
            SyncRun.outcome == RunOutcome.RUNNING,
            SyncRun.airflow_run_id.not_like(f"{RUN_NAME} %"),
        )
    ).first()
    if run is not None:
        raise RunInTheWay(company.name, run)
    if company.rebuilding_since is None:
        company.rebuilding_since = utc_now()
        audit.append(
            session,
            company_id,
            actor=actor,
            event="rebuild started",
            subject=f"QuickBooks company {company.name}",
            detail={"tagged_entries": tagged},
        )
    before = select(Link.document_key).where(
        Link.company_id == company_id, Link.posted_at < company.rebuilding_since
    )
    had_links = session.scalars(before.limit(1)).first() is not None
    was_rebuilt = company.rebuilt_at is not None
    return Mark(company.rebuilding_since, not (had_links or was_rebuilt))


def turn_on(database: Database, company_id: str, workflow: ProposedWorkflow, actor: str) -> None:
    """Turn a workflow on as it was, unless it is on already or never posted; all its versions at once."""
    if workflow.versions:
        database.write(partial(_turn_on, company_id, workflow, actor))


def _turn_on(company_id: str, workflow: ProposedWorkflow, actor: str, session: Session) -> None:
    if active_setup(session, company_id, workflow.category) is not None:
        return
    decided = charges_tax(session, company_id)
    for version in workflow.versions:
        new = NewWorkflow(
            category=workflow.category,
            template=version.template.key,
            options=version.options.model_dump(mode="json"),
            actor=actor,
            sync_from=_EVERYTHING,
            start_date=version.start_date,
        )
        replace_version(session, company_id, new)
        for key, charges in sorted(version.charges.items()):
            if key not in decided:
                decide(session, company_id, key, charges=charges, actor=actor)


def watch_from(context: SyncContext, moment: dt.datetime) -> None:
    """Have the next run ask QuickBooks what was edited since entries were read, and not before."""

    def store(session: Session) -> None:
        row = {
            "company_id": context.company_id,
            "category": context.category,
            "read_up_to": moment,
            "asked_by": None,
        }
        upsert(session, EntryWatermark, [row])

    context.database.write(store)


def finish(database: Database, company_id: str, actor: str, counts: Mapping[str, int]) -> None:
    """Take the mark off: runs may start again."""

    def store(session: Session) -> None:
        company = session.get_one(Company, company_id)
        company.rebuilding_since, company.rebuilt_at = None, utc_now()
        audit.append(
            session,
            company_id,
            actor=actor,
            event="database rebuilt",
            subject=f"QuickBooks company {company.name}",
            detail=dict(counts),
        )

    database.write(store)
