"""The page Overview: what is due and what became of it, what to do next, each workflow, and the months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from include.books.wording import joined
from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.entry_counts import Counted, stored_counts
from include.database.reads.alerts import alerts_of
from include.database.reads.approvals import waiting_approvals
from include.database.reads.companies import ConnectedCompany
from include.database.reads.due import Amount, DueTransactions, due_transactions, first_days
from include.database.reads.existing_totals import last_searches
from include.database.reads.history import newest_runs
from include.database.reads.month import ended_sign_offs
from include.database.reads.overview import (
    WorkflowGlance,
    has_previewed,
    oldest_hold,
    records_on_hold,
    workflow_glances,
)
from include.database.reads.run_summary import RunSummary
from include.database.setup.automation import AutomationSettings
from include.database.setup.company_moves import moving_since
from include.database.statuses import RecordStatus
from include.provider.connections.opening import is_desktop
from include.provider.connections.unmet_needs import unmet_needs
from include.web.frame.access import Visitor
from include.web.frame.facts import Facts
from include.web.frame.pages import company_facts, render
from include.web.frame.schedules import in_words
from include.web.frame.status_words import RECORD
from include.web.overview.month_bars import month_bars
from include.web.overview.next_steps import Waiting, next_steps
from include.web.overview.setup_steps import Existing, setup_steps
from include.web.runs.progress_routes import shown
from include.web.runs.run_progress import Progress
from include.web.runs.status import RunStatus, status_of
from include.workflows.category import TRANSACTION_CATEGORIES, Category
from include.workflows.template import template

RECENT = 5
"""The newest runs that are listed."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows of the database.

    Attributes:
        since: entries and transactions from this day on are counted.
        was_previewed: whether any run was a preview.
    """

    since: dt.date
    glances: Mapping[str, WorkflowGlance]
    waiting: Waiting
    settings: AutomationSettings
    recent: Sequence[RunSummary]
    was_previewed: bool
    existing: Existing


@dataclass(frozen=True, slots=True)
class WorkflowLine:
    """A workflow in the table.

    Attributes:
        makes: what its template posts by: "invoices"; empty where that needn't be said.
        status: of the last run; None before the first.
    """

    category: Category
    makes: str
    glance: WorkflowGlance
    status: RunStatus | None


def overview_page(
    request: Request,
    company: ConnectedCompany,
    who: Visitor,
    database: Database,
    runs: list[Progress],
    trouble: str = "",
) -> Response:
    """The page.

    Args:
        request: the visitor's.
        company: whose page.
        who: the visitor.
        database: the database.
        runs: that were just started, and are followed on the page.
        trouble: why a run wasn't started; empty where none failed to.
    """
    facts = company_facts(request, company)
    read = _read(database, company, who, facts)
    due, settings = read.waiting.due, read.settings
    return render(
        request,
        "overview/overview.html",
        "overview",
        status=409 if trouble else 200,
        now=utc_now(),
        since=read.since,
        due=due,
        parts=_parts(due),
        bars=month_bars(due.months) if due else (),
        connection=read.waiting.connection,
        steps=next_steps(company, read.waiting),
        setup=setup_steps(
            company, read.glances, has_previewed=read.was_previewed, existing=read.existing
        ),
        lines=[_line(category, read.glances[category]) for category in Category],
        recent=[(run, status_of(run)) for run in read.recent],
        settings=settings,
        auto_synced=auto_synced(settings),
        schedule=in_words(settings.schedule),
        runs=runs,
        trouble=trouble,
        **shown(request, database, company, runs),
    )


def _read(database: Database, company: ConnectedCompany, who: Visitor, facts: Facts) -> _Read:
    today = utc_now().astimezone(company.zone).date()
    since = first_days(today)[0]
    with database.reading() as session:
        glances = workflow_glances(session, company.id, since)
        on = [category for category in TRANSACTION_CATEGORIES if glances[category].template]
        waiting = Waiting(
            connection=(facts.connection, facts.trouble),
            alerts=alerts_of(session, company.id),
            approvals=waiting_approvals(session, company.id, who.who, may_sync=who.may_sync),
            on_hold=records_on_hold(session, company.id),
            oldest_hold=oldest_hold(session, company.id),
            due=due_transactions(session, company.id, on, today) if on else None,
            ended=ended_sign_offs(session, company.id),
            unmet=unmet_needs(session, company.id),
            moving_since=moving_since(session, company.id),
        )
        return _Read(
            since,
            glances,
            waiting,
            facts.settings,
            newest_runs(session, company.id, RECENT),
            has_previewed(session, company.id),
            _existing(
                company,
                [one for one in Category if glances[one].template],
                stored_counts(session, company.id),
                last_searches(session, company.id),
            ),
        )


def _existing(
    company: ConnectedCompany,
    on: Sequence[Category],
    counted: Mapping[str, Counted],
    searched: Container[str],
) -> Existing:
    """What QuickBooks had for the workflows that are on, as it was last counted."""
    with_some = [one for one in on if one in counted and counted[one].words]
    is_file = is_desktop(company) and bool(on)
    return Existing(
        joined([*dict.fromkeys(counted[one].words for one in with_some)]),
        is_file,
        all(one in searched for one in (on if is_file else with_some)),
    )


def _parts(due: DueTransactions | None) -> list[tuple[RecordStatus, str, Amount]]:
    """The parts of what is due: status, word, amount. What only some companies have has no empty field."""
    if due is None:
        return []
    always = (RecordStatus.SYNCED, RecordStatus.READY, RecordStatus.ON_HOLD)
    listed = (*always, *(status for status in due.parts if status not in always))
    return [(status, RECORD[status].text, due.parts.get(status, Amount())) for status in listed]


def auto_synced(settings: AutomationSettings) -> str:
    """What auto-sync posts, in words; empty when it is off."""
    parts = []
    if settings.sync_deals:
        parts.append("disbursements that reach 100%")
    if settings.sync_billing:
        parts.append("billing when the agent's card is charged")
    return " and ".join(parts)


def _line(category: Category, glance: WorkflowGlance) -> WorkflowLine:
    makes = template(glance.template).makes if glance.template else ""
    status = status_of(glance.last_run) if glance.last_run else None
    return WorkflowLine(category, makes, glance, status)
