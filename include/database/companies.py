"""Connected companies and their workflows: at most one active workflow per category."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from include.database import audit
from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company, OAuthToken, WorkflowSetup


class WorkflowActive(ValueError):
    """The category has an active workflow; two would sync everything twice."""

    def __init__(self, company: str, category: str, active: str) -> None:
        self.active = active
        super().__init__(
            f"{company} already has an active workflow for {category.replace('_', ' ')}: {active}. "
            "Two of them would book everything twice. Deactivate it first, or change its options."
        )


class CompanyConnected(ValueError):
    """The QuickBooks company is connected under another name already."""

    def __init__(self, name: str, company_id: str) -> None:
        super().__init__(
            f"The QuickBooks company {name} is already connected as {company_id}. Use that one: a "
            "second connection would book everything twice."
        )


class OtherCompany(ValueError):
    """What was synced stands in another QuickBooks company than the one that was chosen."""

    def __init__(self, company: Company, realm_id: str) -> None:
        super().__init__(
            f"{company.id} is the QuickBooks company {company.name} ({company.realm_id}), and the one "
            f"chosen at QuickBooks is another ({realm_id}). Connect again and choose "
            f"{company.name}, or add the other company under a name of its own. Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class NewWorkflow:
    """A template with its options, to be made the active workflow of its category.

    `sync_from`: records changed since this moment are synced on the first run; None is "only what
    changes from now on". `start_date` leaves out deals and bills dated before it.
    """

    category: str
    template: str
    options: dict[str, Any]
    actor: str
    sync_from: dt.datetime | None = None
    start_date: dt.date | None = None


def check_connectable(session: Session, company_id: str, realm_id: str) -> None:
    """See that a QuickBooks company can be connected under an id, for the first time or again.

    Raises:
        CompanyConnected: the same QuickBooks company under another id.
        OtherCompany: another QuickBooks company under the same id.
    """
    holder = session.scalars(select(Company).where(Company.realm_id == realm_id)).first()
    if holder is not None and holder.id != company_id:
        raise CompanyConnected(holder.name, holder.id)
    known = session.get(Company, company_id)
    if known is not None and known.realm_id != realm_id:
        raise OtherCompany(known, realm_id)


def connect_company(database: Database, company: Company, actor: str) -> None:
    """Note a connected company, or that a known one was connected again.

    Tokens of an earlier connection go: they may be sealed with a key that is no more.

    Raises:
        CompanyConnected, OtherCompany: nothing was noted.
    """
    with database.writing() as session:
        check_connectable(session, company.id, company.realm_id)
        session.execute(delete(OAuthToken).where(OAuthToken.company_id == company.id))
        company.disconnected_at = None
        session.merge(company)
        session.flush()
        audit.append(
            session,
            company.id,
            actor=actor,
            event="connected",
            subject=f"QuickBooks company {company.name}",
            detail={
                "realm_id": company.realm_id,
                "edition": company.edition,
                "plan": company.plan or "",
            },
        )


def disconnect_company(database: Database, company_id: str, actor: str) -> None:
    """Forget the company's tokens and send nothing more; all else stays for connecting again."""
    with database.writing() as session:
        session.execute(delete(OAuthToken).where(OAuthToken.company_id == company_id))
        company = session.get_one(Company, company_id)
        if company.disconnected_at is not None:
            return
        company.disconnected_at = utc_now()
        audit.append(
            session,
            company_id,
            actor=actor,
            event="disconnected",
            subject=f"QuickBooks company {company.name}",
            detail={"realm_id": company.realm_id},
        )


def activate(database: Database, company_id: str, new: NewWorkflow) -> int:
    """Make a workflow the active one of its category.

    Returns:
        Its version.

    Raises:
        WorkflowActive: there is one already. The database refuses a second one too.
    """
    try:
        with database.writing() as session:
            active = _active(session, company_id, new.category)
            if active is not None:
                raise WorkflowActive(company_id, new.category, active.template)
            return _insert(session, company_id, new)
    except IntegrityError as error:
        # Somebody else was a moment faster.
        raise WorkflowActive(company_id, new.category, "one made just now") from error


def deactivate(database: Database, company_id: str, category: str, actor: str) -> None:
    """Let the category have no active workflow. What was posted stays as it is."""
    with database.writing() as session:
        active = _active(session, company_id, category)
        if active is not None:
            active.active = False
            audit.append(
                session,
                company_id,
                actor=actor,
                event="workflow deactivated",
                subject=category,
                detail={"template": active.template, "version": active.version},
            )


def change(database: Database, company_id: str, new: NewWorkflow) -> int:
    """Put a new version in place of the active workflow: its template or its options changed.

    Links stay as they are; the new version is for what changes from then on.

    Returns:
        The new version.
    """
    with database.writing() as session:
        active = _active(session, company_id, new.category)
        if active is not None:
            active.active = False
            session.flush()
        return _insert(session, company_id, new)


def _active(session: Session, company_id: str, category: str) -> WorkflowSetup | None:
    return session.scalars(
        select(WorkflowSetup).where(
            WorkflowSetup.company_id == company_id,
            WorkflowSetup.category == category,
            WorkflowSetup.active,
        )
    ).first()


def _insert(session: Session, company_id: str, new: NewWorkflow) -> int:
    newest = session.scalar(
        select(func.max(WorkflowSetup.version)).where(
            WorkflowSetup.company_id == company_id, WorkflowSetup.category == new.category
        )
    )
    version = (newest or 0) + 1
    session.add(
        WorkflowSetup(
            company_id=company_id,
            category=new.category,
            template=new.template,
            options=new.options,
            version=version,
            active=True,
            sync_from=new.sync_from or utc_now(),
            start_date=new.start_date,
            created_by=new.actor,
        )
    )
    session.flush()
    audit.append(
        session,
        company_id,
        actor=new.actor,
        event="workflow activated",
        subject=new.category,
        detail={"template": new.template, "version": version, "options": new.options},
    )
    return version


def active_template(database: Database, company_id: str, category: str) -> str:
    """The key of the category's active template; empty when there is none."""
    with database.reading() as session:
        active = _active(session, company_id, category)
        return active.template if active else ""
