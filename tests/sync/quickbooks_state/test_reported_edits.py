"""What QuickBooks reports wakes auto-sync where somebody may have edited an entry, and never for an own write."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import event, select

from include.books.documents import Document, DocumentKind
from include.books.entries import ReportedChange
from include.books.gateway import Action
from include.database.engine import Database
from include.database.statuses import LinkStatus, OperationStatus
from include.database.tables.companies import Company
from include.database.tables.entries import EntryWatermark, Link, ReportedEdit
from include.sync.decide.changes import Change
from include.sync.decide.facts import CoreRecord
from include.sync.operations.operations import document_operation
from include.sync.quickbooks_state.reported_edits import OWN, READ, note_reported
from include.workflows.category import Category
from tests.sync.decide.values import POSTED_ON, RECORD, bill
from tests.sync.office import COMPANY
from tests.sync.run_of import connected, record_of, run_of

EXPENSES = Category.AGENT_EXPENSES
BILL = bill(784_000)
CREDIT = bill(100, kind=DocumentKind.VENDOR_CREDIT, key=f"{BILL.key}/credit")
WRITTEN = dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
EDITED = ReportedChange("913", frozenset({DocumentKind.BILL}), "501", NOON - SECOND)


class QuickBooks:
    """As much of it as storing a response asks for."""

    def number_of(self, _kind: DocumentKind, number: str) -> str:
        return number

    def link(self, _kind: DocumentKind, _entry_id: str) -> str:
        return ""


@dataclass
class Desk:
    """A company with a bill that was posted at 11."""

    database: Database

    def note(self, *changes: ReportedChange, now: dt.datetime = NOON) -> dict[str, dt.datetime]:
        """Which workflows the next look starts, and when the newest report of each came."""
        note_reported(self.database, changes, now)
        with self.database.reading() as session:
            rows = session.scalars(select(ReportedEdit).where(ReportedEdit.company_id == COMPANY))
            return {row.category: row.reported_at for row in rows}

    def post(self, document: Document, now: dt.datetime) -> None:
        """QuickBooks' response to a write of ours comes at this moment."""
        run = run_of(self.database, EXPENSES, f"run of {now}", quickbooks=QuickBooks())
        with self.database.writing() as session:
            record_of(run, session, document).updated_at = now

    def set(self, table: type[Link | Company], **columns: object) -> None:
        with self.database.writing() as session:
            for row in session.scalars(select(table)):
                for name, value in columns.items():
                    setattr(row, name, value)


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = Desk(connected(database, "expenses-via-bills"))
    desk.post(BILL, WRITTEN)
    return desk


def at(moment: dt.datetime | None) -> ReportedChange:
    return dataclasses.replace(EDITED, at=moment)


def test_an_edit_of_a_posted_bill_wakes_its_workflow(desk: Desk) -> None:
    assert desk.note(EDITED) == {EXPENSES: NOON}


def test_the_same_report_again_stores_the_same(desk: Desk) -> None:
    for _ in range(2):
        assert desk.note(EDITED, EDITED) == {EXPENSES: NOON}


def test_a_newer_report_counts_also_where_an_older_one_comes_after_it(desk: Desk) -> None:
    desk.note(EDITED)
    later = NOON + 60 * SECOND
    assert desk.note(at(NOON - 60 * SECOND), now=later) == {EXPENSES: later}


@pytest.mark.parametrize(
    ("after_the_write", "wakes"),
    [(-OWN, False), (0 * SECOND, False), (OWN, False), (OWN + SECOND, True)],
)
def test_a_change_about_the_time_of_an_own_write_is_that_write(
    desk: Desk, after_the_write: dt.timedelta, *, wakes: bool
) -> None:
    assert (desk.note(at(WRITTEN + after_the_write)) != {}) is wakes


def test_a_change_without_a_time_counts_as_just_made(desk: Desk) -> None:
    assert desk.note(at(None)) == {EXPENSES: NOON}
    assert desk.note(at(None), now=WRITTEN) == {EXPENSES: NOON}


def test_what_posting_another_entry_of_the_record_changed_is_own_too(desk: Desk) -> None:
    desk.post(CREDIT, NOON)
    assert desk.note(EDITED) == {}
    assert desk.note(at(NOON + OWN + SECOND)) == {EXPENSES: NOON}


@pytest.mark.parametrize(
    ("status", "wakes"),
    [(OperationStatus.SENT, False), (OperationStatus.PLANNED, True), (OperationStatus.ERROR, True)],
)
def test_while_a_write_is_on_its_way_a_change_may_be_that_write(
    desk: Desk, status: OperationStatus, *, wakes: bool
) -> None:
    run = run_of(desk.database, EXPENSES, "the next", quickbooks=QuickBooks())
    change = Change(Action.UPDATE, BILL, "changed in CORE", POSTED_ON, POSTED_ON, revision=1)
    with desk.database.writing() as session:
        write = document_operation(run, CoreRecord(RECORD, "as in CORE"), change)
        write.status = status
        session.add(write)
    assert (desk.note(EDITED) != {}) is wakes


@pytest.mark.parametrize(
    ("before_the_read", "wakes"), [(READ, False), (READ - SECOND, True), (0 * SECOND, True)]
)
def test_what_a_run_read_since_is_known(
    desk: Desk, before_the_read: dt.timedelta, *, wakes: bool
) -> None:
    read_up_to = NOON + dt.timedelta(hours=1)
    with desk.database.writing() as session:
        session.add(EntryWatermark(company_id=COMPANY, category=EXPENSES, read_up_to=read_up_to))
    assert (desk.note(at(read_up_to - before_the_read)) != {}) is wakes


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(EDITED, realm_id="914"),
        dataclasses.replace(EDITED, entry_id="502"),
        dataclasses.replace(EDITED, kinds=frozenset({DocumentKind.INVOICE})),
    ],
    ids=["unknown company", "entry of others", "another kind of the same ID"],
)
def test_what_isnt_tracked_wakes_nothing(desk: Desk, other: ReportedChange) -> None:
    assert desk.note(other) == {}
    assert desk.note(other, EDITED) == {EXPENSES: NOON}


def test_a_disconnected_company_is_not_woken(desk: Desk) -> None:
    desk.set(Company, disconnected_at=WRITTEN)
    assert desk.note(EDITED) == {}


def test_an_entry_that_is_known_to_be_gone_wakes_nothing(desk: Desk) -> None:
    desk.set(Link, status=LinkStatus.DELETED_IN_QUICKBOOKS)
    assert desk.note(EDITED) == {}


def test_a_thousand_reports_that_wake_nothing_are_four_questions_and_no_write(desk: Desk) -> None:
    statements: list[str] = []

    def told(*told: object) -> None:
        statements.append(str(told[2]))

    changes = [dataclasses.replace(EDITED, entry_id=str(number)) for number in range(600, 1600)]
    event.listen(desk.database.engine, "before_cursor_execute", told)
    try:
        assert desk.note(*changes) == {}
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", told)
    asked = [one for one in statements if one.startswith("SELECT")]
    assert len(asked) == 4  # companies, two portions of entries, and this test's own
    assert not any(one.startswith(("INSERT", "UPDATE")) for one in statements)
