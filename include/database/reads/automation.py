"""What the page Auto-sync & approvals shows: a company's settings, and who changed them last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.people import KnownPerson, known_people
from include.database.setup.approvers import approver_names, with_known_approvers
from include.database.setup.automation import AutomationSettings, settings_of_row
from include.database.status_words import LOOK
from include.database.statuses import LookFinding
from include.database.tables.acts import CoreLook, ScheduledRun
from include.database.tables.companies import Automation

QUEUED_TOO_LONG = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LastLook:
    """What auto-sync's newest look for a workflow found.

    Attributes:
        category: the workflow.
        at: when it looked, UTC.
        sentence: what it found.
        queued_since: since when a run that it started has been queued, if that is too long.
    """

    category: str
    at: dt.datetime
    sentence: str
    queued_since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class AutoSyncSettings:
    """A company's settings as stored.

    Attributes:
        settings: the defaults where none were saved yet.
        changed_by: the Airflow user who saved them last; empty when none did.
        changed_at: when they were saved last, UTC.
        people: who opened CoreBooks, to choose approvers from.
        approvers: the names of the approvers.
        looks: the newest look for each workflow, where auto-sync looked.
    """

    settings: AutomationSettings
    changed_by: str = ""
    changed_at: dt.datetime | None = None
    people: Sequence[KnownPerson] = ()
    approvers: Sequence[str] = ()
    looks: Sequence[LastLook] = ()


def auto_sync_settings(database: Database, company_id: str) -> AutoSyncSettings:
    """A company's auto-sync and approval settings, and whom to choose approvers from."""
    with database.reading() as session:
        people = known_people(session)
        row = session.get(Automation, company_id)
        if row is None:
            return AutoSyncSettings(AutomationSettings(), people=people)
        settings = with_known_approvers(session, settings_of_row(row))
        return AutoSyncSettings(
            settings,
            row.changed_by,
            row.changed_at,
            people,
            approver_names(session, settings),
            _last_looks(session, company_id, utc_now()),
        )


def _last_looks(session: Session, company_id: str, now: dt.datetime) -> list[LastLook]:
    rows = session.execute(
        select(CoreLook, ScheduledRun)
        .outerjoin(ScheduledRun, ScheduledRun.name == CoreLook.run_name)
        .where(CoreLook.company_id == company_id)
        .order_by(CoreLook.category)
    )
    return [_last_look(look, run, now) for look, run in rows]


def _last_look(look: CoreLook, run: ScheduledRun | None, now: dt.datetime) -> LastLook:
    queued = run is not None and run.run_id is None and run.made_at <= now - QUEUED_TOO_LONG
    return LastLook(
        look.category,
        look.looked_at,
        LOOK[LookFinding(look.finding)],
        run.made_at if run and queued else None,
    )
