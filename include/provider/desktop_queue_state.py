"""What tasks wait for: a company's PC, or another run. For the triggerer and for these tasks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import cache
from typing import Any

from sqlalchemy import func, select

from include.database.engine import Database
from include.database.statuses import RunOutcome
from include.database.tables.desktop import DesktopConnection, DesktopMessage, MessageStatus
from include.database.tables.runs import SyncRun
from include.provider.shared_poll import SharedPoll
from include.settings import database_url

LOOK_AGAIN_SECONDS = 2.0
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


def unanswered(companies: Sequence[str]) -> dict[str, int]:
    """The ID of each company's oldest request that waits; 0 for none. One query for all of them."""
    with _database(database_url()).reading() as session:
        rows = session.execute(
            select(DesktopMessage.company_id, func.min(DesktopMessage.id))
            .where(DesktopMessage.company_id.in_(companies), DesktopMessage.status.in_(_WAITING))
            .group_by(DesktopMessage.company_id)
        )
        oldest: dict[str, int] = {row[0]: row[1] for row in rows}
    return {company: oldest.get(company, 0) for company in companies}


def runs_are_open(run_ids: Sequence[int]) -> dict[int, bool]:
    """Whether other runs aren't finished. One query for all of them."""
    with _database(database_url()).reading() as session:
        unfinished = set(
            session.scalars(
                select(SyncRun.id).where(
                    SyncRun.id.in_(run_ids), SyncRun.outcome == RunOutcome.RUNNING
                )
            )
        )
    return {run_id: run_id in unfinished for run_id in run_ids}


@cache
def _database(url: str) -> Database:
    """The triggerer's own, for as long as it runs: opening one for every question costs more than asking."""
    return Database(url)


OLDEST_UNANSWERED = SharedPoll(unanswered, LOOK_AGAIN_SECONDS)
OPEN_RUNS = SharedPoll(runs_are_open, LOOK_AGAIN_SECONDS)
