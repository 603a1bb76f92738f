"""How the queue of a company stands, for the triggerer and for tasks that wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from include.database.engine import Database
from include.database.tables.desktop import DesktopConnection, DesktopMessage, MessageStatus
from include.settings import database_url

_WAITS = (MessageStatus.QUEUED, MessageStatus.SENT)


def state(company_id: str, up_to: int) -> dict[str, Any]:
    """How many requests up to one still wait, and when the PC called last: JSON-able."""
    database = Database(database_url())
    try:
        with database.reading() as session:
            waiting = session.scalar(
                select(func.count())
                .select_from(DesktopMessage)
                .where(
                    DesktopMessage.company_id == company_id,
                    DesktopMessage.id <= up_to,
                    DesktopMessage.status.in_(_WAITS),
                )
            )
            connection = session.get(DesktopConnection, company_id)
            last = connection.last_contact_at if connection else None
    finally:
        database.close()
    return {
        "waiting": waiting or 0,
        "last_call": f"{last:%Y-%m-%d %H:%M} UTC" if last else "",
    }


def newest(company_id: str) -> int:
    """The newest request of a company; 0 for none."""
    database = Database(database_url())
    try:
        with database.reading() as session:
            found = session.scalar(
                select(func.max(DesktopMessage.id)).where(DesktopMessage.company_id == company_id)
            )
    finally:
        database.close()
    return found or 0
