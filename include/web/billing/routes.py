"""Agent billing: what agents were billed, what they paid, and syncing it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.active_setups import active_setups
from include.database.reads.billing import billed_agents
from include.database.reads.billing_log import billing_log
from include.database.reads.companies import ConnectedCompany
from include.database.reads.existing_of_record import NOTHING, existing_of_records
from include.database.reads.saved_filters import saved_filters
from include.database.statuses import RecordStatus
from include.web.billing import exported
from include.web.existing.kinds import kinds_on
from include.web.frame.access import Syncer, Visitor
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import ExportForm, file_answer
from include.web.frame.fields import SearchText, is_core_id
from include.web.frame.pages import PageNumber, go_to, render, root
from include.web.imports.origin import origin_links
from include.web.runs.progress_routes import shown
from include.web.runs.starting import NothingToStart, runs_in_address, show_runs, start_for
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/billing")

# The order of an agent's badges: what needs attention first.
_STATUSES = (
    RecordStatus.ON_HOLD,
    RecordStatus.READY,
    RecordStatus.SYNCED,
    RecordStatus.NOT_READY,
    RecordStatus.UNDONE,
)


@router.get("")
def agents_page(
    request: Request,
    company: Here,
    database: OpenDatabase,
    q: SearchText = "",
    page: PageNumber = 1,
) -> Response:
    """The agents with billing."""
    return _agents(request, company, database, q, page)


@router.get("/export.{form}")
def export(company: Here, database: OpenDatabase, form: ExportForm, q: SearchText = "") -> Response:
    """The agents as a file, searched as the page is."""
    rows = exported.rows(database, company.id, q)
    return file_answer(form, f"{company.id}-billing", exported.columns(), rows)


@router.get("/open")
def open_by_id(
    request: Request,
    company: Here,
    database: OpenDatabase,
    id: str = "",  # noqa: A002  (the field's name)
) -> Response:
    """Go to an agent by CORE ID, whether the database has billing of the agent or not."""
    wanted = id.strip()
    if not is_core_id(wanted):
        error = (
            f"“{wanted}” isn't a CORE ID. CORE IDs have letters, digits, hyphens, and full stops. CORE shows an agent's ID in "
            "the address of the agent's page."
        )
        return _agents(request, company, database, errors={"id": error}, wanted=wanted)
    return go_to(request, f"/companies/{company.id}/billing/{wanted}")


@router.post("/sync")
def sync(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    _who: Syncer,
    records: Annotated[list[str], Form()] = [],  # noqa: B006  (FastAPI copies it)
    preview: Annotated[str, Form()] = "",
) -> Response:
    """Sync, or preview, all billing of the selected agents."""
    agent_id = records[0].strip() if len(records) == 1 else ""
    try:
        runs = start_for(
            request, database, company, [Category.AGENT_BILLING], records, preview=bool(preview)
        )
    except NothingToStart as reason:
        if request.headers.get("HX-Request"):
            return render(request, "frame/error_piece.html", sentence=str(reason))
        errors = {"records": str(reason)}
        if is_core_id(agent_id):
            return _agent(request, company, database, links, agent_id, errors=errors)
        return _agents(request, company, database, errors=errors)
    return show_runs(
        request, database, company, runs, f"billing/{agent_id}" if agent_id else "billing"
    )


@router.get("/{agent_id}/export.{form}")
def export_statements(
    company: Here, database: OpenDatabase, agent_id: str, form: ExportForm
) -> Response:
    """One agent's statements as a file, a line for each billing item."""
    if not is_core_id(agent_id):
        raise HTTPException(404, "That isn't a CORE ID. Choose an agent under Agent billing.")
    rows = exported.statement_rows(database, company.id, agent_id)
    name = f"{company.id}-billing-{agent_id}"
    return file_answer(form, name, exported.statement_columns(), rows)


@router.get("/{agent_id}")
def agent_page(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    agent_id: str,
    page: PageNumber = 1,
) -> Response:
    """One agent's statements; asked for by htmx, the part that a run changes."""
    return _agent(request, company, database, links, agent_id, page)


def _agents(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    q: str = "",
    page: PageNumber = 1,
    errors: dict[str, str] | None = None,
    wanted: str = "",
) -> Response:
    visitor: Visitor = request.state.visitor
    with database.reading() as session:
        listed = billed_agents(session, company.id, q, page)
        saved = saved_filters(session, company.id, visitor.id, "billing")
    base = f"{root(request)}/companies/{company.id}/billing"
    runs = runs_in_address(request, database, company)

    def address(number: int) -> str:
        search: dict[str, Any] = {"q": q} if q else {}
        return f"{base}?{urlencode({**search, 'page': number})}"

    return render(
        request,
        "billing/agents.html",
        "billing",
        status=422 if errors else 200,
        listed=listed,
        statuses=_STATUSES,
        q=q,
        saved=saved,
        query=urlencode({"q": q}) if q else "",
        wanted=wanted,
        errors=errors or {},
        address=address,
        runs=runs,
        **shown(request, database, company, runs),
    )


def _agent(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    links: EntryLinks,
    agent_id: str,
    page: PageNumber = 1,
    errors: dict[str, str] | None = None,
) -> Response:
    with database.reading() as session:
        log = billing_log(session, company.id, agent_id, page)
        statements = [f"statement:{one.id}" for one in log.statements]
        existing = existing_of_records(session, company.id, statements)
        kinds = kinds_on(active_setups(session, company.id))
    runs = runs_in_address(request, database, company)
    piece = bool(request.headers.get("HX-Request"))
    base = f"{root(request)}/companies/{company.id}/billing/{agent_id}"
    known = log.total > 0 or is_core_id(agent_id)
    return render(
        request,
        "billing/statements.html" if piece else "billing/agent.html",
        "billing",
        status=422 if errors else 200 if known else 404,
        log=log,
        origins=origin_links(request, database, company.id, statements),
        known=known,
        existing=existing,
        nothing_existing=NOTHING,
        kinds=kinds.get(Category.AGENT_BILLING, ()),
        billing=Category.AGENT_BILLING,
        link=links,
        paid=exported.PAID,
        errors=errors or {},
        address=lambda number: f"{base}?page={number}",
        runs=runs,
        **shown(request, database, company, runs),
    )
