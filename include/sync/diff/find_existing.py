"""Finding what QuickBooks has already: a run that reads, compares, and stores what it found.

It plans nothing, changes no record's status, and writes nothing to QuickBooks: users decide. Payments aren't
searched for: what others paid of a linked invoice counts as soon as it is linked (`sync.decide.paid_by_others`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import Document, DocumentKind, marker, read_as
from include.books.entries import Entry, EntryStatus
from include.books.gateway import GatewayUnavailable, GatewayWaits
from include.books.money import Cents
from include.core_backoffice.stored import record_from_json
from include.database.statuses import MatchDecision
from include.database.tables.entries import Link
from include.database.tables.existing import BookedElsewhere, ExistingMatch
from include.database.tables.runs import SyncRun
from include.sync.decide.decisions import whole_record
from include.sync.decide.planning import Books
from include.sync.decide.questions import Answers, Questions
from include.sync.decide.readiness import STRAY
from include.sync.decide.record_plan import RecordPlan
from include.sync.diff.ask import ask
from include.sync.diff.known import party_ids_of
from include.sync.diff.named_entries import Named, link_named, named_of
from include.sync.diff.other_amounts import other_amounts
from include.sync.diff.read_records import read_records
from include.sync.existing.decided import refused_of
from include.sync.existing.kinds import kinds_for
from include.sync.existing.matching import propose
from include.sync.existing.proposals import OfRecord, store_proposals
from include.sync.existing.values import Proposal, Wanted
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import records_to_sync
from include.sync.run.run import SyncContext, count

AROUND = dt.timedelta(days=45)
"""How far from a document's date its entry may be dated."""

_CHUNK = 500


@dataclass(slots=True)
class _Sought:
    """What is searched for: documents without an entry, and their records."""

    wanted: list[Wanted] = field(default_factory=list)
    records: dict[str, OfRecord] = field(default_factory=dict)
    tracked: set[tuple[str, str]] = field(default_factory=set)
    refused: frozenset[tuple[str, DocumentKind, str]] = frozenset()


def find_existing(
    context: SyncContext, books: Books, record_keys: Sequence[str] | None
) -> dict[str, int]:
    """Search QuickBooks for entries of everything that has none yet, and store what was found.

    Args:
        context: the run.
        books: the company's lists and facts.
        record_keys: only these records; None means all that are ready or on hold.

    Returns:
        Counts: searched, found, found_certain; and those of a run that plans nothing.

    Raises:
        GatewayUnavailable: QuickBooks doesn't respond; nothing was stored.
    """
    with context.database.reading() as session:
        sought = _sought(context, session, books, record_keys)
        named = named_of(context, session, record_keys)
        started = session.get_one(SyncRun, context.run_id).started_at
    answers = Answers()
    problems = _ask(context, _days(sought.wanted, context.today), named, answers)
    free = [entry for entry in answers.found() if _is_free(entry, sought.tracked)]
    proposals = propose(sought.wanted, free, sought.refused)
    searched = [one.document.key for one in sought.wanted]
    store_proposals(context, proposals, sought.records, searched, started)
    link_named(context, named, sought.wanted, sought.records, answers, problems, started)
    return _counts(context, sought.wanted, proposals)


def _ask(
    context: SyncContext,
    days: Mapping[DocumentKind, tuple[dt.date, dt.date]],
    named: Sequence[Named],
    answers: Answers,
) -> dict[Named, str]:
    """Read QuickBooks' entries of some days, and those that users named.

    Returns:
        Why QuickBooks couldn't look up a named one: a wrong ID is no reason to stop the search.

    Raises:
        GatewayWaits: QuickBooks Desktop has all questions now.
    """
    waits: GatewayWaits | None = None
    problems: dict[Named, str] = {}
    questions: list[tuple[Named | None, Questions]] = [(None, Questions(dated=days))]
    for one in named:
        entries = frozenset({(one.entry_kind, one.quickbooks_id)})
        questions.append((one, Questions(entries=entries)))
    for of, asked in questions:
        try:
            ask(context.gateway, asked, answers)
        except GatewayWaits as not_yet:
            waits = not_yet
        except GatewayUnavailable as stop:
            if of is None or stop.passes:
                raise
            problems[of] = stop.sentence
    if waits is not None:
        raise waits
    return problems


