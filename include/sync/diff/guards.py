"""Before anything is sent: closed periods, inactive accounts, and cleared or reconciled entries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from include.books.catalogue import Catalogue, ListRef
from include.books.causes import UNAVAILABLE, HoldCause
from include.books.dates import format_day
from include.books.documents import Document, DocumentKind
from include.books.gateway import Action, CompanyFacts
from include.books.money import format_usd
from include.database.tables.entries import Link
from include.database.tables.runs import Operation
from include.sync.diff.cleared_status import ClearedStatuses
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import is_document
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.run import SyncContext
from include.workflows.options import WhenClosed

_IN_THE_BANK = frozenset(
    {
        DocumentKind.SALES_RECEIPT,
        DocumentKind.DEPOSIT,
        DocumentKind.CHECK,
        DocumentKind.EXPENSE,
        DocumentKind.PAYMENT,
        DocumentKind.REFUND,
    }
)
"""Entries that move money in a bank account, so that the bank's statement shows them."""


def guard(
    context: SyncContext,
    plans: Sequence[RecordPlan],
    catalogue: Catalogue,
    facts: CompanyFacts,
    cleared: ClearedStatuses,
) -> None:
    """Put on hold what QuickBooks would reject, or what would change a closed or cleared entry.

    Raises:
        NotAskedYet: QuickBooks must first be asked which entries are cleared or reconciled.
    """
    for plan in plans:
        for operation in [op for op in plan.operations if is_document(op)]:
            if operation not in plan.operations:
                continue  # removed together with an earlier one
            if _is_inactive(plan, operation, catalogue) or _is_closed(
                context, plan, operation, facts
            ):
                _remove(plan, operation)
    _hold_cleared(cleared, plans)


def _remove(plan: RecordPlan, operation: Operation) -> None:
    """Remove a document's operations, and those that depend on it: its new entry, its payment."""
    key = operation.document_key
    plan.operations = [
        other
        for other in plan.operations
        if other.document_key != key
        and not (other.action == Action.CREATE and (other.needs or {}).get("pays") == key)
    ]


def _is_inactive(plan: RecordPlan, operation: Operation, catalogue: Catalogue) -> bool:
    """Whether a document was put on hold because an account, product or class is unavailable."""
    if operation.action == Action.VOID:
        return False
    document = document_from_json(operation.payload)
    for ref in _refs(document):
        entry = catalogue.by_id(ref.kind, ref.id)
        if entry is not None and entry.active:
            continue
        state = "is inactive in QuickBooks" if entry is not None else "is no longer in QuickBooks"
        plan.hold(
            document.key,
            UNAVAILABLE[ref.kind],
            f"{plan.new_entry(document)} uses the {ref.kind} {ref.name}, which {state}.",
            f"Make the {ref.kind} active in QuickBooks, or choose another {ref.kind} in the workflow "
            "options. Then run again.",
        )
        return True
    return False


def _refs(document: Document) -> Iterator[ListRef]:
    refs = [line.target for line in document.lines]
    for ref in (*refs, document.account, document.class_ref, document.payment_method):
        if ref is not None and ref.id:
            yield ref


def _is_closed(
    context: SyncContext, plan: RecordPlan, operation: Operation, facts: CompanyFacts
) -> bool:
    """Whether a document was put on hold because its date is in a closed period."""
    closing = facts.closing_date
    if closing is None or operation.date is None:
        return False
    link = plan.links.get(operation.document_key) if operation.action != Action.CREATE else None
    if link is not None and link.date <= closing:
        _hold_closed_entry(plan, operation, link, closing)
        return True
    if operation.date > closing:
        return False
    if context.options.closed_period is WhenClosed.PUT_ON_HOLD:
        _hold_closed_date(plan, operation, operation.date, closing)
        return True
    first_open = link.date if link is not None else closing + dt.timedelta(days=1)
    operation.reason += (
        f"; dated {first_open} instead of {operation.date} because the closing date is {closing}"
    )
    operation.date = first_open
    operation.due_date = max(first_open, operation.due_date or first_open)
    return False


def _hold_closed_entry(
    plan: RecordPlan, operation: Operation, link: Link, closing: dt.date
) -> None:
    document = document_from_json(operation.payload)
    plan.hold(
        operation.document_key,
        HoldCause.CLOSED_PERIOD,
        f"{plan.entry(link, document)} is dated {format_day(link.date)}, in a closed period (closing "
        f"date {format_day(closing)}). CORE's change{_change(link, operation)} wasn't posted.",
        "Change the closing date and run again, or record the difference in an open period.",
    )


def _hold_closed_date(
    plan: RecordPlan, operation: Operation, date: dt.date, closing: dt.date
) -> None:
    document = document_from_json(operation.payload)
    plan.hold(
        operation.document_key,
        HoldCause.CLOSED_PERIOD,
        f"{plan.new_entry(document)} would be dated {format_day(date)}, in a closed period "
        f"(closing date {format_day(closing)}). It wasn't posted.",
        "Change the closing date, or choose to post on the first open day in the workflow options. "
        "Then run again.",
    )


def _change(link: Link, operation: Operation) -> str:
    """`, $100.00 to $120.00,`: the amounts that a sentence puts into its middle."""
    before, after = link.total_cents, operation.total_cents
    return f", {format_usd(before)} to {format_usd(after)}," if before != after else ""


def _hold_cleared(cleared: ClearedStatuses, plans: Sequence[RecordPlan]) -> None:
    """Cleared entries don't change: the bank reconciliation would no longer balance."""
    by_kind: dict[DocumentKind, list[tuple[RecordPlan, Operation]]] = defaultdict(list)
    for plan in plans:
        for operation in plan.operations:
            if operation.kind in _IN_THE_BANK and operation.existing_id and _moves(operation, plan):
                by_kind[DocumentKind(operation.kind)].append((plan, operation))
    cleared.require(
        {
            kind: [operation.existing_id for _, operation in planned]
            for kind, planned in by_kind.items()
        }
    )
    for kind, planned in by_kind.items():
        for plan, operation in planned:
            if status := cleared.status(kind, operation.existing_id):
                _hold_cleared_entry(plan, operation, status)
                _remove(plan, operation)


def _moves(operation: Operation, plan: RecordPlan) -> bool:
    """Whether a write changes what the bank's statement shows: amount, date or account."""
    link = plan.links[operation.document_key]
    if operation.action == Action.VOID or link.edited_as:
        return True
    before, after = document_from_json(link.document), document_from_json(operation.payload)
    account = [document.account.id if document.account else "" for document in (before, after)]
    return before.total != after.total or link.date != operation.date or account[0] != account[1]


def _hold_cleared_entry(plan: RecordPlan, operation: Operation, status: str) -> None:
    link = plan.links[operation.document_key]
    void = operation.action == Action.VOID
    change = "" if void else f" CORE's change{_change(link, operation)} wasn't posted."
    plan.hold(
        operation.document_key,
        HoldCause.CLEARED,
        f"{plan.entry(link, document_from_json(operation.payload))} is {status} in QuickBooks, so it "
        f"wasn't {'voided' if void else 'changed'}.{change}",
        "Undo the match or reconciliation in the account register and run again, or record the "
        "difference yourself.",
    )
