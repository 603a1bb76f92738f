"""The page of one transaction, and how its items post."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.books.journal import Posting, net_effect
from include.clock import utc_now
from include.database.cleared_warnings import clear_warnings
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.run_changes import lists_of
from include.database.reads.transaction import TransactionDetail, transaction_detail
from include.database.stored.documents import document_from_json
from include.sync.diff.item_overrides import overrides_of
from include.web.frame.access import Syncer
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.company_tax import shows_tax
from include.web.frame.entry_links import EntryLinks
from include.web.frame.fields import is_core_id
from include.web.frame.pages import go_to, render
from include.web.frame.status_words import WARNINGS
from include.web.imports.origin import origin_links
from include.web.runs.progress_routes import shown
from include.web.runs.starting import runs_in_address
from include.web.transactions.items import (
    Choice,
    ItemNotChanged,
    TreatedItemRow,
    choose_treatment,
    treated_rows,
)
from include.workflows.category import TRANSACTION_CATEGORIES

router = APIRouter()


@router.get("/{transaction_id}")
def detail_page(
    request: Request, company: Here, database: OpenDatabase, links: EntryLinks, transaction_id: str
) -> Response:
    """One transaction; asked for by htmx, the part that a run changes."""
    return _detail(request, company, database, links, transaction_id, {})


@router.get("/{transaction_id}/items")
def items_piece(
    request: Request, company: Here, database: OpenDatabase, transaction_id: str
) -> Response:
    """How its items post, as a piece that another page unfolds; opened by itself, the page that has it."""
    if not request.headers.get("HX-Request"):
        return go_to(request, f"/companies/{company.id}/transactions/{transaction_id}#items")
    return _items(request, company, database, transaction_id, {})


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
    """Choose how one item of this transaction posts, or return it to the workflow's rule."""
    detail, items = _read(database, company, transaction_id)
    in_place = bool(request.headers.get("HX-Request"))
    try:
        chosen = Choice(items, item, treatment, who.name)
        choose_treatment(database, company.id, detail.key, chosen)
    except ItemNotChanged as error:
        errors = {error.item: str(error)}
        if in_place:
            return _items(request, company, database, transaction_id, errors)
        return _detail(request, company, database, links, transaction_id, errors)
    if in_place:
        return _items(request, company, database, transaction_id, {})
    return go_to(request, f"/companies/{company.id}/transactions/{transaction_id}#items")


def _items(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    transaction_id: str,
    errors: dict[str, str],
) -> Response:
    detail, items = _read(database, company, transaction_id)
    return render(
        request,
        "transactions/items.html",
        status=422 if errors else 200,
        detail=detail,
        items=items,
        errors=errors,
    )


@router.post("/{transaction_id}/warnings/clear")
def clear_warning(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Syncer,
    transaction_id: str,
    warning: Annotated[int, Form(ge=0, le=2**63 - 1)] = 0,
) -> Response:
    """Clear one warning of this transaction."""
    detail, _ = _read(database, company, transaction_id)
    database.write(
        lambda session: clear_warnings(session, company.id, who.name, [detail.key], warning)
    )
    return go_to(request, f"/companies/{company.id}/transactions/{transaction_id}#record-status")


def _detail(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    links: EntryLinks,
    transaction_id: str,
    errors: dict[str, str],
) -> Response:
    detail, items = _read(database, company, transaction_id)
    runs = runs_in_address(request, database, company)
    piece = bool(request.headers.get("HX-Request"))
    known = detail.is_read or is_core_id(transaction_id)
    return render(
        request,
        "transactions/transaction_status.html" if piece else "transactions/transaction.html",
        "transactions",
        status=422 if errors else 200 if known else 404,
        detail=detail,
        items=items,
        known=known,
        link=links,
        postings=_postings(database, company, detail),
        has_tax=shows_tax(company, (tax for one in detail.changes for tax in one.change.taxes)),
        categories=TRANSACTION_CATEGORIES,
        note=detail.note,
        snoozed=detail.is_snoozed(utc_now().astimezone(company.zone).date()),
        errors=errors,
        origin=origin_links(request, database, company.id, [detail.key]).get(detail.key),
        warning_words=WARNINGS,
        runs=runs,
        **shown(request, database, company, runs),
    )


def _postings(
    database: Database, company: ConnectedCompany, detail: TransactionDetail
) -> list[Posting]:
    """What its entries debit and credit together, as CoreBooks last posted them."""
    current = [entry for entry in detail.entries if entry.is_in_quickbooks]
    if not current:
        return []
    posted = [document_from_json(entry.document) for entry in current]
    taxes = {one.key: entry.tax_cents for one, entry in zip(posted, current, strict=True)}
    lists = lists_of(database, company.id)
    return net_effect(((None, document) for document in posted), lists, taxes)


def _read(
    database: Database, company: ConnectedCompany, transaction_id: str
) -> tuple[TransactionDetail, list[TreatedItemRow]]:
    with database.reading() as session:
        detail = transaction_detail(session, company.id, transaction_id)
        overrides = overrides_of(session, company.id, [detail.key]).get(detail.key, {})
    return detail, treated_rows(detail.deal, overrides, detail.setups)
