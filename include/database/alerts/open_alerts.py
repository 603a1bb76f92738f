"""Alerts in the database: opened, told, told again, closed.

An alert is a state: one row per company, kind and subject while it stands. Telling it is at least once: a
delivery is claimed, made, and then noted, and a claim whose task died lapses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.alerts.kinds import DIGEST_HOUR, REPEAT_AFTER, AlertKind, ChannelType
from include.database.tables.alerts import Alert, AlertChannel, AlertDelivery
from include.database.tables.companies import Company
from include.database.upserts import Unique, insert_missing, upsert
from include.plain_text import plain

CLAIM = dt.timedelta(minutes=5)
"""How long a task may take to deliver what it claimed, before another one tries."""

_OPEN = Unique(("company_id", "kind", "subject"), among=Alert.closed_at.is_(None))
_LONGEST = 500
_KEPT = dt.timedelta(days=90)
_LARGEST_BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that needs a person now.

    Attributes:
        company_id: empty for the installation.
        subject: what of its kind; one alert of each is open at a time.
        sentence: what happened. Others' text in it is made plain when it is stored.
        what_to_do: the next step.
        path: the address of the page that shows it, below CoreBooks'; empty for none.
        news: changes whenever there is something new to tell about the same subject.
    """

    company_id: str
    kind: AlertKind
    subject: str
    sentence: str
    what_to_do: str
    path: str = ""
    news: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same one as before."""
        return self.company_id, self.kind.value, self.subject


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that stands, as pages show it and messages tell it.

    Attributes:
        company: the company's name; empty for the installation.
        path: the address of the page that shows it, below CoreBooks'; empty for none.
        message: names one telling on a channel: the alert's ID, and how often it was told before plus one.
        problems: why it isn't delivered yet, one for each channel that failed.
    """

    id: int
    company_id: str
    company: str
    kind: AlertKind
    sentence: str
    what_to_do: str
    path: str
    opened_at: dt.datetime
    message: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """Where alerts are told, as whoever delivers needs it."""

    id: int
    type: ChannelType
    connection: str
    recipients: tuple[str, ...]


def open_alert(session: Session, finding: Finding) -> int:
    """Open an alert, or bring the open one up to date. Returns its ID."""
    _open_alerts(session, [finding])
    return session.scalars(
        select(Alert.id).where(
            Alert.company_id == finding.company_id,
            Alert.kind == finding.kind.value,
            Alert.subject == finding.subject,
            Alert.closed_at.is_(None),
        )
    ).one()


def _open_alerts(session: Session, findings: Iterable[Finding]) -> None:
    """Open alerts, or bring the open ones up to date: two tasks may notice the same at once."""
    now = utc_now()
    rows = [
        {
            "company_id": finding.company_id,
            "kind": finding.kind.value,
            "subject": finding.subject,
            "opened_at": now,
            "sentence": _bounded(finding.sentence),
            "what_to_do": _bounded(finding.what_to_do),
            "path": finding.path,
            "news": finding.news,
        }
        for finding in findings
    ]
    upsert(session, Alert, rows, unique=_OPEN, kept=("opened_at",))


def settle(session: Session, kind: AlertKind, findings: Iterable[Finding]) -> None:
    """Make the open alerts of a kind those that were found: open, update, close."""
    found = {finding.key: finding for finding in findings}
    for row in open_of(session, kind):
        key = (row.company_id, row.kind, row.subject)
        finding = found.get(key)
        if finding is None:
            row.closed_at = utc_now()
        elif (row.sentence, row.news) == (_bounded(finding.sentence), finding.news):
            del found[key]
    _open_alerts(session, found.values())


def open_of(session: Session, kind: AlertKind) -> Sequence[Alert]:
    """The open alerts of a kind."""
    return session.scalars(
        select(Alert).where(Alert.kind == kind.value, Alert.closed_at.is_(None)).order_by(Alert.id)
    ).all()


def channels(session: Session, *, working: bool = False) -> list[Channel]:
    """Every channel, those that worked last time first; or only these.

    So a dead one keeps no other waiting.
    """
    failing = set(
        session.scalars(
            select(AlertDelivery.channel_id)
            .join(Alert, Alert.id == AlertDelivery.alert_id)
            .where(AlertDelivery.problem != "", Alert.closed_at.is_(None))
        )
    )
    rows = session.scalars(select(AlertChannel).order_by(AlertChannel.id)).all()
    return [
        Channel(row.id, ChannelType(row.type), row.connection, tuple(row.recipients))
        for row in sorted(rows, key=lambda row: row.id in failing)
        if not (working and row.id in failing)
    ]


