"""The currency of a company's amounts, for what works on companies by their IDs."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.currency import US_DOLLARS, amounts_in
from include.database.tables.companies import Company


def currency_of(session: Session, company_id: str) -> str:
    """The ISO 4217 code of a company's amounts; US dollars where there is no such company (yet)."""
    found = session.scalar(select(Company.currency).where(Company.id == company_id))
    return found or US_DOLLARS


def amounts_of(session: Session, company_id: str) -> AbstractContextManager[None]:
    """Write the amounts of a `with` block as a company's."""
    return amounts_in(currency_of(session, company_id))
