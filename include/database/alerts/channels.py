"""Where alerts are told: added, removed and tried by administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.alerts.kinds import CHOSEN, AlertKind, ChannelType
from include.database.alerts.open_alerts import Finding, open_alert
from include.database.engine import Database
from include.database.tables.alerts import AlertChannel, AlertDelivery, AlertSettings
from include.database.tables.companies import Company
from include.database.tables.people import CompanyPerson
from include.database.upserts import upsert

DISK_PERCENT = 10
"""Less free space than this share of a disk is told, unless administrators chose another one."""

MOST_CHANNELS = 200


@dataclass(frozen=True, slots=True)
class NewChannel:
    """A channel as an administrator enters it.

    Attributes:
        company_id: the company whose alerts it takes; empty for all.
        connection: the Airflow connection's ID.
        recipients: email addresses; empty for a webhook.
        kinds: which alerts.
        holds_at_once: whether records on hold are told at once; else once a day.
    """

    company_id: str
    type: ChannelType
    connection: str
    recipients: tuple[str, ...] = ()
    kinds: tuple[AlertKind, ...] = CHOSEN
    holds_at_once: bool = False


class NoSuchChannel(LookupError):
    """A channel that was removed meanwhile."""

    def __init__(self) -> None:
        super().__init__("This channel was removed. Reload the page. Nothing was changed.")


def add_channel(database: Database, new: NewChannel, actor: str) -> int:
    """Add a channel. Returns its ID."""
    with database.writing() as session:
        row = AlertChannel(
            company_id=new.company_id,
            type=new.type.value,
            connection=new.connection,
            recipients=list(new.recipients),
            kinds=[kind.value for kind in new.kinds],
            holds_at_once=new.holds_at_once,
            changed_by=actor,
        )
        session.add(row)
        session.flush()
        _note(session, row, actor, "alert channel added", {**asdict(new), "type": new.type.value})
        return row.id


def remove_channel(database: Database, channel_id: int, actor: str) -> None:
    """Remove a channel; alerts stay on the pages.

    Raises:
        NoSuchChannel: there is none.
    """
    with database.writing() as session:
        row = session.get(AlertChannel, channel_id)
        if row is None:
            raise NoSuchChannel
        session.execute(delete(AlertDelivery).where(AlertDelivery.channel_id == channel_id))
        session.delete(row)
        _note(session, row, actor, "alert channel removed", {"connection": row.connection})


def _note(
    session: Session, row: AlertChannel, actor: str, event: str, detail: dict[str, object]
) -> None:
    """Record a change in the audit trail of the company, or of each that not everyone can see."""
    if row.company_id:
        companies = [row.company_id] if session.get(Company, row.company_id) else []
    else:
        companies = sorted(session.scalars(select(CompanyPerson.company_id).distinct()))
    for company_id in companies:
        audit.append(
            session,
            company_id,
            actor=actor,
            event=event,
            subject=f"alert channel {row.id}",
            detail={**detail, "kinds": list(row.kinds)},
        )


def ask_for_test(database: Database, channel_id: int) -> None:
    """Have a message sent to a channel, to see whether it arrives.

    Raises:
        NoSuchChannel: there is none.
    """
    with database.writing() as session:
        row = session.get(AlertChannel, channel_id)
        if row is None:
            raise NoSuchChannel
        open_alert(
            session,
            Finding(
                row.company_id,
                AlertKind.TEST,
                str(channel_id),
                "This is a test. Alerts from CoreBooks arrive here.",
                "There is nothing to do.",
                "/settings/permissions/alerts",
                # Another one, though the last one isn't delivered yet.
                utc_now().isoformat(),
            ),
        )


def disk_percent(session: Session) -> int:
    """Less free space than this share of a disk is told."""
    row = session.scalars(select(AlertSettings)).first()
    return row.disk_percent if row else DISK_PERCENT


def change_disk_percent(database: Database, percent: int, actor: str) -> None:
    """Choose how much of a disk must be free.

    Args:
        database: the database.
        percent: 0 (never tell) to 100.
        actor: who changes it.
    """
    with database.writing() as session:
        chosen = {"id": 1, "disk_percent": percent, "changed_by": actor}
        upsert(session, AlertSettings, [chosen])


def kinds_of(values: Sequence[str]) -> tuple[AlertKind, ...]:
    """The kinds that a form names; others are left out."""
    known = {kind.value: kind for kind in CHOSEN}
    return tuple(known[value] for value in values if value in known)
