"""The first page: the company at a glance, what is next to do, and the way there."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database import automation
from include.database.automation import AutomationSettings
from include.database.reads.companies import ConnectedCompany
from include.database.statuses import LinkStatus, RunOutcome
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link
from include.database.tables.runs import SyncRun
from include.sync.run.run import active_setup
from include.sync.verify.report import RunReport, latest_reports
from include.web.frame.company_context import Here, OpenDatabase, read_companies
from include.web.frame.pages import go_to, render
from include.workflows.category import Category
from include.workflows.template import template

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WorkflowCard:
    """A workflow category at a glance.

    Attributes:
        template: the title of the active template; empty when none is chosen.
        entries: how many of its entries stand in QuickBooks.
        running: the name in Airflow of a run that is not finished; empty when there is none.
        report: the newest run that was not a preview.
    """

    category: Category
    template: str
    entries: int
    running: str
    report: RunReport | None


@router.get("/")
def start(request: Request, database: OpenDatabase) -> Response:
    """Lead to the company, or to where one is connected."""
    companies = read_companies(database)
    path = f"/companies/{companies[0].id}/" if companies else "/settings/integrations"
    return go_to(request, path)


@router.get("/companies/{company_id}/")
def overview(request: Request, company: Here, database: OpenDatabase) -> Response:
    """The workflows with their newest runs, what is held back, and what to do next."""
    reports = {report.category: report for report in latest_reports(database, company.id)}
    with database.reading() as session:
        cards = [
            _card(session, company, category, reports.get(category.value)) for category in Category
        ]
        settings = automation.of(session, company.id)
    return render(
        request,
        "overview/overview.html",
        "overview",
        cards=cards,
        held=sum(len(report.on_hold) for report in reports.values()),
        next_step=next_step(company, cards),
        runs_itself=runs_itself(settings),
        approval=settings.approval_required,
    )


def next_step(company: ConnectedCompany, cards: list[WorkflowCard]) -> str:
    """What a new user has to do next: "connect", "choose", "run", or nothing more."""
    if company.disconnected_at is not None:
        return "connect"
    deals = [card for card in cards if card.category is not Category.AGENT_BILLING]
    if not all(card.template for card in deals):
        return "choose"
    ready = [card for card in cards if card.template]
    return "" if any(card.report or card.running for card in ready) else "run"


def runs_itself(settings: AutomationSettings) -> str:
    """What auto-sync does, in words; empty when it does nothing."""
    parts = []
    if settings.sync_deals:
        parts.append("disbursements at 100 %")
    if settings.sync_billing:
        parts.append("billing when the agent's card is charged")
    return " and ".join(parts)


def _card(
    session: Session, company: ConnectedCompany, category: Category, report: RunReport | None
) -> WorkflowCard:
    setup: WorkflowSetup | None = active_setup(session, company.id, category)
    live = (
        Link.company_id == company.id,
        Link.category == category,
        Link.status == LinkStatus.IN_QUICKBOOKS,
    )
    entries = session.scalar(select(func.count()).select_from(Link).where(*live)) or 0
    running = session.scalars(
        select(SyncRun.airflow_run_id)
        .where(
            SyncRun.company_id == company.id,
            SyncRun.category == category,
            SyncRun.outcome == RunOutcome.RUNNING,
        )
        .order_by(SyncRun.id.desc())
        .limit(1)
    ).first()
    return WorkflowCard(
        category=category,
        template=template(setup.template).title if setup else "",
        entries=entries,
        running=running or "",
        report=report,
    )
