"""The page of a company's move to another QuickBooks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.existing_of_record import record_paths
from include.database.reads.move import (
    MoveStep,
    MoveView,
    UnmatchedEntry,
    UnmatchedName,
    entries_to_review,
    move_view,
    names_to_review,
)
from include.database.status_words import MOVE
from include.database.statuses import MoveState
from include.provider.connections.company_form import choices
from include.provider.connections.hooks import QuickBooksOnlineHook
from include.provider.connections.opening import Lookup
from include.sync.move.proving import OneDifference, differences_now
from include.web.frame.access import Reader, Visitor
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import PageNumber, page_address, render
from include.web.moving.steps import BY_COMMAND, steps_of, went_along

ENTRIES = 25
"""Entries to review on one page."""
MOST_LISTED = 100
"""Sums and differing entries that are listed; the command lists more."""


_MATCHED = (MoveStep.REVIEW, MoveStep.PROOF, MoveStep.SWITCH)


class Did(StrEnum):
    """What was just done, as an address has it."""

    CONNECTED = "connected"
    SWITCHED = "switched"
    BACK = "back"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Review:
    """What a person must decide: a page of the entries, and the names.

    Attributes:
        paths: by record key, its own page below the company's.
        last_page: of the entries.
    """

    entries: Sequence[UnmatchedEntry]
    names: Sequence[UnmatchedName]
    paths: Mapping[str, str]
    page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class MoveDesk:
    """One visitor at a company's move; `number` is the page of the list to review."""

    request: Request
    company: ConnectedCompany
    database: Database
    who: Visitor
    lookup: Lookup
    number: int

    @property
    def path(self) -> str:
        """The page's address, below CoreBooks' own."""
        return f"/companies/{self.company.id}/move"

    def view(self) -> MoveView | None:
        """The move that is under way, or that brought the company where it is."""
        with self.database.reading() as session:
            return move_view(session, self.company.id)

    def page(
        self, *, said: str = "", refused: str = "", did: str = "", status: int = 0
    ) -> Response:
        """The page, or what changes of it for htmx.

        Args:
            said: what was just done, as a sentence.
            refused: why something wasn't done.
            did: what was just done, as an address has it: a `Did`.
            status: the HTTP status; by default, that of a page, or of a form that was refused.
        """
        view = self.view()
        piece = bool(self.request.headers.get("HX-Request"))
        return render(
            self.request,
            "moving/state.html" if piece else "moving/move.html",
            "integrations",
            status=status or (422 if refused else 200),
            view=view,
            badge=MOVE[view.state] if view else None,
            steps=steps_of(self.company, view),
            step=MoveStep,
            state=MoveState,
            seen=digest(view),
            waits=(view.next if view else MoveStep.START) in BY_COMMAND,
            review=self._review(view) if view and view.next in _MATCHED else None,
            differing=self._differing(view),
            most=MOST_LISTED,
            connections=self._connections(),
            address=lambda number: page_address(self.request, self.path, "", number),
            said=said or _said(did, view, self.company),
            refused=refused,
        )

    def _review(self, view: MoveView) -> Review:
        last = max(1, -(-view.to_review[0] // ENTRIES))
        page = min(self.number, last)
        company_id = self.company.id
        with self.database.reading() as session:
            entries = entries_to_review(session, company_id, ENTRIES, (page - 1) * ENTRIES)
            names = names_to_review(session, company_id)
            paths = record_paths(session, company_id, {one.record_key for one in entries})
        return Review(entries, names, paths, page, last)

    def _differing(self, view: MoveView | None) -> Sequence[OneDifference]:
        if view is None or not view.differing:
            return ()
        return differences_now(self.database, self.company.id)[:MOST_LISTED]

    def _connections(self) -> dict[str, Any]:
        """The Airflow connections to QuickBooks Online, the likely one first."""
        own = self.company.quickbooks_connection or QuickBooksOnlineHook.default_conn_name
        listed = choices(self.lookup).quickbooks
        return {"own": own, "all": [own, *(one for one in listed if one != own)]}


def digest(view: MoveView | None) -> str:
    """Changes when a page of the move would show something else."""
    return hashlib.sha256(repr(view).encode()).hexdigest()[:16]


def _said(did: str, view: MoveView | None, company: ConnectedCompany) -> str:
    """What an address says was done, if it is so."""
    under_way = view is not None and view.state is not MoveState.SWITCHED
    if did == Did.CONNECTED and view is not None and view.after is not None and under_way:
        return f"Connected {view.after.name} for the move."
    if did == Did.SWITCHED and view is not None and not under_way:
        return f"Switched. {went_along(view)}"
    if did in (Did.BACK, Did.CANCELED) and not under_way:
        again = " Select Reconnect under Integrations." if company.disconnected_at else ""
        ended = "The move is canceled." if did == Did.CANCELED else f"{company.name} is back."
        return f"{ended}{again}"
    return ""


def _desk(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Reader,
    lookup: ConnectionLookup,
    page: PageNumber = 1,
) -> MoveDesk:
    return MoveDesk(request, company, database, who, lookup, page)


Desk = Annotated[MoveDesk, Depends(_desk)]
