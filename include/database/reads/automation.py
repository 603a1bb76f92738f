"""What the page Auto-sync & approvals shows: a company's settings, and who changed them last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.database.automation import AutomationSettings, settings_of_row
from include.database.engine import Database
from include.database.tables.companies import Automation


@dataclass(frozen=True, slots=True)
class AutoSyncSettings:
    """A company's settings as stored.

    Attributes:
        settings: the defaults where none were saved yet.
        changed_by: the Airflow user who saved them last; empty when none did.
        changed_at: when they were saved last, UTC.
    """

    settings: AutomationSettings
    changed_by: str = ""
    changed_at: dt.datetime | None = None


def auto_sync_settings(database: Database, company_id: str) -> AutoSyncSettings:
    """A company's auto-sync and approval settings; one query."""
    with database.reading() as session:
        row = session.get(Automation, company_id)
    if row is None:
        return AutoSyncSettings(AutomationSettings())
    return AutoSyncSettings(settings_of_row(row), row.changed_by, row.changed_at)
