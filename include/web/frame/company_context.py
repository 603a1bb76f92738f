"""What pages work with: the database, and the company in the address."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import Depends, HTTPException, Request, status

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany, all_companies
from include.settings import database_url


@cache
def _database_at(url: str) -> Database:
    # One pool of connections for the process: opening a database for every page costs more than
    # reading it.
    return Database(url)


def open_database() -> Database:
    """The database. Tests put their own in its place."""
    return _database_at(database_url())


OpenDatabase = Annotated[Database, Depends(open_database)]


def read_companies(database: Database) -> tuple[ConnectedCompany, ...]:
    """Every company by name."""
    with database.reading() as session:
        return all_companies(session)


def _here(request: Request, company_id: str, database: OpenDatabase) -> ConnectedCompany:
    companies = read_companies(database)
    for company in companies:
        if company.id == company_id:
            request.state.company, request.state.companies = company, companies
            return company
    raise HTTPException(
        status.HTTP_404_NOT_FOUND,
        f"CoreBooks has no company with the ID {company_id}. Choose one under Integrations.",
    )


Here = Annotated[ConnectedCompany, Depends(_here)]
"""The company of an address that begins with /companies/{company_id}."""
