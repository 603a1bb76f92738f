"""A source: its door, what it feeds, its import profiles, and turning it off."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from include.core_backoffice.canonical.places import where
from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.profile_faults import ProfileUnreadable
from include.core_backoffice.mapping.yaml_files import LARGEST, from_yaml, to_yaml
from include.database.feeds.feeds import FeedProblem, NewFeed, assign, change_feed, create_feed
from include.database.feeds.free_ids import free_feed_id
from include.database.feeds.profiles import ProfileNotReady, activate, deactivate, save_profile
from include.database.feeds.query_cursors import ask_now
from include.database.reads.companies import company_with_id
from include.database.reads.import_routes import (
    ProfileVersion,
    profile_version,
    profile_versions,
    route_values,
    stream_owners,
)
from include.database.reads.imports import Source
from include.database.reads.unplaced import unplaced
from include.database.setup.company_access import may_see
from include.plain_text import plain
from include.web.frame.access import Connector, Syncer, Visitor
from include.web.frame.company_context import find_seen
from include.web.frame.pages import RowId
from include.web.imports.desk import Chosen, Desk, ImportDesk
from include.web.imports.doors import AFTER_READING, DOORS, STREAMS, fed_in_words
from include.web.imports.routed_by import routed_by
from include.web.imports.source_form import DOOR_FIELDS, SourceForm, opened_form, typed_form
from include.web.imports.source_secrets import router as secrets_router
from include.web.imports.source_secrets import secrets_of
from include.workflows.category import Stream

_NAMES = {
    Door.UPLOAD: "Exports",
    Door.FOLDER: "Folder",
    Door.MAILBOX: "Mailbox",
    Door.SQL: "Database",
    Door.PUSH: "Webhook",
}

router = APIRouter(prefix="/sources")


@router.get("/new")
def new_source(desk: Desk, _who: Syncer, door: str = Door.UPLOAD) -> Response:
    """The form of a new source."""
    chosen = Door(door) if door in set(Door) else Door.UPLOAD
    return _new(desk, opened_form(_NAMES[chosen], chosen, AfterReading.PREVIEW, {}))


@router.post("/new/{door}")
async def add_source(desk: Desk, who: Connector, door: Door) -> Response:
    """Set up a source."""
    sent = await desk.request.form()
    return await run_in_threadpool(_add, desk, who.name, typed_form(sent, door))


@router.get("/{source_id}")
def source_page(desk: Desk, found: Chosen, saved: str = "") -> Response:
    """A source with everything that is set of it."""
    return show_source(desk, found, saved=saved)


@router.post("/{source_id}/settings")
async def save_settings(desk: Desk, who: Connector, found: Chosen) -> Response:
    """Save its name, what its door needs, and what follows after reading."""
    sent = await desk.request.form()
    return await run_in_threadpool(_save, desk, who.name, found, typed_form(sent, found.door))


@router.post("/{source_id}/feeds")
def save_rule(
    desk: Desk,
    who: Syncer,
    found: Chosen,
    company: Annotated[str, Form(max_length=100)] = "",
    stream: Annotated[str, Form(max_length=40)] = "",
    routes: Annotated[str, Form(max_length=20_000)] = "",
    remove: Annotated[str, Form()] = "",
) -> Response:
    """Have the source feed a company with one of its streams, by a rule; or no longer."""
    target = company or desk.company.id
    if stream not in STREAMS or not _may_see(desk, who, target):
        return show_source(
            desk, found, trouble="Choose a company and what the source feeds it with.", status=422
        )
    values = [plain(one).strip() for one in routes.replace("\n", ",").split(",")]
    feed_id = None if remove else found.id
    try:
        desk.database.write(
            lambda session: assign(
                session, target, Stream(stream), feed_id, [one for one in values if one], who.name
            )
        )
    except FeedProblem as problem:
        return show_source(desk, found, trouble=str(problem), status=422)
    return desk.go(f"/sources/{found.id}?saved=feeds#feeds")


@router.post("/{source_id}/switch")
def switch_source(
    desk: Desk, who: Syncer, found: Chosen, on: Annotated[str, Form()] = ""
) -> Response:
    """Turn the source off or on; what arrived stays."""
    desk.database.write(
        lambda session: change_feed(session, found.id, actor=who.name, is_on=bool(on))
    )
    return desk.go(f"/sources/{found.id}?saved={'on' if on else 'off'}")


@router.post("/{source_id}/read")
def read_source_now(desk: Desk, who: Syncer, found: Chosen) -> Response:  # noqa: ARG001  (who may)
    """Have the source's database read by the next run of the inbox, seconds from now."""
    if found.door is not Door.SQL or found.off_at is not None:
        return show_source(
            desk,
            found,
            trouble="Only a database of a source that is on can be read now.",
            status=409,
        )
    desk.database.write(lambda session: ask_now(session, found.id))
    return desk.go(f"/sources/{found.id}?saved=asked")


@router.get("/{source_id}/profiles/{profile_id}/profile.yaml")
def export_profile(desk: Desk, found: Chosen, profile_id: RowId) -> Response:
    """A version of an import profile as one YAML file."""
    version = _version(desk, found, profile_id)
    text = to_yaml(Profile.model_validate(dict(version.body)))
    name = f"{found.id}-profile-{version.version}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)


