"""Transactions: what CORE has, what QuickBooks has of it, and Sync."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.ledger.database import Ledger
from include.ledger.models import Company
from include.sync.item_overrides import Switches, choose, clear
from include.web.access import Syncer
from include.web.entry_links import EntryLinks
from include.web.opened import Here, OpenLedger
from include.web.pages import go_to, render, root
from include.web.runs import shown
from include.web.starting import NothingToStart, runs_in_address, show_runs, start_for
from include.web.transaction_detail import detail
from include.web.transaction_list import DEAL_CATEGORIES, STATUSES, Wanted, transactions
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/transactions")


class Filters(BaseModel):
    """What the list is narrowed to, as it was typed."""

    q: str = ""
    workflow: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

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
            since=_day("since", self.since, errors),
            until=_day("until", self.until, errors),
            page=self.page,
        )


@router.get("")
def list_page(
    request: Request, company: Here, ledger: OpenLedger, asked: Annotated[Filters, Query()]
) -> Response:
    """The list, searched and filtered."""
    errors: dict[str, str] = {}
    return _list(request, company, ledger, asked, asked.wanted(errors), errors)


@router.post("/sync")
def sync_many(
    request: Request,
    company: Here,
    ledger: OpenLedger,
    who: Syncer,
    records: Annotated[list[str], Form()] = [],  # noqa: B006  (FastAPI copies it)
    preview: Annotated[str, Form()] = "",
) -> Response:
    """Sync, or preview, the chosen transactions."""
    del who
    try:
        runs = start_for(request, ledger, company, DEAL_CATEGORIES, records, preview=bool(preview))
    except NothingToStart as reason:
        if request.headers.get("HX-Request"):
            return render(request, "error_piece.html", sentence=str(reason))
        errors = {"records": str(reason)}
        return _list(request, company, ledger, Filters(), Wanted(), errors)
    path = f"transactions/{records[0].strip()}" if len(records) == 1 else "transactions"
    return show_runs(request, ledger, company, runs, path)


@router.get("/open")
def open_by_id(request: Request, company: Here, id: str = "") -> Response:  # noqa: A002  (the field's name)
    """Lead to a transaction by its id in CORE, whether the ledger knows it or not."""
    wanted = id.strip()
    path = f"transactions/{wanted}" if wanted.isdigit() else "transactions"
    return go_to(request, f"/companies/{company.id}/{path}")


@router.get("/{transaction_id}")
def detail_page(
    request: Request,
    company: Here,
    ledger: OpenLedger,
    links: EntryLinks,
    transaction_id: str,
) -> Response:
    """One transaction; asked for by htmx, the part that a run changes."""
    with ledger.reading() as session:
        found = detail(session, company.id, transaction_id)
    runs = runs_in_address(request, ledger, company)
    piece = bool(request.headers.get("HX-Request"))
    return render(
        request,
        "transaction_standing.html" if piece else "transaction.html",
        "transactions",
        status=200 if found.record or transaction_id.isdigit() else 404,
        found=found,
        link=links,
        categories=DEAL_CATEGORIES,
        runs=runs,
        **shown(ledger, company, runs),
    )


@router.post("/{transaction_id}/items")
def decide_item(
    request: Request,
    company: Here,
    ledger: OpenLedger,
    who: Syncer,
    transaction_id: str,
    item: Annotated[str, Form()],
    becomes: Annotated[str, Form()],
) -> Response:
    """Decide what becomes of one item of this transaction, or leave it to the workflow again."""
    chosen = {
        "paid": Switches(sync=True, create_payment=True),
        "line": Switches(sync=True, create_payment=False),
        "nothing": Switches(sync=False, create_payment=False),
    }
    key = f"transaction:{transaction_id}"
    with ledger.writing() as session:
        if becomes in chosen:
            choose(session, company.id, key, item, chosen[becomes], who.name)
        else:
            clear(session, company.id, key, item, who.name)
    return go_to(request, f"/companies/{company.id}/transactions/{transaction_id}#items")


def _list(
    request: Request,
    company: Company,
    ledger: Ledger,
    asked: Filters,
    wanted: Wanted,
    errors: dict[str, str],
) -> Response:
    with ledger.reading() as session:
        listed = transactions(session, company.id, wanted)
    runs = runs_in_address(request, ledger, company)
    return render(
        request,
        "transactions.html",
        "transactions",
        status=422 if errors else 200,
        listed=listed,
        asked=asked,
        address=partial(asked.address, f"{root(request)}/companies/{company.id}/transactions"),
        errors=errors,
        statuses=STATUSES,
        categories=DEAL_CATEGORIES,
        runs=runs,
        **shown(ledger, company, runs),
    )


def _day(name: str, text: str, errors: dict[str, str]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        errors[name] = f"“{text}” is no date. Choose one from the calendar, or leave it empty."
        return None
