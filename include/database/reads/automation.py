"""What the page Auto-sync & approvals shows: a company's settings, and who changed them last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from include.database.approvers import approver_names, with_known_approvers
from include.database.automation import AutomationSettings, settings_of_row
from include.database.engine import Database
from include.database.reads.people import KnownPerson, known_people
from include.database.tables.companies import Automation


@dataclass(frozen=True, slots=True)
class AutoSyncSettings:
    """A company's settings as stored.

    Attributes:
        settings: the defaults where none were saved yet.
        changed_by: the Airflow user who saved them last; empty when none did.
        changed_at: when they were saved last, UTC.
        people: who opened CoreBooks, to choose approvers from.
        approvers: the names of the approvers.
    """

    settings: AutomationSettings
    changed_by: str = ""
    changed_at: dt.datetime | None = None
    people: Sequence[KnownPerson] = ()
    approvers: Sequence[str] = ()


def auto_sync_settings(database: Database, company_id: str) -> AutoSyncSettings:
    """A company's auto-sync and approval settings, and whom to choose approvers from."""
    with database.reading() as session:
        people = known_people(session)
        row = session.get(Automation, company_id)
        if row is None:
            return AutoSyncSettings(AutomationSettings(), people=people)
        settings = with_known_approvers(session, settings_of_row(row))
        return AutoSyncSettings(
            settings, row.changed_by, row.changed_at, people, approver_names(session, settings)
        )
