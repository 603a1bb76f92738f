"""Asked before the first run of a workflow, where QuickBooks has entries that no search looked at yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import Response

from include.books.wording import joined
from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.entry_counts import Counted, stored_counts
from include.database.reads.active_setups import active_setups
from include.database.reads.companies import ConnectedCompany
from include.database.reads.existing_totals import has_begun
from include.provider.connections.opening import Lookup
from include.provider.connections.quickbooks_history import count_history
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import render
from include.workflows.category import Category
from include.workflows.template import templates

_FRESH = dt.timedelta(days=1)
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What QuickBooks has that the first run of some workflows would post beside.

    Attributes:
        words: what that is: "312 invoices ($1,204,310.50)".
        since: dated on this day or later.
        categories: the workflows; two may post the same kind.
    """

    words: str
    since: dt.date
    categories: Sequence[Category]

    @property
    def workflows(self) -> str:
        """The workflows: "Brokerage income and agent billing"."""
        first, *others = [category.heading for category in self.categories]
        return joined([first, *(other.lower() for other in others)])


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What is about to be started.

    Attributes:
        categories: the workflows.
        action: the address that starts it, below the company's; it is sent again with `anyway`.
        cancel: where Cancel leads, below the company's address.
    """

    categories: Sequence[Category]
    action: str
    cancel: str = ""


@dataclass(frozen=True, slots=True)
class FirstRunDesk:
    """A visitor who is about to start runs."""

    request: Request
    company: ConnectedCompany
    database: Database
    lookup: Lookup

    def question(self, asked: FirstRun) -> Response | None:
        """The page that asks; None where there is nothing to ask.

        QuickBooks is counted for a workflow that never began, if that wasn't done since yesterday.
        """
        found: dict[tuple[str, dt.date], list[Category]] = {}
        for category in asked.categories:
            counted = _waiting(self, category)
            if counted is not None:
                found.setdefault((counted.words, counted.since), []).append(category)
        if not found:
            return None
        waiting = [Waiting(*counted, categories) for counted, categories in found.items()]
        return render(
            self.request,
            "existing/first_run.html",
            "workflows",
            status=409,
            waiting=waiting,
            action=asked.action,
            cancel=asked.cancel,
        )


def _desk(
    request: Request, company: Here, database: OpenDatabase, lookup: ConnectionLookup
) -> FirstRunDesk:
    return FirstRunDesk(request, company, database, lookup)


AskFirst = Annotated[FirstRunDesk, Depends(_desk)]


def of_posted_preview(category: Category, name: str) -> FirstRun:
    """Posting what a preview showed."""
    run = f"runs/{category.value}/{quote(name, safe='')}"
    return FirstRun([category], f"{run}/post", run)


def _waiting(desk: FirstRunDesk, category: Category) -> Counted | None:
    database, company = desk.database, desk.company
    with database.reading() as session:
        setup = active_setups(session, company.id).get(category)
        # A workflow of earlier versions has no start date, and a period without a beginning isn't counted.
        if setup is None or setup.start_date is None or setup.template not in templates():
            return None
        if has_begun(session, company.id, category):
            return None
        counted: Counted | None = stored_counts(session, company.id).get(category)
    since = setup.start_date
    if counted is None or counted.since != since or utc_now() - counted.at > _FRESH:
        chosen = templates()[setup.template]
        counted = count_history(
            database, company, chosen, since, desk.lookup, seconds=_SECONDS
        ).counted
    return counted if counted is not None and counted.words else None
