"""The page of one transaction, and decisions about its items."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.web.frame.access import Syncer
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.pages import go_to, render
from include.web.runs.progress_routes import shown
from include.web.runs.starting import runs_in_address
from include.web.transactions.detail import detail
from include.web.transactions.items import Choice, ItemNotDecided, decide
from include.web.transactions.listing import DEAL_CATEGORIES

router = APIRouter()


@router.get("/{transaction_id}")
def detail_page(
    request: Request, company: Here, database: OpenDatabase, links: EntryLinks, transaction_id: str
) -> Response:
    """One transaction; asked for by htmx, the part that a run changes."""
    return _detail(request, company, database, links, transaction_id, {})


@router.post("/{transaction_id}/items")
def decide_item(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    who: Syncer,
    transaction_id: str,
    item: Annotated[str, Form()] = "",
    treatment: Annotated[str, Form()] = "",
) -> Response:
    """Decide what becomes of one item of this transaction, or leave it to the workflow again."""
    key = f"transaction:{transaction_id}"
    try:
        with database.writing() as session:
            items = detail(session, company.id, transaction_id).items
            decide(session, company.id, key, Choice(items, item, treatment, who.name))
    except ItemNotDecided as refusal:
        errors = {refusal.item: str(refusal)}
        return _detail(request, company, database, links, transaction_id, errors)
    return go_to(request, f"/companies/{company.id}/transactions/{transaction_id}#items")


def _detail(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    links: EntryLinks,
    transaction_id: str,
    errors: dict[str, str],
) -> Response:
    with database.reading() as session:
        found = detail(session, company.id, transaction_id)
    runs = runs_in_address(request, database, company)
    piece = bool(request.headers.get("HX-Request"))
    known = found.record is not None or transaction_id.isdigit()
    return render(
        request,
        "transactions/transaction_status.html" if piece else "transactions/transaction.html",
        "transactions",
        status=422 if errors else 200 if known else 404,
        found=found,
        known=known,
        link=links,
        categories=DEAL_CATEGORIES,
        errors=errors,
        runs=runs,
        **shown(database, company, runs),
    )
