"""Customers and vendors to create or update: one operation each, however many records need it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import Document, fingerprint
from include.books.gateway import Action
from include.books.parties import Party
from include.database.seal import Seal
from include.database.statuses import OperationStatus
from include.database.stored.documents import party_to_json
from include.database.tables.entries import PartyLink
from include.database.tables.runs import Operation
from include.sync.decide.record_plan import RecordPlan
from include.sync.operations.operations import WAVE_PARTIES, drop_planned_key, new_operation
from include.sync.run.run import SyncContext

Addressed = Mapping[str, tuple[RecordPlan, Document]]
"""By the key of a customer or vendor: a record's plan, and a document addressed to it."""


def party_operations(
    context: SyncContext, session: Session, addressed: Addressed
) -> Iterator[tuple[RecordPlan, Operation]]:
    """The customers and vendors to create, and those whose name or details changed.

    Args:
        context: the run.
        session: a writing transaction.
        addressed: who is needed, with the plan and document that need them.

    Yields:
        The plan that needs it, and the operation.
    """
    links = _party_links(context, session, list(addressed))
    attempts = _attempts(context, session, links, list(addressed))
    for key, (plan, document) in addressed.items():
        link = links.get(key)
        content = party_fingerprint(document.party, context.seal)
        if link and link.fingerprint == content:
            continue
        drop_planned_key(context, session, key)
        attempt = attempts.get(key, 0)
        yield plan, _party_operation(context, plan, document.party, link, content, attempt)


def _party_operation(
    context: SyncContext,
    plan: RecordPlan,
    party: Party,
    link: PartyLink | None,
    content: str,
    attempt: int,
) -> Operation:
    renamed = f"name or details changed in CORE (was {link.display_name})" if link else ""
    return new_operation(
        context,
        plan.record,
        key=party.key,
        kind=party.kind,
        action=Action.UPDATE if link else Action.CREATE,
        wave=WAVE_PARTIES,
        base_revision=link.revision if link else 0,
        content=content,
        attempt=attempt,
        payload=party_to_json(party, context.seal),
        before={"display_name": link.display_name} if link else None,
        total_cents=0,
        reason=renamed or "new in CORE",
        needs={},
        existing_id=link.quickbooks_id if link else "",
        existing_version=link.version if link else "",
    )


def _attempts(
    context: SyncContext, session: Session, links: Mapping[str, PartyLink], keys: list[str]
) -> dict[str, int]:
    """How often each one was rejected, or written under a match that was removed since."""
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


def _party_links(context: SyncContext, session: Session, keys: list[str]) -> dict[str, PartyLink]:
    links: dict[str, PartyLink] = {}
    for start in range(0, len(keys), 500):
        rows = session.scalars(
            select(PartyLink).where(
                PartyLink.company_id == context.company_id,
                PartyLink.party_key.in_(keys[start : start + 500]),
            )
        )
        links.update((link.party_key, link) for link in rows)
    return links


def party_fingerprint(party: Party, seal: Seal) -> str:
    """A fingerprint of everything QuickBooks should have of a customer or vendor.

    Fields without a value are left out, so that it doesn't change when new fields are added.
    """
    fields = {
        **party_to_json(dataclasses.replace(party, tax_id=""), seal),
        "tax_id": seal.digest(party.tax_id),
    }
    del fields["print_name"], fields["shared"]  # they follow from the names
    optional = ("tax_id", "suffix_if_taken")
    return fingerprint(
        {name: value for name, value in fields.items() if value or name not in optional}
    )
