"""What several commands take, and the database that they open."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from include.books.country_words import written_for
from include.cli.errors import CompanyUnknown
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany, all_companies, company_with_id
from include.database.reads.people import known_people
from include.database.setup.company_access import hidden_from_name
from include.quickbooks.desktop.wire.patience import Patience
from include.settings import database_url

AT_THE_PC = Patience(at_least=300.0)
"""How long a command waits for QuickBooks Desktop: the Web Connector calls every five minutes."""

CompanyId = Annotated[
    str, typer.Option("--company", metavar="ID", help="company ID, such as willow-park")
]
AsJson = Annotated[bool, typer.Option("--json", help="print it as JSON")]


def operator() -> str:
    """Who runs the command: the operating system's account, as the audit trail has it."""
    return getpass.getuser()


@contextmanager
def open_database(company_id: str | None = None) -> Iterator[Database]:
    """The CoreBooks database, for as long as a command works.

    Args:
        company_id: the company that the command is about, as it was typed; empty for the only one,
            None for none.

    Raises:
        CompanyUnknown: the user can't see it.
    """
    with closing(Database(database_url())) as database:
        _check_visible(database, company_id)
        yield database


@contextmanager
def open_company(company_id: str) -> Iterator[tuple[Database, ConnectedCompany]]:
    """The database, and a company of it.

    Raises:
        CompanyUnknown: there is none with this ID, or none for this user.
    """
    with open_database(company_id) as database:
        with database.reading() as session:
            company = company_with_id(session, company_id)
        if company is None:
            raise CompanyUnknown(company_id)
        with written_for(company.currency, company.country):
            yield database, company


def hidden_companies(database: Database) -> frozenset[str]:
    """The IDs of the companies that whoever runs a command can't see.

    The command line knows its user by the name of the operating system's account. Where a CoreBooks
    user has that name, their permissions hold here too. Other accounts are those that run CoreBooks.
    """
    name = operator()
    with database.reading() as session:
        if name not in {person.name for person in known_people(session)}:
            return frozenset()
        return hidden_from_name(session, name)


def _check_visible(database: Database, company_id: str | None) -> None:
    if company_id is None:
        return
    hidden = hidden_companies(database)
    if not hidden:
        return
    with database.reading() as session:
        only = [company.id for company in all_companies(session)]
    chosen = company_id or (only[0] if len(only) == 1 else "")
    if chosen in hidden:
        raise CompanyUnknown(chosen)
