"""The page Existing entries: what was found for each workflow, and the list that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.active_setups import active_setups
from include.database.reads.companies import ConnectedCompany
from include.database.reads.existing import FoundPage, Part, found_of_record, found_page
from include.database.reads.existing_of_record import booked_records, record_paths
from include.database.reads.existing_totals import (
    FoundTotals,
    found_totals,
    linked_together,
    unlinkable,
)
from include.database.status_words import match_badge
from include.web.existing.asked import Asked, AskedList
from include.web.existing.booking import way_of_booking
from include.web.existing.sides import sides
from include.web.frame.access import Reader, Visitor
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.pages import render, root
from include.web.runs.progress_routes import shown
from include.web.runs.starting import runs_in_address
from include.workflows.category import Category


@dataclass(frozen=True, slots=True)
class Listed:
    """What the page lists.

    Attributes:
        category: the workflow; None for one record's entries.
        part: which of its lists; None for one record's entries.
        found: a page of it.
        paths: by record key, its own page below the company's.
        unlinkable: the documents whose entries can be unlinked.
    """

    category: Category | None
    part: Part | None
    found: FoundPage
    paths: Mapping[str, str]
    unlinkable: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExistingDesk:
    """One visitor at a company's existing entries."""

    request: Request
    company: ConnectedCompany
    database: Database
    who: Visitor
    links: Callable[[str, str], str]
    asked: Asked

    def page(self, *, said: str = "", refused: str = "") -> Response:
        """The page.

        Args:
            said: what was just done, as a sentence.
            refused: why something wasn't done.
        """
        runs = runs_in_address(self.request, self.database, self.company)
        asked = self.asked
        if runs and asked.category is None:
            asked = asked.model_copy(update={"workflow": runs[0].category})
        company_id = self.company.id
        with self.database.reading() as session:
            totals = found_totals(session, company_id)
            on = active_setups(session, company_id)
        listed = self._listed(asked, totals, on)
        category = listed.category
        with self.database.reading() as session:
            groups = linked_together(session, company_id, category) if category else ()
            booked = booked_records(session, company_id, category) if category else None
        booking = way_of_booking(self.database, company_id, category) if category else None
        piece = bool(self.request.headers.get("HX-Request"))
        base = f"{root(self.request)}/companies/{company_id}/existing"
        own = Asked(workflow=category or "", part=listed.part or "", record=asked.record)
        return render(
            self.request,
            "existing/found.html" if piece else "existing/existing.html",
            "workflows",
            status=422 if refused else 200,
            lines=[(Category(one), totals[one], one in on) for one in totals],
            sums=totals[category] if category else None,
            listed=listed,
            asked=own,
            # Without the list that is shown now: a search may find something for another one.
            as_asked=asked.query(),
            parts=Part,
            booking=booking,
            groups=groups,
            booked=booked,
            sides=sides,
            badge=lambda one: match_badge(one.decision, certain=one.certain),
            link=self.links,
            address=lambda number: f"{base}?{own.query(page=number)}",
            said=said,
            refused=refused,
            runs=runs,
            **shown(self.request, self.database, self.company, runs),
        )

    def _listed(
        self, asked: Asked, totals: Mapping[str, FoundTotals], on: Mapping[str, object]
    ) -> Listed:
        company_id = self.company.id
        category = None if asked.record else asked.category or _first_open(totals, on)
        part = asked.listed or _first_part(totals[category]) if category else None
        with self.database.reading() as session:
            if category and part:
                found = found_page(session, company_id, part, category, asked.page)
            else:
                of_record = found_of_record(session, company_id, asked.record)
                found = FoundPage(of_record, len(of_record), 1)
            records = {*(one.record_key for one in found.rows), *filter(None, [asked.record])}
            paths = record_paths(session, company_id, records)
            keys = [one.document_key for one in found.rows]
            return Listed(category, part, found, paths, unlinkable(session, company_id, keys))


def _first_open(totals: Mapping[str, FoundTotals], on: Mapping[str, object]) -> Category:
    """The first workflow with something to decide; else with something found; else that is on."""
    open_ones = [one for one in Category if totals[one].undecided.number]
    with_any = [one for one in Category if totals[one].all.number]
    first: Category = [*open_ones, *with_any, *(one for one in Category if one in on), *Category][0]
    return first


def _first_part(totals: FoundTotals) -> Part:
    if totals.ready.number:
        return Part.READY
    return Part.REVIEW if totals.review.number or not totals.decided.number else Part.DECIDED


def _desk(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Reader,
    links: EntryLinks,
    asked: AskedList,
) -> ExistingDesk:
    return ExistingDesk(request, company, database, who, links, asked)


Desk = Annotated[ExistingDesk, Depends(_desk)]
