"""What a person says about an arrival that waits, or its rows: read it anyway, discard it, dismiss them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.canonical.places import where
from include.core_backoffice.canonical.rows import Place
from include.database.feeds.feeds import note
from include.database.feeds.stored_records import is_without_key
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, FeedRecord, FeedVersion
from include.plain_text import plain
from include.understood import Understood

_UNREAD = frozenset(
    {
        ArrivalStatus.WAITING.value,
        ArrivalStatus.NO_PROFILE.value,
        ArrivalStatus.REFUSED.value,
        ArrivalStatus.STORED.value,
    }
)


class NotWaiting(Understood, RuntimeError):
    """The arrival waits for nobody: it was read or discarded meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was read or discarded meanwhile, so nothing was changed. Reload the page to see "
            "what happened to it."
        )


class CantDismiss(Understood, ValueError):
    """Rows that can't be dismissed; nothing was changed, and the message says what to do instead."""


_LONGEST_WHY = 500


def read_anyway(session: Session, arrival_id: int, actor: str) -> None:
    """Have an arrival that waits read though it is much shorter, or older, than the one before.

    Raises:
        NotWaiting: it doesn't wait for this.
    """
    row = _locked(session, arrival_id)
    if row.status != ArrivalStatus.WAITING.value:
        raise NotWaiting(row.name)
    row.status, row.confirmed_by = ArrivalStatus.STORED.value, actor
    note(session, row.feed_id, actor, "import confirmed", _told(row))


def discard(session: Session, arrival_id: int, actor: str) -> None:
    """Never read an arrival. Its bytes stay.

    Raises:
        NotWaiting: it was read already.
    """
    row = _locked(session, arrival_id)
    if row.status not in _UNREAD:
        raise NotWaiting(row.name)
    row.status = ArrivalStatus.DISCARDED.value
    note(session, row.feed_id, actor, "import discarded", _told(row))


def dismiss(session: Session, arrival_id: int, key: str, why: str, actor: str) -> None:
    """Say that rows without a key are no record. The same rows aren't put on hold again.

    Args:
        session: a writing transaction.
        arrival_id: the import that they are of.
        key: under which they are on hold.
        why: the reason, for the audit trail.
        actor: who says so.

    Raises:
        CantDismiss: they aren't on hold for that, or no reason is given.
    """
    arrival = session.get(Arrival, arrival_id)
    row = session.get(FeedRecord, (arrival.feed_id, key), with_for_update=True) if arrival else None
    if row is None or arrival is None or row.gone or row.held is None or not is_without_key(key):
        raise CantDismiss(
            "Only rows without a key that are on hold can be dismissed. Correct the file and import it again."
        )
    reason = " ".join(plain(why).split())[:_LONGEST_WHY]
    if not reason:
        raise CantDismiss("Enter why the rows are no record. Nothing was dismissed.")
    row.gone, row.changed_at = True, utc_now()
    row.dismissed_by, row.dismissed_why = actor, reason
    session.add(_version(row))
    place = Place.from_json(row.place)
    detail = {
        "import": row.arrival_id,
        "file": arrival.name,
        "rows": where("", place),
        "held": row.held.get("sentence", ""),
        "why": reason,
    }
    note(session, row.feed_id, actor, "import rows dismissed", detail)


def _version(row: FeedRecord) -> FeedVersion:
    return FeedVersion(
        feed_id=row.feed_id,
        key=row.key,
        changed_at=row.changed_at,
        arrival_id=row.arrival_id,
        place=row.place,
        what="dismissed",
    )


def _locked(session: Session, arrival_id: int) -> Arrival:
    return session.scalars(select(Arrival).where(Arrival.id == arrival_id).with_for_update()).one()


def _told(row: Arrival) -> dict[str, object]:
    return {"import": row.id, "file": row.name, "sha256": row.sha256, "why": row.sentence}
