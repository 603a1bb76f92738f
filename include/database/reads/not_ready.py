"""Why selected records have nothing to sync: CORE doesn't have them, or they can't post yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from include.database.reads.streams import BILLING_WORKFLOW, core_id
from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState


@dataclass(frozen=True, slots=True)
class NotReadyRecord:
    """A record that has nothing to sync.

    Attributes:
        id: its CORE ID.
        name: number and address or agent; empty where CORE doesn't have it.
        why: as stored with its status: "no disbursement in CORE".
        selected: the CORE ID it was selected by: its own, or for billing its agent's.
    """

    id: str
    name: str
    why: str
    selected: str


def not_ready(
    session: Session, company_id: str, category: str, ids: Sequence[str]
) -> list[NotReadyRecord]:
    """The records with nothing to sync among those selected by CORE ID, in order of key."""
    kind = "agent" if category == BILLING_WORKFLOW else "transaction"
    keys = [f"{kind}:{own_id}" for own_id in ids]
    rows = session.execute(
        select(RecordState, Record.number, Record.title, Record.owner)
        .outerjoin(
            Record,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == company_id,
            RecordState.category == category,
            RecordState.status == RecordStatus.NOT_READY,
            or_(RecordState.record_key.in_(keys), Record.owner.in_(keys)),
        )
        .order_by(RecordState.record_key)
    )
    return [
        NotReadyRecord(
            id=core_id(state.record_key),
            name=", ".join(part for part in (number, title) if part),
            why=state.sentence,
            selected=core_id(owner or state.record_key),
        )
        for state, number, title, owner in rows
    ]
