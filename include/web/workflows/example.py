"""What a template means for one real transaction or statement: the documents it would create."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.source import Source
from include.core_backoffice.stored import StoredRecord, record_from_json
from include.database.reads.companies import ConnectedCompany
from include.database.seal import Seal
from include.database.tables.columns import utc_now
from include.database.tables.records import Record
from include.provider.connections.opening import Lookup, open_source
from include.provider.stops import ActionNeeded
from include.settings import encryption_keys
from include.workflows.category import Category, Stream
from include.workflows.options import WorkflowOptions
from include.workflows.template import Posting, Template

_LOOK_AT = 25
_BACK = (dt.timedelta(days=7), dt.timedelta(days=60))


@dataclass(frozen=True, slots=True)
class Example:
    """A record and how it would be booked; `record` is None where there is none to show.

    `why_not` says why.
    """

    record: StoredRecord | None
    posting: Posting | None = None
    why_not: str = ""


def recent_record(
    session: Session, company: ConnectedCompany, category: Category, lookup: Lookup
) -> tuple[StoredRecord | None, str]:
    """The newest record that has something to book: of the database, else of CORE.

    Returns:
        The record, or None with the reason in words.
    """
    known = _of_database(session, company.id, category.stream)
    if known is not None:
        return known, ""
    try:
        with open_source(company.core_connection, lookup) as source:
            found = _of_core(source, category.stream)
    except (CoreConnectionProblem, CoreUnavailable, ActionNeeded) as error:
        return None, str(error)
    what = "statement" if category.stream is Stream.BILLING else "transaction with a disbursement"
    return found, "" if found else f"CORE has no recent {what} to show."


def example(
    template: Template, options: WorkflowOptions, record: StoredRecord, catalogue: Catalogue
) -> Example:
    """How the record would be booked with these options."""
    return Example(record, template.entries_for(record, options, catalogue))


def _of_database(session: Session, company_id: str, stream: Stream) -> StoredRecord | None:
    rows = session.scalars(
        select(Record)
        .where(
            Record.company_id == company_id,
            Record.stream == stream.value,
            Record.gone.is_(False),
            Record.payload.is_not(None),
            Record.day <= utc_now().date(),
        )
        .order_by(Record.day.desc(), Record.key.desc())
        .limit(_LOOK_AT)
    )
    seal = Seal(encryption_keys())
    for row in rows:
        found = record_from_json(seal.opened(row.payload or {}))
        if _is_telling(found):
            return found
    return None


def _of_core(source: Source, stream: Stream) -> StoredRecord | None:
    for back in _BACK:
        since = utc_now() - back
        changes = (
            source.billing_statements_changed(since)
            if stream is Stream.BILLING
            else source.transactions_changed(since)
        )
        for number, change in enumerate(changes):
            if isinstance(change, Transaction | BillingStatement) and _is_telling(change):
                return change
            if number == _LOOK_AT:
                break
    return None


def _is_telling(record: StoredRecord) -> bool:
    if isinstance(record, BillingStatement):
        return record.total_cents > 0
    return record.has_disbursement
