"""What is true of a run that changed nothing: why, record by record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from include.database.engine import Database
from include.database.reads.not_ready import NotReadyRecord, not_ready
from include.database.reads.run_summary import RunSummary
from include.workflows.category import Category, Stream

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class NothingToSync:
    """Why selected records have nothing to sync.

    Attributes:
        sentences: one for each record, the first ten.
        more: how many further records there are.
        is_all: whether this is so of everything that was selected.
    """

    sentences: Sequence[str] = ()
    more: int = 0
    is_all: bool = False


def nothing_to_sync(database: Database, company_id: str, run: RunSummary) -> NothingToSync:
    """Why the records that a run was asked for have nothing to sync; empty for a run of all changes."""
    if not run.records:
        return NothingToSync()
    with database.reading() as session:
        found = not_ready(session, company_id, run.category, run.records)
    sentences = [_sentence(one, Category(run.category)) for one in found]
    return NothingToSync(
        sentences[:_SHOWN],
        max(len(sentences) - _SHOWN, 0),
        {one.selected for one in found} >= set(run.records),
    )


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
