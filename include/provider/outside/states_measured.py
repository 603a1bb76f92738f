"""The states that are measured: read from the database and sent as gauges, a few queries for all companies."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.alerts.kinds import CHOSEN
from include.database.engine import Database
from include.database.from_quickbooks.metered_reads import month_of
from include.database.lease import LENGTH
from include.database.statuses import RecordStatus, RunOutcome
from include.database.tables.alerts import Alert
from include.database.tables.companies import Lease
from include.database.tables.desktop import DesktopConnection, DesktopMessage, MessageStatus
from include.database.tables.quickbooks import MeteredReads
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun
from include.provider.alerts.findings import not_begun
from include.provider.outside.metrics import gauge

_WAITING = (MessageStatus.QUEUED, MessageStatus.SENT)


def send_states(database: Database) -> None:
    """Send every gauge once."""
    with database.reading() as session:
        now = utc_now()
        _per_company("records_on_hold", _on_hold(session))
        _per_company("pc_queue", _pc_queues(session))
        _per_company("reads", _reads(session, now))
        running = select(func.count()).where(SyncRun.outcome == RunOutcome.RUNNING)
        gauge("corebooks.runs_running", session.scalar(running) or 0)
        gauge("corebooks.oldest_queued_run_seconds", _oldest_queued(session, now))
        gauge("corebooks.lease_age_seconds", _lease_age(session, now))
        kinds = Counter(session.scalars(select(Alert.kind).where(Alert.closed_at.is_(None))))
        for kind in CHOSEN:
            gauge("corebooks.alerts", kinds[kind.value], kind=kind.value.replace(" ", "_"))


def _per_company(name: str, values: dict[str, int]) -> None:
    """Send the sum, and each company's."""
    gauge(f"corebooks.{name}", sum(values.values()))
    for company_id, value in values.items():
        gauge(f"corebooks.company.{name}", value, company=company_id)


def _on_hold(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(RecordState.company_id, func.count())
        .where(RecordState.status == RecordStatus.ON_HOLD)
        .group_by(RecordState.company_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _pc_queues(session: Session) -> dict[str, int]:
    """How many requests wait for each PC, 0 included: a gauge that isn't sent keeps its last value."""
    rows = session.execute(
        select(DesktopConnection.company_id, func.count(DesktopMessage.id))
        .outerjoin(
            DesktopMessage,
            (DesktopMessage.company_id == DesktopConnection.company_id)
            & DesktopMessage.status.in_(_WAITING),
        )
        .where(DesktopConnection.revoked_at.is_(None))
        .group_by(DesktopConnection.company_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _reads(session: Session, now: dt.datetime) -> dict[str, int]:
    rows = session.execute(
        select(MeteredReads.company_id, func.sum(MeteredReads.reads))
        .where(MeteredReads.month == month_of(now))
        .group_by(MeteredReads.company_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _oldest_queued(session: Session, now: dt.datetime) -> float:
    made = [row[2] for row in session.execute(not_begun(now, dt.timedelta()))]
    return max(((now - moment).total_seconds() for moment in made), default=0.0)


def _lease_age(session: Session, now: dt.datetime) -> float:
    expiries = session.scalars(select(Lease.expires_at).where(Lease.holder != ""))
    return max(((now - (one - LENGTH)).total_seconds() for one in expiries), default=0.0)
