"""Upload: a file is stored as it is, then read, or its columns are matched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.database.feeds.arrivals import (
    ArrivalTooLarge,
    FeedOff,
    NewArrival,
    StoredArrival,
    store_arrival,
)
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.free_ids import free_feed_id
from include.database.feeds.reading import read_arrival
from include.database.reads.imports import Source, sources
from include.database.statuses import ArrivalStatus
from include.plain_text import plain
from include.web.frame.access import Syncer
from include.web.imports.desk import Desk, ImportDesk
from include.web.imports.opened_files import READ_AT_ONCE
from include.web.imports.upload_source import NEW, find_source

UPLOADS = re.compile("/companies/[^/]+/imports/upload")
"""The addresses whose forms may have a large file."""

DEFAULT_SOURCE = "Exports"
_PART = 256 * 1024
_LONGEST_NAME = 100

router = APIRouter()


@router.get("/upload")
def upload_page(desk: Desk, source: str = "") -> Response:
    """The form for a file."""
    return _form(desk, chosen=source)


@router.post("/upload")
async def upload_file(desk: Desk, who: Syncer) -> Response:
    """Store a file, and read it if an import profile knows its headers; else match its columns."""
    sent = await desk.request.form()
    return await run_in_threadpool(_upload, desk, who.name, sent)


def _upload(desk: ImportDesk, actor: str, sent: FormData) -> Response:
    file = sent.get("file")
    chosen, name = _text(sent, "source"), _text(sent, "name")
    known = _own_sources(desk)
    if not isinstance(file, UploadFile) or not file.filename or not file.size:
        trouble = "Choose a file that isn't empty."
        return _form(desk, chosen=chosen, name=name, errors={"file": trouble}, status=422)
    if chosen not in {one.id for one in known}:
        asked = _source_of(desk, actor, known, file, chosen, name)
        if isinstance(asked, Response):
            return asked
        chosen = asked
    try:
        stored = _store(desk, actor, chosen, file)
    except (ArrivalTooLarge, FeedOff) as error:
        return _form(desk, chosen=chosen, errors={"file": str(error)}, status=409)
    if file.size > READ_AT_ONCE:
        # A run reads it; it can only do so by a profile.
        has_profile = any(one.profiles for one in known if one.id == chosen)
        return desk.go(f"/files/{stored.id}" + ("" if has_profile else "/mapping"))
    outcome = read_arrival(desk.database, desk.seal, stored.id)
    if outcome.status is ArrivalStatus.NO_PROFILE:
        return desk.go(f"/files/{stored.id}/mapping")
    return desk.go(f"/files/{stored.id}")


def _source_of(
    desk: ImportDesk,
    actor: str,
    known: Sequence[Source],
    file: UploadFile,
    chosen: str,
    name: str,
) -> str | Response:
    """The source of a file for which none was chosen; or the form again, where only a person can tell."""
    if len(name) > _LONGEST_NAME:
        trouble = f"A source's name has at most {_LONGEST_NAME} characters. Shorten it."
        return _form(desk, chosen=NEW, name=name, errors={"name": trouble}, status=422)
    named = next((one.id for one in known if one.name.casefold() == name.casefold()), "")
    if named and chosen == NEW:
        trouble = f"There is a source “{name}” already. Choose it above, or enter another name."
        return _form(desk, chosen=NEW, name=name, errors={"name": trouble}, status=422)
    if named:
        return named
    if not known or chosen == NEW or name:
        return _new_source(desk, actor, name or DEFAULT_SOURCE)
    found = find_source(desk, known, _file_name(file), file.size or 0, file.file)
    if found.source_id:
        return found.source_id
    return _form(desk, chosen=found.likely, errors={"source": found.sentence}, status=422)


def _store(desk: ImportDesk, actor: str, feed_id: str, file: UploadFile) -> StoredArrival:
    new = NewArrival(
        feed_id=feed_id,
        door=Door.UPLOAD,
        name=_file_name(file),
        sender="",
        received_by=actor,
    )
    return store_arrival(desk.database, desk.seal, new, _parts(file))


def _file_name(file: UploadFile) -> str:
    """The file's name; whatever folder it was in is nobody's business."""
    return plain(file.filename or "").replace("\\", "/").rpartition("/")[2] or "file"


def _parts(file: UploadFile) -> Iterator[bytes]:
    file.file.seek(0)
    while part := file.file.read(_PART):
        yield part


def _new_source(desk: ImportDesk, actor: str, name: str) -> str:
    def create(session: Any) -> str:
        new = NewFeed(
            id=free_feed_id(session, desk.company.id, name),
            company_id=desk.company.id,
            name=name,
            door=Door.UPLOAD,
            settings={},
            after_reading=AfterReading.PREVIEW,
        )
        return create_feed(session, new, actor).id

    return desk.database.write(create)


def _own_sources(desk: ImportDesk) -> list[Source]:
    """The sources that take uploads here: those that were set up in the company and are on."""
    with desk.database.reading() as session:
        found = sources(session, desk.company.id)
    return [one for one in found if one.company_id == desk.company.id and one.off_at is None]


def _form(
    desk: ImportDesk,
    *,
    chosen: str = "",
    name: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return desk.page(
        "upload.html",
        status=status,
        sources=_own_sources(desk),
        chosen=chosen,
        name=name,
        errors=errors or {},
    )


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return plain(value).strip() if isinstance(value, str) else ""
