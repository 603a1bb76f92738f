"""Before anything is sent: closed periods, inactive accounts, and what the bank has settled."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from include.books.catalogue import Catalogue, ListRef
from include.books.documents import Document, DocumentKind
from include.books.gateway import Action, CompanyFacts
from include.books.money import format_usd
from include.database.tables.runs import Operation
from include.sync.diff.cleared_status import ClearedStatuses
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import is_document
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.posting_log import money_change
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
"""Entries that move money of a bank account, and so stand on its statement."""


def guard(
    context: SyncContext,
    plans: Sequence[RecordPlan],
    catalogue: Catalogue,
    facts: CompanyFacts,
    bank: ClearedStatuses,
) -> None:
    """Take out of the plans what QuickBooks would refuse, or what would upset settled books.

    What is taken out is held back with a sentence.

    Raises:
        NotAskedYet: QuickBooks must be asked first what the bank has settled.
    """
    for plan in plans:
        for operation in [one for one in plan.operations if is_document(one)]:
            if operation not in plan.operations:
                continue  # taken out together with one before
            held = _inactive(plan, operation, catalogue) or _closed(context, plan, operation, facts)
            if held:
                _take_out(plan, operation)
    _settled(bank, plans)


def _take_out(plan: RecordPlan, operation: Operation) -> None:
    """With a document goes what depends on it: its new entry, and what pays it."""
    key = operation.document_key
    plan.operations = [
        one
        for one in plan.operations
        if one.document_key != key
        and not (one.action == Action.CREATE and (one.needs or {}).get("pays") == key)
    ]


def _inactive(plan: RecordPlan, operation: Operation, catalogue: Catalogue) -> bool:
    if operation.action == Action.VOID:
        return False
    document = document_from_json(operation.payload)
    for ref in _refs(document):
        entry = catalogue.by_id(ref.kind, ref.id)
        if entry is not None and entry.active:
            continue
        state = "inactive" if entry is not None else "no longer"
        plan.hold(
            document.key,
            f"{ref.kind} not available",
            f"{plan.record.key}: {document.label} for {document.party.display_name} uses the "
            f"{ref.kind} {ref.name}, which is {state} in QuickBooks.",
            f"Make it active in QuickBooks, or choose another {ref.kind} in the workflow's options; "
            "then run again.",
        )
        return True
    return False


def _refs(document: Document) -> Iterator[ListRef]:
    refs = [line.target for line in document.lines]
    for ref in (*refs, document.account, document.class_ref, document.payment_method):
        if ref is not None and ref.id:
            yield ref


def _closed(
    context: SyncContext, plan: RecordPlan, operation: Operation, facts: CompanyFacts
) -> bool:
    closing = facts.closing_date
    if closing is None or operation.date is None:
        return False
    link = plan.links.get(operation.document_key) if operation.action != Action.CREATE else None
    if link is not None and link.date <= closing:
        was, now = link.total_cents, operation.total_cents
        plan.hold(
            operation.document_key,
            "closed period",
            f"{plan.record.key}: {operation.kind} {link.number} is dated {link.date}, and the books "
            f"are closed up to {closing}. It would change from {money_change(was, now)}.",
            "Reopen the period in QuickBooks and run again, or book the difference by hand at the "
            "first open day.",
        )
        return True
    if operation.date > closing:
        return False
    if context.options.closed_period is WhenClosed.PUT_ON_HOLD:
        plan.hold(
            operation.document_key,
            "closed period",
            f"{plan.record.key}: {operation.kind} of {format_usd(operation.total_cents)} would be "
            f"dated {operation.date}, but QuickBooks' books are closed up to {closing}.",
            "Reopen the period in QuickBooks, or let the workflow post at the first open day; then "
            "run again.",
        )
        return True
    first_open = link.date if link is not None else closing + dt.timedelta(days=1)
    operation.reason += (
        f"; dated {first_open} instead of {operation.date}, as the books are closed up to {closing}"
    )
    operation.date = first_open
    operation.due_date = max(first_open, operation.due_date or first_open)
    return False


def _settled(bank: ClearedStatuses, plans: Sequence[RecordPlan]) -> None:
    """What the bank has settled is not changed: its reconciliation would no longer come out."""
    by_kind: dict[DocumentKind, list[tuple[RecordPlan, Operation]]] = defaultdict(list)
    for plan in plans:
        for operation in plan.operations:
            if operation.kind in _IN_THE_BANK and operation.existing_id and _moves(operation, plan):
                by_kind[DocumentKind(operation.kind)].append((plan, operation))
    bank.must_know({kind: [op.existing_id for _, op in some] for kind, some in by_kind.items()})
    for kind, some in by_kind.items():
        for plan, operation in some:
            if how := bank.settled(kind, operation.existing_id):
                _hold_settled(plan, operation, how)
                _take_out(plan, operation)


def _moves(operation: Operation, plan: RecordPlan) -> bool:
    """Whether a write changes what the bank's statement shows: amount, date or account."""
    link = plan.links[operation.document_key]
    if operation.action == Action.VOID or link.edited_as:
        return True
    before, after = document_from_json(link.document), document_from_json(operation.payload)
    account = [document.account.id if document.account else "" for document in (before, after)]
    return before.total != after.total or link.date != operation.date or account[0] != account[1]


def _hold_settled(plan: RecordPlan, operation: Operation, how: str) -> None:
    link = plan.links[operation.document_key]
    void = operation.action == Action.VOID
    change = "voided" if void else money_change(link.total_cents, operation.total_cents)
    plan.hold(
        operation.document_key,
        "settled with the bank",
        f"{plan.record.key}: {operation.kind} {link.number} is {how} in QuickBooks, so it was left "
        f"as it is; it would be {change}.",
        "Look it up in QuickBooks' register. Undo the reconciliation or the match there and run "
        "again, or book the difference by hand.",
    )
