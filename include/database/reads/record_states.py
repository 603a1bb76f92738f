"""A CORE record's status in one workflow."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.reads.streams import WORKFLOWS
from include.database.statuses import RecordStatus, WarningKind
from include.database.tables import records
from include.database.tables.records import RecordState


@dataclass(frozen=True, slots=True)
class RecordWarning:
    """What to look at of a record's entries.

    Attributes:
        kind: a value of `WarningKind`.
        since: UTC.
        cleared_by: who cleared it; empty while it is open. `cleared_at` is when, UTC.
    """

    id: int
    kind: WarningKind
    sentence: str
    since: dt.datetime
    cleared_by: str
    cleared_at: dt.datetime | None


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
        warnings: what to look at of its entries, cleared or not, the oldest first.
    """

    category: str
    record_key: str
    status: RecordStatus
    cause: str
    sentence: str
    what_to_do: str
    since: dt.datetime
    unreadable: bool = False
    warnings: Sequence[RecordWarning] = ()

    @property
    def open_warnings(self) -> list[RecordWarning]:
        """Those that no one has cleared; only of a record that is synced."""
        is_synced = self.status == RecordStatus.SYNCED
        return [one for one in self.warnings if is_synced and not one.cleared_by]


def state_in_workflow(row: RecordState, warnings: Sequence[RecordWarning] = ()) -> StateInWorkflow:
    """The view of a row, with what to look at of the record's entries.

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
        warnings=warnings,
    )


def states_of(
    session: Session, company_id: str, record_keys: Sequence[str]
) -> Mapping[str, Mapping[str, StateInWorkflow]]:
    """The statuses of some records, by record key and category; two queries."""
    warnings = _warnings(session, company_id, record_keys)
    states: dict[str, dict[str, StateInWorkflow]] = defaultdict(dict)
    rows = session.scalars(
        select(RecordState).where(
            RecordState.company_id == company_id, RecordState.record_key.in_(record_keys)
        )
    )
    for row in rows:
        warned = warnings.get((row.record_key, row.category), ())
        states[row.record_key][row.category] = state_in_workflow(row, warned)
    return states


def _warnings(
    session: Session, company_id: str, record_keys: Sequence[str]
) -> Mapping[tuple[str, str], Sequence[RecordWarning]]:
    found: dict[tuple[str, str], list[RecordWarning]] = defaultdict(list)
    # A page's few: sorted here, as the index that finds them has another order.
    rows = session.scalars(
        select(records.RecordWarning).where(
            records.RecordWarning.company_id == company_id,
            # With the categories, the unique index answers it.
            records.RecordWarning.category.in_(WORKFLOWS),
            records.RecordWarning.record_key.in_(record_keys),
        )
    )
    for row in sorted(rows, key=lambda row: row.id):
        found[row.record_key, row.category].append(
            RecordWarning(
                row.id,
                WarningKind(row.kind),
                row.sentence,
                row.since,
                row.cleared_by,
                row.cleared_at,
            )
        )
    return found
