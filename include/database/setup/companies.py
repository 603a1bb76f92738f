"""Connected companies and their workflows: at most one is on per category."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.reads.start_dates import why_fixed
from include.database.setup.company_moves import moving_to, open_move
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company, OAuthToken, WorkflowSetup
from include.database.tables.records import RecordState, Watermark
from include.understood import Understood


class WorkflowActive(Understood, ValueError):
    """The category's workflow is on already; two would post every entry twice."""

    def __init__(self, company: str, category: str, active: str) -> None:
        self.active = active
        super().__init__(
            f"{category.replace('_', ' ').capitalize()} is already on for {company}, with the template "
            f"{active}. Two templates would post every entry twice. Turn it off first, or replace its "
            "template."
        )


class CompanyConnected(Understood, ValueError):
    """The QuickBooks company is already connected, under another company ID."""

    def __init__(self, name: str, company_id: str) -> None:
        super().__init__(
            f"The QuickBooks company {name} is already connected as {company_id}. A second connection "
            f"would post every entry twice. Use {company_id}. If it is disconnected, select Reconnect under "
            "Integrations."
        )


class OtherCompany(Understood, ValueError):
    """The entries are in another QuickBooks company than the one that was chosen."""

    def __init__(self, company: Company, realm_id: str) -> None:
        super().__init__(
            f"{company.id} is the QuickBooks company {company.name} ({company.realm_id}), but you chose "
            f"a different one ({realm_id}). Nothing was changed. Connect again and choose "
            f"{company.name}, or add the other company with its own company ID."
        )


class MoveUnderWay(Understood, ValueError):
    """A company is just being moved to another QuickBooks."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is being moved to another QuickBooks, so it can't be connected now. Finish the move, or "
            "cancel it: run `corebooks move status`. Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class NewWorkflow:
    """A template with its options, for which the category's workflow is to be turned on.

    `sync_from`: the first run syncs records changed since this moment; None means only what changes
    from now on. `start_date` excludes transactions and statements dated before it.
    """

    category: str
    template: str
    options: dict[str, Any]
    actor: str
    sync_from: dt.datetime | None = None
    start_date: dt.date | None = None


def check_connectable(session: Session, company_id: str, realm_id: str) -> None:
    """Check that a QuickBooks company can be connected under a company ID, or reconnected.

    Raises:
        CompanyConnected: the same QuickBooks company has another company ID.
        OtherCompany: another QuickBooks company has this company ID.
        MoveUnderWay: the company is being moved, or another one is moved to this QuickBooks company.
    """
    move = open_move(session, company_id) or moving_to(session, realm_id)
    if move is not None:
        raise MoveUnderWay(str(move.before["name"]))
    holder = session.scalars(select(Company).where(Company.realm_id == realm_id)).first()
    if holder is not None and holder.id != company_id:
        raise CompanyConnected(holder.name, holder.id)
    known = session.get(Company, company_id)
    if known is not None and known.realm_id != realm_id:
        raise OtherCompany(known, realm_id)


def connect_company(database: Database, company: Company, actor: str) -> None:
    """Record a connected company, or that a known one was reconnected.

    Tokens of an earlier connection are deleted: their encryption key may be lost.

    Raises:
        CompanyConnected, OtherCompany, MoveUnderWay: nothing was recorded.
    """

    def connect(session: Session) -> None:
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

    database.write(connect)


def disconnect_company(database: Database, company_id: str, actor: str) -> None:
    """Delete the company's tokens and stop syncing; the rest stays for reconnecting."""
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
    """Turn on the workflow of a category.

    Returns:
        Its version.

    Raises:
        WorkflowActive: it is on already. The database rejects a second one too.
    """

    def turn_on(session: Session) -> int:
        current = active_setup(session, company_id, new.category)
        if current is not None:
            raise WorkflowActive(company_id, new.category, current.template)
        if new.start_date and not why_fixed(session, company_id, new.category):
            begin_again(session, company_id, new.category)
        return _insert(session, company_id, new)

    return database.write(turn_on)


def deactivate(database: Database, company_id: str, category: str, actor: str) -> None:
    """Turn off the workflow of a category. Posted entries stay as they are."""
    with database.writing() as session:
        active = active_setup(session, company_id, category)
        if active is not None:
            active.active = False
            audit.append(
                session,
                company_id,
                actor=actor,
                event="workflow turned off",
                subject=category,
                detail={"template": active.template, "version": active.version},
            )


def change(database: Database, company_id: str, new: NewWorkflow) -> int:
    """Replace the current version of a workflow: its template or its options changed.

    Links stay as they are; the new version is for records that change from then on.

    Returns:
        The new version.
    """
    return database.write(partial(replace_version, company_id=company_id, new=new))


def replace_version(session: Session, company_id: str, new: NewWorkflow) -> int:
    """Replace the current version within a transaction that `Database.write` may repeat. As `change`."""
    active = active_setup(session, company_id, new.category)
    if active is not None:
        active.active = False
        session.flush()
    return _insert(session, company_id, new)


def begin_again(session: Session, company_id: str, category: str) -> None:
    """Have the next run read from a workflow's start on, and decide again about all that was left out.

    A preview may have read CORE by another start date.
    """
    session.execute(
        delete(Watermark).where(Watermark.company_id == company_id, Watermark.category == category)
    )
    session.execute(
        update(RecordState)
        .where(
            RecordState.company_id == company_id,
            RecordState.category == category,
            RecordState.status == RecordStatus.NOT_READY,
            # Not the entries that no record asks for: CORE has nothing to decide about them.
            RecordState.record_key.not_like("entry:%"),
        )
        .values(status=RecordStatus.READY)
    )


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
        event="workflow turned on",
        subject=new.category,
        detail={
            "template": new.template,
            "version": version,
            "options": new.options,
            "start_date": new.start_date.isoformat() if new.start_date else "",
        },
    )
    return version


def active_setup(session: Session, company_id: str, category: str) -> WorkflowSetup | None:
    """The workflow of a category that is on; None when all are off."""
    return session.scalars(
        select(WorkflowSetup).where(
            WorkflowSetup.company_id == company_id,
            WorkflowSetup.category == category,
            WorkflowSetup.active,
        )
    ).first()


def active_template(database: Database, company_id: str, category: str) -> str:
    """The key of the template that is on for a category; empty if its workflow is off."""
    with database.reading() as session:
        active = active_setup(session, company_id, category)
        return active.template if active else ""
