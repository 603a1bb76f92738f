"""What the pages of Workflows show: a workflow's versions, and recent records for the example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from include.core_backoffice.stored import StoredRecord, record_from_json
from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.tables.companies import WorkflowSetup
from include.database.tables.records import Record

_RECENT = 25


@dataclass(frozen=True, slots=True)
class SetupVersion:
    """One version of a workflow's template and options.

    Attributes:
        number: counts from 1 within the category.
        template: the template's key.
        options: by name, as stored.
        created_by: who saved it.
        active: whether the workflow is on with it.
        start_date: records dated before it don't post; None for no limit.
    """

    number: int
    template: str
    options: Mapping[str, Any]
    created_by: str
    created_at: dt.datetime
    active: bool
    start_date: dt.date | None = None


def setup_versions(database: Database, company_id: str, category: str) -> list[SetupVersion]:
    """All versions of a workflow, the oldest first; one query."""
    with database.reading() as session:
        rows = session.scalars(
            select(WorkflowSetup)
            .where(WorkflowSetup.company_id == company_id, WorkflowSetup.category == category)
            .order_by(WorkflowSetup.version)
        )
        return [_version(row) for row in rows]


def recent_records(
    database: Database, company_id: str, stream: str, until: dt.date, seal: Seal
) -> Iterator[StoredRecord]:
    """The newest records of a stream dated no later than a day, 25 at most; one query.

    Args:
        database: the database.
        company_id: whose.
        stream: "transactions" or "billing statements".
        until: the last day, included.
        seal: opens what is stored sealed.
    """
    with database.reading() as session:
        payloads = session.scalars(
            select(Record.payload)
            .where(
                Record.company_id == company_id,
                Record.stream == stream,
                Record.gone.is_(False),
                Record.payload.is_not(None),
                Record.day <= until,
            )
            .order_by(Record.day.desc(), Record.key.desc())
            .limit(_RECENT)
        ).all()
    for payload in payloads:
        yield record_from_json(seal.opened(payload or {}))


def _version(row: WorkflowSetup) -> SetupVersion:
    return SetupVersion(
        number=row.version,
        template=row.template,
        options=row.options,
        created_by=row.created_by,
        created_at=row.created_at,
        active=row.active,
        start_date=row.start_date,
    )
