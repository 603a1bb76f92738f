"""What is stored when QuickBooks returns that a change is in its books."""

from __future__ import annotations

from typing import Any

import pytest

from include.books.documents import DocumentKind
from include.books.gateway import Action
from include.database.engine import Database
from include.database.reads.tracked_entries import tracked_entry
from include.sync.run.run import SyncContext
from include.workflows.category import Category
from tests.sync.decide.values import POSTED_ON, bill
from tests.sync.run_of import connected, record_of, run_of

BEFORE, AFTER = bill(784_000), bill(800_000)
EDIT = {"differences": ["total changed from $7,840.00 to $9.00"]}
KEPT = "the bill of $7,840.00"


class QuickBooks:
    """It cuts no number, and has no pages."""

    def number_of(self, _kind: DocumentKind, number: str) -> str:
        return number

    def link(self, _kind: DocumentKind, _entry_id: str) -> str:
        return ""


@pytest.fixture
def run(sqlite_database: Database) -> SyncContext:
    database = connected(sqlite_database, "expenses-via-bills")
    return run_of(database, Category.AGENT_EXPENSES, "today's", quickbooks=QuickBooks())


@pytest.mark.parametrize(
    ("edited", "accepted"),
    [(EDIT, ""), (None, KEPT), (EDIT, KEPT)],
    ids=["edited in QuickBooks", "QuickBooks version kept", "edited and kept"],
)
def test_what_was_kept_or_edited_before_an_update_says_nothing_of_the_entry_after_it(
    run: SyncContext, edited: dict[str, Any] | None, accepted: str
) -> None:
    """Otherwise a wrong amount, once CORE is back at $7,840.00, would count as kept in silence."""
    with run.database.writing() as session:
        link = record_of(run, session, BEFORE)
        link.edited_as, link.accepted = edited, accepted
        now = tracked_entry(record_of(run, session, AFTER, Action.UPDATE))
    assert (now.kept, now.edited, now.total_cents) == (False, False, 800_000)
    assert now.is_in_quickbooks


def test_a_new_entry_is_tracked_as_quickbooks_has_it(run: SyncContext) -> None:
    with run.database.writing() as session:
        link = record_of(run, session, BEFORE)
        now = tracked_entry(link)
    assert (now.quickbooks_id, now.number, now.kind) == ("501", BEFORE.number, DocumentKind.BILL)
    assert (now.date, now.kept, now.edited) == (POSTED_ON, False, False)
    assert (link.version, link.revision) == ("3", 1)


def test_a_voided_entry_is_no_longer_in_quickbooks(run: SyncContext) -> None:
    with run.database.writing() as session:
        record_of(run, session, BEFORE)
        link = record_of(run, session, BEFORE, Action.VOID)
        assert not tracked_entry(link).is_in_quickbooks
    assert (link.version, link.revision) == ("4", 2)
