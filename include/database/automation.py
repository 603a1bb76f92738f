"""What runs by itself for a company, and who must agree before anything is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from include.database import audit
from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import Automation

EVERY_HOUR = "0 * * * *"


@dataclass(frozen=True, slots=True)
class AutomationSettings:
    """A company's settings; as here where nobody chose any: nothing runs by itself.

    Attributes:
        sync_deals: sync a transaction's disbursement when its progress reaches 100 %.
        sync_billing: sync an agent's billing when the agent's card is charged.
        schedule: when to look, a cron expression in the company's time zone.
        looked_at: when the schedule last started runs.
        approval_required: whether a person must agree to every plan before it is carried out.
        approvers: names of Airflow users who may; empty for everybody who may start runs.
    """

    sync_deals: bool = False
    sync_billing: bool = False
    schedule: str = EVERY_HOUR
    looked_at: dt.datetime | None = None
    approval_required: bool = False
    approvers: tuple[str, ...] = ()

    @property
    def choices(self) -> dict[str, Any]:
        """What people chose, for the audit trail."""
        chosen = asdict(self)
        del chosen["looked_at"]
        return {**chosen, "approvers": list(self.approvers)}


def of(session: Session, company_id: str) -> AutomationSettings:
    """The company's settings."""
    row = session.get(Automation, company_id)
    return AutomationSettings() if row is None else settings_of_row(row)


def settings_of_row(row: Automation) -> AutomationSettings:
    """The settings that a row of the table holds."""
    return AutomationSettings(
        sync_deals=row.sync_deals,
        sync_billing=row.sync_billing,
        schedule=row.schedule,
        looked_at=row.looked_at,
        approval_required=row.approval_required,
        approvers=tuple(row.approvers),
    )


def change(database: Database, company_id: str, settings: AutomationSettings, actor: str) -> bool:
    """Put new settings in place; when the schedule last looked stays as it is.

    Returns:
        Whether anything changed; what did not is not noted either.
    """
    with database.writing() as session:
        before = of(session, company_id)
        if before.choices == settings.choices:
            return False
        row = session.get(Automation, company_id)
        if row is None:
            # What is switched on works from now on, not for the hours before.
            row = Automation(company_id=company_id, looked_at=utc_now())
            session.add(row)
        row.sync_deals, row.sync_billing = settings.sync_deals, settings.sync_billing
        row.schedule = settings.schedule
        row.approval_required = settings.approval_required
        row.approvers = list(settings.approvers)
        row.changed_by, row.changed_at = actor, utc_now()
        session.flush()
        audit.append(
            session,
            company_id,
            actor=actor,
            event="permissions changed",
            subject="what runs by itself, and who must agree",
            detail={"before": before.choices, "after": settings.choices},
        )
    return True


def mark_looked(session: Session, company_id: str, at: dt.datetime) -> None:
    """Note that the schedule has started the runs that were due at this moment."""
    session.get_one(Automation, company_id).looked_at = at
