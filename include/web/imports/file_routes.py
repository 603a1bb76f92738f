"""One import: what became of it, its rows, its bytes as they arrived, and what to do while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from include.core_backoffice.canonical.places import where
from include.core_backoffice.files.disbursement_pdf import page_of
from include.core_backoffice.files.pdf_text import page_picture
from include.core_backoffice.files.sheets import FileRefused
from include.database.feeds.arrivals import open_arrival
from include.database.feeds.deciding import NotWaiting, discard, read_anyway
from include.database.feeds.reading import read_arrival
from include.database.reads.import_page import ImportDetail, changed_records, held_rows
from include.database.status_words import DELETED_IN_CORE, IMPORT, RECORD
from include.database.statuses import RecordStatus
from include.plain_text import plain
from include.web.frame.access import Syncer
from include.web.frame.entry_links import EntryLinks
from include.web.frame.pages import PageNumber
from include.web.imports.desk import Desk, ImportDesk, NoSuchImport, Opened, Readable
from include.web.imports.doors import DOORS, came_from
from include.web.imports.file_rows import rows_around
from include.web.imports.opened_files import opened

PDF = "PDF"
_PART = 64 * 1024
_WHAT = {
    "new": "New",
    "changed": "Changed",
    "held": RECORD[RecordStatus.ON_HOLD].text,
    "gone": DELETED_IN_CORE.text,
    "dismissed": "Dismissed",
}
_LONGEST_SHEET = 300

router = APIRouter(prefix="/files/{import_id}")


@router.get("")
def import_page(
    desk: Desk,
    found: Opened,
    links: EntryLinks,
    page: PageNumber = 1,
    held: PageNumber = 1,
    activated: str = "",
    saved: str = "",
) -> Response:
    """What arrived, the rows on hold, and the records that changed by it with their entries."""
    return show_import(desk, found, links, page, held, told="activated" if activated else saved)


@router.get("/rows")
def rows_page(
    desk: Desk,
    found: Readable,
    sheet: Annotated[str, Query(max_length=_LONGEST_SHEET)] = "",
    row: Annotated[int, Query(ge=0, le=2**31)] = 0,
    column: Annotated[str, Query(max_length=_LONGEST_SHEET)] = "",
) -> Response:
    """The rows of a file around one, which is marked."""
    try:
        with opened(desk, found.row.id, found.row.name) as file:
            shown = rows_around(file, plain(sheet), row)
    except FileRefused as error:
        return desk.page("rows.html", found=found, shown=None, refused=str(error), column=column)
    return desk.page("rows.html", found=found, shown=shown, refused="", column=plain(column))


@router.get("/picture")
def picture_of_page(
    desk: Desk, found: Readable, row: Annotated[int, Query(ge=0, le=2**31)] = 0
) -> Response:
    """The page of a disbursement that a row is on, as a picture to compare it with."""
    try:
        with opened(desk, found.row.id, found.row.name) as file:
            page = page_of(file, row) if file.format == PDF else 0
        if not page:
            raise NoSuchImport
        with open_arrival(desk.database, desk.seal, found.row.id) as content:
            picture = page_picture(found.row.name, content, page)
    except FileRefused:
        raise NoSuchImport from None
    return Response(picture, media_type="image/png")


@router.get("/original")
def original_file(desk: Desk, found: Readable) -> Response:
    """The bytes as they arrived, to be saved and never to be shown."""
    return StreamingResponse(
        _bytes(desk, found.row.id),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.row.name or 'import', safe='')}",
            "Content-Length": str(found.size),
        },
    )


@router.post("/read")
def read_import_anyway(desk: Desk, who: Syncer, found: Opened, links: EntryLinks) -> Response:
    """Read a file that waits for someone: much shorter than the last one, or older."""
    try:
        desk.database.write(lambda session: read_anyway(session, found.row.id, who.name))
    except NotWaiting as reason:
        return show_import(desk, found, links, trouble=str(reason), status=409)
    read_arrival(desk.database, desk.seal, found.row.id)
    return desk.go(f"/files/{found.row.id}")


@router.post("/discard")
def discard_import(desk: Desk, who: Syncer, found: Opened, links: EntryLinks) -> Response:
    """Never read a file; its bytes stay."""
    try:
        desk.database.write(lambda session: discard(session, found.row.id, who.name))
    except NotWaiting as reason:
        return show_import(desk, found, links, trouble=str(reason), status=409)
    return desk.go(f"/files/{found.row.id}")


def show_import(
    desk: ImportDesk,
    found: ImportDetail,
    links: EntryLinks,
    page: int = 1,
    held: int = 1,
    *,
    told: str = "",
    trouble: str = "",
    status: int = 200,
) -> Response:
    """The page of an import, as it opens and as it says why something wasn't done."""
    with desk.database.reading() as session:
        on_hold = held_rows(session, found.row.id, held)
        changed = changed_records(session, desk.company.id, found.row.id, page)
    own = f"{desk.base}/files/{found.row.id}"
    return desk.page(
        "import.html",
        status=status,
        found=found,
        on_hold=on_hold,
        changed=changed,
        badge=IMPORT[found.row.status],
        doors=DOORS,
        came_from=came_from,
        what_words=_WHAT,
        place_words=partial(where, ""),
        link=links,
        told=told,
        trouble=trouble,
        has_pictures=found.row.name.lower().endswith(".pdf"),
        held_address=lambda number: f"{own}?held={number}#on-hold",
        changed_address=lambda number: f"{own}?page={number}#changed",
    )


def _bytes(desk: ImportDesk, import_id: int) -> Iterator[bytes]:
    with open_arrival(desk.database, desk.seal, import_id) as content:
        while part := content.read(_PART):
            yield part
