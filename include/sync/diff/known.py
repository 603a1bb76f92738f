"""What the database knows of QuickBooks' answers: whose an entry is, and which ID a name has."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind, read_as
from include.database.tables.entries import Link, PartyLink
from include.database.tables.records import Record
from include.sync.decide.planning import Books
from include.sync.decide.questions import EntryKey, TrackedBy
from include.sync.decide.record_plan import RecordPlan
from include.sync.diff.read_records import core_record
from include.sync.existing.decided import decisions_of
from include.sync.run.run import SyncContext

_CHUNK = 500


def with_known(
    context: SyncContext, session: Session, plans: Sequence[RecordPlan], books: Books
) -> Books:
    """QuickBooks' answers with what the database knows of them."""
    decisions = decisions_of(
        context, session, [plan.record.key for plan in plans], _new_documents(plans)
    )
    found = (*books.answers.found(), *decisions.proposed.values())
    books.answers.tracked_by = _tracked_by(
        context, session, {(entry.kind, entry.ref.id) for entry in found}
    )
    party_ids = party_ids_of(context, session, _new_parties(plans))
    return dataclasses.replace(books, party_ids=party_ids, decisions=decisions)


def _new_documents(plans: Sequence[RecordPlan]) -> list[str]:
    """The keys of documents that aren't in QuickBooks."""
    return [
        document.key
        for plan in plans
        for document in plan.posting.documents
        if document.key not in plan.links or not plan.links[document.key].is_in_quickbooks
    ]


def _tracked_by(
    context: SyncContext, session: Session, keys: set[EntryKey]
) -> dict[EntryKey, TrackedBy]:
    by_kind: dict[DocumentKind, list[str]] = defaultdict(list)
    for kind, entry_id in sorted(keys):
        by_kind[kind].append(entry_id)
    tracked: dict[EntryKey, TrackedBy] = {}
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _CHUNK):
            rows = session.execute(
                select(Link.quickbooks_id, Link.document_key, Record)
                .join(
                    Record,
                    (Record.company_id == Link.company_id) & (Record.key == Link.record_key),
                )
                .where(
                    Link.company_id == context.company_id,
                    Link.kind.in_(read_as(kind)),
                    Link.quickbooks_id.in_(ids[start : start + _CHUNK]),
                )
            )
            for entry_id, document_key, record in rows:
                values = core_record(record)
                tracked[kind, entry_id] = TrackedBy(
                    document_key,
                    values.key,
                    values.name,
                    values.gone,
                    from_elsewhere=record.source != context.source.origin,
                )
    return tracked


def _new_parties(plans: Sequence[RecordPlan]) -> list[str]:
    """The customers and vendors of documents that have no entry yet."""
    keys = {
        document.party.key
        for plan in plans
        for document in plan.posting.documents
        if document.key not in plan.links
    }
    return sorted(keys)


def party_ids_of(
    context: SyncContext, session: Session, party_keys: Sequence[str]
) -> dict[str, str]:
    """The IDs of some customers and vendors in QuickBooks, by key, where they are known."""
    ids: dict[str, str] = {}
    for start in range(0, len(party_keys), _CHUNK):
        rows = session.execute(
            select(PartyLink.party_key, PartyLink.quickbooks_id).where(
                PartyLink.company_id == context.company_id,
                PartyLink.party_key.in_(party_keys[start : start + _CHUNK]),
            )
        )
        ids.update((key, entry_id) for key, entry_id in rows)
    return ids
