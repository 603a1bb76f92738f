"""What is true of a run that changed nothing: why, record by record or as a whole, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from include.books.dates import format_day
from include.database.engine import Database
from include.database.reads.not_ready import NotReadyRecord, not_ready
from include.database.reads.run_summary import RunCounts, RunSummary
from include.database.reads.start_dates import WorkflowStart, workflow_start
from include.database.statuses import RunOutcome
from include.sync.run.mode import RunMode
from include.workflows.category import Category, Stream

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class NothingToSync:
    """Why there is nothing to sync.

    Attributes:
        sentences: one for each selected record, the first ten.
        more: how many further selected records there are.
        is_all: whether this is so of everything that was selected.
        whole: of a run of all changes, why it has none.
        may_start_earlier: whether the workflow's start date can be changed, as the next step.
    """

    sentences: Sequence[str] = ()
    more: int = 0
    is_all: bool = False
    whole: Sequence[str] = ()
    may_start_earlier: bool = False


def nothing_to_sync(database: Database, company_id: str, run: RunSummary) -> NothingToSync:
    """Why the records that a run was asked for have nothing to sync, or all records of one for all changes."""
    if not run.records:
        return _of_all(database, company_id, run)
    with database.reading() as session:
        found = not_ready(session, company_id, run.category, run.records)
    sentences = [_sentence(one, Category(run.category)) for one in found]
    return NothingToSync(
        sentences[:_SHOWN],
        max(len(sentences) - _SHOWN, 0),
        {one.selected for one in found} >= set(run.records),
    )


def _of_all(database: Database, company_id: str, run: RunSummary) -> NothingToSync:
    counts = run.counts
    done = counts.created + counts.updated + counts.voided + counts.unchanged
    planned = counts.to_create + counts.to_update + counts.to_void
    has_ended = run.outcome in (RunOutcome.COMPLETED, RunOutcome.PREVIEWED)
    if done or planned or run.on_hold or not has_ended or run.mode != RunMode.SYNC:
        return NothingToSync()
    category = Category(run.category)
    with database.reading() as session:
        start = workflow_start(session, company_id, category)
    return NothingToSync(
        whole=[*_reasons(counts, category), *_beginning(start, category)],
        may_start_earlier=not start.fixed,
    )


def _reasons(counts: RunCounts, category: Category) -> Iterator[str]:
    billing = category.stream is Stream.BILLING
    what = "statement" if billing else "transaction"
    if not counts.not_ready:
        yield "CORE has no new or changed records for this workflow."
    if before := counts.before_start:
        happened = "was billed" if billing else "closed"
        if before > 1:
            happened = "were billed" if billing else "closed"
        yield f"{_numbered(before, what)} {happened} before the start date."
    if others := counts.not_ready - counts.before_start:
        have = "has" if others == 1 else "have"
        yield (
            f"{_numbered(others, what)} {have} no disbursement in CORE. Create it there, then run the "
            "workflow again."
        )


def _beginning(start: WorkflowStart, category: Category) -> Iterator[str]:
    """Where a workflow begins that has posted nothing yet, which may be why."""
    if start.fixed:
        return
    if start.day is None:
        yield "Without a start date, it reads only what changed in CORE since you turned it on."
    elif category.stream is Stream.BILLING:
        yield f"This workflow starts with statements billed on or after {format_day(start.day)}."
    else:
        yield f"This workflow starts with transactions closed on or after {format_day(start.day)}."


def _numbered(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"


def _sentence(record: NotReadyRecord, category: Category) -> str:
    billing = category.stream is Stream.BILLING
    if not record.name:
        what = "agent" if billing else "transaction"
        return f"CORE has no {what} with the ID {record.id}. Check the ID in CORE."
    name = f"{'Statement' if billing else 'Transaction'} {record.name}"
    if record.why.startswith("no "):
        return f"{name} has {record.why}, so there's nothing to sync."
    if record.why.startswith("dated "):
        return f"{name} is {record.why}: nothing to sync."
    return f"{name} was {record.why}: nothing to sync."
