"""Entries that users named by their IDs: read and linked by the search, or a reason why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.wording import a, joined
from include.database.statuses import MatchDecision
from include.database.tables.existing import ExistingMatch, NamedEntry
from include.sync.decide.questions import Answers
from include.sync.existing.linking import link_matches, new_confirm_id
from include.sync.existing.matches import why_not
from include.sync.existing.matching import propose
from include.sync.existing.proposals import OfRecord, match_row
from include.sync.existing.values import Candidate, Proposal, Wanted
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext


@dataclass(frozen=True, slots=True)
class Named:
    """An entry that a user named as a record's."""

    record_key: str
    document_key: str
    entry_kind: DocumentKind
    quickbooks_id: str
    by: str


class _CantUse(Exception):
    """The entry can't be linked; the message says why, as sentences."""


def named_of(
    context: SyncContext, session: Session, record_keys: Sequence[str] | None
) -> list[Named]:
    """What users named for the records of a search."""
    rows = session.scalars(
        select(NamedEntry)
        .where(NamedEntry.company_id == context.company_id, NamedEntry.category == context.category)
        .order_by(NamedEntry.record_key, NamedEntry.entry_kind, NamedEntry.quickbooks_id)
    )
    chosen = None if record_keys is None else set(record_keys)
    return [
        Named(
            row.record_key,
            row.document_key,
            DocumentKind(row.entry_kind),
            row.quickbooks_id,
            row.named_by,
        )
        for row in rows
        if chosen is None or row.record_key in chosen
    ]


def link_named(
    context: SyncContext,
    named: Sequence[Named],
    wanted: Sequence[Wanted],
    records: Mapping[str, OfRecord],
    answers: Answers,
    problems: Mapping[Named, str],
    read_at: dt.datetime,
) -> None:
    """Link each named entry, or note why it can't be linked.

    Args:
        context: the run.
        named: what users named.
        wanted: the documents without an entry.
        records: their records.
        answers: with the named entries, as QuickBooks has them.
        problems: why QuickBooks couldn't look some of them up.
        read_at: when reading began.
    """
    for one in named:
        own = [document for document in wanted if document.record_key == one.record_key]
        try:
            entry = _live(one, answers, problems.get(one, ""))
            proposal = _proposal(one, entry, own)
            record = records[one.record_key]
            context.database.write(partial(_link, context, one, proposal, record, read_at))
        except _CantUse as reason:
            posting_log.warning("NOT LINKED %s", reason)
            context.database.write(partial(_note_problem, context, one, str(reason)))


def _live(named: Named, answers: Answers, problem: str) -> Entry:
    if problem:
        raise _CantUse(f"{problem} Check the ID and the kind.")
    entry = answers.entry(named.entry_kind, named.quickbooks_id)
    what = f"{named.entry_kind} with the QuickBooks ID {named.quickbooks_id}"
    if entry is None or entry.kind is not named.entry_kind:
        raise _CantUse(f"QuickBooks has no {what}. Check the ID and the kind.")
    if entry.status is not EntryStatus.LIVE:
        raise _CantUse(f"The {what} is {entry.status} in QuickBooks. Name another one.")
    if entry.is_foreign:
        raise _CantUse(f"The {what} is in {entry.currency}. Name one in the company's currency.")
    return entry


def _proposal(named: Named, entry: Entry, wanted: Sequence[Wanted]) -> Proposal:
    """The document that the user means, with what fits and what differs."""
    of_kind = [one for one in wanted if one.document.kind is entry.kind]
    if named.document_key:
        of_kind = [one for one in of_kind if one.document.key == named.document_key]
    if not of_kind:
        raise _CantUse(
            f"The record has no {named.entry_kind} that isn't in QuickBooks yet. Name an entry of the kind that it "
            "posts."
        )
    found = propose(of_kind, [entry])
    if not found and len(of_kind) > 1:
        payees = joined([one.document.party.display_name for one in of_kind])
        raise _CantUse(
            f"The record has several {named.entry_kind}s without an entry: for {payees}. Say which one it is."
        )
    by = f"named by {named.by}"
    best = found[0].best if found else Candidate(entry, 0, (), ())
    chosen = Candidate(entry, best.score, (by, *best.reasons), best.differences)
    return Proposal(found[0].wanted if found else of_kind[0], chosen, is_certain=False)


def _link(
    context: SyncContext,
    named: Named,
    proposal: Proposal,
    record: OfRecord,
    read_at: dt.datetime,
    session: Session,
) -> None:
    values = match_row(context, proposal, record, read_at)
    match = session.merge(ExistingMatch(**values, decision=MatchDecision.UNDECIDED))
    session.flush()
    reason = why_not(session, match)
    if reason:
        raise _CantUse(reason)
    category = context.category
    link_matches(session, context.company_id, category, [match], named.by, new_confirm_id())
    session.delete(session.get_one(NamedEntry, _key(context, named)))
    posting_log.info(
        "LINKED   %s %s in QuickBooks to CORE %s, %s",
        a(named.entry_kind),
        named.quickbooks_id,
        match.record_name,
        "; ".join(match.reasons),
    )


def _note_problem(context: SyncContext, named: Named, problem: str, session: Session) -> None:
    row = session.get(NamedEntry, _key(context, named))
    if row is not None:
        row.problem = problem


def _key(context: SyncContext, named: Named) -> tuple[str, str, str, str, str]:
    return (
        context.company_id,
        context.category,
        named.record_key,
        named.entry_kind,
        named.quickbooks_id,
    )
