"""Who takes care of a record, what is noted about it, and until when it is snoozed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from include.database.record_notes import CantNote, assign, snooze, write_note
from include.web.attention.page import Desk
from include.web.frame.access import Syncer
from include.web.frame.fields import typed_day

router = APIRouter(prefix="/companies/{company_id}/attention")


@router.post("/owner")
def assign_record(
    desk: Desk,
    who: Syncer,
    key: Annotated[str, Form()] = "",
    owner: Annotated[str, Form()] = "",
) -> Response:
    """Set who takes care of a record; nobody where the field is blank."""
    try:
        assign(desk.database, desk.company.id, key, owner, who.name)
    except CantNote as error:
        return desk.page(str(error))
    return desk.back(key)


@router.post("/note")
def note_record(
    desk: Desk,
    who: Syncer,
    key: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Write the note of a record, in place of its earlier one."""
    try:
        write_note(desk.database, desk.company.id, key, note, who.name)
    except CantNote as error:
        return desk.page(str(error), {key: note})
    return desk.back(key)


@router.post("/snooze")
def snooze_record(
    desk: Desk,
    who: Syncer,
    key: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Take a record off the list until a day; `again` lists it now."""
    errors: dict[str, str] = {}
    day = None if again else typed_day("until", until.strip(), errors)
    if day is None and not again:
        return desk.page(
            errors.get("until", "Choose the day to snooze until. Nothing was changed.")
        )
    try:
        snooze(desk.database, desk.company.id, key, day, who.name, desk.today)
    except CantNote as error:
        return desk.page(str(error))
    return desk.back(key)
