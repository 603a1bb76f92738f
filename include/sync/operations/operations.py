"""Operations: single intended writes, as planning stores them in the database."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import CREDITS, PAYMENTS, Document, DocumentKind
from include.books.entries import EntryRef, LineExtras
from include.books.gateway import Action
from include.books.money import Cents
from include.database.statuses import OperationStatus
from include.database.stored.documents import (
    PayloadType,
    document_from_json,
    document_to_json,
    party_from_json,
    payload_type,
)
from include.database.stored.needs import KeptOnEntry, KeptOnLine, Needs, needs_from_json
from include.database.tables.runs import Operation
from include.sync.decide.changes import Change
from include.sync.run.run import SyncContext

WAVE_PARTIES, WAVE_DOCUMENTS, WAVE_PAYMENTS, WAVE_RELEASES, WAVE_VOIDS, WAVE_LISTS = range(6)
WAVES = (
    WAVE_LISTS,
    WAVE_PARTIES,
    WAVE_PARTIES,
    WAVE_RELEASES,
    WAVE_VOIDS,
    WAVE_DOCUMENTS,
    WAVE_PAYMENTS,
)
"""The order of waves. An earlier wave writes what a later one needs, because writes of one wave can't
see each other: products and classes, customers and vendors, payments to void, other documents to
void, documents, payments. Customers and vendors come twice: the second time links whoever is the same
as one that was created the first time."""

NOT_DOCUMENTS = (WAVE_LISTS, WAVE_PARTIES)


def is_document(operation: Operation) -> bool:
    """Whether it writes a document, not a product, class, customer or vendor."""
    return payload_type(operation.payload) is PayloadType.DOCUMENT


def is_party(operation: Operation) -> bool:
    """Whether it writes a customer or vendor."""
    return payload_type(operation.payload) is PayloadType.PARTY


def is_list_entry(operation: Operation) -> bool:
    """Whether it writes a product or class."""
    return payload_type(operation.payload) is PayloadType.LIST_ENTRY


def _wave(document: Document, action: Action) -> int:
    payment = document.kind in PAYMENTS
    if action is Action.VOID:
        return WAVE_RELEASES if payment else WAVE_VOIDS
    return WAVE_PAYMENTS if payment else WAVE_DOCUMENTS


def request_id(company_id: str, key: str, revision: int, content: str, attempt: int) -> str:
    """The request ID of a write: 32 characters, the same whenever the same write is sent again.

    `attempt` counts rejections, because QuickBooks may repeat its rejection of a known request ID.
    """
    text = f"{company_id}/{key}/{revision}/{content}/{attempt}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def posted_cents(operation: Operation) -> int:
    """What a write adds to its workflow's total, in cents: credits lower it, payments don't count."""
    document = document_from_json(operation.payload)
    if document.kind in PAYMENTS or operation.action == Action.VOID:
        return 0
    return -document.total if document.kind in CREDITS else document.total


def posted_tax_cents(operation: Operation) -> Cents:
    """The tax on what `posted_cents` counts, in cents: what QuickBooks adds to the workflow's total."""
    if operation.kind in PAYMENTS or operation.action == Action.VOID:
        return 0
    return -operation.tax_cents if operation.kind in CREDITS else operation.tax_cents


def tax_after(operation: Operation) -> Cents:
    """The tax on an entry after a write; of a void, the tax that is voided."""
    voids = operation.action == Action.VOID
    return operation.tax_before_cents if voids else operation.tax_cents


def tax_detail(operation: Operation) -> dict[str, Cents]:
    """For the event of a write, the tax after and before it; nothing where QuickBooks adds none."""
    taxes = {"tax_cents": operation.tax_cents, "tax_before_cents": operation.tax_before_cents}
    return {name: cents for name, cents in taxes.items() if cents}


def tax_counts(**changes: Sequence[Operation]) -> dict[str, Cents]:
    """A run's figures of tax, "create_tax_cents" for `create`; nothing where QuickBooks adds none."""
    taxes = {
        f"{name}_tax_cents": sum(map(posted_tax_cents, of_kind))
        for name, of_kind in changes.items()
    }
    return taxes if any(taxes.values()) else {}


def paid_cents(operation: Operation) -> int:
    """What a write adds to the payments its workflow posted, in cents: a refund lowers them."""
    if operation.kind not in PAYMENTS or operation.action == Action.VOID:
        return 0
    refund = operation.kind == DocumentKind.REFUND
    return -operation.total_cents if refund else operation.total_cents


def plan_status(context: SyncContext) -> OperationStatus:
    """The status of a new operation: a preview's operations are never sent."""
    return OperationStatus.PREVIEWED if context.preview else OperationStatus.PLANNED


