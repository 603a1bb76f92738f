"""An entry that a user named by its ID is linked by the search, or the row says why it can't be."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryStatus
from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch, NamedEntry
from include.database.tables.records import Record
from include.sync.decide.questions import Answers
from include.sync.diff.named_entries import link_named, named_of
from include.sync.existing.proposals import OfRecord
from include.sync.existing.values import Wanted
from include.sync.run.run import SyncContext
from tests.sync.existing.both_sides import bill, entry, income, paid_to
from tests.sync.office import COMPANY, EXPENSES
from tests.sync.run_of import connected, run_of

AMY, JOE = bill("Amy Adler", 10401), bill("Joe Dole", 10402)
OAK = AMY.record_key


@pytest.fixture
def run(sqlite_database: Database) -> SyncContext:
    database = connected(sqlite_database, "expenses-via-bills")
    with database.writing() as session:
        session.add(Record(company_id=COMPANY, key=OAK, payload=None, fingerprint="as in CORE"))
    return run_of(database, EXPENSES, "r1")


def name(run: SyncContext, document_key: str = "", record: str = OAK) -> None:
    """Say that bill 501 is the record's."""
    with run.database.writing() as session:
        session.add(
            NamedEntry(
                company_id=COMPANY,
                category=EXPENSES,
                record_key=record,
                entry_kind="bill",
                quickbooks_id="501",
                document_key=document_key,
                named_by="finn",
                named_at=utc_now(),
            )
        )


def search(run: SyncContext, found: Entry | None, *wanted: Wanted, problem: str = "") -> list[str]:
    """Link what was named. Returns the problems of what is left."""
    with run.database.reading() as session:
        named = named_of(run, session, [OAK])
    keys = frozenset(one.document.key for one in wanted)
    records = {OAK: OfRecord("as in CORE", 1, 1, keys)}
    answers = Answers(entries_now={(DocumentKind.BILL, "501"): found})
    problems = dict.fromkeys(named, problem)
    link_named(run, named, wanted, records, answers, problems, utc_now())
    with run.database.reading() as session:
        return list(session.scalars(select(NamedEntry.problem)))


def links(run: SyncContext) -> dict[str, str]:
    """Document key -> the ID of its entry."""
    with run.database.reading() as session:
        return {one.document_key: one.quickbooks_id for one in session.scalars(select(Link))}


def test_what_nothing_else_speaks_for_is_linked_because_a_user_says_so(run: SyncContext) -> None:
    name(run)
    assert search(run, paid_to(501, "Zed & Sons", 12_345), AMY) == []
    assert links(run) == {AMY.document.key: "501"}
    with run.database.reading() as session:
        (match,) = session.scalars(select(ExistingMatch))
    assert (match.reasons[0], match.decided_by, match.certain) == ("named by finn", "finn", False)


def test_of_several_the_one_that_fits_is_meant(run: SyncContext) -> None:
    name(run)
    assert search(run, paid_to(501, "Joe Dole"), AMY, JOE) == []
    assert links(run) == {JOE.document.key: "501"}


def test_where_none_fits_the_user_is_asked_which(run: SyncContext) -> None:
    name(run)
    unlike = paid_to(501, "Zed & Sons", 12_345, on=None)
    (problem,) = search(run, unlike, AMY, JOE)
    assert "several bills without an entry: for Amy Adler and Joe Dole. Say which" in problem
    assert links(run) == {}


def test_the_document_that_the_user_says_counts(run: SyncContext) -> None:
    name(run, JOE.document.key)
    assert search(run, paid_to(501, "Zed & Sons", 12_345, on=None), AMY, JOE) == []
    assert links(run) == {JOE.document.key: "501"}


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (None, "QuickBooks has no bill with the QuickBooks ID 501. Check the ID and the kind."),
        (entry(501), "QuickBooks has no bill with the QuickBooks ID 501. Check the ID"),
        (paid_to(501, status=EntryStatus.VOIDED), "is voided in QuickBooks. Name another one."),
    ],
    ids=["missing", "an invoice", "voided"],
)
def test_what_cant_be_used_is_told(run: SyncContext, found: Entry | None, why: str) -> None:
    name(run)
    (problem,) = search(run, found, AMY)
    assert why in problem
    assert links(run) == {}


def test_what_quickbooks_couldnt_look_up_is_told_in_its_words(run: SyncContext) -> None:
    name(run)
    assert search(run, paid_to(501), AMY, problem="Object not found.") == [
        "Object not found. Check the ID and the kind."
    ]


def test_a_record_without_such_a_document_takes_none(run: SyncContext) -> None:
    name(run)
    sale = dataclasses.replace(income(), record_key=OAK)
    (problem,) = search(run, paid_to(501), sale)
    assert "The record has no bill that isn't in QuickBooks yet." in problem


def test_only_the_records_of_the_search_are_linked(run: SyncContext) -> None:
    name(run, record="transaction:another")
    assert search(run, paid_to(501), AMY) == [""]
    assert links(run) == {}
    with run.database.reading() as session:
        assert [one.by for one in named_of(run, session, None)] == ["finn"]
