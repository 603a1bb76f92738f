"""Saving a list's filters under a name, and deleting them; whoever reads may do so for themselves."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from include.database.setup.saved_filters import FilterNotSaved, delete_filter, save_filter
from include.plain_text import plain
from include.web.frame.access import Reader
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import RowId, go_to

router = APIRouter(prefix="/companies/{company_id}/filters")

PATHS = {
    "transactions": "transactions",
    "billing": "billing",
    "runs": "history",
    "changes": "history/changes",
}
"""The lists that filters are saved for, and where they are below the company's address."""
_LONGEST = 1000


@router.post("")
def save(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Reader,
    of_list: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
) -> Response:
    """Save a filter, and show the list by it."""
    path = _path(of_list)
    narrowed = _narrowed(query)
    try:
        save_filter(database, company.id, who.who, of_list, plain(name), narrowed)
    except FilterNotSaved as why:
        raise HTTPException(422, str(why)) from None
    return go_to(request, f"/companies/{company.id}/{path}?{narrowed}")


@router.post("/{filter_id}/delete")
def delete(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Reader,
    filter_id: RowId,
    of_list: Annotated[str, Form()] = "",
) -> Response:
    """Delete a filter of one's own; deleting one that is gone changes nothing."""
    path = _path(of_list)
    delete_filter(database, company.id, who.who, filter_id)
    return go_to(request, f"/companies/{company.id}/{path}")


def _path(of_list: str) -> str:
    if of_list not in PATHS:
        raise HTTPException(422, "Filters can't be saved for this list. Go back and save it there.")
    return PATHS[of_list]


def _narrowed(query: str) -> str:
    """What an address has after its question mark, without the page.

    Raises:
        HTTPException: it narrows nothing, or is longer than any list's.
    """
    kept = urlencode([(name, value) for name, value in parse_qsl(query) if name != "page"])
    if not kept:
        raise HTTPException(422, "There is no filter to save. Filter the list first, then save it.")
    if len(kept) > _LONGEST:
        raise HTTPException(422, "The filter is too long to save. Search for less, then save it.")
    return kept
