"""Existing entries: finding them, linking all that are certain, undoing that, and deciding one by one."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.books.money import Cents, format_money
from include.books.wording import counted
from include.database.engine import Database
from include.database.reads.existing import Part
from include.database.reads.existing_totals import (
    FoundTotals,
    LinkedTogether,
    found_totals,
    linked_together,
)
from include.provider.airflow_api import Asked as AskedRun
from include.sync.existing import booking, deciding, linking, unlinking
from include.sync.existing.errors import CantDecide
from include.sync.run.mode import RunMode
from include.web.existing import exported
from include.web.existing.page import Desk, ExistingDesk
from include.web.frame.access import Syncer
from include.web.frame.airflow_runs import start_run
from include.web.frame.exports import ExportForm, file_answer
from include.web.frame.fields import is_core_id
from include.web.frame.pages import render
from include.web.runs.starting import show_runs
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/existing")

_LONGEST_NOTE = 500


@router.get("")
def list_page(desk: Desk) -> Response:
    """What was found, and the list that is asked for."""
    return desk.page()


@router.get("/export.{form}")
def export(desk: Desk, form: ExportForm) -> Response:
    """The list as a file; without one, everything that was found for the workflow."""
    asked = desk.asked
    parts = (asked.listed,) if asked.listed else tuple(Part)
    rows = exported.rows(desk.database, desk.company.id, asked.category or "", parts)
    name = f"{desk.company.id}-existing-entries"
    return file_answer(form, name, exported.columns(), rows)


@router.post("/find")
def find(
    request: Request,
    desk: Desk,
    who: Syncer,
    category: Annotated[Category, Form()],
    record: Annotated[str, Form()] = "",
) -> Response:
    """Start a run that searches QuickBooks, for everything or for one record. It posts nothing."""
    del who
    if record and not is_core_id(record):
        return desk.page(refused="Choose a record that CORE has. Nothing was started.")
    company = desk.company
    records = (record,) if record else ()
    run = start_run(request, AskedRun(company.id, category, records, mode=RunMode.FIND_EXISTING))
    return show_runs(request, desk.database, company, [run], "existing")


@router.get("/link")
def ask_to_link(desk: Desk) -> Response:
    """Ask before everything that is certain is linked: a dialog for htmx, else a page."""
    category, totals = _totals(desk)
    if not totals.ready.number:
        return desk.page(refused="Nothing is ready to link. Nothing was changed.")
    piece = bool(desk.request.headers.get("HX-Request"))
    page = "existing/confirm_link.html" if piece else "existing/confirm_link_page.html"
    return render(desk.request, page, "workflows", category=category, ready=totals.ready)


@router.post("/link")
def link_certain(desk: Desk, who: Syncer) -> Response:
    """Link everything of a workflow that is certain."""
    category, before = _totals(desk)
    try:
        number = linking.link_certain(desk.database, desk.company.id, category, who.name)
    except CantDecide as error:
        return desk.page(refused=str(error))
    _, after = _totals(desk)
    return desk.page(said=_linked(number, after.linked.cents - before.linked.cents, after))


@router.get("/undo")
def ask_to_undo(desk: Desk, confirm_id: str) -> Response:
    """Ask before what one click linked is unlinked: a dialog for htmx, else a page."""
    category, group = _group(desk, confirm_id)
    piece = bool(desk.request.headers.get("HX-Request"))
    page = "existing/confirm_undo.html" if piece else "existing/confirm_undo_page.html"
    return render(desk.request, page, "workflows", category=category, group=group)


@router.post("/undo")
def undo_linking(desk: Desk, who: Syncer, confirm_id: Annotated[str, Form()]) -> Response:
    """Unlink all that one click linked, but for what CoreBooks has updated since."""
    category, _ = _group(desk, confirm_id)
    company_id = desk.company.id
    try:
        undone, kept = unlinking.undo_linking(
            desk.database, company_id, category, confirm_id, who.name
        )
    except CantDecide as error:
        return desk.page(refused=str(error))
    stays = (
        f" {counted(kept, 'entry')} that CoreBooks has updated since stay linked." if kept else ""
    )
    return desk.page(said=f"{counted(undone, 'entry')} unlinked.{stays}")


class Act(StrEnum):
    """What a user decides about one entry."""

    LINK = "link"
    POST_ANYWAY = "post-anyway"
    NOT_A_MATCH = "not-a-match"
    MARK = "mark"
    UNLINK = "unlink"
    DECIDE_AGAIN = "decide-again"
    UNMARK = "unmark"
    ACCEPT = "accept"


class Decision(BaseModel):
    """The document that is decided about; `entry` is the QuickBooks ID of another entry found for it."""

    document: str
    act: Act
    entry: str = ""
    note: str = ""


_ACTS: dict[Act, Callable[[Database, str, str, str], str]] = {
    Act.POST_ANYWAY: deciding.post_anyway,
    Act.NOT_A_MATCH: deciding.not_the_same,
    Act.UNLINK: unlinking.unlink,
    Act.DECIDE_AGAIN: deciding.decide_again,
    Act.UNMARK: booking.unmark_booked,
    Act.ACCEPT: deciding.accept_difference,
}


@router.post("/decide")
def decide(desk: Desk, who: Syncer, asked: Annotated[Decision, Form()]) -> Response:
    """Decide about one entry."""
    try:
        said = decided(desk.database, desk.company.id, asked, who.name)
    except CantDecide as error:
        return desk.page(refused=str(error))
    return desk.page(said=said)


def decided(database: Database, company_id: str, asked: Decision, actor: str) -> str:
    """Do what a user decided.

    Returns:
        What that means, as a sentence.

    Raises:
        CantDecide: nothing was changed.
    """
    key = asked.document
    if asked.act is Act.LINK:
        return linking.link(database, company_id, key, actor, quickbooks_id=asked.entry)
    if asked.act is Act.MARK:
        note = asked.note.strip()[:_LONGEST_NOTE]
        return booking.mark_booked(database, company_id, key, actor, note=note)
    return _ACTS[asked.act](database, company_id, key, actor)


def _totals(desk: ExistingDesk) -> tuple[Category, FoundTotals]:
    category = _category(desk)
    with desk.database.reading() as session:
        return category, found_totals(session, desk.company.id)[category]


def _category(desk: ExistingDesk) -> Category:
    if desk.asked.category is None:
        raise HTTPException(422, "Choose a workflow under Existing entries. Nothing was changed.")
    return desk.asked.category


def _group(desk: ExistingDesk, confirm_id: str) -> tuple[Category, LinkedTogether]:
    category = _category(desk)
    with desk.database.reading() as session:
        groups = linked_together(session, desk.company.id, category)
    group = next((one for one in groups if one.confirm_id == confirm_id), None)
    if group is None:
        raise HTTPException(
            404,
            "Nothing of this linking can be unlinked anymore. Nothing was changed. Open Existing entries to "
            "see what is linked.",
        )
    return category, group


def _linked(number: int, cents: Cents, after: FoundTotals) -> str:
    told = f"{counted(number, 'entry')} linked ({format_money(cents)})."
    left = after.ready.number
    if not left:
        return told
    are = "1 entry wasn't" if left == 1 else f"{left:,} entries weren't"
    return f"{told} {are} linked, because another record has the entry by now. Find existing entries again."
