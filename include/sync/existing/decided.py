"""Reading what users decided about existing entries, for the records that a run plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.database.statuses import MatchDecision
from include.database.stored.entries import entry_from_json
from include.database.tables.existing import BookedElsewhere, ExistingMatch, NotTheSame
from include.sync.decide.decisions import NOTHING_DECIDED, Booked, Decisions, whole_record
from include.sync.decide.record_plan import RecordPlan
from include.sync.run.run import SyncContext

_CHUNK = 500


def decisions_of(
    context: SyncContext, session: Session, record_keys: Sequence[str], new_keys: Sequence[str]
) -> Decisions:
    """What was decided about some records.

    Args:
        context: the run.
        session: a transaction of the database.
        record_keys: the records.
        new_keys: the keys of their documents that aren't in QuickBooks.
    """
    if not _is_any(context, session):
        return NOTHING_DECIDED
    anyway: set[str] = set()
    proposed: dict[str, Entry] = {}
    for row in _matches(context, session, new_keys):
        if row.decision == MatchDecision.POST_ANYWAY:
            anyway.add(row.document_key)
        elif row.decision == MatchDecision.UNDECIDED:
            proposed[row.document_key] = entry_from_json(row.entry)
    return Decisions(
        refused=refused_of(session, context.company_id, new_keys),
        anyway=frozenset(anyway),
        booked=booked_of(context, session, record_keys),
        proposed=proposed,
    )


def refused_of(
    session: Session, company_id: str, document_keys: Sequence[str]
) -> frozenset[tuple[str, DocumentKind, str]]:
    """The entries that aren't some documents', as users said."""
    refused: set[tuple[str, DocumentKind, str]] = set()
    for keys in _chunks(document_keys):
        rows = session.execute(
            select(NotTheSame.document_key, NotTheSame.entry_kind, NotTheSame.quickbooks_id).where(
                NotTheSame.company_id == company_id, NotTheSame.document_key.in_(keys)
            )
        )
        refused |= {(key, DocumentKind(kind), entry_id) for key, kind, entry_id in rows}
    return frozenset(refused)


def booked_of(
    context: SyncContext, session: Session, record_keys: Sequence[str]
) -> dict[str, dict[str, Booked]]:
    """What is marked as booked of some records, by record and document key."""
    booked: dict[str, dict[str, Booked]] = defaultdict(dict)
    for keys in _chunks(record_keys):
        for row in session.scalars(
            select(BookedElsewhere).where(
                BookedElsewhere.company_id == context.company_id,
                BookedElsewhere.category == context.category,
                BookedElsewhere.record_key.in_(keys),
            )
        ):
            booked[row.record_key][row.document_key] = Booked(
                row.document_key,
                row.fingerprint,
                row.total_cents,
                row.decided_by,
                row.quickbooks_id,
            )
    return dict(booked)


def note_figures(context: SyncContext, session: Session, plan: RecordPlan) -> None:
    """Note the figures of what was marked as booked before a run saw them, document by document."""
    if not plan.figures:
        return
    place = whole_record(context.category, plan.record.key)
    whole = session.get(BookedElsewhere, (context.company_id, place))
    for key, (figures, cents) in plan.figures.items():
        row = session.get(BookedElsewhere, (context.company_id, key))
        if row is None and whole is not None:
            row = BookedElsewhere(
                company_id=context.company_id,
                document_key=key,
                category=context.category,
                record_key=plan.record.key,
                note=whole.note,
                decided_by=whole.decided_by,
                decided_at=whole.decided_at,
            )
            session.add(row)
        if row is not None:
            row.fingerprint, row.total_cents = figures, cents
    if whole is not None:
        session.delete(whole)


def _is_any(context: SyncContext, session: Session) -> bool:
    """Whether anything was ever found or decided: most companies have nothing."""
    for table in (ExistingMatch, NotTheSame, BookedElsewhere):
        query = select(table.document_key).where(table.company_id == context.company_id).limit(1)
        if session.scalar(query) is not None:
            return True
    return False


def _matches(
    context: SyncContext, session: Session, document_keys: Sequence[str]
) -> Iterator[ExistingMatch]:
    for keys in _chunks(document_keys):
        yield from session.scalars(
            select(ExistingMatch).where(
                ExistingMatch.company_id == context.company_id,
                ExistingMatch.document_key.in_(keys),
            )
        )


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
