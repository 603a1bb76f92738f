"""What several commands take and look up."""

from __future__ import annotations

import argparse
from typing import Any

from include.cli.errors import CompanyUnknown
from include.database.engine import Database
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
