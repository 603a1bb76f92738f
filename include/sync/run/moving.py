"""No run of a company works while the company is moved to another QuickBooks, or rebuilt."""

from __future__ import annotations

from sqlalchemy.orm import Session

from include.database.setup.company_moves import open_move
from include.database.tables.companies import Company
from include.sync.run.errors import CompanyMoving, CompanyRebuilding


def check_not_moving(session: Session, company: Company) -> None:
    """Check that a company isn't being moved to another QuickBooks.

    Raises:
        CompanyMoving: it is.
    """
    if open_move(session, company.id) is not None:
        raise CompanyMoving(company.name)


def check_not_rebuilding(company: Company) -> None:
    """Check that a company's links aren't being made anew.

    Raises:
        CompanyRebuilding: they are.
    """
    if company.rebuilding_since is not None:
        raise CompanyRebuilding(company.name, company.id)
