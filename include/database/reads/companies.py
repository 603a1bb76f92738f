"""The QuickBooks companies as pages see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from include.books.currency import US_DOLLARS
from include.database.stored.company_facts import facts_from_json
from include.database.tables.companies import Company
from include.database.tables.people import CompanyPerson


@dataclass(frozen=True, slots=True)
class ConnectedCompany:
    """One QuickBooks company and the CORE account that feeds it.

    Attributes:
        id: the company ID, as addresses and the audit trail have it.
        name: as QuickBooks has it.
        edition: "QuickBooks Online" or "QuickBooks Desktop".
        subscription: what it subscribes to, "Plus"; empty where QuickBooks does not tell.
        realm_id: QuickBooks' own ID of the company or company file.
        core_connection: the ID of the Airflow connection to CORE.
        quickbooks_connection: the ID of the Airflow connection to QuickBooks Online.
        timezone: the IANA name of its time zone.
        currency: ISO 4217: what CORE's amounts and the books are in, "USD".
        country: ISO 3166: the country whose QuickBooks it is, "US".
        uses_tax_codes: whether every line of its entries needs a tax code, by which QuickBooks adds sales tax.
        disconnected_at: since when nothing posts to it, UTC; None while it is connected.
        created_at: when it was first connected, UTC.
    """

    id: str
    name: str
    edition: str
    subscription: str
    realm_id: str
    core_connection: str
    quickbooks_connection: str
    timezone: str
    disconnected_at: dt.datetime | None
    created_at: dt.datetime
    currency: str = US_DOLLARS
    country: str = "US"
    uses_tax_codes: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the company keeps its books in."""
        return ZoneInfo(self.timezone)


def connected_company(row: Company) -> ConnectedCompany:
    """The view of a row."""
    facts = facts_from_json(row.facts)
    return ConnectedCompany(
        id=row.id,
        name=row.name,
        edition=row.edition,
        subscription=row.plan,
        realm_id=row.realm_id,
        core_connection=row.core_connection,
        quickbooks_connection=row.quickbooks_connection,
        timezone=row.timezone,
        disconnected_at=row.disconnected_at,
        created_at=row.created_at,
        currency=row.currency,
        country=row.country,
        uses_tax_codes=facts is not None and facts.tax_codes,
    )


def all_companies(session: Session) -> tuple[ConnectedCompany, ...]:
    """Every company, disconnected ones included, by name."""
    rows = session.scalars(select(Company).order_by(Company.name, Company.id))
    return tuple(connected_company(row) for row in rows)


def companies_for_all(session: Session, most: int, seconds: int) -> tuple[ConnectedCompany, ...]:
    """The first connected companies, by name, that every user can see: those without a list.

    Args:
        session: a transaction of the database.
        most: how many are returned.
        seconds: after which PostgreSQL gives up, also where the table is locked; SQLite's readers wait for no one.
    """
    if session.get_bind().dialect.name == "postgresql":
        # For this transaction alone.
        session.execute(select(func.set_config("statement_timeout", f"{seconds}s", True)))
    rows = session.scalars(
        select(Company)
        .where(
            Company.disconnected_at.is_(None),
            Company.id.not_in(select(CompanyPerson.company_id)),
        )
        .order_by(Company.name, Company.id)
        .limit(most)
    )
    return tuple(connected_company(row) for row in rows)


def company_with_id(session: Session, company_id: str) -> ConnectedCompany | None:
    """One company; None where there is none with this ID."""
    row = session.get(Company, company_id)
    return connected_company(row) if row else None


def no_company(company_id: str) -> str:
    """What a page and a command answer where there is no company, or none that their user can see."""
    return f"CoreBooks has no company with the ID {company_id}."


def companies_with_ids(session: Session, ids: Collection[str]) -> dict[str, ConnectedCompany]:
    """Companies by ID; IDs that no company has are left out."""
    rows = session.scalars(select(Company).where(Company.id.in_(ids)))
    return {row.id: connected_company(row) for row in rows}


PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class FoundCompanies:
    """A page of the companies that a search finds.

    Attributes:
        companies: by name.
        total: how many there are on all pages.
        page: from 1.
        last: the last page.
    """

    companies: tuple[ConnectedCompany, ...]
    total: int
    page: int
    last: int


def find_companies(
    session: Session,
    hidden: Collection[str] = (),
    search: str = "",
    page: int = 1,
    first: str = "",
) -> FoundCompanies:
    """Companies by name or ID, a page of them; two queries, however many there are.

    Args:
        session: a transaction of the database.
        hidden: IDs of companies that whoever asks can't see.
        search: words that the name or the ID has, in any order; empty for all.
        page: from 1; one after the last is the last.
        first: the ID of a company that comes before all others, if it is found.
    """
    wanted: list[ColumnElement[bool]] = [Company.id.not_in(hidden)] if hidden else []
    wanted += [_has(word) for word in search.split()]
    total = session.scalar(select(func.count()).select_from(Company).where(*wanted)) or 0
    last = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), last)
    rows = session.scalars(
        select(Company)
        .where(*wanted)
        .order_by(Company.id != first, Company.name, Company.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return FoundCompanies(tuple(map(connected_company, rows)), total, page, last)


def _has(word: str) -> ColumnElement[bool]:
    in_name = Company.name.icontains(word, autoescape=True)
    return in_name | Company.id.icontains(word, autoescape=True)
