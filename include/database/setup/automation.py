"""What auto-sync runs for a company, and which changes need approval before they post."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.tables.companies import Automation
from include.database.upserts import insert_missing

EVERY_HOUR = "0 * * * *"


@dataclass(frozen=True, slots=True)
class AutomationSettings:
    """A company's settings; by default auto-sync is off.

    Attributes:
        sync_deals: sync a transaction's disbursement when its progress reaches 100%.
        sync_billing: sync an agent's billing when the agent's card is charged.
        schedule: when auto-sync runs, a cron expression in the company's time zone.
        looked_at: the newest scheduled time whose look is done.
        approval_required: whether changes need approval before they post.
        approvers: IDs of the people who can approve, or names typed for people who aren't known yet
            (`include.database.setup.approvers`); empty for every user who can start runs.
        four_eyes: whether another person than who asked for a run must approve it.
    """

    sync_deals: bool = False
    sync_billing: bool = False
    schedule: str = EVERY_HOUR
    looked_at: dt.datetime | None = None
    approval_required: bool = False
    approvers: tuple[str, ...] = ()
    four_eyes: bool = True

    @property
    def is_on(self) -> bool:
        """Whether auto-sync posts anything."""
        return self.sync_deals or self.sync_billing

    @property
    def choices(self) -> dict[str, Any]:
        """What users chose, for the audit trail."""
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
        four_eyes=row.four_eyes,
    )


def change(database: Database, company_id: str, settings: AutomationSettings, actor: str) -> bool:
    """Save new settings; which scheduled times are done stays as it is.

    Returns:
        Whether anything changed; if not, no event is recorded.
    """
    with database.writing() as session:
        before = of(session, company_id)
        if before.choices == settings.choices:
            return False
        # Auto-sync works from now on, not for the hours before it was turned on.
        first = {"company_id": company_id, "looked_at": utc_now()}
        insert_missing(session, Automation, [first])
        row = session.get_one(
            Automation, company_id, with_for_update={"key_share": True}, populate_existing=True
        )
        before = settings_of_row(row)
        row.sync_deals, row.sync_billing = settings.sync_deals, settings.sync_billing
        row.schedule = settings.schedule
        row.approval_required = settings.approval_required
        row.approvers = list(settings.approvers)
        row.four_eyes = settings.four_eyes
        row.changed_by, row.changed_at = actor, utc_now()
        session.flush()
        audit.append(
            session,
            company_id,
            actor=actor,
            event="auto-sync and approvals changed",
            subject="auto-sync and approvals",
            detail={"before": before.choices, "after": settings.choices},
        )
    return True


def mark_looked(session: Session, company_id: str, at: dt.datetime) -> None:
    """Record that the look that was scheduled for this moment is done."""
    session.get_one(Automation, company_id).looked_at = at
