"""On the page of a transaction or an agent's statements: linking an entry by hand, and marking it as booked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.books.documents import DocumentKind
from include.books.money import AmountError, to_cents
from include.books.wording import counted
from include.database.engine import Database
from include.database.reads.existing_of_record import (
    known_candidates,
    known_entries,
    record_paths,
)
from include.provider.airflow_api import Asked as AskedRun
from include.sync.existing import booking
from include.sync.existing.errors import CantDecide, CantLink
from include.sync.existing.naming import link_by_hand
from include.sync.run.mode import RunMode
from include.web.existing.page import Desk
from include.web.frame.access import Syncer
from include.web.frame.airflow_runs import start_run
from include.web.frame.fields import is_core_id
from include.web.frame.pages import go_to
from include.web.runs.starting import show_runs
from include.workflows.category import Category, Stream

router = APIRouter(prefix="/companies/{company_id}/existing")

_LONGEST_NOTE = 500


class NamedByHand(BaseModel):
    """The entry that a user names for a record: its number, its amount, or its QuickBooks ID.

    `run_id` is the CORE ID by which a run selects the record: a statement's is its agent's.
    """

    category: Category
    record: str
    run_id: str
    kind: DocumentKind
    entry: str = ""


@router.post("/by-hand")
def by_hand(
    request: Request, desk: Desk, who: Syncer, asked: Annotated[NamedByHand, Form()]
) -> Response:
    """Link the entry that a user names: a run reads it and links it, or says why it can't."""
    company = desk.company
    if not is_core_id(asked.run_id):
        return desk.page(refused="Choose a record that CORE has. Nothing was changed.")
    try:
        entry_id = _meant(desk.database, company.id, asked)
        link_by_hand(
            desk.database,
            company.id,
            asked.category,
            asked.record,
            asked.kind,
            entry_id,
            who.name,
        )
    except CantDecide as error:
        return desk.page(refused=str(error))
    run = AskedRun(company.id, asked.category, (asked.run_id,), mode=RunMode.FIND_EXISTING)
    below = "billing" if asked.category.stream is Stream.BILLING else "transactions"
    started = start_run(request, run)
    return show_runs(request, desk.database, company, [started], f"{below}/{asked.run_id}")


def _meant(database: Database, company_id: str, asked: NamedByHand) -> str:
    """The QuickBooks ID of the entry that a text names; the text itself where nothing known has it.

    Raises:
        CantLink: several are meant.
    """
    text = asked.entry.strip()
    cents = _cents(text)
    with database.reading() as session:
        own = known_candidates(session, company_id, asked.record, asked.kind)
        others = known_entries(session, company_id, asked.kind, text, cents)
    for known in (
        {one for one, (number, _) in own.items() if number == text},
        {one for one, (_, total) in own.items() if total == cents},
        others,
    ):
        if len(known) > 1:
            raise CantLink(
                f"{counted(len(known), asked.kind)} that CoreBooks knows have “{text}”. Enter the QuickBooks ID "
                "of the one that you mean."
            )
        if known:
            (found,) = known
            return found
    return text


def _cents(text: str) -> int | None:
    """The amount that a text is; a whole number may be a number or an ID as well, and isn't one."""
    plain = text.replace(",", "").lstrip("$")
    if not ("." in plain or text.startswith("$")):
        return None
    try:
        return to_cents(plain)
    except AmountError:
        return None


@router.post("/booked")
def mark_booked(
    desk: Desk,
    who: Syncer,
    category: Annotated[Category, Form()],
    record: Annotated[str, Form()],
    note: Annotated[str, Form()] = "",
) -> Response:
    """Mark all that a record still has to post in a workflow as booked."""
    note = note.strip()[:_LONGEST_NOTE]
    try:
        booking.mark_record_booked(
            desk.database, desk.company.id, category, record, who.name, note=note
        )
    except CantDecide as error:
        return desk.page(refused=str(error))
    return _record_page(desk, record)


@router.post("/not-booked")
def mark_not_booked(
    desk: Desk,
    who: Syncer,
    document: Annotated[str, Form()],
    record: Annotated[str, Form()],
) -> Response:
    """Take a mark back: the next sync looks at the record again."""
    try:
        booking.unmark_booked(desk.database, desk.company.id, document, who.name)
    except CantDecide as error:
        return desk.page(refused=str(error))
    return _record_page(desk, record)


def _record_page(desk: Desk, record: str) -> Response:
    with desk.database.reading() as session:
        path = record_paths(session, desk.company.id, [record]).get(record, "existing")
    return go_to(desk.request, f"/companies/{desk.company.id}/{path}")
