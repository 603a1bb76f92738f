"""Whether the tax of approved changes is still what the approver saw.

An approver may take days, and someone in QuickBooks may change a tax code's rate meanwhile. QuickBooks computes
tax when an entry arrives, so more or less than was approved would leave. Where the rates now come to another
tax, the records are planned again: what is planned then isn't what was approved.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import select

from include.books.catalogue import Catalogue
from include.books.gateway import Action
from include.books.money import Cents, format_money
from include.books.sales_tax import tax_of
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus
from include.database.stored.documents import document_from_json
from include.database.tables.runs import Operation
from include.sync.diff.plan import plan_again
from include.sync.operations.operations import is_document
from include.sync.operations.posting_lines import label
from include.sync.post.approved import Approved, NotApproved
from include.sync.run.run import SyncContext

logger = logging.getLogger(__name__)


def plan_other_taxes_again(context: SyncContext, lease: WriterLease, approved: Approved) -> bool:
    """Plan again what the rates of now tax otherwise than the approver saw.

    QuickBooks is asked for its tax codes only where changes with tax codes were approved.

    Returns:
        Whether anything was planned again.

    Raises:
        NotApproved: it wasn't planned again: an undo isn't, nor a record that changed at this moment.
        LeaseLost: another run posts to this company now; nothing was planned.
    """
    taxed = _taxed(context) if approved.covers else []
    if not taxed:
        return False
    now = context.gateway.tax_codes()
    found = _taxed_otherwise(taxed, now)
    if not found:
        return False
    for operation, tax in found:
        _log(operation, tax, approved.by)
    plan_again(context, lease, sorted({operation.record_key for operation, _ in found}))
    if _taxed_otherwise(_taxed(context), now):
        again = "Start a new run." if context.undo is None else "Start the undo again."
        raise NotApproved(
            f"Tax rates changed in QuickBooks after {approved.by} approved run {context.run_id}, so its "
            f"changes come to another tax. Nothing more was posted. {again}"
        )
    return True


def _taxed_otherwise(taxed: Sequence[Operation], now: Catalogue) -> list[tuple[Operation, Cents]]:
    """The entries whose tax isn't what it was when they were planned, and what it is by the rates of now."""
    taxes = [(one, tax_of(document_from_json(one.payload), now)) for one in taxed]
    return [(one, tax) for one, tax in taxes if tax != one.tax_cents]


def _taxed(context: SyncContext) -> Sequence[Operation]:
    """The run's planned entries that have tax codes; a void leaves nothing to tax."""
    with context.database.reading() as session:
        planned = session.scalars(
            select(Operation)
            .where(
                Operation.run_id == context.run_id,
                Operation.status == OperationStatus.PLANNED,
                Operation.action != Action.VOID.value,
            )
            .order_by(Operation.id)
        ).all()
    documents = [operation for operation in planned if is_document(operation)]
    return [one for one in documents if document_from_json(one.payload).is_taxed]


def _log(operation: Operation, tax: Cents, approver: str) -> None:
    logger.warning(
        "NOT POSTED %s: %s approved %s of tax, and the rates in QuickBooks come to %s now.",
        label(operation),
        approver,
        format_money(operation.tax_cents),
        format_money(tax),
    )
