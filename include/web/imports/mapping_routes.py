"""The mapping page: an import profile is made of a file, with what it would come to beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData

from include.core_backoffice.canonical.places import where
from include.core_backoffice.files.beginning import CHECKED_ROWS, ROWS, Beginning, beginning
from include.core_backoffice.files.sheets import FileRefused
from include.core_backoffice.mapping.apply import ProfileMismatch
from include.core_backoffice.mapping.columns import read_headers
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.mapping.ready import ready_profiles
from include.core_backoffice.mapping.trial import Trial, try_profile
from include.database.feeds.activation import activate_tried, save_tried, to_read
from include.database.feeds.feeds import assign
from include.database.feeds.people import FeedPeople
from include.database.feeds.profiles import ProfileNotReady
from include.database.feeds.reading import read_arrival
from include.database.reads.import_page import ImportDetail
from include.database.reads.import_routes import StreamOwner, profile_versions, stream_owners
from include.web.frame.access import Syncer
from include.web.imports.desk import Desk, ImportDesk, Readable
from include.web.imports.doors import STREAMS
from include.web.imports.file_columns import sheets_of
from include.web.imports.mapping_fields import DATES, ITEM_KINDS, KINDS, PEOPLE, SIGNS
from include.web.imports.mapping_form import MappingForm, answers_in, from_form, from_profile
from include.web.imports.mapping_view import tables_of, unused
from include.web.imports.opened_files import READ_AT_ONCE, first_rows, opened
from include.web.imports.preview import entries_of
from include.web.imports.profile_start import Start, start_of
from include.workflows.category import Stream

router = APIRouter(prefix="/files/{import_id}/mapping")

_RECORD_WORDS = {
    "transaction": ("transaction", "transactions"),
    "statement": ("statement", "statements"),
    "agent": ("agent", "agents"),
    "vendor": ("vendor", "vendors"),
}
_OF_STREAM = {
    "transactions": {TableKind.DEALS},
    "billing statements": {TableKind.STATEMENTS},
}


@router.get("")
def mapping_page(desk: Desk, found: Readable, start: str = "") -> Response:
    """The page as it opens: with the profile that knows the headers, or one that is suggested."""
    try:
        file = first_rows(desk, found)
    except FileRefused as error:
        return _refused(desk, found, error)
    begun = _start(desk, found, file, start)
    form = from_profile(begun.profile)
    return _page(desk, found, file, begun, form)


@router.post("")
async def update_mapping(desk: Desk, _who: Syncer, found: Readable) -> Response:
    """The page again with what was typed; saves nothing."""
    sent = await desk.request.form()

    def answer() -> Response:
        file = first_rows(desk, found)
        form = _typed(desk, found, file, sent)
        return _page(desk, found, file, _known(desk, found, file, sent), form, sent)

    return await run_in_threadpool(answer)


@router.post("/preview")
async def preview_mapping(desk: Desk, _who: Syncer, found: Readable) -> Response:
    """What the file would come to with what was typed; saves nothing."""
    sent = await desk.request.form()

    def answer() -> Response:
        file = first_rows(desk, found)
        form = _typed(desk, found, file, sent)
        return desk.page("preview.html", found=found, **_preview(desk, found, file, form))

    return await run_in_threadpool(answer)


@router.post("/save")
async def save_mapping(desk: Desk, who: Syncer, found: Readable) -> Response:
    """Save the profile; unless it is a draft, activate it if enough adds up, and read the file."""
    sent = await desk.request.form()
    return await run_in_threadpool(_save, desk, who.name, found, sent)


def _typed(desk: ImportDesk, found: ImportDetail, file: Beginning, sent: FormData) -> MappingForm:
    """What was typed; a profile that was there before may read columns that this file lacks."""
    begun = _known(desk, found, file, sent)
    is_kept = begun.key.startswith(("ready-", "version-"))
    columns = [
        column
        for table in (begun.profile.tables if is_kept else ())
        for column in read_headers(table)
    ]
    return from_form(sent, sheets_of(file), columns)


def _save(desk: ImportDesk, actor: str, found: ImportDetail, sent: FormData) -> Response:
    file = first_rows(desk, found)
    form = _typed(desk, found, file, sent)
    begun = _known(desk, found, file, sent)
    profile = form.profile
    if profile is None:
        return _page(desk, found, file, begun, form, sent, status=422)
    try:
        trial = _long_trial(desk, found, profile)
    except (FileRefused, ProfileMismatch) as error:
        form.errors["profile"] = str(error)
        return _page(desk, found, file, begun, form, sent, status=422)
    if sent.get("draft"):
        desk.database.write(
            lambda session: save_tried(session, found.row.source_id, profile, trial, actor)
        )
        return desk.go(f"/sources/{found.row.source_id}?saved=draft#profiles")
    try:
        _activate(desk, found, profile, trial, actor, {str(one) for one in sent.getlist("feeds")})
    except ProfileNotReady as reason:
        return _page(desk, found, file, begun, form, sent, trouble=str(reason), status=409)
    _read_waiting(desk, found.row.source_id)
    return desk.go(f"/files/{found.row.id}?activated=yes")


def _activate(
    desk: ImportDesk,
    found: ImportDetail,
    profile: Profile,
    trial: Trial,
    actor: str,
    feeds: set[str],
) -> None:
    """Activate the profile, and have its source feed the company with what was ticked."""
    source_id, company_id = found.row.source_id, desk.company.id

    def change(session: Any) -> None:
        activate_tried(session, source_id, profile, trial, actor)
        for owner in stream_owners(session, company_id):
            if owner.stream in feeds and owner.source_id != source_id:
                assign(session, company_id, Stream(owner.stream), source_id, (), actor)

    desk.database.write(change)


def _read_waiting(desk: ImportDesk, source_id: str) -> None:
    """Read what waited for the profile, in order, as far as a visitor can wait; the rest is read by a run."""
    with desk.database.reading() as session:
        waiting = to_read(session, source_id)
    left = READ_AT_ONCE
    for import_id, size in waiting:
        left -= size
        if left < 0:
            return
        read_arrival(desk.database, desk.seal, import_id)


def _long_trial(desk: ImportDesk, found: ImportDetail, profile: Profile) -> Trial:
    """The file tried with all rows, or with as many as a visitor can wait for.

    A run judges the others one by one as it reads them.
    """
    with opened(desk, found.row.id, found.row.name) as file:
        checked = beginning(file, CHECKED_ROWS)
    people = _people(desk, found)
    return try_profile(profile, checked.file, found.row.name, people, cut=checked.cut)


def _people(desk: ImportDesk, found: ImportDetail) -> FeedPeople:
    """The agents and vendors that are on the source's lists already."""
    return FeedPeople(desk.database, desk.seal, found.row.source_id)


