"""What pages work with: the database, and the company in the address."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import Depends, HTTPException, Request, status

from include.books.country_words import write_words_of
from include.books.currency import US_DOLLARS, write_amounts_in
from include.books.dates import write_dates_for
from include.database.engine import Database
from include.database.reads.companies import (
    ConnectedCompany,
    FoundCompanies,
    company_with_id,
    find_companies,
    no_company,
)
from include.database.reads.integrations import awaits_pc
from include.database.setup.company_access import hidden_from, may_see
from include.settings import database_url
from include.web.frame.access import Reader, Visitor

MOST_WORDS = 20
"""Of a search for companies."""


class NoSuchCompany(HTTPException):
    """There is no company of the address, or none that the visitor can see: both read the same."""

    def __init__(self, company_id: str) -> None:
        super().__init__(
            status.HTTP_404_NOT_FOUND,
            f"{no_company(company_id)} Choose one under Integrations.",
        )


@cache
def _database_at(url: str) -> Database:
    # One pool of connections for the process: opening a database for every page costs more than
    # reading it.
    return Database(url)


def open_database() -> Database:
    """The database. Tests put their own in its place."""
    return _database_at(database_url())


OpenDatabase = Annotated[Database, Depends(open_database)]


def hidden_companies(database: Database, who: Visitor) -> frozenset[str]:
    """The IDs of the companies that a visitor can't see."""
    with database.reading() as session:
        return hidden_from(session, who.id)


def find_seen(database: Database, who: Visitor, search: str = "") -> FoundCompanies:
    """The first companies, by name, that a visitor can see and a search finds."""
    with database.reading() as session:
        return find_companies(session, hidden_from(session, who.id), search)


def only_seen(request: Request, who: Reader, database: OpenDatabase) -> None:
    """Let a visitor pass to a company's pages only if they can see it.

    The application has every route of its pages pass here, before anything else of theirs: an
    address with a `company_id` can't forget to ask.

    Raises:
        NoSuchCompany: there is none with this ID, or none for this visitor.
    """
    company_id = request.path_params.get("company_id")
    if company_id is None:
        return
    with database.reading() as session:
        company = company_with_id(session, company_id)
        if company is not None and may_see(session, company_id, who.id):
            request.state.company = company
            return
        # Its company comes with the PC's first call; until then it has no list.
        if awaits_pc(session, company_id):
            return
    raise NoSuchCompany(company_id)


async def in_its_words(request: Request, _seen: Annotated[None, Depends(only_seen)]) -> None:
    """Write a company's pages in its currency and in its country's words, with dates as its reader's country writes them.

    In the request's own task, whose context every endpoint has a copy of: what a dependency that runs in a thread
    sets is lost.
    """
    company: ConnectedCompany | None = getattr(request.state, "company", None)
    write_amounts_in(company.currency if company else US_DOLLARS)
    write_words_of(company.country if company else "US")
    write_dates_for(request.headers.get("accept-language", ""))


def _here(
    request: Request, company_id: str, _seen: Annotated[None, Depends(only_seen)]
) -> ConnectedCompany:
    company: ConnectedCompany | None = getattr(request.state, "company", None)
    if company is None:
        raise NoSuchCompany(company_id)
    return company


Here = Annotated[ConnectedCompany, Depends(_here)]
"""The company of an address that begins with /companies/{company_id}."""
