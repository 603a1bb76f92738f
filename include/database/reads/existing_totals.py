"""What became of the existing entries that searches found: totals by workflow, what was linked together, searches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.reads.streams import WORKFLOWS
from include.database.statuses import MatchDecision, RunOutcome
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch
from include.database.tables.runs import SyncRun

FIND_EXISTING = "find-existing"
"""The purpose of a run that searches, as stored."""
_SYNC = "sync"
_GROUPS = 10


@dataclass(frozen=True, slots=True)
class Total:
    """How many entries, and their amount in CORE."""

    number: int = 0
    cents: Cents = 0

    def plus(self, other: Total) -> Total:
        """Both together."""
        return Total(self.number + other.number, self.cents + other.cents)


@dataclass(frozen=True, slots=True)
class Search:
    """A run that searched QuickBooks: its number, and when it began, UTC."""

    run_id: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class FoundTotals:
    """What was found for a workflow.

    Attributes:
        ready: certain, and no one decided.
        review: uncertain, and no one decided.
        linked, post_anyway, booked: what was decided.
        different: of the linked, those that were booked differently; `cents` is by how much more or less.
        kinds: how many were found of each kind of entry.
        search: the newest; None before the first.
    """

    category: str
    ready: Total = Total()
    review: Total = Total()
    linked: Total = Total()
    post_anyway: Total = Total()
    booked: Total = Total()
    different: Total = Total()
    kinds: Mapping[str, int] = field(default_factory=dict)
    search: Search | None = None

    @property
    def undecided(self) -> Total:
        """What waits for a user."""
        return self.ready.plus(self.review)

    @property
    def decided(self) -> Total:
        """What a user decided."""
        return self.linked.plus(self.post_anyway).plus(self.booked)

    @property
    def all(self) -> Total:
        """All that was found."""
        return self.undecided.plus(self.decided)


@dataclass(frozen=True, slots=True)
class LinkedTogether:
    """What one click linked, and can still be unlinked.

    Attributes:
        confirm_id: by which it is undone.
        actor: who linked it.
        at: when, UTC.
    """

    confirm_id: str
    total: Total
    actor: str
    at: dt.datetime | None


_DECIDED = {
    MatchDecision.LINKED.value: "linked",
    MatchDecision.POST_ANYWAY.value: "post_anyway",
    MatchDecision.BOOKED.value: "booked",
}


def found_totals(session: Session, company_id: str) -> dict[str, FoundTotals]:
    """The totals of every workflow, by category: three queries, however much was found."""
    totals: dict[str, dict[str, Total]] = {category: {} for category in WORKFLOWS}
    kinds: dict[str, dict[str, int]] = {category: {} for category in WORKFLOWS}
    differs = and_(
        ExistingMatch.decision == MatchDecision.LINKED,
        ExistingMatch.entry_cents != ExistingMatch.core_cents,
        ExistingMatch.accepted.is_(False),
    )
    apart = ExistingMatch.entry_cents - ExistingMatch.core_cents
    rows = session.execute(
        select(
            ExistingMatch.category,
            ExistingMatch.decision,
            ExistingMatch.certain,
            ExistingMatch.entry_kind,
            func.count(),
            func.sum(ExistingMatch.core_cents),
            func.sum(case((differs, 1), else_=0)),
            func.sum(case((differs, apart), else_=0)),
        )
        .where(ExistingMatch.company_id == company_id, ExistingMatch.category.in_(WORKFLOWS))
        .group_by(
            ExistingMatch.category,
            ExistingMatch.decision,
            ExistingMatch.certain,
            ExistingMatch.entry_kind,
        )
    )
    for category, decision, certain, kind, number, cents, different, by in rows:
        name = _DECIDED.get(decision) or ("ready" if certain else "review")
        own = totals[category]
        own[name] = own.get(name, Total()).plus(Total(number, int(cents)))
        own["different"] = own.get("different", Total()).plus(Total(int(different), int(by)))
        kinds[category][kind] = kinds[category].get(kind, 0) + number
    searched = last_searches(session, company_id)
    return {
        category: FoundTotals(
            category, kinds=kinds[category], search=searched.get(category), **totals[category]
        )
        for category in WORKFLOWS
    }


def last_searches(session: Session, company_id: str) -> dict[str, Search]:
    """The newest search of everything of each workflow that was finished, by category."""
    rows = session.execute(
        select(SyncRun.category, func.max(SyncRun.id), func.max(SyncRun.started_at))
        .where(
            SyncRun.company_id == company_id,
            SyncRun.mode == FIND_EXISTING,
            SyncRun.outcome.in_((RunOutcome.COMPLETED, RunOutcome.PREVIEWED)),
        )
        .group_by(SyncRun.category)
    )
    return {category: Search(run_id, at) for category, run_id, at in rows}


def linked_together(session: Session, company_id: str, category: str) -> Sequence[LinkedTogether]:
    """What single clicks linked of a workflow, several entries each, and can be unlinked; the newest first."""
    at, number = func.min(ExistingMatch.decided_at), func.count()
    rows = session.execute(
        select(
            ExistingMatch.confirm_id,
            number,
            func.sum(ExistingMatch.core_cents),
            func.min(ExistingMatch.decided_by),
            at,
        )
        .join(
            Link,
            and_(
                Link.company_id == ExistingMatch.company_id,
                Link.document_key == ExistingMatch.document_key,
            ),
        )
        .where(
            ExistingMatch.company_id == company_id,
            ExistingMatch.category == category,
            ExistingMatch.decision == MatchDecision.LINKED,
            Link.as_found,
        )
        .group_by(ExistingMatch.confirm_id)
        .having(number > 1)
        .order_by(at.desc())
        .limit(_GROUPS)
    )
    return [
        LinkedTogether(confirm_id, Total(count, int(cents)), actor, moment)
        for confirm_id, count, cents, actor, moment in rows
    ]


def unlinkable(session: Session, company_id: str, document_keys: Sequence[str]) -> frozenset[str]:
    """Those of some documents whose entries are linked as they were found, so that they can be unlinked."""
    rows = session.scalars(
        select(Link.document_key).where(
            Link.company_id == company_id, Link.document_key.in_(document_keys), Link.as_found
        )
    )
    return frozenset(rows)


def has_begun(session: Session, company_id: str, category: str) -> bool:
    """Whether a workflow has an entry, was searched for, or was run, since its present template was chosen."""
    linked = select(Link.document_key).where(
        Link.company_id == company_id, Link.category == category
    )
    if session.scalar(linked.limit(1)) is not None:
        return True
    since = _chosen_at(session, company_id, category)
    ran = select(SyncRun.id).where(
        SyncRun.company_id == company_id,
        SyncRun.category == category,
        SyncRun.preview.is_(False),
        SyncRun.mode.in_((_SYNC, FIND_EXISTING)),
    )
    if since is not None:
        ran = ran.where(SyncRun.started_at >= since)
    return session.scalar(ran.limit(1)) is not None


def _chosen_at(session: Session, company_id: str, category: str) -> dt.datetime | None:
    """When the template that a workflow is on with was chosen; later versions only changed its options."""
    versions = session.execute(
        select(WorkflowSetup.template, WorkflowSetup.created_at)
        .where(WorkflowSetup.company_id == company_id, WorkflowSetup.category == category)
        .order_by(WorkflowSetup.version.desc())
    ).all()
    found = None
    for template, at in versions:
        if template != versions[0].template:
            break
        found = at
    return found
