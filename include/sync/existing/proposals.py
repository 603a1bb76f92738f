"""What a search found, as rows: stored in portions, without touching what users decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.documents import Document, fingerprint
from include.books.entries import Entry
from include.clock import utc_now
from include.database.statuses import LinkStatus, MatchDecision
from include.database.stored.documents import document_to_json
from include.database.stored.entries import OtherEntry, entry_to_json
from include.database.tables.entries import Link
from include.database.tables.existing import BookedElsewhere, ExistingMatch
from include.database.upserts import upsert
from include.sync.decide.record_plan import RecordPlan
from include.sync.existing.values import Candidate, Proposal, Wanted
from include.sync.operations.parties import party_fingerprint
from include.sync.run.run import SyncContext

PORTION = 200
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class OfRecord:
    """What a proposal's row has of its record.

    Attributes:
        fingerprint: of the record.
        setup_version, shape_version: the setup that made its documents.
        documents: the keys of all documents that it still needs in QuickBooks.
    """

    fingerprint: str
    setup_version: int
    shape_version: int
    documents: frozenset[str]


def store_proposals(
    context: SyncContext,
    proposals: Sequence[Proposal],
    records: Mapping[str, OfRecord],
    searched: Sequence[str],
    read_at: dt.datetime,
) -> None:
    """Store what was found in place of what an earlier search found for the same documents.

    It can be stopped anywhere: the next search stores all of it again.

    Args:
        context: the run.
        proposals: what was found.
        records: by key, the records that were searched for.
        searched: the keys of all documents that were searched for.
        read_at: when reading QuickBooks began.
    """
    found = {one.wanted.document.key for one in proposals}
    whole = {key for key, record in records.items() if record.documents <= found}
    for start in range(0, len(proposals), PORTION):
        portion = proposals[start : start + PORTION]
        rows = [
            {
                **match_row(context, one, records[one.wanted.record_key], read_at),
                "whole_record": one.wanted.record_key in whole,
            }
            for one in portion
        ]
        context.database.write(partial(_store, context.company_id, rows))
    context.database.write(partial(_forget, context, [key for key in searched if key not in found]))


def _store(company_id: str, rows: Sequence[Mapping[str, Any]], session: Session) -> None:
    keys = [str(row["document_key"]) for row in rows]
    settled = _settled(session, company_id, keys)
    upsert(
        session,
        ExistingMatch,
        [row for row in rows if row["document_key"] not in settled],
        only_if=ExistingMatch.decision == MatchDecision.UNDECIDED,
    )


def _settled(session: Session, company_id: str, keys: Collection[str]) -> set[str]:
    """Those of some documents that have an entry, or are marked as booked, since the search began."""
    linked = select(Link.document_key).where(
        Link.company_id == company_id,
        Link.document_key.in_(keys),
        Link.status == LinkStatus.IN_QUICKBOOKS,
    )
    booked = select(BookedElsewhere.document_key).where(
        BookedElsewhere.company_id == company_id, BookedElsewhere.document_key.in_(keys)
    )
    return {*session.scalars(linked), *session.scalars(booked)}


def _forget(context: SyncContext, keys: Sequence[str], session: Session) -> None:
    """Remove what was found before for documents for which nothing is found any more."""
    for start in range(0, len(keys), _CHUNK):
        session.execute(
            delete(ExistingMatch).where(
                ExistingMatch.company_id == context.company_id,
                ExistingMatch.category == context.category,
                ExistingMatch.decision == MatchDecision.UNDECIDED,
                ExistingMatch.document_key.in_(keys[start : start + _CHUNK]),
            )
        )


def match_row(
    context: SyncContext, proposal: Proposal, record: OfRecord, read_at: dt.datetime
) -> dict[str, Any]:
    """A proposal as a row; no one decided about it."""
    wanted = proposal.wanted
    document = wanted.document
    return {
        "company_id": context.company_id,
        "document_key": document.key,
        "category": context.category,
        "record_key": wanted.record_key,
        "record_name": wanted.record_name,
        "kind": document.kind,
        "party_key": document.party.key,
        "party_fingerprint": party_fingerprint(document.party, context.seal),
        "core_cents": document.total,
        "certain": proposal.is_certain,
        "document": document_to_json(document),
        "fingerprint": fingerprint(document.content()),
        "record_fingerprint": record.fingerprint,
        "setup_version": record.setup_version,
        "shape_version": record.shape_version,
        "others": [other_entry(one).stored() for one in proposal.others],
        "run_id": context.run_id,
        "found_at": read_at,
        **of_candidate(proposal.best),
    }


def note_linked(
    context: SyncContext, session: Session, document: Document, entry: Entry, plan: RecordPlan
) -> None:
    """Note what a run linked because a user chose it, like what is linked without a run."""
    record = plan.record
    wanted = Wanted(document, context.today, record.key, record.name, record.number, record.title)
    candidate = Candidate(entry, 0, ("chosen by a user",), ())
    proposal = Proposal(wanted, candidate, is_certain=False)
    of_record = OfRecord(record.fingerprint, plan.setup.version, plan.shape_version, frozenset())
    values = match_row(context, proposal, of_record, utc_now())
    decided = {
        "decision": MatchDecision.LINKED,
        "decided_by": context.actor,
        "decided_at": utc_now(),
        "confirm_id": "",
    }
    upsert(session, ExistingMatch, [{**values, **decided}])


def of_candidate(candidate: Candidate) -> dict[str, Any]:
    """The columns that say which entry is proposed, and why."""
    entry = candidate.entry
    return {
        "entry_kind": entry.kind,
        "quickbooks_id": entry.ref.id,
        "entry_party_id": entry.party_id,
        "entry_party_name": entry.party_name,
        "entry_cents": entry.net,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
        "differences": list(candidate.differences),
        "entry": entry_to_json(entry),
    }


def other_entry(candidate: Candidate) -> OtherEntry:
    """An entry that wasn't proposed, as the row of its document keeps it."""
    entry = candidate.entry
    return OtherEntry(
        kind=entry.kind,
        quickbooks_id=entry.ref.id,
        number=entry.number,
        date=entry.date,
        total_cents=entry.net,
        party_name=entry.party_name,
        score=candidate.score,
        reasons=candidate.reasons,
        differences=candidate.differences,
        entry=entry_to_json(entry),
    )
