"""The QuickBooks companies as pages see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.companies import Company


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

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the company keeps its books in."""
        return ZoneInfo(self.timezone)


def connected_company(row: Company) -> ConnectedCompany:
    """The view of a row."""
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
    )


def all_companies(session: Session) -> tuple[ConnectedCompany, ...]:
    """Every company, disconnected ones included, by name."""
    rows = session.scalars(select(Company).order_by(Company.name, Company.id))
    return tuple(connected_company(row) for row in rows)


def company_with_id(session: Session, company_id: str) -> ConnectedCompany | None:
    """One company; None where there is none with this ID."""
    row = session.get(Company, company_id)
    return connected_company(row) if row else None


def no_company(company_id: str) -> str:
    """What a page and a command answer where there is no company, or none that their user can see."""
    return f"CoreBooks has no company with the ID {company_id}."
