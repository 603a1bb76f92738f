"""What a person says about an arrival that waits: read it anyway, or discard it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.feeds.feeds import note
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival
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


def _locked(session: Session, arrival_id: int) -> Arrival:
    return session.scalars(select(Arrival).where(Arrival.id == arrival_id).with_for_update()).one()


def _told(row: Arrival) -> dict[str, object]:
    return {"import": row.id, "file": row.name, "sha256": row.sha256, "why": row.sentence}