def _start(desk: ImportDesk, found: ImportDetail, file: Beginning, key: str) -> Start:
    with desk.database.reading() as session:
        versions = profile_versions(session, found.row.source_id)
    return start_of(key, file.file, found.row.source_name, versions)


def _known(desk: ImportDesk, found: ImportDetail, file: Beginning, sent: FormData) -> Start:
    """What the form started from, with the questions that aren't answered yet."""
    key = sent.get("start")
    begun = _start(desk, found, file, key if isinstance(key, str) else "")
    answered = {setting for setting, _ in answers_in(sent)}
    questions = [one for one in begun.questions if one.setting not in answered]
    return replace(begun, sentence="", notes=(), questions=questions)


def _page(
    desk: ImportDesk,
    found: ImportDetail,
    file: Beginning,
    begun: Start,
    form: MappingForm,
    sent: FormData | None = None,
    *,
    trouble: str = "",
    status: int = 200,
) -> Response:
    sheets = sheets_of(file, _headers(form))
    with desk.database.reading() as session:
        versions = profile_versions(session, found.row.source_id)
        owners = stream_owners(session, desk.company.id)
    preview = _preview(desk, found, file, form)
    tried: Trial | None = preview["trial"]
    return desk.page(
        "mapping.html",
        status=status,
        found=found,
        refused="",
        is_open=sent is not None or tried is None or not tried.is_enough,
        trouble=trouble,
        start=begun,
        form=form,
        body=json.dumps(form.body),
        sheets=sheets,
        tables=tables_of(form, sheets),
        unused=unused(form, sheets),
        versions=versions,
        ready=[one.name for one in ready_profiles()],
        kinds={kind.value: text for kind, text in KINDS.items()},
        item_kinds=ITEM_KINDS,
        people=PEOPLE,
        signs=SIGNS,
        dates=DATES,
        owners=owners,
        owner_words=_owner_words(found.row.source_id),
        feeds=_feeds(form, owners, found.row.source_id, sent),
        streams=STREAMS,
        **preview,
    )


def _preview(
    desk: ImportDesk, found: ImportDetail, file: Beginning, form: MappingForm
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "trial": None,
        "entries": None,
        "why_not": "Correct the fields marked in the form to see what the file would come to.",
        "first_rows": ROWS,
        "checked_rows": CHECKED_ROWS,
        "place_words": partial(where, ""),
        "record_words": lambda kind, number: _RECORD_WORDS[kind][number != 1],
    }
    if form.profile is None:
        return shown
    name = found.row.name
    try:
        trial = try_profile(form.profile, file.file, name, _people(desk, found), cut=file.cut)
    except (FileRefused, ProfileMismatch) as error:
        return {**shown, "why_not": str(error)}
    return {
        **shown,
        "trial": trial,
        "entries": entries_of(desk.database, desk.company, desk.lookup, trial),
    }


def _headers(form: MappingForm) -> list[str]:
    tables: Sequence[dict[str, Any]] = form.body.get("tables") or ()
    return [str(header) for table in tables for header in table.get("headers") or ()]


def _feeds(
    form: MappingForm, owners: Sequence[StreamOwner], source_id: str, sent: FormData | None
) -> set[str]:
    """The streams that are ticked: as sent; at first those that the file has and nobody else feeds."""
    if sent is not None:
        return {str(one) for one in sent.getlist("feeds")}
    kinds = {str(table.get("of")) for table in form.body.get("tables") or ()}
    return {
        owner.stream
        for owner in owners
        if kinds & _OF_STREAM[owner.stream]
        and (owner.source_id == source_id or not (owner.source_id or owner.has_records))
    }


def _owner_words(source_id: str) -> Any:
    def words(owner: StreamOwner) -> str:
        if owner.source_id == source_id:
            return "This source feeds them already."
        if owner.source_id:
            return f"{owner.source_name} feeds them now. This source takes its place."
        if owner.has_records:
            return "They come from the CORE connection now. This source takes its place."
        return "Nothing was read yet. This source takes the place of the CORE connection."

    return words


def _refused(desk: ImportDesk, found: ImportDetail, error: FileRefused) -> Response:
    return desk.page(
        "mapping.html",
        status=422,
        found=found,
        refused=str(error),
        sheets=(),
        start=Start("", _NOTHING),
    )


_NOTHING = Profile.model_construct(name="", contents="changes", tables=())
