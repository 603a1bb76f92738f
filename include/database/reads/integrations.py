"""What Integrations shows: every connection to QuickBooks Online, and to a company file on a PC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.keys.tokens import SealedTokens, TokensUnreadable
from include.database.reads.companies import (
    ConnectedCompany,
    companies_with_ids,
    company_with_id,
)
from include.database.tables.companies import Company, OAuthToken, WorkflowSetup
from include.database.tables.desktop import (
    EDITION,
    DesktopConnection,
    DesktopMessage,
    DesktopSession,
    MessageStatus,
)
from include.database.tables.runs import SyncRun


@dataclass(frozen=True, slots=True)
class OnlineConnection:
    """A QuickBooks Online company and its tokens.

    Attributes:
        company: connected or not.
        tokens: as stored; None where there are none, or none that can be read.
        unreadable: why the stored tokens can't be read; empty when they can, or there are none.
        renewed_at: when QuickBooks last issued tokens, UTC.
        ran_at: when a workflow last ran, UTC.
    """

    company: ConnectedCompany
    tokens: Mapping[str, str] | None
    unreadable: str
    renewed_at: dt.datetime | None
    ran_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PcConnection:
    """A company file on a PC and what is known of its Web Connector. Moments are UTC.

    Attributes:
        company_id: the company ID, also before the PC first connects.
        told: why the PC was last turned away; empty when it wasn't.
        refused_at: when a call with another password was last refused.
        refused_from: the address of that call.
        refused_password: a `RefusedPassword`; empty when none was refused.
        revoked_at: when the connection was ended.
        company: None until the PC first connects.
        waiting: requests that wait for the PC or are in its hands.
        in_session: whether the PC is working through them now.
        ran_at: when a workflow last ran.
    """

    company_id: str
    username: str
    owner_id: str
    file_id: str
    core_connection: str
    timezone: str
    currency: str
    product: str
    company_file: str
    told: str
    first_contact_at: dt.datetime | None
    last_contact_at: dt.datetime | None
    refused_at: dt.datetime | None
    refused_from: str
    refused_password: str
    revoked_at: dt.datetime | None
    company: ConnectedCompany | None
    waiting: int
    in_session: bool
    ran_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class IdInUse:
    """What has a company ID: a company by its name, or a PC that hasn't connected yet."""

    company_name: str
    awaits_pc: bool


def online_connections(
    database: Database, keys: Sequence[str], companies: Sequence[ConnectedCompany]
) -> list[OnlineConnection]:
    """Those of some companies that are on QuickBooks Online, connected or not; two queries.

    Args:
        database: the database.
        keys: the keys that tokens are sealed with, the newest first.
        companies: a page of them.
    """
    companies = [company for company in companies if company.edition != EDITION]
    ids = [company.id for company in companies]
    with database.reading() as session:
        sealed = session.scalars(select(OAuthToken).where(OAuthToken.company_id.in_(ids)))
        rows = {row.company_id: row for row in sealed}
        ran_at = _newest_runs(session, ids)
    connections = []
    for company in companies:
        row, unreadable, tokens = rows.get(company.id), "", None
        try:
            tokens = SealedTokens(database, company.id, keys).opened(row)
        except TokensUnreadable as error:
            unreadable = str(error)
        connections.append(
            OnlineConnection(
                company=company,
                tokens=tokens,
                unreadable=unreadable,
                renewed_at=row.saved_at if row else None,
                ran_at=ran_at.get(company.id),
            )
        )
    return connections


def pc_connections(
    database: Database, alive: dt.timedelta, company_ids: Sequence[str] | None = None
) -> list[PcConnection]:
    """Connections to company files, by company ID; five queries.

    Args:
        database: the database.
        alive: how long after its last call a session still counts as open.
        company_ids: of which, where an ID without such a connection has none; None for all.
    """
    with database.reading() as session:
        query = select(DesktopConnection).order_by(DesktopConnection.company_id)
        if company_ids is not None:
            query = query.where(DesktopConnection.company_id.in_(company_ids))
        rows = session.scalars(query).all()
        companies = companies_with_ids(session, [row.company_id for row in rows]) if rows else {}
        rows = [row for row in rows if not _has_moved(row, companies.get(row.company_id))]
        ids = [row.company_id for row in rows]
        waiting = _waiting(session, ids) if rows else {}
        in_session = _in_session(session, ids, utc_now() - alive) if rows else set()
        ran_at = _newest_runs(session, ids) if rows else {}
    return [
        _pc_connection(
            row,
            companies.get(row.company_id),
            waiting.get(row.company_id, 0),
            ran_at.get(row.company_id),
            in_session=row.company_id in in_session,
        )
        for row in rows
    ]


