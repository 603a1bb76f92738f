"""Operations: single intended writes, as the plan puts them into the database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.documents import CREDITS, PAYMENTS, Document, DocumentKind, fingerprint
from include.books.gateway import Action
from include.books.parties import Party
from include.database.seal import Seal
from include.database.statuses import OperationStatus
from include.database.tables.entries import Link, PartyLink
from include.database.tables.records import Record
from include.database.tables.runs import Operation
from include.sync.operations.documents_json import (
    document_from_json,
    document_to_json,
    party_to_json,
)
from include.sync.run.run import SyncContext

WAVE_PARTIES, WAVE_DOCUMENTS, WAVE_PAYMENTS, WAVE_RELEASES, WAVE_VOIDS, WAVE_LISTS = range(6)
WAVES = (
    WAVE_LISTS,
    WAVE_PARTIES,
    WAVE_RELEASES,
    WAVE_VOIDS,
    WAVE_DOCUMENTS,
    WAVE_PAYMENTS,
)
"""The order of waves. What a later wave needs was written by an earlier one, as writes of one wave
cannot see each other: products and classes, customers and vendors, payments that are taken back,
documents that are voided, documents, payments."""

NOT_DOCUMENTS = (WAVE_LISTS, WAVE_PARTIES)


def is_document(operation: Operation) -> bool:
    """Whether the write is of a document, not of a list's entry, a customer or a vendor."""
    return operation.wave not in NOT_DOCUMENTS


def _wave(document: Document, action: Action) -> int:
    payment = document.kind in PAYMENTS
    if action is Action.VOID:
        return WAVE_RELEASES if payment else WAVE_VOIDS
    return WAVE_PAYMENTS if payment else WAVE_DOCUMENTS


def request_id(company_id: str, key: str, revision: int, content: str, attempt: int) -> str:
    """The request id of a write: 32 characters, the same whenever the same thing is sent again.

    `attempt` counts refusals, because QuickBooks may replay a refusal to a request id it knows.
    """
    text = f"{company_id}/{key}/{revision}/{content}/{attempt}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def booked_cents(operation: Operation) -> int:
    """What a write adds to its workflow's total: a credit lowers it, a payment is no part of it."""
    document = document_from_json(operation.payload)
    if document.kind in PAYMENTS or operation.action == Action.VOID:
        return 0
    return -document.total if document.kind in CREDITS else document.total


def paid_cents(operation: Operation) -> int:
    """What a write adds to the payments that the workflow booked: a refund lowers them."""
    if operation.kind not in PAYMENTS or operation.action == Action.VOID:
        return 0
    refund = operation.kind == DocumentKind.REFUND
    return -operation.total_cents if refund else operation.total_cents


def plan_status(context: SyncContext) -> OperationStatus:
    """Operations of a preview are never sent."""
    return OperationStatus.PREVIEWED if context.preview else OperationStatus.PLANNED


def planned_request_id(
    context: SyncContext, key: str, revision: int, content: str, attempt: int
) -> str:
    """The request id of a write that this run plans."""
    # A preview is never sent; its rows must not stand in the way of those that are.
    company = (
        f"preview {context.run_id}/{context.company_id}" if context.preview else context.company_id
    )
    return request_id(company, key, revision, content, attempt)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be done with a document, and why.

    Attributes:
        revision: that of what stands in QuickBooks; 0 for nothing.
        attempt: how often QuickBooks refused it before.
        date: the posting date; None leaves it to the document, the first posting, or today.
    """

    action: Action
    document: Document
    reason: str
    revision: int = 0
    attempt: int = 0
    date: dt.date | None = None
    setup_version: int = 0
    shape_version: int = 0


def document_operation(
    context: SyncContext, record: Record, intent: Intent, link: Link | None
) -> Operation:
    """One write of a document. Dates left to QuickBooks are settled here: the first posting's stay.

    Args:
        context: the run.
        record: the CORE record it comes from.
        intent: what and why.
        link: the entry that is updated or voided; None for a new one.
    """
    document, action = intent.document, intent.action
    date = intent.date or document.date or (link.date if link else context.today)
    due_date = document.due_date or (link.due_date if link else date)
    content = fingerprint({"action": action.value, **document.content()})
    lists = [
        [ref.kind, ref.name]
        for ref in (*(line.target for line in document.lines), document.class_ref)
        if ref and not ref.id
    ]
    return Operation(
        run_id=context.run_id,
        company_id=context.company_id,
        category=context.category,
        document_key=document.key,
        record_key=record.key,
        record_fingerprint=record.fingerprint,
        kind=document.kind,
        action=action,
        wave=_wave(document, action),
        base_revision=intent.revision,
        request_id=planned_request_id(
            context, document.key, intent.revision, content, intent.attempt
        ),
        status=plan_status(context),
        payload=document_to_json(document),
        before=link.document if link else None,
        total_cents=0 if action is Action.VOID else document.total,
        reason=intent.reason,
        needs={"party": document.party.key, "pays": document.pays, "lists": lists},
        date=date,
        due_date=max(date, due_date),
        setup_version=intent.setup_version,
        shape_version=intent.shape_version,
        existing_id=link.quickbooks_id if link else "",
        existing_version=link.version if link else "",
    )


def party_operations(
    context: SyncContext,
    session: Session,
    wanted: Mapping[str, tuple[Any, Document]],
) -> Iterator[tuple[Any, Operation]]:
    """The customers and vendors that must be created, or whose name or details changed.

    Args:
        context: the run.
        session: a writing transaction.
        wanted: by party key, a plan and a document of it that is addressed to the party.

    Yields:
        The plan that asked for it, and the operation.
    """
    links = _party_links(context, session, list(wanted))
    attempts = _attempts(context, session, links, list(wanted))
    for key, (plan, document) in wanted.items():
        party, link = document.party, links.get(key)
        content = party_fingerprint(party, context.seal)
        if link and link.fingerprint == content:
            continue
        drop_old_plan(context, session, key)
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
                request_id=planned_request_id(
                    context, key, revision, content, attempts.get(key, 0)
                ),
                status=plan_status(context),
                payload=party_to_json(party, context.seal),
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


def _attempts(
    context: SyncContext, session: Session, links: Mapping[str, PartyLink], keys: list[str]
) -> dict[str, int]:
    """How often each party was refused, or written under a link that a person has taken away."""
    counts: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        for key, status in session.execute(
            select(Operation.document_key, Operation.status).where(
                Operation.company_id == context.company_id,
                Operation.status.in_((OperationStatus.ERROR, OperationStatus.POSTED)),
                Operation.document_key.in_(keys[start : start + 500]),
            )
        ):
            if status == OperationStatus.ERROR or key not in links:
                counts[key] = counts.get(key, 0) + 1
    return counts


def drop_old_plan(context: SyncContext, session: Session, key: str) -> None:
    """Drop a plan that another record of this workflow made and never carried out."""
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


def party_fingerprint(party: Party, seal: Seal) -> str:
    """A digest of all that QuickBooks should know of the party.

    What the party does not have is left out, so that it does not change when parties learn more.
    """
    known = {
        **party_to_json(dataclasses.replace(party, tax_id=""), seal),
        "tax_id": seal.digest(party.tax_id),
    }
    optional = ("tax_id", "suffix_if_taken")
    return fingerprint({name: one for name, one in known.items() if one or name not in optional})
