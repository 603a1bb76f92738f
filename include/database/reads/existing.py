"""The page Existing entries: what a search found for CORE's records, and what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from include.books.documents import Document
from include.books.entries import Entry
from include.books.money import Cents
from include.database.statuses import MatchDecision
from include.database.stored.documents import document_from_json
from include.database.stored.entries import OtherEntry, entry_from_json, others_from_json
from include.database.tables.existing import ExistingMatch

PAGE = 25


class Part(StrEnum):
    """The lists of the page."""

    READY = "ready"
    """Certain, and no one decided."""
    REVIEW = "review"
    """Uncertain, and no one decided."""
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that was found for a document, and what was decided.

    Attributes:
        document: what CORE had when it was found.
        entry: the entry as it was read then.
        others: the next best entries.
        confirm_id: what one click linked has one; empty if it isn't linked.
    """

    document_key: str
    category: str
    record_key: str
    record_name: str
    document: Document
    entry: Entry
    core_cents: Cents
    entry_cents: Cents
    score: int
    certain: bool
    reasons: Sequence[str]
    differences: Sequence[str]
    others: Sequence[OtherEntry]
    decision: MatchDecision
    decided_by: str
    decided_at: dt.datetime | None
    confirm_id: str
    accepted: bool
    found_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ExistingCounts:
    """How many of a workflow's documents are in which list, and the money of each in CORE."""

    category: str
    ready: int = 0
    review: int = 0
    linked: int = 0
    post_anyway: int = 0
    booked: int = 0
    ready_cents: Cents = 0
    review_cents: Cents = 0


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of them, and how many there are on all pages."""

    rows: Sequence[Found]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))


def existing_counts(session: Session, company_id: str) -> list[ExistingCounts]:
    """The counts of each workflow of which a search found something, by its name."""
    rows = session.execute(
        select(
            ExistingMatch.category,
            ExistingMatch.decision,
            ExistingMatch.certain,
            func.count(),
            func.sum(ExistingMatch.core_cents),
        )
        .where(ExistingMatch.company_id == company_id)
        .group_by(ExistingMatch.category, ExistingMatch.decision, ExistingMatch.certain)
    )
    found: dict[str, dict[str, int]] = {}
    for category, decision, certain, number, cents in rows:
        counts = found.setdefault(category, {})
        name = _NAMES.get(MatchDecision(decision)) or ("ready" if certain else "review")
        counts[name] = counts.get(name, 0) + number
        if decision == MatchDecision.UNDECIDED:
            counts[f"{name}_cents"] = int(cents)
    return [ExistingCounts(category, **found[category]) for category in sorted(found)]


_NAMES = {
    MatchDecision.LINKED: "linked",
    MatchDecision.POST_ANYWAY: "post_anyway",
    MatchDecision.BOOKED: "booked",
}


def found_page(
    session: Session, company_id: str, part: Part, category: str = "", page: int = 1
) -> FoundPage:
    """A page of what was found, the most alike first; of what was decided, the latest first.

    Args:
        session: a transaction of the database.
        company_id: the company.
        part: which list.
        category: a workflow; empty for all.
        page: which page; one that is past the end gives the last.
    """
    query = _of_part(company_id, part, category)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = min(max(page, 1), FoundPage((), total, 1).last_page)
    order: tuple[ColumnElement[Any], ...] = (ExistingMatch.score.desc(),)
    if part is Part.DECIDED:
        order = (ExistingMatch.decided_at.desc(),)
    rows = session.scalars(
        query.order_by(*order, ExistingMatch.document_key).limit(PAGE).offset((page - 1) * PAGE)
    )
    return FoundPage([found_of(row) for row in rows], total, page)


def iter_found(session: Session, company_id: str) -> Iterator[Found]:
    """Everything that was found: undecided first, the most alike first; in bounded memory."""
    query = (
        select(ExistingMatch)
        .where(ExistingMatch.company_id == company_id)
        .order_by(
            ExistingMatch.decision,
            ExistingMatch.category,
            ExistingMatch.score.desc(),
            ExistingMatch.document_key,
        )
    )
    for row in session.scalars(query.execution_options(yield_per=500)):
        yield found_of(row)


def is_found(session: Session, company_id: str, document_key: str, quickbooks_id: str) -> bool:
    """Whether a search found an entry for a document, as the best or as another one."""
    row = session.get(ExistingMatch, (company_id, document_key))
    if row is None:
        return False
    others = {other.quickbooks_id for other in others_from_json(row.others)}
    return quickbooks_id in {row.quickbooks_id, *others}


def found_of_record(session: Session, company_id: str, record_key: str) -> list[Found]:
    """What was found for a record, in all workflows."""
    rows = session.scalars(
        select(ExistingMatch)
        .where(ExistingMatch.company_id == company_id, ExistingMatch.record_key == record_key)
        .order_by(ExistingMatch.document_key)
    )
    return [found_of(row) for row in rows]


def found_of(row: ExistingMatch) -> Found:
    """One from its row."""
    return Found(
        document_key=row.document_key,
        category=row.category,
        record_key=row.record_key,
        record_name=row.record_name,
        document=document_from_json(row.document),
        entry=entry_from_json(row.entry),
        core_cents=row.core_cents,
        entry_cents=row.entry_cents,
        score=row.score,
        certain=row.certain,
        reasons=row.reasons,
        differences=row.differences,
        others=others_from_json(row.others),
        decision=MatchDecision(row.decision),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        confirm_id=row.confirm_id,
        accepted=row.accepted,
        found_at=row.found_at,
    )


def _of_part(company_id: str, part: Part, category: str) -> Select[ExistingMatch]:
    query = select(ExistingMatch).where(ExistingMatch.company_id == company_id)
    if category:
        query = query.where(ExistingMatch.category == category)
    if part is Part.DECIDED:
        return query.where(ExistingMatch.decision != MatchDecision.UNDECIDED)
    return query.where(
        ExistingMatch.decision == MatchDecision.UNDECIDED,
        ExistingMatch.certain.is_(part is Part.READY),
    )
