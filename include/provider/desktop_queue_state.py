"""What tasks wait for: a company's PC, or another run. For the triggerer and for these tasks."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from sqlalchemy import func, select

from include.database.engine import Database
from include.database.tables.desktop import DesktopConnection, DesktopMessage, MessageStatus
from include.settings import database_url
from include.sync.run.open_runs import is_open

_WAITING = (MessageStatus.QUEUED, MessageStatus.SENT)


def state(company_id: str, up_to: int) -> dict[str, Any]:
    """The requests up to one that still wait, and the PC's last call.

    Returns:
        JSON-able: {"waiting": how many, "last_call": "2026-11-22 13:29 UTC", or "" for never}.
    """
    with closing(Database(database_url())) as database, database.reading() as session:
        waiting = session.scalar(
            select(func.count())
            .select_from(DesktopMessage)
            .where(
                DesktopMessage.company_id == company_id,
                DesktopMessage.id <= up_to,
                DesktopMessage.status.in_(_WAITING),
            )
        )
        connection = session.get(DesktopConnection, company_id)
        last_call = connection.last_contact_at if connection else None
    return {
        "waiting": waiting or 0,
        "last_call": f"{last_call:%Y-%m-%d %H:%M} UTC" if last_call else "",
    }


def newest(company_id: str) -> int:
    """The ID of a company's newest request; 0 for none."""
    with closing(Database(database_url())) as database, database.reading() as session:
        message_id = session.scalar(
            select(func.max(DesktopMessage.id)).where(DesktopMessage.company_id == company_id)
        )
    return message_id or 0


def run_is_open(run_id: int) -> bool:
    """Whether another run isn't finished."""
    with closing(Database(database_url())) as database:
        return is_open(database, run_id)
