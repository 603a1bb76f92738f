"""Changing where a workflow begins, which is possible until it posts."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.reads.start_dates import why_fixed
from include.database.setup.companies import NewWorkflow, begin_again, replace_version
from include.understood import Understood

READ_BEFORE = dt.timedelta(days=31)
"""A transaction can get its disbursement before it closes and not change in CORE after: the first run reads
what changed so long before the start date too. The start date leaves out what closed before it."""


class StartDateFixed(Understood, ValueError):
    """The workflow has begun, so its start date can't change."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The start date wasn't changed. {why}")


def reads_from(start: dt.date) -> dt.datetime:
    """From when on the first run reads CORE, UTC."""
    return dt.datetime.combine(start, dt.time(), dt.UTC) - READ_BEFORE


def change_start_date(database: Database, company_id: str, new: NewWorkflow) -> int:
    """Change where a workflow begins, as a new version of it.

    Its next run reads CORE from the new start on, and decides again about what a preview left out.

    Returns:
        The new version.

    Raises:
        StartDateFixed: it has posted already; nothing was changed.
    """
    return database.write(partial(_change, company_id=company_id, new=new))


def _change(session: Session, company_id: str, new: NewWorkflow) -> int:
    why = why_fixed(session, company_id, new.category)
    if why:
        raise StartDateFixed(why)
    begin_again(session, company_id, new.category)
    return replace_version(session, company_id, new)
