"""Clearing what a record that is synced warns of: who did so and when stays with it, and in the trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState, RecordWarning

_PORTION = 500


def clear_warnings(
    session: Session,
    company_id: str,
    actor: str,
    record_keys: Sequence[str],
    warning_id: int | None = None,
) -> int:
    """Clear the open warnings of records that are synced.

    Args:
        session: a writing transaction.
        company_id: the company.
        actor: who looked at them.
        record_keys: of the records.
        warning_id: only this one; None for all.

    Returns:
        How many were cleared. What someone else cleared first, or no longer applies, isn't counted.
    """
    cleared: dict[str, list[RecordWarning]] = defaultdict(list)
    keys = sorted(set(record_keys))
    for start in range(0, len(keys), _PORTION):
        for row in _open(session, company_id, keys[start : start + _PORTION], warning_id):
            row.cleared_by, row.cleared_at = actor, utc_now()
            cleared[row.record_key].append(row)
    for key, rows in cleared.items():
        audit.append(
            session,
            company_id,
            actor=actor,
            event="warnings cleared",
            subject=key,
            detail={
                "warnings": [
                    {"workflow": row.category, "kind": row.kind, "sentence": row.sentence}
                    for row in rows
                ]
            },
        )
    return sum(map(len, cleared.values()))


def _open(
    session: Session, company_id: str, keys: Sequence[str], warning_id: int | None
) -> Sequence[RecordWarning]:
    query = (
        select(RecordWarning)
        .join(
            RecordState,
            (RecordState.company_id == RecordWarning.company_id)
            & (RecordState.category == RecordWarning.category)
            & (RecordState.record_key == RecordWarning.record_key),
        )
        .where(
            RecordWarning.company_id == company_id,
            RecordWarning.record_key.in_(keys),
            RecordWarning.cleared_at.is_(None),
            RecordState.status == RecordStatus.SYNCED,
        )
        .order_by(RecordWarning.record_key, RecordWarning.id)
        .with_for_update(of=RecordWarning)
    )
    if warning_id is not None:
        query = query.where(RecordWarning.id == warning_id)
    return session.scalars(query).all()