@router.post("/{source_id}/profiles")
async def import_profile(desk: Desk, who: Syncer, found: Chosen) -> Response:
    """Save the profile of a YAML file as a draft."""
    sent = await desk.request.form()
    return await run_in_threadpool(_import, desk, who.name, found, sent)


@router.post("/{source_id}/profiles/{profile_id}/activate")
def activate_profile(desk: Desk, who: Syncer, found: Chosen, profile_id: RowId) -> Response:
    """Have a version that was tried on a file read what arrives; it needn't be tried again."""
    version = _version(desk, found, profile_id)
    try:
        desk.database.write(lambda session: activate(session, version.id, who.name))
    except ProfileNotReady as reason:
        return show_source(desk, found, trouble=str(reason), status=409)
    return desk.go(f"/sources/{found.id}?saved=activated#profiles")


@router.post("/{source_id}/profiles/{profile_id}/deactivate")
def deactivate_profile(desk: Desk, who: Syncer, found: Chosen, profile_id: RowId) -> Response:
    """Have a version read nothing any more."""
    version = _version(desk, found, profile_id)
    desk.database.write(lambda session: deactivate(session, version.id, who.name))
    return desk.go(f"/sources/{found.id}?saved=deactivated#profiles")


router.include_router(secrets_router)


def show_source(
    desk: ImportDesk,
    found: Source,
    form: SourceForm | None = None,
    *,
    trouble: str = "",
    saved: str = "",
    secret: str = "",
    status: int = 200,
) -> Response:
    """The page of a source.

    Args:
        desk: the visitor, the company and its database.
        found: the source.
        form: as it was typed; None as it is stored.
        trouble: why nothing was changed.
        saved: what was just saved.
        secret: a secret that was just made, to be shown this once.
        status: the HTTP status.
    """
    visitor: Visitor = desk.request.state.visitor
    with desk.database.reading() as session:
        versions = profile_versions(session, found.id)
        read = {
            "values": route_values(session, found.id, found.fed),
            "versions": versions,
            "owners": stream_owners(session, desk.company.id),
            "unplaced": unplaced(session, desk.company.id, found.id),
        }
    return desk.page(
        "source.html",
        status=status,
        source=found,
        form=form or opened_form(found.name, found.door, found.after_reading, found.settings),
        fields=DOOR_FIELDS[found.door],
        doors=DOORS,
        after=AFTER_READING,
        streams=STREAMS,
        fed_in_words=fed_in_words,
        routed_by=routed_by(versions),
        place_words=partial(where, ""),
        companies=find_seen(desk.database, visitor).companies,
        trouble=trouble,
        saved=saved,
        secret=secret,
        **read,
        **secrets_of(desk, found),
    )


def _new(desk: ImportDesk, form: SourceForm, status: int = 200) -> Response:
    return desk.page(
        "new_source.html",
        status=status,
        form=form,
        fields=DOOR_FIELDS[form.door],
        doors=DOORS,
        after=AFTER_READING,
    )


def _add(desk: ImportDesk, actor: str, form: SourceForm) -> Response:
    if form.errors:
        return _new(desk, form, status=422)

    def create(session: Any) -> str:
        new = NewFeed(
            id=free_feed_id(session, desk.company.id, form.name),
            company_id=desk.company.id,
            name=form.name,
            door=form.door,
            settings=form.settings,
            after_reading=form.after_reading,
        )
        return create_feed(session, new, actor).id

    try:
        made = desk.database.write(create)
    except FeedProblem as problem:
        form.errors["name"] = str(problem)
        return _new(desk, form, status=422)
    return desk.go(f"/sources/{made}?saved=new")


def _save(desk: ImportDesk, actor: str, found: Source, form: SourceForm) -> Response:
    if form.errors:
        return show_source(desk, found, form, status=422)
    kept = {name: value for name, value in found.settings.items() if name not in form.texts}
    desk.database.write(
        lambda session: change_feed(
            session,
            found.id,
            actor=actor,
            name=form.name,
            settings={**kept, **form.settings},
            after_reading=form.after_reading,
        )
    )
    return desk.go(f"/sources/{found.id}?saved=settings")


def _import(desk: ImportDesk, actor: str, found: Source, sent: FormData) -> Response:
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        return show_source(desk, found, trouble="Choose the YAML file of a profile.", status=422)
    try:
        profile = from_yaml(file.file.read(LARGEST + 1).decode("utf-8-sig", errors="replace"))
    except ProfileUnreadable as error:
        return show_source(desk, found, trouble=str(error), status=422)
    desk.database.write(lambda session: save_profile(session, found.id, profile, actor))
    return desk.go(f"/sources/{found.id}?saved=imported#profiles")


def _version(desk: ImportDesk, found: Source, profile_id: int) -> ProfileVersion:
    with desk.database.reading() as session:
        version = profile_version(session, found.id, profile_id)
    if version is None:
        raise HTTPException(
            404, "This source has no import profile with this number. Choose one on its page."
        )
    return version


def _may_see(desk: ImportDesk, who: Visitor, company_id: str) -> bool:
    with desk.database.reading() as session:
        known = company_with_id(session, company_id) is not None
        return known and may_see(session, company_id, who.id)
