"""Alerts as pages show them: what is open, where it is told, and why it isn't delivered yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database.alerts.kinds import AlertKind, ChannelType
from include.database.alerts.open_alerts import OpenAlert, as_value
from include.database.tables.alerts import Alert, AlertChannel, AlertDelivery
from include.database.tables.companies import Company

_MOST = 200
SHOWN_ELSEWHERE = (
    AlertKind.ON_HOLD,
    AlertKind.APPROVAL_WAITS,
    AlertKind.CONNECTION_ENDS,
    AlertKind.PC_SILENT,
    AlertKind.TEST,
)
"""Overview shows these in words of its own."""


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """Where alerts are told.

    Attributes:
        company: the company's name; empty for all companies.
        told_at: when something was delivered last, UTC; None for never.
        problem: why the newest message isn't delivered; empty if it is.
    """

    id: int
    company_id: str
    company: str
    type: ChannelType
    connection: str
    recipients: tuple[str, ...]
    kinds: tuple[AlertKind, ...]
    holds_at_once: bool
    told_at: dt.datetime | None
    problem: str


def open_alerts(session: Session) -> Sequence[OpenAlert]:
    """What stands, the newest first; at most 200."""
    rows = session.execute(
        select(Alert, Company.name)
        .outerjoin(Company, Company.id == Alert.company_id)
        .where(Alert.closed_at.is_(None))
        .order_by(Alert.id.desc())
        .limit(_MOST)
    ).all()
    problems = _problems(session, [alert.id for alert, _ in rows])
    return [
        as_value(alert, name or "", problems=problems.get(alert.id, ())) for alert, name in rows
    ]


def alerts_of(session: Session, company_id: str) -> Sequence[OpenAlert]:
    """What stands for one company and isn't shown in other words on its first page."""
    rows = session.scalars(
        select(Alert)
        .where(
            Alert.company_id == company_id,
            Alert.closed_at.is_(None),
            Alert.kind.not_in(SHOWN_ELSEWHERE),
        )
        .order_by(Alert.id)
    )
    return [as_value(alert, "") for alert in rows]


def shown_channels(session: Session) -> Sequence[ShownChannel]:
    """Every channel, in the order they were added; three queries, which return a row a channel each."""
    rows = session.execute(
        select(AlertChannel, Company.name)
        .outerjoin(Company, Company.id == AlertChannel.company_id)
        .order_by(AlertChannel.id)
    ).all()
    told = _told(session)
    newest_problems = _newest_problems(session)
    return [
        ShownChannel(
            row.id,
            row.company_id,
            name or row.company_id,
            ChannelType(row.type),
            row.connection,
            tuple(row.recipients),
            tuple(AlertKind(kind) for kind in row.kinds),
            row.holds_at_once,
            told.get(row.id),
            newest_problems.get(row.id, ""),
        )
        for row, name in rows
    ]


def _told(session: Session) -> dict[int, dt.datetime | None]:
    """When something was last delivered, by channel."""
    rows = session.execute(
        select(AlertDelivery.channel_id, func.max(AlertDelivery.told_at)).group_by(
            AlertDelivery.channel_id
        )
    )
    return {row.channel_id: row[1] for row in rows}


def _newest_problems(session: Session) -> dict[int, str]:
    """Why what was tried last isn't delivered, by channel; empty if it is."""
    number = func.row_number().over(
        partition_by=AlertDelivery.channel_id,
        order_by=AlertDelivery.tried_at.desc().nulls_last(),
    )
    tried = select(AlertDelivery.channel_id, AlertDelivery.problem, number.label("number"))
    numbered = tried.subquery()
    rows = session.execute(
        select(numbered.c.channel_id, numbered.c.problem).where(numbered.c.number == 1)
    )
    return {row.channel_id: row.problem for row in rows}


def _problems(session: Session, alert_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = session.execute(
        select(AlertDelivery.alert_id, AlertDelivery.problem)
        .where(AlertDelivery.alert_id.in_(alert_ids), AlertDelivery.problem != "")
        .order_by(AlertDelivery.channel_id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for alert_id, problem in rows:
        found[alert_id] = (*found.get(alert_id, ()), problem)
    return found
