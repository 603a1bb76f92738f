"""The page of records on hold, as it opens and as it says why something was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from include.books.causes import LEFT_OVER
from include.books.countries import tax_name
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.attention import (
    HoldFilter,
    Snoozed,
    causes,
    number_and_amount,
    records_on_hold,
)
from include.database.reads.companies import ConnectedCompany
from include.database.reads.payees_on_hold import undecided_payees_of
from include.database.reads.people import people_who_see
from include.database.reads.record_notes import owners
from include.database.reads.unplaced import count_unplaced
from include.database.record_notes import LONGEST_NOTE, LONGEST_SNOOZE
from include.web.attention.filters import MINE, UNASSIGNED, AskedFilters, Filters
from include.web.attention.on_hold import Card, Item, items_of
from include.web.attention.options_in_place import OptionInPlace, options_in_place
from include.web.attention.ways_out import NAME_CAUSES, asks_about_tax
from include.web.frame.access import Reader, Visitor
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.pages import go_to, render, root
from include.web.runs.post_button import started_button
from include.workflows.category import Category


@dataclass(frozen=True, slots=True)
class AttentionDesk:
    """One visitor at a company's records on hold.

    Attributes:
        request: the visitor's.
        company: whose records.
        database: the database.
        who: the visitor.
        links: from an entry's kind and ID to its address in QuickBooks.
        asked: what the list is narrowed to.
    """

    request: Request
    company: ConnectedCompany
    database: Database
    who: Visitor
    links: Callable[[str, str], str]
    asked: Filters

    @property
    def today(self) -> dt.date:
        """The day it is where the company keeps its books."""
        return utc_now().astimezone(self.company.zone).date()

    def back(self, record_key: str = "") -> Response:
        """Lead back to the same list after a change, to the record if it is still there."""
        place = f"#r-{record_key.replace(':', '-')}" if record_key else ""
        return go_to(
            self.request, f"/companies/{self.company.id}/attention{self.asked.back}{place}"
        )

    def page(self, refused: str = "", typed: Mapping[str, str] | None = None) -> Response:
        """The page; asked for by htmx, the part that a run changes, or why none was started.

        Args:
            refused: why something wasn't done; empty for a page that just opens.
            typed: notes that were typed and refused, by record key.
        """
        is_piece = bool(self.request.headers.get("HX-Request"))
        if refused and is_piece:
            return render(self.request, "attention/refused.html", status=422, refused=refused)
        asked, company = self.asked, self.company
        wanted = asked.wanted(self.who.name, self.today)
        with self.database.reading() as session:
            all_causes = causes(session, company.id, wanted.workflow)
            on_hold = records_on_hold(session, company.id, wanted, NAME_CAUSES)
            held = number_and_amount(session, company.id, HoldFilter(wanted.workflow))
            of_snoozed = HoldFilter(snoozed=Snoozed.ONLY, today=self.today)
            snoozed = number_and_amount(session, company.id, of_snoozed)
            people = sorted({one.name for one in people_who_see(session, company.id)})
            owned_by = owners(session, company.id)
            loose = count_unplaced(session, company.id)
            waiting = {one.state.record_key for one in on_hold.records if asks_about_tax(one.state)}
            undecided = undecided_payees_of(session, company.id, waiting)
        button = started_button(self.database, company.id, self.who.who)
        items = items_of(Card(held, button) for held in on_hold.records)
        options = self._options(items)
        return render(
            self.request,
            "attention/list.html" if is_piece else "attention/attention.html",
            "attention",
            status=422 if refused else 200,
            causes=all_causes,
            items=items,
            options=options,
            undecided=undecided,
            tax=tax_name(company.country),
            lists=_lists(options),
            total=on_hold.total,
            held=held,
            snoozed=snoozed,
            owners=owned_by,
            unplaced=loose,
            people=people,
            mine=MINE,
            unassigned=UNASSIGNED,
            now=utc_now(),
            first_snooze=self.today + dt.timedelta(days=1),
            last_snooze=self.today + LONGEST_SNOOZE,
            longest_note=LONGEST_NOTE,
            asked=asked,
            page=asked.page,
            last_page=on_hold.last_page,
            address=partial(
                asked.address, f"{root(self.request)}/companies/{company.id}/attention"
            ),
            categories=list(Category),
            left_over=LEFT_OVER,
            link=self.links,
            refused=refused,
            typed=typed or {},
        )

    def _options(self, items: list[Item]) -> Mapping[tuple[str, str], list[OptionInPlace]]:
        states = [
            card.state
            for item in items
            for card in item.cards
            if card.choice is None  # otherwise a match is what helps
        ]
        return options_in_place(self.database, self.company.id, states)


def _lists(
    options: Mapping[tuple[str, str], list[OptionInPlace]],
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names to choose from, once for all items of the page, by category and option."""
    return {
        (category, option.name): option.choices
        for (category, _), offered in options.items()
        for option in offered
        if option.is_list
    }


def _desk(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Reader,
    links: EntryLinks,
    asked: AskedFilters,
) -> AttentionDesk:
    return AttentionDesk(request, company, database, who, links, asked)


Desk = Annotated[AttentionDesk, Depends(_desk)]
