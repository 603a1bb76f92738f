"""How one real transaction or statement would post with a template and its options."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.books.catalogue import Catalogue
from include.clock import utc_now
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.source import Source
from include.core_backoffice.stored import StoredRecord
from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.database.reads.companies import ConnectedCompany
from include.database.reads.workflows import recent_records
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
    """A record and how it would post; without a record, `why_not` has the reason."""

    record: StoredRecord | None
    posting: Posting | None = None
    why_not: str = ""


def recent_record(
    database: Database, company: ConnectedCompany, category: Category, lookup: Lookup
) -> tuple[StoredRecord | None, str]:
    """The newest record that has something to post: of the database, else of CORE.

    Returns:
        The record, or None with the reason in words.
    """
    today, seal = utc_now().date(), seal_of(database, encryption_keys())
    for record in recent_records(database, company.id, category.stream.value, today, seal):
        if _has_something_to_post(record):
            return record, ""
    try:
        with open_source(company.core_connection, lookup) as source:
            recent = _of_core(source, category.stream)
    except (CoreConnectionProblem, CoreUnavailable, ActionNeeded) as error:
        return None, str(error)
    what = "statement" if category.stream is Stream.BILLING else "transaction with a disbursement"
    return recent, "" if recent else f"CORE has no recent {what} to show."


def example(
    template: Template, options: WorkflowOptions, record: StoredRecord, catalogue: Catalogue
) -> Example:
    """How the record would post with these options."""
    return Example(record, template.entries_for(record, options, catalogue))


def _of_core(source: Source, stream: Stream) -> StoredRecord | None:
    for back in _BACK:
        since = utc_now() - back
        changes = (
            source.billing_statements_changed(since)
            if stream is Stream.BILLING
            else source.transactions_changed(since)
        )
        for number, change in enumerate(changes):
            if isinstance(change, Transaction | BillingStatement) and _has_something_to_post(
                change
            ):
                return change
            if number == _LOOK_AT:
                break
    return None


def _has_something_to_post(record: StoredRecord) -> bool:
    if isinstance(record, BillingStatement):
        return record.total_cents > 0
    return record.has_disbursement
