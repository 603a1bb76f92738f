"""What several commands take and look up."""

from __future__ import annotations

import argparse
import getpass
from typing import Any

from include.cli.errors import CompanyUnknown
from include.database.company_access import hidden_from_name
from include.database.engine import Database
from include.database.reads.companies import all_companies
from include.database.reads.people import known_people
from include.database.tables.companies import Company
from include.quickbooks.desktop.wire.patience import Patience

Commands = Any
"""What `add_subparsers` returns; argparse has no public name for it."""

AT_THE_PC = Patience(at_least=300.0)
"""How long a command waits for QuickBooks Desktop: the Web Connector calls every five minutes."""


def add_company(parser: argparse.ArgumentParser) -> None:
    """Add the required company ID."""
    parser.add_argument("--company", required=True, metavar="ID", help="company ID: willow-park")


def find_company(database: Database, company_id: str) -> Company:
    """The company with this ID.

    Raises:
        CompanyUnknown: there is none.
    """
    with database.reading() as session:
        company = session.get(Company, company_id)
    if company is None:
        raise CompanyUnknown(company_id)
    return company


def check_company(database: Database, company_id: str | None) -> None:
    """Check that whoever runs a command can see its company.

    The command line knows its user by the name of the operating system's account. Where a CoreBooks
    user has that name, their permissions hold here too. Other accounts are those that run CoreBooks.

    Args:
        database: the database.
        company_id: as it was typed; empty for the only one, None for commands without a company.

    Raises:
        CompanyUnknown: there is none with this ID, or none for this user.
    """
    if company_id is None:
        return
    name = getpass.getuser()
    with database.reading() as session:
        if name not in {person.name for person in known_people(session)}:
            return
        hidden = hidden_from_name(session, name)
        only = [company.id for company in all_companies(session)]
    chosen = company_id or (only[0] if len(only) == 1 else "")
    if chosen in hidden:
        raise CompanyUnknown(chosen)
