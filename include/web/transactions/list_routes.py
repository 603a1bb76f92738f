"""Transactions: the list, and syncing those that are selected."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import Response

from include.database.cleared_warnings import clear_warnings
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.saved_filters import saved_filters
from include.database.reads.transactions import (
    MOST_COUNTED,
    SIZES,
    WARNED,
    TransactionFilter,
    all_transactions,
    matching_ids,
    status_counts,
    transactions,
)
from include.web.frame.access import Syncer, Visitor
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.exports import ExportForm, file_answer
from include.web.frame.fields import is_core_id
from include.web.frame.pages import company_facts, go_to, render, root
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
from include.web.transactions.filters import STATUSES, Filters, Selection
from include.web.transactions.listed import columns, explained, export_row, reason
from include.workflows.category import TRANSACTION_CATEGORIES

router = APIRouter(prefix="/companies/{company_id}/transactions")


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
    chosen: Annotated[Selection, Form()],
) -> Response:
    """Ask before the selected transactions are synced: how many there are, and what starts."""
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
        active=active_of(database, company, TRANSACTION_CATEGORIES),
    )


@router.post("/sync")
def sync_many(
    request: Request,
    company: Here,
    database: OpenDatabase,
    _who: Syncer,
    chosen: Annotated[Selection, Form()],
) -> Response:
    """Sync, or preview, the selected transactions."""
    records = _records(database, company, chosen)
    preview = bool(chosen.preview)
    try:
        runs = start_for(
            request, database, company, TRANSACTION_CATEGORIES, records, preview=preview
        )
    except NothingToStart as reason:
        return _nothing(request, company, database, chosen, reason)
    path = f"transactions/{records[0].strip()}" if len(records) == 1 else "transactions"
    return show_runs(request, database, company, runs, path)


@router.post("/warnings/clear")
def clear_many(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Syncer,
    chosen: Annotated[Selection, Form()],
) -> Response:
    """Clear the warnings of the selected transactions."""
    try:
        ids = chosen_ids(_records(database, company, chosen))
    except NothingToStart as reason:
        return _nothing(request, company, database, chosen, reason)
    keys = [f"transaction:{one}" for one in ids]
    database.write(lambda session: clear_warnings(session, company.id, who.name, keys))
    asked = Filters.model_validate(chosen.model_dump(include=set(Filters.model_fields)))
    return go_to(request, f"/companies/{company.id}/transactions?{asked.query()}")


@router.get("/export.{form}")
def export(
    company: Here,
    database: OpenDatabase,
    form: ExportForm,
    asked: Annotated[Filters, Query()],
) -> Response:
    """The list as a file, filtered and sorted as the page is."""
    errors: dict[str, str] = {}
    wanted = asked.wanted(errors)
    if errors:
        raise HTTPException(422, " ".join(errors.values()))
    rows = (export_row(row) for row in all_transactions(database, company.id, wanted))
    return file_answer(form, f"{company.id}-transactions", columns(), rows)


@router.get("/open")
def open_by_id(
    request: Request,
    company: Here,
    database: OpenDatabase,
    id: str = "",  # noqa: A002  (the field's name)
) -> Response:
    """Go to a transaction by its CORE ID, whether the database has it or not."""
    wanted = id.strip()
    if is_core_id(wanted):
        return go_to(request, f"/companies/{company.id}/transactions/{wanted}")
    errors = {
        "id": f"“{wanted}” isn't a CORE ID. CORE IDs have letters, digits, hyphens, and full stops. To find a transaction by "
        "number or address, use search."
    }
    return _list(request, company, database, Filters(), TransactionFilter(), errors, wanted)


# After /open, /export and /sync, which are not IDs.
router.include_router(transaction_page.router)


def _list(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: Filters,
    wanted: TransactionFilter,
    errors: dict[str, str],
    wanted_id: str = "",
) -> Response:
    visitor: Visitor = request.state.visitor
    with database.reading() as session:
        listed = transactions(session, company.id, wanted)
        counts = status_counts(session, company.id) if not asked.narrows_besides_status else {}
        saved = saved_filters(session, company.id, visitor.id, "transactions")
    here = f"{root(request)}/companies/{company.id}/transactions"
    runs = runs_in_address(request, database, company)
    return render(
        request,
        "transactions/transactions.html",
        "transactions",
        status=422 if errors else 200,
        listed=listed,
        asked=asked,
        address=partial(asked.address, here),
        sorted_by=partial(asked.sorted_by, here),
        counts=counts,
        read_at=company_facts(request, company).core_read_at,
        reason=reason,
        explained=explained,
        saved=saved,
        warned=WARNED,
        most_counted=MOST_COUNTED,
        sizes=SIZES,
        errors=errors,
        wanted_id=wanted_id,
        most=MOST,
        statuses=STATUSES,
        categories=TRANSACTION_CATEGORIES,
        runs=runs,
        **shown(request, database, company, runs),
    )


def _records(database: Database, company: ConnectedCompany, chosen: Selection) -> list[str]:
    """The selected CORE IDs; one more than a run takes at once where there are too many."""
    if not chosen.everything:
        return chosen.records
    errors: dict[str, str] = {}
    wanted = chosen.wanted(errors)
    if errors:
        return []
    with database.reading() as session:
        return matching_ids(session, company.id, wanted, MOST + 1)


def _nothing(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    chosen: Selection,
    reason: NothingToStart,
) -> Response:
    if request.headers.get("HX-Request"):
        return render(request, "frame/error_piece.html", sentence=str(reason))
    errors = {"records": str(reason)}
    asked = Filters.model_validate(chosen.model_dump(include=set(Filters.model_fields)))
    return _list(request, company, database, asked, asked.wanted(errors), errors)