def claim(
    session: Session, channel_id: int, now: dt.datetime, only: Collection[int] = ()
) -> list[OpenAlert]:
    """Take what is to be told on a channel now; nobody else takes it until the claim lapses.

    Args:
        session: a writing transaction.
        channel_id: the channel.
        now: UTC.
        only: IDs of alerts; all if empty.
    """
    channel = session.get(AlertChannel, channel_id)
    if channel is None:
        return []
    rows = session.execute(
        select(Alert, Company.name, Company.timezone, AlertDelivery)
        .outerjoin(Company, Company.id == Alert.company_id)
        .outerjoin(
            AlertDelivery,
            (AlertDelivery.alert_id == Alert.id) & (AlertDelivery.channel_id == channel_id),
        )
        .where(Alert.closed_at.is_(None), _goes_to(channel))
        .order_by(Alert.id)
    ).all()
    due = []
    for alert, name, timezone, delivery in rows:
        if only and alert.id not in only:
            continue
        zone = ZoneInfo(timezone or "UTC")
        if not _is_due(alert, delivery, zone, now, at_once=channel.holds_at_once):
            continue
        if not _take(session, alert.id, channel_id, now):
            continue
        times = 1 + (delivery.times if delivery else 0)
        due.append(as_value(alert, name or "", message=f"{alert.id}-{times}"))
        if len(due) == _LARGEST_BATCH:
            break
    return due


def _goes_to(channel: AlertChannel) -> ColumnElement[bool]:
    """Which alerts a channel takes: the chosen kinds of its company, and its own test."""
    wanted: ColumnElement[bool] = Alert.kind.in_(channel.kinds)
    if channel.company_id:
        wanted = and_(wanted, Alert.company_id == channel.company_id)
    own_test = and_(Alert.kind == AlertKind.TEST.value, Alert.subject == str(channel.id))
    return or_(wanted, own_test)


def _is_due(
    alert: Alert,
    delivery: AlertDelivery | None,
    zone: ZoneInfo,
    now: dt.datetime,
    *,
    at_once: bool,
) -> bool:
    if delivery is not None and delivery.claimed_until and delivery.claimed_until > now:
        return False
    told = delivery.told_at if delivery else None
    if alert.kind == AlertKind.ON_HOLD and not at_once:
        return _last_digest(zone, now) > (told or alert.opened_at)
    if told is None:
        return True
    has_news = at_once and delivery is not None and delivery.told_news != alert.news
    return has_news or (told + REPEAT_AFTER <= now and alert.kind != AlertKind.TEST)


def _last_digest(zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """When the last digest was to go out, in UTC."""
    local = now.astimezone(zone)
    today = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return (today if today <= local else today - dt.timedelta(days=1)).astimezone(dt.UTC)


def _take(session: Session, alert_id: int, channel_id: int, now: dt.datetime) -> bool:
    """Claim one delivery; of two tasks at once, one gets it."""
    delivery = {"alert_id": alert_id, "channel_id": channel_id}
    insert_missing(session, AlertDelivery, [delivery])
    taken = session.scalars(
        update(AlertDelivery)
        .where(
            AlertDelivery.alert_id == alert_id,
            AlertDelivery.channel_id == channel_id,
            or_(AlertDelivery.claimed_until.is_(None), AlertDelivery.claimed_until <= now),
        )
        .values(claimed_until=now + CLAIM, tried_at=now)
        .returning(AlertDelivery.alert_id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(taken)


def as_value(
    alert: Alert, company: str, *, message: str = "", problems: tuple[str, ...] = ()
) -> OpenAlert:
    """A stored alert as a value, with what else is known of it."""
    return OpenAlert(
        id=alert.id,
        company_id=alert.company_id,
        company=plain(company),
        kind=AlertKind(alert.kind),
        sentence=alert.sentence,
        what_to_do=alert.what_to_do,
        path=alert.path,
        opened_at=alert.opened_at,
        message=message,
        problems=problems,
    )


def note_told(
    session: Session, channel_id: int, told: Sequence[OpenAlert], now: dt.datetime
) -> None:
    """Note that alerts were delivered; a test that was ends with it."""
    for due in told:
        delivery = session.get(AlertDelivery, (due.id, channel_id))
        alert = session.get(Alert, due.id)
        if delivery is None or alert is None:
            continue
        delivery.told_at, delivery.told_news = now, alert.news
        delivery.times += 1
        delivery.claimed_until, delivery.problem = None, ""
        if alert.kind == AlertKind.TEST:
            alert.closed_at = now


def note_problem(session: Session, channel_id: int, due: Sequence[OpenAlert], problem: str) -> None:
    """Note why alerts couldn't be delivered; the next look tries again."""
    for one in due:
        delivery = session.get(AlertDelivery, (one.id, channel_id))
        if delivery is not None:
            delivery.claimed_until, delivery.problem = None, _bounded(problem)


def forget_old(session: Session) -> None:
    """Delete alerts that ended long ago, and what is known of telling them."""
    old = select(Alert.id).where(Alert.closed_at < utc_now() - _KEPT).limit(_LARGEST_BATCH)
    ids = session.scalars(old).all()
    if ids:
        session.execute(delete(AlertDelivery).where(AlertDelivery.alert_id.in_(ids)))
        session.execute(delete(Alert).where(Alert.id.in_(ids)))


def _bounded(text: str) -> str:
    shown = plain(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
