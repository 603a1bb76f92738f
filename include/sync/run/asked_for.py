"""When a run was asked for: from then on, what QuickBooks told another run of the company counts for it.

QuickBooks meters what is read. Runs that one look starts, or one person at once, needn't each ask what
changed; but what QuickBooks answered before a person pressed Sync isn't what they want to see.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.tables.acts import ScheduledRun
from include.database.tables.runs import SyncRun

_LONGEST = dt.timedelta(minutes=10)
"""A run that waited longer, for an approver or its turn, asks by itself."""


def asked_for(session: Session, run: SyncRun) -> dt.datetime:
    """The moment (UTC) since which an answer of QuickBooks is new enough for a run.

    When the look announced it that starts it, or when it began; ten minutes ago at the earliest.
    """
    announced = session.scalars(
        select(ScheduledRun.made_at).where(ScheduledRun.run_id == run.id)
    ).first()
    return max(announced or run.started_at, utc_now() - _LONGEST)
