"""Imports: the sources of a company, and what arrived at them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from include.core_backoffice.canonical.places import where
from include.core_backoffice.mapping.own_layout import (
    EMPTY_NAME,
    SAMPLE_NAME,
    empty_workbook,
    sample_workbook,
)
from include.database.reads.imports import imports, sources, status_counts
from include.database.reads.unplaced import unplaced
from include.database.status_words import IMPORT
from include.web.frame.exports import ExportForm, file_answer
from include.web.imports import (
    exported,
    file_routes,
    mapping_routes,
    source_routes,
    unplaced_routes,
    upload_routes,
)
from include.web.imports.desk import Desk
from include.web.imports.doors import DOORS, came_from, feeds_in_words
from include.web.imports.filters import STATUSES, Filters

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(prefix="/companies/{company_id}/imports")


@router.get("")
def imports_page(desk: Desk, asked: Annotated[Filters, Query()]) -> Response:
    """The sources, and the newest imports."""
    with desk.database.reading() as session:
        known = sources(session, desk.company.id)
        found = imports(session, desk.company.id, asked.wanted())
        counts = status_counts(session, desk.company.id)
        loose = unplaced(session, desk.company.id)
    return desk.page(
        "imports.html",
        sources=known,
        unplaced=loose,
        place_words=partial(where, ""),
        found=found,
        counts={status.value: number for status, number in counts.items()},
        asked=asked,
        statuses=STATUSES,
        badges=IMPORT,
        doors=DOORS,
        feeds_in_words=feeds_in_words,
        came_from=came_from,
        address=partial(asked.address, desk.base),
    )


@router.get("/export.{form}")
def export_imports(desk: Desk, form: ExportForm, asked: Annotated[Filters, Query()]) -> Response:
    """The imports as a file, filtered as the page is."""
    rows = exported.rows(desk.database, desk.company.id, asked.wanted(), desk.company.zone)
    return file_answer(form, f"{desk.company.id}-imports", exported.COLUMNS, rows)


@router.get("/workbook/{workbook}")
def own_workbook(workbook: Literal["empty", "sample"]) -> Response:
    """CoreBooks' own workbook to fill in: empty, or with examples."""
    content, name = (
        (sample_workbook(), SAMPLE_NAME) if workbook == "sample" else (empty_workbook(), EMPTY_NAME)
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_XLSX, headers=headers)


router.include_router(upload_routes.router)
router.include_router(mapping_routes.router)
router.include_router(file_routes.router)
router.include_router(unplaced_routes.router)
router.include_router(source_routes.router)