def planned_request_id(
    context: SyncContext, key: str, revision: int, content: str, attempt: int
) -> str:
    """The request ID of a write that this run plans."""
    company = context.company_id
    # After a restore, the next change of an entry may be one that was sent before: QuickBooks would repeat
    # its old response and change nothing. A new entry's ID stays, so that none is made twice.
    if context.restore_number and revision:
        company = f"{company}/restored {context.restore_number}"
    # A preview's rows are never sent and must not take the IDs of rows that are.
    if context.preview:
        company = f"preview {context.run_id}/{company}"
    return request_id(company, key, revision, content, attempt)


def document_operation(
    context: SyncContext,
    record: RecordRevision,
    change: Change,
    *,
    leaves_more: bool = False,
    tax: Cents = 0,
) -> Operation:
    """The operation of one decided write of a document.

    Args:
        context: the run.
        record: the CORE record it comes from.
        change: the write.
        leaves_more: the run leaves other changes of the record to the next sync.
        tax: what QuickBooks should add to the document by its tax codes.
    """
    document, action = change.document, change.action
    existing = change.existing
    standing = change.tracked if not change.is_new else None
    before = standing.content if standing else None
    return new_operation(
        context,
        record,
        key=document.key,
        kind=document.kind,
        action=action,
        wave=_wave(document, action),
        base_revision=change.revision,
        content=change.content,
        attempt=change.attempt,
        payload=document_to_json(document),
        before=dict(before) if before else None,
        total_cents=0 if action is Action.VOID else document.total,
        tax_cents=0 if action is Action.VOID else tax,
        tax_before_cents=standing.tax_cents if standing else 0,
        reason=change.reason,
        needs=_needs(change, leaves_more=leaves_more).stored(),
        date=change.date,
        due_date=change.due_date,
        setup_version=change.setup_version,
        shape_version=change.shape_version,
        existing_id=existing.id if existing else "",
        existing_version=existing.version if existing else "",
    )


def _needs(change: Change, *, leaves_more: bool) -> Needs:
    document = change.document
    return Needs(
        party=document.party.key,
        pays=document.pays,
        lists=tuple(_lists_to_create(document)),
        wanted=change.wanted,
        extras=tuple(_kept(extra) for extra in change.extras),
        whole=KeptOnEntry(**dataclasses.asdict(change.whole)),
        memo=change.memo,
        keeps_number=change.keeps_number,
        leaves_more=leaves_more,
    )


def _kept(extra: LineExtras) -> KeptOnLine:
    return KeptOnLine(
        line_id=extra.line_id,
        class_id=extra.class_id,
        customer_id=extra.customer_id,
        billable=extra.billable,
    )


def _lists_to_create(document: Document) -> list[tuple[str, str]]:
    """Kind and name of the products and classes that QuickBooks doesn't have yet."""
    refs = (*(line.target for line in document.lines), document.class_ref)
    return [(ref.kind, ref.name) for ref in refs if ref and not ref.id]


class RecordRevision(Protocol):
    """A CORE record, as far as an operation names it."""

    @property
    def key(self) -> str: ...  # noqa: D102  (as in `CoreRecord`)
    @property
    def fingerprint(self) -> str: ...  # noqa: D102


def new_operation(
    context: SyncContext,
    record: RecordRevision,
    *,
    key: str,
    content: str,
    attempt: int,
    base_revision: int,
    **columns: Any,
) -> Operation:
    """A planned write, with what every operation of this run has.

    Args:
        context: the run.
        record: the CORE record it comes from.
        key: of the document, customer, vendor, product or class.
        content: a fingerprint of what is written.
        attempt: how often QuickBooks rejected it before.
        base_revision: the revision of what QuickBooks has; 0 for none.
        columns: the operation's own columns.
    """
    return Operation(
        run_id=context.run_id,
        company_id=context.company_id,
        category=context.category,
        document_key=key,
        record_key=record.key,
        record_fingerprint=record.fingerprint,
        base_revision=base_revision,
        request_id=planned_request_id(context, key, base_revision, content, attempt),
        status=plan_status(context),
        **columns,
    )


def reject_planned(session: Session, run_id: int) -> None:
    """End what a run planned and didn't send: it is never sent.

    Its request IDs are given up, as the next run plans the same changes under them.
    """
    for operation in session.scalars(
        select(Operation).where(
            Operation.run_id == run_id, Operation.status == OperationStatus.PLANNED
        )
    ):
        operation.status = OperationStatus.REJECTED
        text = f"rejected {run_id}/{operation.request_id}"
        operation.request_id = hashlib.sha256(text.encode()).hexdigest()[:32]


def written_name(operation: Operation) -> str:
    """The name a customer or vendor has in QuickBooks: with a suffix if its own was taken."""
    return needs_from_json(operation.needs).name or party_from_json(operation.payload).display_name


def existing_entry(operation: Operation) -> EntryRef | None:
    """The entry that an update or void changes; None for a new one."""
    if not operation.existing_id:
        return None
    return EntryRef(operation.existing_id, operation.existing_version)
