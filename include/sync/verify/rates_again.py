"""Tax codes' rates are read again where QuickBooks' tax isn't what the known rates come to.

QuickBooks Online lists no changes of rates, so they are kept for a day. Someone may have changed one since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from sqlalchemy.orm import Session

from include.books.entries import Entry, EntryStatus
from include.books.gateway import Action
from include.books.sales_tax import is_rounding, lines_and_rates
from include.clock import utc_now
from include.database.from_quickbooks.catalogue import store_catalogue, tax_codes_of
from include.database.stored.documents import document_from_json
from include.database.tables.runs import Operation
from include.sync.run.run import SyncContext


def read_rates_again(
    context: SyncContext, operations: Iterable[Operation], entries: Mapping[str, Entry]
) -> bool:
    """Read the company's lists again if an entry's tax doubts the rates that are known.

    Args:
        context: the run; no transaction is open, as QuickBooks is asked.
        operations: what was posted.
        entries: by QuickBooks' ID, the entries as they are now.

    Returns:
        Whether they were read.
    """
    with context.database.reading() as session:
        doubtful = any(
            _is_doubtful(context, session, operation, entries.get(operation.quickbooks_id))
            for operation in operations
        )
    if not doubtful:
        return False
    context.gateway.look_again(whole=True)
    asked_at = utc_now()
    catalogue = context.gateway.catalogue()
    context.database.write(
        partial(
            store_catalogue, company_id=context.company_id, catalogue=catalogue, read_at=asked_at
        )
    )
    return True


def _is_doubtful(
    context: SyncContext, session: Session, operation: Operation, entry: Entry | None
) -> bool:
    if entry is None or entry.status is not EntryStatus.LIVE or operation.action == Action.VOID:
        return False
    document = document_from_json(operation.payload)
    if not document.is_taxed:
        return False
    codes = tax_codes_of(session, context.company_id, document)
    day = entry.date or operation.date
    return not is_rounding(entry.tax, lines_and_rates(document, codes, day))
