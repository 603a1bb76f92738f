"""A CORE record's status in one workflow."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState


@dataclass(frozen=True, slots=True)
class StateInWorkflow:
    """The status of one record in one workflow.

    Attributes:
        category: the workflow's category, as stored.
        record_key: the record's key: "transaction:7".
        status: where the record is.
        cause: in a few words, why it is on hold; empty otherwise.
        sentence: what happened and why.
        what_to_do: the action that helps.
        since: since when it has this status, UTC.
        unreadable: whether CORE's current version of the record can't be read.
    """

    category: str
    record_key: str
    status: RecordStatus
    cause: str
    sentence: str
    what_to_do: str
    since: dt.datetime
    unreadable: bool = False


def state_in_workflow(row: RecordState) -> StateInWorkflow:
    """The view of a row.

    One that the next run posts may have the reason why it was on hold before: that reason no longer holds.
    """
    is_ready = row.status == RecordStatus.READY
    return StateInWorkflow(
        category=row.category,
        record_key=row.record_key,
        status=RecordStatus(row.status),
        cause="" if is_ready else row.cause,
        sentence="" if is_ready else row.sentence,
        what_to_do="" if is_ready else row.what_to_do,
        since=row.since,
        unreadable=row.unreadable,
    )


def states_of(
    session: Session, company_id: str, record_keys: Sequence[str]
) -> Mapping[str, Mapping[str, StateInWorkflow]]:
    """The statuses of some records, by record key and category; one query."""
    states: dict[str, dict[str, StateInWorkflow]] = defaultdict(dict)
    rows = session.scalars(
        select(RecordState).where(
            RecordState.company_id == company_id, RecordState.record_key.in_(record_keys)
        )
    )
    for row in rows:
        states[row.record_key][row.category] = state_in_workflow(row)
    return states
