"""Operations: single intended writes, as the plan puts them into the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS, Document, DocumentKind, fingerprint
from include.books.gateway import Action
from include.books.parties import Party
from include.ledger.models import Link, Operation, OperationStatus, PartyLink, Record
from include.sync.documents_json import document_from_json, document_to_json, party_to_json
from include.sync.journal import changes
from include.sync.run import SyncContext

WAVE_PARTIES, WAVE_DOCUMENTS, WAVE_PAYMENTS = range(3)
"""What a later wave needs was written by an earlier one: writes of one wave cannot see each other."""


def request_id(company_id: str, key: str, revision: int, content: str, attempt: int) -> str:
    """The request id of a write: 32 characters, the same whenever the same thing is sent again.

    `attempt` counts refusals, because QuickBooks may replay a refusal to a request id it knows.
    """
    text = f"{company_id}/{key}/{revision}/{content}/{attempt}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def booked_cents(operation: Operation) -> int:
    """What a write adds to its workflow's total: a vendor credit lowers it, a payment is no part."""
    document = document_from_json(operation.payload)
    if document.kind in PAYMENTS or operation.action == Action.VOID:
        return 0
    return -document.total if document.kind is DocumentKind.VENDOR_CREDIT else document.total


def paid_cents(operation: Operation) -> int:
    """What a write adds to the payments that the workflow booked."""
    return operation.total_cents if operation.kind in PAYMENTS else 0


def _status(context: SyncContext) -> OperationStatus:
    return OperationStatus.PREVIEWED if context.preview else OperationStatus.PLANNED


def _request_id(context: SyncContext, key: str, revision: int, content: str, attempt: int) -> str:
    # A preview is never sent; its rows must not stand in the way of those that are.
    company = (
        f"preview {context.run_id}/{context.company_id}" if context.preview else context.company_id
    )
    return request_id(company, key, revision, content, attempt)


def document_operation(
    context: SyncContext,
    record: Record,
    document: Document,
    action: Action,
    link: Link | None,
    *,
    attempt: int,
) -> Operation:
    """One write of a document. Dates left to QuickBooks are settled here: the first posting's stay."""
    before = document_from_json(link.document) if link and action is not Action.CREATE else None
    date = document.date or (link.date if link and before else context.today)
    due_date = document.due_date or (link.due_date if link and before else date)
    revision = link.revision if link else 0
    content = fingerprint({"action": action.value, **document.content()})
    return Operation(
        run_id=context.run_id,
        company_id=context.company_id,
        category=context.category,
        document_key=document.key,
        record_key=record.key,
        record_fingerprint=record.fingerprint,
        kind=document.kind,
        action=action,
        wave=WAVE_PAYMENTS if document.kind in PAYMENTS else WAVE_DOCUMENTS,
        base_revision=revision,
        request_id=_request_id(context, document.key, revision, content, attempt),
        status=_status(context),
        payload=document_to_json(document),
        before=link.document if link and before else None,
        total_cents=0 if action is Action.VOID else document.total,
        reason=_reason(action, before, document),
        needs={"party": document.party.key, "pays": document.pays},
        date=date,
        due_date=max(date, due_date),
        existing_id=link.quickbooks_id if link and before else "",
        existing_version=link.version if link and before else "",
    )


def _reason(action: Action, before: Document | None, after: Document) -> str:
    if action is Action.VOID:
        return "CORE took it back"
    if before is None:
        return "; ".join(["new in CORE", *after.notes])
    return "; ".join(["changed in CORE: " + "; ".join(changes(before, after)), *after.notes])


def party_operations(
    context: SyncContext,
    session: Session,
    wanted: Mapping[str, tuple[Any, Document]],
    refusals: Mapping[str, int],
) -> Iterator[tuple[Any, Operation]]:
    """The customers and vendors that must be created, or whose name or details changed.

    Args:
        context: the run.
        session: a writing transaction.
        wanted: by party key, a plan and a document of it that is addressed to the party.
        refusals: how often each party was refused before.

    Yields:
        The plan that asked for it, and the operation.
    """
    links = _party_links(context, session, list(wanted))
    for key, (plan, document) in wanted.items():
        party, link = document.party, links.get(key)
        content = party_fingerprint(party)
        if link and link.fingerprint == content:
            continue
        _drop_old_plan(context, session, key)
        revision = link.revision if link else 0
        yield (
            plan,
            Operation(
                run_id=context.run_id,
                company_id=context.company_id,
                category=context.category,
                document_key=key,
                record_key=plan.record.key,
                record_fingerprint=plan.record.fingerprint,
                kind=party.kind,
                action=Action.UPDATE if link else Action.CREATE,
                wave=WAVE_PARTIES,
                base_revision=revision,
                request_id=_request_id(context, key, revision, content, refusals.get(key, 0)),
                status=_status(context),
                payload=party_to_json(party),
                before={"display_name": link.display_name} if link else None,
                total_cents=0,
                reason=(
                    f"name or details changed in CORE (was {link.display_name})"
                    if link
                    else "new in CORE"
                ),
                needs={},
                existing_id=link.quickbooks_id if link else "",
                existing_version=link.version if link else "",
            ),
        )


def _drop_old_plan(context: SyncContext, session: Session, key: str) -> None:
    """A plan of the party that another record of this workflow made and never carried out."""
    session.execute(
        delete(Operation).where(
            Operation.company_id == context.company_id,
            Operation.category == context.category,
            Operation.status == OperationStatus.PLANNED,
            Operation.document_key == key,
        )
    )


def _party_links(context: SyncContext, session: Session, keys: list[str]) -> dict[str, PartyLink]:
    found: dict[str, PartyLink] = {}
    for start in range(0, len(keys), 500):
        rows = session.scalars(
            select(PartyLink).where(
                PartyLink.company_id == context.company_id,
                PartyLink.party_key.in_(keys[start : start + 500]),
            )
        )
        found.update((link.party_key, link) for link in rows)
    return found


def party_fingerprint(party: Party) -> str:
    """A digest of all that QuickBooks should know of the party."""
    return fingerprint(party_to_json(party))
