"""Connections to company files of QuickBooks Desktop: made, given a new password, ended."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database import audit
from include.database.companies import disconnect_company
from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.desktop import DesktopConnection, DesktopSession


class CompanyKnown(ValueError):
    """The short name is taken by a company that is connected, or was, in another way."""

    def __init__(self, company_id: str, name: str) -> None:
        super().__init__(
            f"{company_id} is {name} already. Choose another short name, or press Reconnect at "
            f"{name} under Integrations. Nothing was made."
        )


@dataclass(frozen=True, slots=True)
class NewConnection:
    """What a company file is to be connected as.

    Attributes:
        company_id: what it is to be called here.
        core_connection, timezone: as for every company.
        owner_id, file_id: GUIDs in braces, for a connection that is not known yet; that of the
            installation is kept where there is one.
        actor: who asks for it.
    """

    company_id: str
    core_connection: str
    timezone: str
    owner_id: str
    file_id: str
    actor: str


def make_connection(
    database: Database, new: NewConnection, password_hash: str
) -> DesktopConnection:
    """Make a connection, or give a known one a new password.

    A company file that is connected again keeps its FileID: it is the same file.

    Raises:
        CompanyKnown: nothing was made.
    """
    with database.writing() as session:
        known = session.get(DesktopConnection, new.company_id)
        company = session.get(Company, new.company_id)
        if known is None and company is not None:
            raise CompanyKnown(company.id, company.name)
        row = known or DesktopConnection(
            company_id=new.company_id,
            username=f"corebooks-{new.company_id}",
            password_hash="",
            owner_id=_owner_id(session) or new.owner_id,
            file_id=new.file_id,
            core_connection=new.core_connection,
            timezone=new.timezone,
            created_by=new.actor,
        )
        row.password_hash = password_hash
        if row.revoked_at is not None:
            # It is connected again by the first call that comes now, in this person's name.
            row.first_contact_at, row.created_by = None, new.actor
        # A ticket that was got by the old password is good no longer; what its session had in hand
        # is looked up by the next one.
        _close_sessions(session, new.company_id)
        row.revoked_at, row.told = None, ""
        row.failed_logins, row.locked_until = 0, None
        session.add(row)
        if company is not None:
            audit.append(
                session,
                row.company_id,
                actor=new.actor,
                event="password of the Web Connector renewed",
                subject=f"QuickBooks company {company.name}",
                detail={"username": row.username},
            )
        return row


def end_connection(database: Database, company_id: str, actor: str) -> None:
    """Let the PC in no more; all else stays, for connecting again."""
    with database.writing() as session:
        row = session.get_one(DesktopConnection, company_id)
        row.revoked_at = row.revoked_at or utc_now()
        _close_sessions(session, company_id)
        company = session.get(Company, company_id)
    # One of QuickBooks Online may have taken the name while the PC had not called yet.
    if company is not None and company.realm_id == row.file_id:
        disconnect_company(database, company_id, actor)


def _close_sessions(session: Session, company_id: str) -> None:
    for opened in session.scalars(
        select(DesktopSession).where(
            DesktopSession.company_id == company_id, DesktopSession.closed_at.is_(None)
        )
    ):
        opened.closed_at = utc_now()


def _owner_id(session: Session) -> str:
    """The GUID of this installation: the same in every company file."""
    return session.scalar(select(DesktopConnection.owner_id).limit(1)) or ""
