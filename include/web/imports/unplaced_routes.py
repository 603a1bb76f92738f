"""What arrived and belongs to no record: the list as a file, and dismissing rows that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from include.books.money import amount_heading, to_decimal
from include.core_backoffice.canonical.places import where
from include.database.feeds.deciding import CantDismiss, dismiss
from include.database.reads.unplaced import Unplaced, all_unplaced
from include.web.frame.access import Syncer
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import Cell, ExportForm, file_answer, local_moment, utc_moment
from include.web.imports.desk import Desk, ImportDesk, Opened
from include.web.imports.file_routes import show_import

router = APIRouter()


@router.get("/unplaced/export.{form}")
def export_unplaced(
    desk: Desk, form: ExportForm, source: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """What belongs to no record, as a file; of one source, or of all."""
    name = f"{desk.company.id}-imports-without-a-record"
    return file_answer(form, name, _columns(), _rows(desk, source))


@router.post("/files/{import_id}/dismiss")
def dismiss_rows(
    desk: Desk,
    who: Syncer,
    found: Opened,
    links: EntryLinks,
    key: Annotated[str, Form(max_length=200)] = "",
    why: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Say that rows without a key are no record, and why."""
    try:
        desk.database.write(lambda session: dismiss(session, found.row.id, key, why, who.name))
    except CantDismiss as reason:
        return show_import(desk, found, links, trouble=str(reason), status=422)
    return desk.go(f"/files/{found.row.id}?saved=dismissed#on-hold")


def _columns() -> tuple[str, ...]:
    return (
        "Source",
        "Import",
        "File",
        "Rows",
        "What happened",
        "What to do",
        amount_heading("Amount"),
        "Since",
        "Since (UTC)",
    )


def _rows(desk: ImportDesk, source: str) -> Iterator[list[Cell]]:
    return (_row(desk, one) for one in all_unplaced(desk.database, desk.company.id, source))


def _row(desk: ImportDesk, one: Unplaced) -> list[Cell]:
    return [
        one.source_name,
        one.import_id,
        one.file,
        where("", one.place),
        one.sentence,
        one.what_to_do,
        None if one.amount_cents is None else to_decimal(one.amount_cents),
        local_moment(one.since, desk.company.zone),
        utc_moment(one.since),
    ]
