"""The records on hold as a file, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from include.books.money import amount_heading, to_decimal
from include.database.engine import Database
from include.database.reads.attention import HoldFilter, all_on_hold
from include.database.reads.hold_details import RecordOnHold
from include.web.frame.exports import Cell, local_moment, utc_moment
from include.web.frame.status_words import sentence_case
from include.workflows.category import Category


def columns() -> tuple[str, ...]:
    """The columns."""
    return (
        "CORE ID",
        "Number",
        "Name",
        "Workflow",
        "Cause",
        "What happened",
        "What to do",
        "Date in CORE",
        amount_heading("Amount"),
        "On hold since",
        "On hold since (UTC)",
        "Owner",
        "Note",
        "Snoozed until",
        "Noted by",
        "Noted (UTC)",
    )


def rows(
    database: Database, company_id: str, wanted: HoldFilter, zone: ZoneInfo
) -> Iterator[list[Cell]]:
    """A row for each record and workflow that matches the filter, on whichever page."""
    return (_row(held, zone) for held in all_on_hold(database, company_id, wanted))


def _row(held: RecordOnHold, zone: ZoneInfo) -> list[Cell]:
    state, note = held.state, held.note
    return [
        held.id,
        held.number,
        held.title,
        Category(state.category).heading,
        sentence_case(state.cause or "other"),
        state.sentence,
        state.what_to_do,
        held.day,
        None if held.amount_cents is None else to_decimal(held.amount_cents),
        local_moment(state.since, zone),
        utc_moment(state.since),
        note.owner,
        note.note,
        note.snoozed_until if held.snoozed else None,
        note.noted_by,
        utc_moment(note.noted_at),
    ]
