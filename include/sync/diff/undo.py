"""Undoing a run: entries it created are voided, updated ones reverted, voided ones re-created.

Only entries that are still as the run left them change. An entry that a later run updated, or that
was edited in QuickBooks, stays as it is and is listed. Customers, vendors, products and classes
stay. A sync then skips the records until they change in CORE or are selected.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import Document
from include.books.gateway import Action
from include.clock import utc_now
from include.database.statuses import LinkStatus, OperationStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation, SyncRun
from include.sync.diff.guards import guard
from include.sync.diff.plan import Books
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import NOT_DOCUMENTS, Intent, document_operation
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import changes
from include.sync.run.records_to_sync import drop_planned
from include.sync.run.run import SyncContext
from include.sync.run.setups import Setups
from include.workflows.template import Posting


def plan_undo(
    context: SyncContext, session: Session, books: Books, run_id: int
) -> list[RecordPlan]:
    """Plan to undo what a run posted.

    Args:
        context: the undoing run.
        session: a writing transaction of the database.
        books: the company's lists and facts.
        run_id: the run to undo, of the same workflow.

    Returns:
        A plan for each record; its holds name the entries that stay unchanged, with the reason.
    """
    last = _last_writes(session, run_id)
    drop_planned(context, session, sorted({operation.record_key for operation in last}))
    plans: dict[str, RecordPlan] = {}
    setups = Setups(context, session)
    for operation in last:
        plan = plans.get(operation.record_key)
        if plan is None:
            plan = plans[operation.record_key] = _empty_plan(context, session, setups, operation)
        link = session.get(Link, (context.company_id, operation.document_key))
        if link is None:
            continue
        plan.links[link.document_key] = link
        if _was_undone(context, session, operation):
            plan.unchanged += 1
            continue
        first = _first_write(session, operation)
        if _is_unchanged_since(plan, operation, link):
            plan.operations.extend(_reverting(context, session, plan, first, link))
    planned = list(plans.values())
    _mark_undone(context, planned)
    guard(context, planned, books.catalogue, books.facts, books.cleared)
    for plan in planned:
        session.add_all(plan.operations)
    session.flush()
    return planned


def _last_writes(session: Session, run_id: int) -> Sequence[Operation]:
    """The run's last write of each document."""
    last: dict[str, Operation] = {}
    for operation in session.scalars(
        select(Operation)
        .where(
            Operation.run_id == run_id,
            Operation.status == OperationStatus.POSTED,
            Operation.wave.not_in(NOT_DOCUMENTS),
        )
        .order_by(Operation.base_revision, Operation.id)
    ):
        last[operation.document_key] = operation
    return sorted(last.values(), key=lambda operation: operation.document_key)


def _first_write(session: Session, last: Operation) -> Operation:
    """The same run's first write of the document, which shows what was there before."""
    return (
        session.scalars(
            select(Operation)
            .where(
                Operation.run_id == last.run_id,
                Operation.document_key == last.document_key,
                Operation.status == OperationStatus.POSTED,
            )
            .order_by(Operation.base_revision, Operation.id)
        ).first()
        or last
    )


def _empty_plan(
    context: SyncContext, session: Session, setups: Setups, operation: Operation
) -> RecordPlan:
    key = operation.record_key
    state = session.get_one(RecordState, (context.company_id, context.category, key))
    record = session.get_one(Record, (context.company_id, key))
    return RecordPlan(state, record, setups.current, setups.current.version, Posting())


def _was_undone(context: SyncContext, session: Session, operation: Operation) -> bool:
    """Whether an earlier run undid this write already, before it was interrupted."""
    later = session.execute(
        select(SyncRun.mode, SyncRun.selection)
        .join(Operation, Operation.run_id == SyncRun.id)
        .where(
            Operation.company_id == context.company_id,
            Operation.document_key == operation.document_key,
            Operation.status == OperationStatus.POSTED,
            Operation.base_revision > operation.base_revision,
        )
    ).all()
    return bool(later) and all(
        mode == RunMode.UNDO and selection.get("undo") == context.undo for mode, selection in later
    )


def _mark_undone(context: SyncContext, plans: Sequence[RecordPlan]) -> None:
    """Mark records undone that an interrupted run undid completely."""
    for plan in plans:
        if plan.unchanged and not plan.operations and not plan.holds:
            plan.state.status, plan.state.since = RecordStatus.UNDONE, utc_now()
            plan.state.sentence = f"run {context.undo} was undone by {context.actor}"


def _is_unchanged_since(plan: RecordPlan, operation: Operation, link: Link) -> bool:
    entry = plan.entry(link, document_from_json(operation.payload))
    if link.revision != operation.base_revision + 1:
        plan.hold(
            link.document_key,
            HoldCause.UPDATED_LATER,
            f"{entry} was updated by a later run, so it stays unchanged.",
            "To undo this one too, undo the later run first.",
        )
    elif link.edited_as or link.status in (
        LinkStatus.DELETED_IN_QUICKBOOKS,
        LinkStatus.VOIDED_IN_QUICKBOOKS,
    ):
        edit = link.status if link.status != LinkStatus.IN_QUICKBOOKS else "edited in QuickBooks"
        plan.hold(
            link.document_key,
            HoldCause(edit),
            f"{entry} was {edit} after this run, so it stays unchanged.",
            "If it is wrong, change it in QuickBooks.",
        )
    else:
        return True
    return False


def _reverting(
    context: SyncContext, session: Session, plan: RecordPlan, first: Operation, link: Link
) -> list[Operation]:
    """The writes that restore what was in QuickBooks before the run."""
    before = _before(session, first)
    in_quickbooks = link.status == LinkStatus.IN_QUICKBOOKS
    document = document_from_json(before.payload) if before is not None else None
    if document is not None and in_quickbooks and link.kind == document.kind:
        return [_write(context, plan, Action.UPDATE, document, link, before)]
    operations = []
    if in_quickbooks:
        operations.append(
            _write(context, plan, Action.VOID, document_from_json(link.document), link, None)
        )
    if document is not None:
        again = _write(context, plan, Action.CREATE, document, link, before, after=len(operations))
        operations.append(again)
    return operations


def _write(
    context: SyncContext,
    plan: RecordPlan,
    action: Action,
    document: Document,
    link: Link,
    before: Operation | None,
    after: int = 0,
) -> Operation:
    """One write; `before` is the write whose state it restores."""
    reason = f"undo of run {context.undo} by {context.actor}"
    if action is Action.UPDATE:
        differences = changes(document_from_json(link.document), document)
        reason = f"{reason}: {'; '.join(differences)}"
    intent = Intent(
        action=action,
        document=document,
        reason=reason,
        revision=link.revision + after,
        date=before.date if before is not None else link.date,
        setup_version=before.setup_version if before is not None else link.setup_version,
        shape_version=before.shape_version if before is not None else link.shape_version,
    )
    create = action is Action.CREATE
    return document_operation(context, plan.record, intent, None if create else link)


def _before(session: Session, first: Operation) -> Operation | None:
    """The write that made the entry as it was before the run; None if there was no entry."""
    if first.base_revision == 0:
        return None
    before = session.scalars(
        select(Operation)
        .where(
            Operation.company_id == first.company_id,
            Operation.document_key == first.document_key,
            Operation.status == OperationStatus.POSTED,
            Operation.base_revision == first.base_revision - 1,
        )
        .order_by(Operation.id.desc())
    ).first()
    return before if before is not None and before.action != Action.VOID else None
