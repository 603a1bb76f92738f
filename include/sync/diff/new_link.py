"""An entry of QuickBooks that is tracked from now on although CoreBooks didn't write it."""

from __future__ import annotations

import datetime as dt

from include.books.documents import Document, fingerprint
from include.books.entries import Entry
from include.clock import utc_now
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_to_json
from include.database.tables.entries import Link
from include.sync.run.run import SyncContext


def new_link(
    context: SyncContext,
    record_key: str,
    wanted: Document,
    entry: Entry,
    *,
    posted: Document | None = None,
    revision: int = 1,
    versions: tuple[int, int],
    is_foreign: bool = False,
) -> Link:
    """The row of an entry, as QuickBooks has it now.

    Args:
        context: the run.
        record_key: the record that the entry belongs to.
        wanted: the document that the entry is from now on.
        entry: the entry.
        posted: the document as it counts for posted, where that isn't `wanted`.
        revision: its first; more where an earlier entry of the document had some.
        versions: the setup that it counts for, and the one whose template it has the shape of.
        is_foreign: it stays someone else's.
    """
    posted = posted or wanted
    link = _tracked(context, record_key, wanted, entry)
    link.fingerprint = fingerprint(wanted.content())
    link.document = document_to_json(posted)
    link.total_cents, link.tax_cents = posted.total, entry.tax
    link.revision = revision
    link.setup_version, link.shape_version = versions
    link.status, link.is_foreign = LinkStatus.IN_QUICKBOOKS, is_foreign
    link.edited_as, link.accepted = None, ""
    link.posted_at = link.updated_at = utc_now()
    return link


def _tracked(context: SyncContext, record_key: str, wanted: Document, entry: Entry) -> Link:
    """Whose entry it is, and which one: what it counts for is still to be said."""
    day: dt.date = entry.date or wanted.date or context.today
    return Link(
        company_id=context.company_id,
        document_key=wanted.key,
        category=context.category,
        record_key=record_key,
        kind=wanted.kind,
        quickbooks_id=entry.ref.id,
        version=entry.ref.version,
        number=entry.number,
        party_id=entry.party_id,
        date=day,
        due_date=wanted.due_date or entry.due_date or day,
    )
