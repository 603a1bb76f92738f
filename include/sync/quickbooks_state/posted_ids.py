"""The entries whose deletion in QuickBooks must not be missed, for `Gateway.entries_changed`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from include.books.documents import DocumentKind
from include.books.gateway import KnownEntries
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.database.tables.runs import Operation
from include.sync.run.run import SyncContext
from include.workflows.category import Category


def posted_ids(context: SyncContext, categories: Collection[Category]) -> KnownEntries:
    """The IDs of some workflows' entries of a kind that should be in QuickBooks, read when asked for."""

    def known(kind: DocumentKind) -> Sequence[str]:
        with context.database.reading() as session:
            return session.scalars(
                select(Link.quickbooks_id)
                .where(
                    Link.company_id == context.company_id,
                    Link.category.in_(categories),
                    Link.kind == kind,
                    Link.status == LinkStatus.IN_QUICKBOOKS,
                )
                .order_by(Link.quickbooks_id)
            ).all()

    return known


def existing_ids(operations: Sequence[Operation]) -> KnownEntries:
    """The IDs of the entries that operations write to, by kind."""

    def known(kind: DocumentKind) -> Sequence[str]:
        return [op.existing_id for op in operations if op.kind == kind and op.existing_id]

    return known
