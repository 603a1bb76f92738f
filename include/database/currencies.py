"""The currency of a company's amounts and its words, for what works on companies by their IDs."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.country_words import written_for
from include.books.currency import US_DOLLARS
from include.database.tables.companies import Company


def currency_of(session: Session, company_id: str) -> str:
    """The ISO 4217 code of a company's amounts; US dollars where there is no such company (yet)."""
    found = session.scalar(select(Company.currency).where(Company.id == company_id))
    return found or US_DOLLARS


def written_as(session: Session, company_id: str) -> AbstractContextManager[None]:
    """Write the amounts and words of a `with` block as a company's; as of the US where there is none (yet)."""
    found = session.execute(
        select(Company.currency, Company.country).where(Company.id == company_id)
    ).one_or_none()
    return written_for(*found) if found else written_for(US_DOLLARS, "US")
