"""Products and classes that documents need and QuickBooks doesn't have: they are created first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListKind, ListRef, plain
from include.books.documents import Document, fingerprint
from include.books.entries import EntryRef
from include.books.gateway import Action, ListWrite, Posted
from include.clock import utc_now
from include.database.statuses import OperationStatus
from include.database.stored.documents import ListPayload, list_from_json
from include.database.tables.entries import CatalogueEntry
from include.database.tables.runs import Operation
from include.database.upserts import upsert
from include.sync.operations.operations import (
    WAVE_LISTS,
    RecordRevision,
    new_operation,
)
from include.sync.run.records_to_sync import NEVER_SENT
from include.sync.run.run import SyncContext
from include.workflows.matching import NewListEntry


def list_operations(
    context: SyncContext, session: Session, record: RecordRevision, new: Iterable[NewListEntry]
) -> Iterator[Operation]:
    """The writes that create products and classes; what the run sent already is left out."""
    for entry in new:
        key = f"{context.category}/{entry.key}"
        sent = session.scalars(
            select(Operation.id).where(
                Operation.run_id == context.run_id,
                Operation.document_key == key,
                Operation.status.not_in(NEVER_SENT),
            )
        ).first()
        if sent is not None:
            continue
        created = ListPayload(kind=entry.kind, name=entry.name, account_id=entry.account_id)
        yield new_operation(
            context,
            record,
            key=key,
            kind=entry.kind,
            action=Action.CREATE,
            wave=WAVE_LISTS,
            base_revision=0,
            content=fingerprint(
                {"kind": created.kind, "name": created.name, "account_id": created.account_id}
            ),
            attempt=_attempts(context, session, key),
            payload=created.stored(),
            before=None,
            total_cents=0,
            reason="new in CORE",
            needs={},
        )


def _attempts(context: SyncContext, session: Session, key: str) -> int:
    """How often it was rejected, or created and is gone again."""
    finished = select(Operation.id).where(
        Operation.company_id == context.company_id,
        Operation.document_key == key,
        Operation.status.in_((OperationStatus.ERROR, OperationStatus.POSTED)),
    )
    return len(session.scalars(finished).all())


def list_write(operation: Operation) -> ListWrite:
    """The write as the gateway takes it."""
    entry = list_from_json(operation.payload)
    return ListWrite(operation.request_id, entry.kind, entry.name, entry.account_id)


def existing_list_entry(operation: Operation, catalogue: Catalogue) -> Posted | None:
    """The response for an entry that QuickBooks has already: names on a list are unique."""
    wanted = list_from_json(operation.payload)
    entry = catalogue.by_name(wanted.kind, wanted.name)
    return Posted(operation.request_id, EntryRef(entry.id, ""), None, "", "") if entry else None


def store_list_entry(session: Session, operation: Operation, entry_id: str) -> None:
    """Store a created entry with those that were read."""
    created = list_from_json(operation.payload)
    entry = {
        "company_id": operation.company_id,
        "kind": operation.kind,
        "entry_id": entry_id,
        "name": created.name,
        "type": "Service" if operation.kind == ListKind.PRODUCT else "",
        "active": True,
        "account_id": created.account_id,
        "read_at": utc_now(),
    }
    upsert(session, CatalogueEntry, [entry])


def missing_lists(session: Session, company_id: str, needed: Sequence[Sequence[str]]) -> list[str]:
    """Which of the entries a document needs are missing in QuickBooks: `product “Desk fee”`."""
    return [
        f"{kind} “{name}”"
        for kind, name in needed
        if not _entry_id(session, company_id, kind, name)
    ]


def with_lists(session: Session, company_id: str, document: Document) -> Document:
    """The document with the IDs of the products and classes created for it."""

    def with_id(ref: ListRef) -> ListRef:
        if ref.id:
            return ref
        return ListRef(ref.kind, _entry_id(session, company_id, ref.kind, ref.name), ref.name)

    lines = tuple(dataclasses.replace(line, target=with_id(line.target)) for line in document.lines)
    class_ref = with_id(document.class_ref) if document.class_ref else None
    return dataclasses.replace(document, lines=lines, class_ref=class_ref)


def _entry_id(session: Session, company_id: str, kind: str, name: str) -> str:
    rows = session.execute(
        select(CatalogueEntry.name, CatalogueEntry.entry_id).where(
            CatalogueEntry.company_id == company_id,
            CatalogueEntry.kind == kind,
            CatalogueEntry.active,
        )
    )
    return next((entry_id for entry, entry_id in rows if plain(entry) == plain(name)), "")
