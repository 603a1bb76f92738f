"""One question for what changed in QuickBooks, for all workflows of a company that can share its answer.

Where reads are metered, the first run asks for every workflow's kinds of entries, and goes through all of
the answer. A run that was asked for before that needn't ask: what was edited is known. A workflow that is
just being posted is left out: what CoreBooks itself writes while QuickBooks answers isn't an edit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.documents import PURCHASES, DocumentKind
from include.clock import utc_now
from include.database.alone import alone
from include.database.setup.company_moves import moved_at
from include.database.statuses import OperationStatus
from include.database.tables.companies import Lease, WorkflowSetup
from include.database.tables.entries import EntryWatermark, Link
from include.database.tables.runs import Operation
from include.database.unavailable import DatabaseUnavailable
from include.database.upserts import upsert
from include.sync.run.run import SyncContext
from include.workflows.category import Category
from include.workflows.template import Template, kinds_of, template

_OVERLAP = dt.timedelta(minutes=5)
"""QuickBooks may show a change a little after the time it is stamped with."""
_LONGEST = dt.timedelta(days=29)
"""QuickBooks Online lists changes of the last 30 days."""
_TOGETHER = dt.timedelta(days=2)
"""A workflow that wasn't asked about for longer would make the answer long for all."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask QuickBooks.

    Attributes:
        kinds: of entries.
        since: the moment from which changes count (UTC).
        categories: the workflows whose changes the answer has in full; the run's own is the first.
        fence: of the company's lease, which nobody held; None if somebody posted.
    """

    kinds: tuple[DocumentKind, ...]
    since: dt.datetime
    categories: tuple[Category, ...]
    fence: int | None = None


@contextmanager
def one_at_a_time(context: SyncContext) -> Iterator[None]:
    """Let one run of a company ask at a time, so that the next one finds what the first was told."""
    with ExitStack() as held:
        if context.gateway.reads_are_metered:
            # One that has to wait for long asks as well: that costs a read, and nothing else.
            with suppress(DatabaseUnavailable):
                name = f"what changed in {context.company_id}"
                held.enter_context(alone(context.database.engine, name))
        yield


def is_answered(context: SyncContext) -> bool:
    """Whether another run asked for this workflow, too, after this run was asked for."""
    if not context.gateway.reads_are_metered:
        return False
    with context.database.reading() as session:
        known = session.get(EntryWatermark, (context.company_id, context.category))
        # What it was told itself it goes through again: an earlier try may have stopped on the way.
        return (
            known is not None
            and known.asked_by not in (None, context.run_id)
            and known.read_up_to >= context.asked_for
        )


def question(context: SyncContext) -> Question:
    """What to ask for a run, and for the other workflows of its company where reads are metered.

    An index answers every query here, however many documents there are.
    """
    with context.database.reading() as session:
        kinds = _kinds(session, context.company_id, context.category, context.template)
        own = Question(kinds, _since(context, session), (context.category,))
        fence = _fence(session, context.company_id)
        if fence is None or not context.gateway.reads_are_metered:
            return own
        others = _others(context, session)
    return Question(
        tuple(dict.fromkeys([*own.kinds, *(kind for one in others for kind in one.kinds)])),
        min([own.since, *(one.since for one in others)]),
        (context.category, *(category for one in others for category in one.categories)),
        fence,
    )


def answered_for(context: SyncContext, session: Session, asked: Question) -> frozenset[Category]:
    """The workflows whose part of an answer counts: the others' only if nobody posted meanwhile.

    Args:
        context: the run.
        session: the transaction that stores the answer.
        asked: the question.
    """
    own = frozenset({context.category})
    if len(asked.categories) == 1 or _fence(session, context.company_id) != asked.fence:
        return own
    # Sent by a run that stopped: only the next run of its workflow finds out what became of it.
    unanswered = session.scalars(
        select(Operation.category).where(
            Operation.company_id == context.company_id, Operation.status == OperationStatus.SENT
        )
    )
    return own | frozenset(asked.categories) - {Category(category) for category in unanswered}


def note_answered(
    context: SyncContext, session: Session, categories: Collection[Category], started: dt.datetime
) -> None:
    """Note up to when workflows know what changed in QuickBooks."""
    values = {"read_up_to": started, "asked_by": context.run_id}
    rows = [
        {"company_id": context.company_id, "category": category, **values}
        for category in categories
    ]
    upsert(session, EntryWatermark, rows)


def _fence(session: Session, company_id: str) -> int | None:
    """How often the company's lease was taken; None while a run has it, or left it behind."""
    row = session.get(Lease, company_id)
    if row is None:
        return 0
    return None if row.holder else row.fence


def _others(context: SyncContext, session: Session) -> list[Question]:
    oldest = utc_now() - _TOGETHER
    rows = session.execute(
        select(WorkflowSetup.template, EntryWatermark.read_up_to)
        .join(
            EntryWatermark,
            (EntryWatermark.company_id == WorkflowSetup.company_id)
            & (EntryWatermark.category == WorkflowSetup.category),
        )
        .where(
            WorkflowSetup.company_id == context.company_id,
            WorkflowSetup.category != context.category,
            WorkflowSetup.active,
            EntryWatermark.read_up_to > oldest,
        )
        .order_by(WorkflowSetup.category)
    )
    found = []
    for key, read_up_to in rows:
        chosen = template(key)
        kinds = _kinds(session, context.company_id, chosen.category, chosen)
        found.append(Question(kinds, read_up_to - _OVERLAP, (chosen.category,)))
    return found


def _kinds(
    session: Session, company_id: str, category: Category, chosen: Template
) -> tuple[DocumentKind, ...]:
    """Kinds that a workflow posts, or once posted."""
    kinds = [
        kind
        for kind in sorted(kinds_of(category))
        if kind in chosen.kinds or _is_posted(session, company_id, kind)
    ]
    if PURCHASES.intersection(kinds) and moved_at(session, company_id) is not None:
        # An expense that was a check in QuickBooks Desktop is one in Online, too: it is the same question.
        kinds += sorted(PURCHASES.difference(kinds))
    return tuple(kinds)


def _is_posted(session: Session, company_id: str, kind: DocumentKind) -> bool:
    first = session.scalars(
        select(Link.quickbooks_id).where(Link.company_id == company_id, Link.kind == kind).limit(1)
    ).first()
    return first is not None


def _since(context: SyncContext, session: Session) -> dt.datetime:
    """Since when the run's own workflow must be asked about.

    Without any entries yet, as far back as QuickBooks lists changes: entries of an earlier
    installation are recognized by their tag.
    """
    watermark = session.get(EntryWatermark, (context.company_id, context.category))
    if watermark is not None:
        return watermark.read_up_to - _OVERLAP
    first = session.scalars(
        select(func.min(Link.posted_at)).where(
            Link.company_id == context.company_id, Link.category == context.category
        )
    ).first()
    return first - _OVERLAP if first else utc_now() - _LONGEST