def _sought(
    context: SyncContext, session: Session, books: Books, record_keys: Sequence[str] | None
) -> _Sought:
    rows = records_to_sync(context, session, record_keys)
    by_key = {record.key: record for _, record in rows}
    plans = [plan for plan in read_records(context, session, rows, books) if _posts(context, plan)]
    decided = _decided(session, context.company_id, [plan.record.key for plan in plans])
    documents = {
        document.key: (plan, document)
        for plan in plans
        if whole_record(context.category, plan.record.key) not in decided
        for document in _without_entry(plan)
        if document.key not in decided and document.kind is not DocumentKind.PAYMENT
    }
    party_keys = sorted({document.party.key for _, document in documents.values()})
    party_ids = party_ids_of(context, session, party_keys)
    sought = _Sought(
        tracked=_tracked(session, context.company_id),
        refused=refused_of(session, context.company_id, list(documents)),
    )
    stored = {
        key: record_from_json(context.seal.opened(by_key[key].payload or {}))
        for key in {plan.record.key for plan, _ in documents.values()}
    }
    for plan, document in documents.values():
        key = plan.record.key
        day = by_key[key].day or context.today
        amounts = other_amounts(context.category, stored[key], document)
        party_id = party_ids.get(document.party.key, "")
        sought.wanted.append(_wanted(context, plan, document, day, amounts, party_id))
    for plan in plans:
        sought.records[plan.record.key] = OfRecord(
            plan.record.fingerprint,
            plan.setup.version,
            plan.shape_version,
            frozenset(document.key for document in _without_entry(plan)) - decided,
        )
    return sought


def _posts(context: SyncContext, plan: RecordPlan) -> bool:
    """Whether a record would post: it is ready, and not before the workflow's start date."""
    posting, start = plan.posting, context.start_date
    if posting.not_ready or plan.record.gone or plan.record.key.startswith(STRAY):
        return False
    return not (start and posting.day and posting.day < start)


def _without_entry(plan: RecordPlan) -> Iterator[Document]:
    own = {link.document_key for link in plan.in_quickbooks}
    for document in plan.posting.documents:
        if document.key not in own and document.key not in plan.posting.needless:
            yield document


def _decided(session: Session, company_id: str, record_keys: Sequence[str]) -> set[str]:
    """Documents about which users decided: they aren't searched for again."""
    decided: set[str] = set()
    for start in range(0, len(record_keys), _CHUNK):
        keys = record_keys[start : start + _CHUNK]
        decided |= {
            *session.scalars(
                select(ExistingMatch.document_key).where(
                    ExistingMatch.company_id == company_id,
                    ExistingMatch.record_key.in_(keys),
                    ExistingMatch.decision.in_((MatchDecision.POST_ANYWAY, MatchDecision.BOOKED)),
                )
            ),
            *session.scalars(
                select(BookedElsewhere.document_key).where(
                    BookedElsewhere.company_id == company_id, BookedElsewhere.record_key.in_(keys)
                )
            ),
        }
    return decided


def _wanted(
    context: SyncContext,
    plan: RecordPlan,
    document: Document,
    day: dt.date,
    amounts: tuple[tuple[str, Cents], ...],
    party_id: str,
) -> Wanted:
    pays = plan.links.get(document.pays) if document.pays else None
    return Wanted(
        document=document,
        date=document.date or plan.posting.day or day,
        record_key=plan.record.key,
        record_name=plan.record.name,
        number=plan.record.number,
        place=plan.record.title,
        other_amounts=amounts,
        party_id=party_id,
        tag=marker(context.company_id, document.key),
        pays_id=pays.quickbooks_id if pays is not None and pays.is_in_quickbooks else "",
    )


def _tracked(session: Session, company_id: str) -> set[tuple[str, str]]:
    """The entries that CoreBooks tracks, by kind and ID; those that no record asks for are free."""
    rows = session.execute(
        select(Link.kind, Link.quickbooks_id).where(
            Link.company_id == company_id, Link.record_key.not_like(f"{STRAY}%")
        )
    )
    return {(kind, entry_id) for kind, entry_id in rows}


def _is_free(entry: Entry, tracked: set[tuple[str, str]]) -> bool:
    if entry.status is not EntryStatus.LIVE or entry.is_foreign:
        return False
    return not any((kind, entry.ref.id) in tracked for kind in read_as(entry.kind))


def _days(wanted: Sequence[Wanted], today: dt.date) -> dict[DocumentKind, tuple[dt.date, dt.date]]:
    """For each kind that may be theirs, the days of which every entry is read: few calls in all.

    What leaves its date to QuickBooks may be dated on any day until today.
    """
    days: dict[DocumentKind, tuple[dt.date, dt.date]] = {}
    for one in wanted:
        for kind in kinds_for(one.document.kind):
            first, last = days.get(kind, (one.date, one.date))
            latest = one.date if one.document.date else max(one.date, today)
            days[kind] = (min(first, one.date), max(last, latest))
    return {kind: (first - AROUND, last + AROUND) for kind, (first, last) in sorted(days.items())}


def _counts(
    context: SyncContext, wanted: Sequence[Wanted], proposals: Sequence[Proposal]
) -> dict[str, int]:
    counts = {
        "to_create": 0,
        "to_update": 0,
        "to_void": 0,
        "searched": len(wanted),
        "found": len(proposals),
        "found_certain": sum(1 for one in proposals if one.is_certain),
    }
    with context.database.writing() as session:
        count(session, context.run_id, **counts)
    posting_log.info(
        "Searched QuickBooks for %d entries: %d found, %d of them ready to link. Nothing was posted.",
        counts["searched"],
        counts["found"],
        counts["found_certain"],
    )
    return counts