def _has_moved(row: DesktopConnection, company: ConnectedCompany | None) -> bool:
    """Whether the company left its company file for QuickBooks Online."""
    return company is not None and row.revoked_at is not None and company.edition != EDITION


def id_in_use(database: Database, company_id: str) -> IdInUse | None:
    """What has a company ID; None when it is free."""
    with database.reading() as session:
        company = company_with_id(session, company_id)
        pc = session.get(DesktopConnection, company_id)
    if company is None and pc is None:
        return None
    return IdInUse(company.name if company else "", awaits_pc=company is None)


def awaited_pcs(session: Session, search: str = "", most: int = 50) -> list[str]:
    """The company IDs of PCs that haven't connected yet, so that no company has them, by ID.

    Args:
        session: a transaction of the database.
        search: words that the ID has; empty for all.
        most: how many are returned.
    """
    query = (
        select(DesktopConnection.company_id)
        .outerjoin(Company, Company.id == DesktopConnection.company_id)
        .where(Company.id.is_(None))
        .order_by(DesktopConnection.company_id)
        .limit(most)
    )
    for word in search.split():
        query = query.where(DesktopConnection.company_id.icontains(word, autoescape=True))
    return list(session.scalars(query))


def awaits_pc(session: Session, company_id: str) -> bool:
    """Whether a company ID belongs to a PC alone: there is no company until it first connects."""
    if company_with_id(session, company_id) is not None:
        return False
    return session.get(DesktopConnection, company_id) is not None


def _pc_connection(
    row: DesktopConnection,
    company: ConnectedCompany | None,
    waiting: int,
    ran_at: dt.datetime | None,
    *,
    in_session: bool,
) -> PcConnection:
    if company is not None and company.realm_id != row.file_id:
        # A QuickBooks Online company took the ID before the PC first connected.
        company = None
    return PcConnection(
        company_id=row.company_id,
        username=row.username,
        owner_id=row.owner_id,
        file_id=row.file_id,
        core_connection=row.core_connection,
        timezone=row.timezone,
        currency=row.currency,
        product=row.product,
        company_file=row.company_file,
        told=row.told,
        first_contact_at=row.first_contact_at,
        last_contact_at=row.last_contact_at,
        refused_at=row.refused_at,
        refused_from=row.refused_from,
        refused_password=row.refused_password,
        revoked_at=row.revoked_at,
        company=company,
        waiting=waiting,
        in_session=in_session,
        ran_at=ran_at,
    )


def _newest_runs(session: Session, ids: Sequence[str]) -> dict[str, dt.datetime]:
    """When a workflow of each company last began."""
    workflows = (
        select(WorkflowSetup.company_id, WorkflowSetup.category)
        .where(WorkflowSetup.company_id.in_(ids))
        .distinct()
        .subquery()
    )
    # Each workflow by itself: the index ends with its newest, and a group is read from its first on.
    newest = (
        select(SyncRun.started_at)
        .where(
            SyncRun.company_id == workflows.c.company_id, SyncRun.category == workflows.c.category
        )
        .order_by(SyncRun.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found: dict[str, dt.datetime] = {}
    for company_id, began in session.execute(select(workflows.c.company_id, newest)):
        if began is not None:
            found[company_id] = max(began, found.get(company_id, began))
    return found


def _waiting(session: Session, ids: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(DesktopMessage.company_id, func.count())
        .where(
            DesktopMessage.company_id.in_(ids),
            DesktopMessage.status.in_([MessageStatus.QUEUED, MessageStatus.SENT]),
        )
        .group_by(DesktopMessage.company_id)
    )
    return {row[0]: row[1] for row in rows}


def _in_session(session: Session, ids: Sequence[str], since: dt.datetime) -> set[str]:
    return set(
        session.scalars(
            select(DesktopSession.company_id).where(
                DesktopSession.company_id.in_(ids),
                DesktopSession.closed_at.is_(None),
                DesktopSession.last_call_at >= since,
            )
        )
    )
