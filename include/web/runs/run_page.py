"""One run: what it was asked, and every change it posted or would post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from include.database.engine import Database
from include.database.reads.changes import Change
from include.database.reads.run_summary import RunSummary
from include.database.reads.runs import run_with_changes
from include.sync.run.mode import RunMode
from include.web.runs.changes import EntryChange, entry_change
from include.web.runs.status import ChangeStatus, RunStatus, status_of
from include.workflows.template import template


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of a run; `entry` is None for customers, vendors, products and classes."""

    change: Change
    status: ChangeStatus
    entry: EntryChange | None


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run, and a page of its changes.

    Attributes:
        template: the title of the template it worked with, and its version.
        total: changes on all pages.
        can_be_undone: whether it posted something that an undo would void or revert.
    """

    run: RunSummary
    status: RunStatus
    template: str
    purpose: str
    lines: Sequence[ChangeLine]
    total: int
    page: int
    last_page: int
    can_be_undone: bool


def run_page(database: Database, company_id: str, run_id: int, page: int) -> RunPage | None:
    """A run with one page of its changes; None when the company has no such run."""
    found = run_with_changes(database, company_id, run_id, page)
    if found is None:
        return None
    return RunPage(
        run=found.run,
        status=status_of(found.run),
        template=f"{template(found.template).title}, version {found.setup_version}",
        purpose=RunMode(found.run.mode).heading,
        lines=[
            ChangeLine(
                change,
                ChangeStatus.of(change.status),
                entry_change(change) if change.is_entry else None,
            )
            for change in found.changes
        ],
        total=found.total,
        page=found.page,
        last_page=found.last_page,
        can_be_undone=bool(found.posted) and found.run.mode != RunMode.UNDO,
    )
