"""Connections to company files of QuickBooks Desktop: created, given a new password, ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.currency import US_DOLLARS
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.setup.companies import disconnect_company
from include.database.tables.companies import Company
from include.database.tables.desktop import DesktopConnection, DesktopSession
from include.understood import Understood

_MOST_PREVIOUS = 3
"""Passwords from before by which a call is told to come from a PC that still has one."""


class CompanyIdTaken(Understood, ValueError):
    """The company ID belongs to a company of QuickBooks Online, connected now or before."""

    def __init__(self, company_id: str, name: str) -> None:
        super().__init__(
            f"The company ID {company_id} belongs to {name}. Nothing was created. Choose another company "
            f"ID, or select Reconnect at {name} under Integrations."
        )


@dataclass(frozen=True, slots=True)
class NewConnection:
    """A company file to connect.

    Attributes:
        company_id: its company ID.
        core_connection, timezone, currency: as for every company.
        owner_id, file_id: GUIDs in braces, for a new connection; an installation that has an owner
            ID keeps it.
        actor: the user who connects it.
    """

    company_id: str
    core_connection: str
    timezone: str
    owner_id: str
    file_id: str
    actor: str
    currency: str = US_DOLLARS


def create_connection(
    database: Database, new: NewConnection, password_hash: str
) -> DesktopConnection:
    """Create a connection, or give an existing one a new password.

    A company file that is reconnected keeps its FileID: it is the same file.

    Raises:
        CompanyIdTaken: nothing was created.
    """

    def create(session: Session) -> DesktopConnection:
        existing = session.get(DesktopConnection, new.company_id)
        company = session.get(Company, new.company_id)
        file_id = existing.file_id if existing else ""
        # Also of a company that moved from the file to QuickBooks Online.
        if company is not None and company.realm_id != file_id:
            raise CompanyIdTaken(company.id, company.name)
        connection = existing or _new_connection(session, new)
        # A ticket from the old password no longer works; the next session looks up the request that
        # the old one was working on.
        _close_sessions(session, new.company_id)
        _reset(connection, password_hash, new.actor)
        session.add(connection)
        if company is not None:
            audit.append(
                session,
                connection.company_id,
                actor=new.actor,
                event="Web Connector password changed",
                subject=f"QuickBooks company {company.name}",
                detail={"username": connection.username},
            )
        return connection

    return database.write(create)


def _new_connection(session: Session, new: NewConnection) -> DesktopConnection:
    return DesktopConnection(
        company_id=new.company_id,
        # Not to be guessed by who knows the company: guesses then don't even reach its password.
        username=f"corebooks-{new.company_id}-{secrets.token_hex(4)}",
        password_hash="",
        owner_id=_owner_id(session) or new.owner_id,
        file_id=new.file_id,
        core_connection=new.core_connection,
        timezone=new.timezone,
        currency=new.currency,
        created_by=new.actor,
    )


def _reset(connection: DesktopConnection, password_hash: str, actor: str) -> None:
    """Set a new password, and forget what made CoreBooks reject calls."""
    if connection.password_hash:
        kept = [connection.password_hash, *connection.previous_hashes.splitlines()]
        connection.previous_hashes = "\n".join(kept[:_MOST_PREVIOUS])
    connection.password_hash = password_hash
    if connection.revoked_at is not None:
        # The next call reconnects the company, in this user's name.
        connection.first_contact_at, connection.created_by = None, actor
    connection.revoked_at, connection.told = None, ""
    connection.refused_at, connection.refused_from, connection.refused_password = None, "", ""


def end_connection(database: Database, company_id: str, actor: str) -> None:
    """Reject further calls of the PC; the rest stays for reconnecting."""
    with database.writing() as session:
        connection = session.get_one(DesktopConnection, company_id)
        revoke(session, connection)
        company = session.get(Company, company_id)
    # A QuickBooks Online company may have taken the ID while the PC had not called yet.
    if company is not None and company.realm_id == connection.file_id:
        disconnect_company(database, company_id, actor)


def revoke(session: Session, connection: DesktopConnection) -> None:
    """Reject further calls of a PC. Inside a writing transaction."""
    connection.revoked_at = connection.revoked_at or utc_now()
    _close_sessions(session, connection.company_id)


def _close_sessions(session: Session, company_id: str) -> None:
    for open_session in session.scalars(
        select(DesktopSession).where(
            DesktopSession.company_id == company_id, DesktopSession.closed_at.is_(None)
        )
    ):
        open_session.closed_at = utc_now()


def _owner_id(session: Session) -> str:
    """The GUID of this installation: the same in every company file."""
    return session.scalar(select(DesktopConnection.owner_id).limit(1)) or ""
