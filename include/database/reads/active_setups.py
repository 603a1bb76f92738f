"""The workflows that are on, with their templates and options."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.companies import WorkflowSetup


@dataclass(frozen=True, slots=True)
class ActiveSetup:
    """The template and options that a workflow runs with.

    Attributes:
        category: the workflow's category, as stored.
        template: the template's key.
        options: by name, as stored.
        version: counts the changes of template and options.
        sync_from: records changed since this moment are read by the first run, UTC.
        start_date: records dated before it are left out; None where there is no limit.
        created_by: who saved this version.
        created_at: when, UTC.
    """

    category: str
    template: str
    options: Mapping[str, Any]
    version: int
    sync_from: dt.datetime
    start_date: dt.date | None
    created_by: str
    created_at: dt.datetime


def active_setups(session: Session, company_id: str) -> dict[str, ActiveSetup]:
    """The workflows of a company that are on, by category; one query."""
    rows = session.scalars(
        select(WorkflowSetup).where(WorkflowSetup.company_id == company_id, WorkflowSetup.active)
    )
    return {
        row.category: ActiveSetup(
            category=row.category,
            template=row.template,
            options=row.options,
            version=row.version,
            sync_from=row.sync_from,
            start_date=row.start_date,
            created_by=row.created_by,
            created_at=row.created_at,
        )
        for row in rows
    }
