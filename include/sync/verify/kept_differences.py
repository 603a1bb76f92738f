"""What verifying finds stays with the entry and its record: on hold, with both values, until it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.entries import Entry, EntryStatus
from include.books.gateway import Action
from include.books.money import format_money
from include.books.wording import numbered
from include.clock import utc_now
from include.database.statuses import LinkStatus, RecordStatus
from include.database.stored.documents import document_from_json
from include.database.tables.entries import Link
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from include.sync.decide.differences import Difference
from include.sync.quickbooks_state.as_sent import own_differences
from include.sync.quickbooks_state.quickbooks_edits import differences_of, store_edit
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext


def keep_differences(
    context: SyncContext,
    session: Session,
    operation: Operation,
    entry: Entry | None,
    numbers_kept: Callable[[], bool],
) -> None:
    """Compare a posted entry with QuickBooks, and keep what differs.

    Args:
        context: the run.
        session: a writing transaction.
        operation: what this run posted.
        entry: the entry as QuickBooks has it now; None if it is not there.
        numbers_kept: asks whether QuickBooks keeps the numbers it is given; only called if it matters.
    """
    link = session.get(Link, (context.company_id, operation.document_key))
    if link is None or link.quickbooks_id != operation.quickbooks_id:
        return  # a later write of the same run replaced it
    if operation.action == Action.VOID:
        if entry is not None and entry.status is not EntryStatus.VOIDED:
            link.status = LinkStatus.IN_QUICKBOOKS
            found = [Difference("it isn't voided")]
            store_edit(link, entry, found, was_edited=False)
            _hold(context, session, operation, link, found)
        return
    if entry is None or entry.status is not EntryStatus.LIVE:
        link.status = (
            LinkStatus.DELETED_IN_QUICKBOOKS if entry is None else LinkStatus.VOIDED_IN_QUICKBOOKS
        )
        _hold(context, session, operation, link, [Difference("it is no longer there")])
        return
    found = [*differences_of(session, context.company_id, entry, link)]
    document = document_from_json(operation.payload)
    found += own_differences(context, document, entry, numbers_kept)
    if not found:
        # QuickBooks' own figure, where its response didn't have it, or a rate had changed. What the change
        # was when it was posted is final.
        link.tax_cents = entry.tax
    if found and entry.ref.version == link.version:
        store_edit(link, entry, found, was_edited=False)
        _hold(context, session, operation, link, found)


def _hold(
    context: SyncContext,
    session: Session,
    operation: Operation,
    link: Link,
    found: Sequence[Difference],
) -> None:
    """Put the record on hold at once: the next planning says the same until the entry matches."""
    document = document_from_json(operation.payload)
    texts = "; ".join(difference.from_the_start for difference in found)
    state = session.get_one(
        RecordState, (context.company_id, context.category, operation.record_key)
    )
    sentence = (
        f"{numbered(link.kind.capitalize(), link.number)} ({format_money(document.total)}) for "
        f"{document.party.display_name} differs in QuickBooks from what CoreBooks sent: {texts}."
    )
    known = state.status == RecordStatus.ON_HOLD and state.cause == HoldCause.DIFFERS
    state.sentence = f"{state.sentence} {sentence}" if known else sentence
    state.status, state.cause = RecordStatus.ON_HOLD, HoldCause.DIFFERS
    state.what_to_do = (
        f"Correct the entry in QuickBooks; the next run notices. Or select "
        f"“{RunMode.OVERWRITE.button}” to send it again, or “{RunMode.KEEP_QUICKBOOKS.button}” to "
        "accept it."
    )
    state.since, state.run_id = utc_now(), context.run_id
