"""No run of a company works while the company is moved to another QuickBooks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from include.database.setup.company_moves import open_move
from include.database.tables.companies import Company
from include.sync.run.errors import CompanyMoving


def check_not_moving(session: Session, company: Company) -> None:
    """Check that a company isn't being moved to another QuickBooks.

    Raises:
        CompanyMoving: it is.
    """
    if open_move(session, company.id) is not None:
        raise CompanyMoving(company.name)
