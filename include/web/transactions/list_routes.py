"""Transactions: what CORE has, what QuickBooks has of it, and Sync."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.web.frame.access import Syncer
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.fields import typed_day
from include.web.frame.pages import PageNumber, go_to, render, root
from include.web.runs.progress_routes import shown
from include.web.runs.starting import (
    MOST,
    NothingToStart,
    active_of,
    chosen_ids,
    runs_in_address,
    show_runs,
    start_for,
)
from include.web.transactions import detail_routes as transaction_page
from include.web.transactions.listing import (
    DEAL_CATEGORIES,
    STATUSES,
    Wanted,
    found_ids,
    transactions,
)
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/transactions")


class Filters(BaseModel):
    """What the list is narrowed to, as it was typed."""

    q: str = ""
    workflow: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    page: PageNumber = 1

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by it."""
        return any((self.q, self.workflow, self.status, self.since, self.until))

    def address(self, base: str, page: int) -> str:
        """The address of another page of the same list."""
        kept = {name: value for name, value in self.model_dump().items() if value}
        return f"{base}?{urlencode({**kept, 'page': page})}"

    def wanted(self, errors: dict[str, str]) -> Wanted:
        """What to look for; `errors` receives a sentence for each field that cannot be read."""
        return Wanted(
            search=self.q,
            workflow=Category(self.workflow) if self.workflow in set(DEAL_CATEGORIES) else None,
            status=self.status if self.status in STATUSES else "",
            since=typed_day("since", self.since, errors),
            until=typed_day("until", self.until, errors),
            page=self.page,
        )


class Chosen(Filters):
    """The lines that were marked, or everything that was found."""

    records: list[str] = []
    everything: str = ""
    preview: str = ""


@router.get("")
def list_page(
    request: Request, company: Here, database: OpenDatabase, asked: Annotated[Filters, Query()]
) -> Response:
    """The list, searched and filtered."""
    errors: dict[str, str] = {}
    return _list(request, company, database, asked, asked.wanted(errors), errors)


@router.post("/selected")
def ask_first(
    request: Request,
    company: Here,
    database: OpenDatabase,
    _who: Syncer,
    chosen: Annotated[Chosen, Form()],
) -> Response:
    """Ask whether the chosen transactions are to be synced: how many there are, and what starts."""
    records = _records(database, company, chosen)
    try:
        ids = chosen_ids(records)
    except NothingToStart as reason:
        return _nothing(request, company, database, chosen, reason)
    piece = bool(request.headers.get("HX-Request"))
    return render(
        request,
        "transactions/confirm_sync.html" if piece else "transactions/confirm_sync_page.html",
        "transactions",
        ids=ids,
        active=active_of(database, company, DEAL_CATEGORIES),
    )


@router.post("/sync")
def sync_many(
    request: Request,
    company: Here,
    database: OpenDatabase,
    _who: Syncer,
    chosen: Annotated[Chosen, Form()],
) -> Response:
    """Sync, or preview, the chosen transactions."""
    records = _records(database, company, chosen)
    preview = bool(chosen.preview)
    try:
        runs = start_for(request, database, company, DEAL_CATEGORIES, records, preview=preview)
    except NothingToStart as reason:
        return _nothing(request, company, database, chosen, reason)
    path = f"transactions/{records[0].strip()}" if len(records) == 1 else "transactions"
    return show_runs(request, database, company, runs, path)


@router.get("/open")
def open_by_id(
    request: Request,
    company: Here,
    database: OpenDatabase,
    id: str = "",  # noqa: A002  (the field's name)
) -> Response:
    """Lead to a transaction by its id in CORE, whether the database knows it or not."""
    wanted = id.strip()
    if wanted.isdigit():
        return go_to(request, f"/companies/{company.id}/transactions/{wanted}")
    errors = {
        "id": f"“{wanted}” is no id of CORE's, which has digits only. To find a transaction by its "
        "number or address, use the search above."
    }
    return _list(request, company, database, Filters(), Wanted(), errors, wanted)


# After /open and /sync, which are no ids.
router.include_router(transaction_page.router)


def _list(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: Filters,
    wanted: Wanted,
    errors: dict[str, str],
    wanted_id: str = "",
) -> Response:
    with database.reading() as session:
        listed = transactions(session, company.id, wanted)
    runs = runs_in_address(request, database, company)
    return render(
        request,
        "transactions/transactions.html",
        "transactions",
        status=422 if errors else 200,
        listed=listed,
        asked=asked,
        address=partial(asked.address, f"{root(request)}/companies/{company.id}/transactions"),
        errors=errors,
        wanted_id=wanted_id,
        most=MOST,
        statuses=STATUSES,
        categories=DEAL_CATEGORIES,
        runs=runs,
        **shown(database, company, runs),
    )


def _records(database: Database, company: ConnectedCompany, chosen: Chosen) -> list[str]:
    """The CORE ids that are meant; one more than may go at once where there are too many."""
    if not chosen.everything:
        return chosen.records
    errors: dict[str, str] = {}
    wanted = chosen.wanted(errors)
    if errors:
        return []
    with database.reading() as session:
        return found_ids(session, company.id, wanted, MOST + 1)


def _nothing(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    chosen: Chosen,
    reason: NothingToStart,
) -> Response:
    if request.headers.get("HX-Request"):
        return render(request, "frame/error_piece.html", sentence=str(reason))
    errors = {"records": str(reason)}
    asked = Filters.model_validate(chosen.model_dump(include=set(Filters.model_fields)))
    return _list(request, company, database, asked, asked.wanted(errors), errors)
