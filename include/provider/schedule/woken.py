"""Companies whose CORE called since the last look at them (`include.database.feeds.wakes`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.feeds.wakes import woken_connections
from include.database.statuses import LookFinding
from include.database.tables.acts import CoreLook
from include.database.tables.companies import Company

_FOR_SO_LONG = dt.timedelta(days=1)
"""Until when a call is a reason to look; by then the daily run has read what it was about."""
_NOT_ASKED = (LookFinding.AWAY, LookFinding.OPEN, LookFinding.QUEUED)
"""Findings of looks to which CORE didn't say what it has."""


def woken_companies(
    session: Session, companies: Sequence[Company], now: dt.datetime
) -> dict[str, dt.datetime]:
    """When CORE called, by the ID of each company that wasn't looked at since.

    Args:
        session: a transaction of the database.
        companies: those that auto-sync is on for.
        now: an aware moment.
    """
    woken = woken_connections(session, now - _FOR_SO_LONG)
    called = {
        one.id: woken[one.core_connection] for one in companies if one.core_connection in woken
    }
    if not called:
        return {}
    looks: dict[str, list[CoreLook]] = {}
    for look in session.scalars(select(CoreLook).where(CoreLook.company_id.in_(called))):
        looks.setdefault(look.company_id, []).append(look)
    return {
        company_id: at
        for company_id, at in called.items()
        if not _answered(looks.get(company_id, []), at)
    }


def _answered(looks: Sequence[CoreLook], called_at: dt.datetime) -> bool:
    """Whether the newest look at a company came after a call, and CORE was asked by it."""
    newest = max((look.looked_at for look in looks), default=None)
    if newest is None or newest < called_at:
        return False
    return all(look.finding not in _NOT_ASKED for look in looks if look.looked_at == newest)
