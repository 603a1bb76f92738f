"""How the entries that were found were booked, in words, and whether another template fits them better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.reads.active_setups import active_setups
from include.database.reads.existing import Found, Part, found_page
from include.database.tables.records import Record
from include.sync.existing.styles import style_of
from include.sync.existing.values import Candidate, Proposal, Wanted
from include.workflows.category import Category
from include.workflows.template import Template, templates

_LOOKED_AT = 4
"""Pages of each list: a way of booking shows in the first hundred."""


@dataclass(frozen=True, slots=True)
class WayOfBooking:
    """How whoever posted the entries booked them.

    Attributes:
        sentence: the same in words.
        better: the template that posts such entries, where the workflow is on with one that doesn't.
    """

    sentence: str
    better: Template | None = None


def way_of_booking(session: Session, company_id: str, category: Category) -> WayOfBooking | None:
    """How the entries found for a workflow were booked; None where nothing was found."""
    found = [*_first(session, company_id, Part.READY, category)]
    found = found or [*_first(session, company_id, Part.REVIEW, category)]
    found = found or [*_first(session, company_id, Part.DECIDED, category)]
    style = style_of(_proposals(session, company_id, found))
    if style is None:
        return None
    setup = active_setups(session, company_id).get(category)
    fits = templates().get(style.template)
    is_other = fits is not None and setup is not None and setup.template != style.template
    return WayOfBooking(style.sentence, fits if is_other else None)


def _first(session: Session, company_id: str, part: Part, category: Category) -> Sequence[Found]:
    pages = found_page(session, company_id, part, category).last_page
    found: list[Found] = []
    for page in range(1, min(pages, _LOOKED_AT) + 1):
        found += found_page(session, company_id, part, category, page).rows
    return found


def _proposals(session: Session, company_id: str, found: Sequence[Found]) -> list[Proposal]:
    """What was found, as the search proposed it."""
    keys = {one.record_key for one in found}
    rows = session.execute(
        select(Record.key, Record.number, Record.title, Record.day).where(
            Record.company_id == company_id, Record.key.in_(keys)
        )
    )
    records = {key: (number, title, day) for key, number, title, day in rows}
    proposals = []
    for one in found:
        number, title, day = records.get(one.record_key, ("", "", None))
        wanted = Wanted(
            document=one.document,
            date=one.document.date or day or one.entry.date or utc_now().date(),
            record_key=one.record_key,
            record_name=one.record_name,
            number=number,
            place=title,
        )
        best = Candidate(one.entry, one.score, tuple(one.reasons), tuple(one.differences))
        proposals.append(Proposal(wanted, best, one.certain))
    return proposals
