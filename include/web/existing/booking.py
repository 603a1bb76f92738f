"""How the entries that were found were booked, in words, and whether another template fits them better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.active_setups import active_setups
from include.database.reads.existing import Found, Part, found_page
from include.database.reads.existing_of_record import RecordNames, record_names
from include.sync.existing.styles import style_of
from include.sync.existing.values import Candidate, Proposal, Wanted
from include.workflows.category import Category
from include.workflows.template import Template, templates

_PARTS = (Part.READY, Part.DECIDED, Part.REVIEW)
_PAGES = 2
"""Of a list: a way of booking shows in the first fifty."""


@dataclass(frozen=True, slots=True)
class WayOfBooking:
    """How whoever posted the entries booked them.

    Attributes:
        sentence: the same in words.
        better: the template that posts such entries, where the workflow is on with one that doesn't.
    """

    sentence: str
    better: Template | None = None


def way_of_booking(database: Database, company_id: str, category: Category) -> WayOfBooking | None:
    """How the entries found for a workflow were booked; None where nothing was found."""
    found = _first(database, company_id, category)
    with database.reading() as session:
        names = record_names(session, company_id, {one.record_key for one in found})
        setup = active_setups(session, company_id).get(category)
    style = style_of([_proposal(one, names) for one in found])
    if style is None:
        return None
    fits = templates().get(style.template)
    is_other = fits is not None and setup is not None and setup.template != style.template
    return WayOfBooking(style.sentence, fits if is_other else None)


def _first(database: Database, company_id: str, category: Category) -> Sequence[Found]:
    """The first ones of the list that tells most."""
    with database.reading() as session:
        for part in _PARTS:
            first = found_page(session, company_id, part, category)
            found = [*first.rows]
            for page in range(2, min(first.last_page, _PAGES) + 1):
                found += found_page(session, company_id, part, category, page).rows
            if found:
                return found
    return ()


def _proposal(one: Found, names: Mapping[str, RecordNames]) -> Proposal:
    """What was found, as the search proposed it."""
    known = names.get(one.record_key, RecordNames())
    wanted = Wanted(
        document=one.document,
        date=one.document.date or known.day or one.entry.date or utc_now().date(),
        record_key=one.record_key,
        record_name=one.record_name,
        number=known.number,
        place=known.title,
    )
    best = Candidate(one.entry, one.score, tuple(one.reasons), tuple(one.differences))
    return Proposal(wanted, best, one.certain)
