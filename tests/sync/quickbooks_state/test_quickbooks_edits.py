"""Edits made in QuickBooks are found by the next run, however late QuickBooks lists them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.database.engine import Database
from include.database.tables.entries import Link
from include.sync.quickbooks_state.quickbooks_edits import detect_edits
from include.workflows.category import Category
from tests.sync.decide.values import bill
from tests.sync.office import COMPANY
from tests.sync.run_of import connected, record_of, run_of

EXPENSES = Category.AGENT_EXPENSES
BILL = bill(784_000)


def at(hour: int, minute: int, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, 20, hour, minute, second, tzinfo=dt.UTC)


@dataclass
class QuickBooks:
    """A company with one bill, and when each of its edits is stamped."""

    edits: list[tuple[dt.datetime, int]] = field(default_factory=list)

    reads_are_metered: bool = False

    def number_of(self, _kind: DocumentKind, number: str) -> str:
        return number

    def link(self, _kind: DocumentKind, _entry_id: str) -> str:
        return ""

    def entries_changed(
        self, _kinds: Sequence[DocumentKind], since: dt.datetime, _known: object = None
    ) -> list[Entry]:
        """The bill as it is now, if one of its edits is stamped since then."""
        if not any(stamp >= since for stamp, _ in self.edits):
            return []
        cents = self.edits[-1][1]
        ref = EntryRef("501", str(3 + len(self.edits)))
        live, lines = EntryStatus.LIVE, (("Commission", cents),)
        return [Entry(DocumentKind.BILL, ref, BILL.number, None, "", cents, cents, lines, "", live)]


@dataclass
class Desk:
    """The company's database, and a clock that shows the time of the run."""

    database: Database
    quickbooks: QuickBooks
    patch: pytest.MonkeyPatch

    def look(self, now: dt.datetime) -> list[str]:
        """How the bill was edited, as far as a run at this time found out."""
        self.patch.setattr("include.sync.quickbooks_state.quickbooks_edits.utc_now", lambda: now)
        detect_edits(run_of(self.database, EXPENSES, f"run of {now}", quickbooks=self.quickbooks))
        with self.database.reading() as session:
            edited = session.get_one(Link, (COMPANY, BILL.key)).edited_as
            return list(edited["differences"]) if edited else []


@pytest.fixture
def desk(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Desk:
    database = connected(sqlite_database, "expenses-via-bills")
    quickbooks = QuickBooks()
    run = run_of(database, EXPENSES, "the first", quickbooks=quickbooks)
    with database.writing() as session:
        link = record_of(run, session, BILL)
        link.posted_at, link.updated_at = at(11, 0), at(11, 0)
    return Desk(database, quickbooks, monkeypatch)


@pytest.mark.parametrize(
    ("stamped", "is_found"),
    [(at(12, 30), True), (at(11, 58), True), (at(11, 55), True), (at(11, 54, 59), False)],
    ids=["since the last run", "listed late", "five minutes late", "later than QuickBooks lists"],
)
def test_an_edit_is_found_by_the_next_run(
    desk: Desk, stamped: dt.datetime, *, is_found: bool
) -> None:
    assert desk.look(at(12, 0)) == []
    desk.quickbooks.edits.append((stamped, 900))
    found = ["total changed from $7,840.00 to $9.00", "lines changed from $7,840.00 to $9.00"]
    assert desk.look(at(13, 0)) == (found if is_found else [])


@pytest.mark.parametrize(("stamped", "is_found"), [(at(10, 55), True), (at(10, 54, 59), False)])
def test_the_first_run_looks_from_the_first_posting_on(
    desk: Desk, stamped: dt.datetime, *, is_found: bool
) -> None:
    """QuickBooks' clock may be five minutes behind ours."""
    desk.quickbooks.edits.append((stamped, 900))
    assert bool(desk.look(at(12, 0))) is is_found
