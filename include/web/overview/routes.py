"""The first page: the company at a glance, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from include.database.reads.alerts import alerts_of
from include.database.reads.approvals import waiting_approvals
from include.database.reads.companies import ConnectedCompany
from include.database.reads.overview import WorkflowGlance, workflow_glances
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.web.frame.access import Reader
from include.web.frame.company_context import MOST_WORDS, Here, OpenDatabase, find_seen
from include.web.frame.pages import go_to, render
from include.web.runs.status import RunStatus, status_of
from include.workflows.category import Category
from include.workflows.template import template

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WorkflowCard:
    """A workflow at a glance.

    Attributes:
        template: the title of its template; empty when it is off.
        status: of the last run; None before the first.
    """

    category: Category
    template: str
    glance: WorkflowGlance
    status: RunStatus | None


@router.get("/")
def start(request: Request, database: OpenDatabase, who: Reader) -> Response:
    """Go to the company, or to where one is connected."""
    companies = find_seen(database, who).companies
    path = f"/companies/{companies[0].id}/" if companies else "/settings/integrations"
    return go_to(request, path)


@router.get("/companies")
def find(request: Request, database: OpenDatabase, who: Reader, q: str = "") -> Response:
    """The companies that a search finds, for the list at the top; a whole page is Integrations."""
    search = " ".join(q.split()[:MOST_WORDS])
    if not request.headers.get("HX-Request"):
        return go_to(request, f"/settings/integrations?{urlencode({'q': search})}")
    return render(request, "frame/company_list.html", found=find_seen(database, who, search))


@router.get("/companies/{company_id}/")
def overview(request: Request, company: Here, who: Reader, database: OpenDatabase) -> Response:
    """The workflows with their newest runs, what is on hold or waits, and what to do next."""
    with database.reading() as session:
        glances = workflow_glances(session, company.id)
        settings = automation.of(session, company.id)
        alerts = alerts_of(session, company.id)
        waiting = waiting_approvals(session, company.id, who.who, may_sync=who.may_sync)
    cards = [_card(category, glances[category]) for category in Category]
    return render(
        request,
        "overview/overview.html",
        "overview",
        cards=cards,
        on_hold=sum(card.glance.on_hold for card in cards),
        next_step=next_step(company, cards),
        auto_synced=auto_synced(settings),
        approval=settings.approval_required,
        waiting=waiting,
        alerts=alerts,
    )


def next_step(company: ConnectedCompany, cards: Sequence[WorkflowCard]) -> str:
    """What a new user does next: "connect", "choose", "run", or nothing more."""
    if company.disconnected_at is not None:
        return "connect"
    of_transactions = [card for card in cards if card.category is not Category.AGENT_BILLING]
    if not all(card.template for card in of_transactions):
        return "choose"
    glances = [card.glance for card in cards if card.template]
    return "" if any(glance.last_run or glance.running for glance in glances) else "run"


def auto_synced(settings: AutomationSettings) -> str:
    """What auto-sync posts, in words; empty when it is off."""
    parts = []
    if settings.sync_deals:
        parts.append("disbursements that reach 100%")
    if settings.sync_billing:
        parts.append("billing when the agent's card is charged")
    return " and ".join(parts)


def _card(category: Category, glance: WorkflowGlance) -> WorkflowCard:
    title = template(glance.template).title if glance.template else ""
    status = status_of(glance.last_run) if glance.last_run else None
    return WorkflowCard(category, title, glance, status)
