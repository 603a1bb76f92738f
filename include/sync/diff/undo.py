"""Undoing a run: what it created is voided, what it updated is put back, what it voided entered again.

Only what nobody has written since is touched: an entry that a later run updated, or that somebody
changed in QuickBooks, is left alone and said. Customers, vendors, products and classes stay. The
records are left alone afterwards, until they change in CORE or are chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import Document
from include.books.gateway import Action
from include.database.statuses import LinkStatus, OperationStatus, RecordStatus
from include.database.tables.columns import utc_now
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
from include.sync.run.records_to_sync import drop_old_plans
from include.sync.run.run import SyncContext
from include.sync.run.setups import Setups
from include.workflows.template import Posting


def plan_undo(
    context: SyncContext, session: Session, books: Books, run_id: int
) -> list[RecordPlan]:
    """Plan to take back what a run wrote.

    Args:
        context: the undoing run.
        session: a writing transaction of the database.
        books: the company's lists and facts.
        run_id: the run to undo, of the same workflow.

    Returns:
        A plan per record; what is left alone is held in it with the reason.
    """
    last = _last_writes(session, run_id)
    drop_old_plans(context, session, sorted({operation.record_key for operation in last}))
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
        if _was_taken_back(context, session, operation):
            plan.unchanged += 1
            continue
        first = _first_write(session, operation)
        if _is_as_we_left_it(plan, operation, link):
            plan.operations.extend(_taking_back(context, session, plan, first, link))
    found = list(plans.values())
    _settle_what_is_done(context, found)
    guard(context, found, books.catalogue, books.facts, books.bank)
    for plan in found:
        session.add_all(plan.operations)
    session.flush()
    return found


def _last_writes(session: Session, run_id: int) -> Sequence[Operation]:
    """The last write that the run did of each document."""
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
    """The first write that the same run did of the document: what it found tells what was before."""
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
    return RecordPlan(state, record, setups.present, setups.present.version, Posting())


def _was_taken_back(context: SyncContext, session: Session, operation: Operation) -> bool:
    """Whether an earlier run undid this write already, and was broken off before it was done."""
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


def _settle_what_is_done(context: SyncContext, plans: Sequence[RecordPlan]) -> None:
    """Records of which nothing is left to take back: the run that did it could not say so."""
    for plan in plans:
        if plan.unchanged and not plan.operations and not plan.held:
            plan.state.status, plan.state.since = RecordStatus.UNDONE, utc_now()
            plan.state.sentence = f"run {context.undo} was undone by {context.actor}"


def _is_as_we_left_it(plan: RecordPlan, operation: Operation, link: Link) -> bool:
    document = document_from_json(operation.payload)
    what = f"{plan.record.key}: {document.label} for {document.party.display_name}"
    if link.revision != operation.base_revision + 1:
        plan.hold(
            link.document_key,
            "written since",
            f"{what} was written again by a later run.",
            "It was left as it is. Undo the later run first.",
        )
    elif link.edited_as or link.status in (
        LinkStatus.DELETED_IN_QUICKBOOKS,
        LinkStatus.VOIDED_IN_QUICKBOOKS,
    ):
        done = link.status if link.status != LinkStatus.IN_QUICKBOOKS else "changed in QuickBooks"
        plan.hold(
            link.document_key,
            "changed in QuickBooks",
            f"{what} was {done} since.",
            "It was left as it is.",
        )
    else:
        return True
    return False


def _taking_back(
    context: SyncContext, session: Session, plan: RecordPlan, first: Operation, link: Link
) -> list[Operation]:
    """The writes that lead back to what stood before the run."""
    before = _before(session, first)
    live = link.status == LinkStatus.IN_QUICKBOOKS
    document = document_from_json(before.payload) if before is not None else None
    if document is not None and live and link.kind == document.kind:
        return [_write(context, plan, Action.UPDATE, document, link, before)]
    operations = []
    if live:
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
    """One write; `before` is the write whose state it leads back to."""
    reason = f"run {context.undo} is undone by {context.actor}"
    if action is Action.UPDATE:
        found = changes(document_from_json(link.document), document)
        reason = f"{reason}: {'; '.join(found)}"
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
    """The write that made what the run found; None where it found nothing that stood."""
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
