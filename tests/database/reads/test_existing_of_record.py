"""A transaction's page shows what was found, marked as booked, and named for it, workflow by workflow."""

from __future__ import annotations

import pytest

from include.books.documents import DocumentKind
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.existing_of_record import (
    NOTHING,
    booked_records,
    existing_of_records,
    known_candidates,
    known_entries,
    record_names,
    record_paths,
)
from include.database.reads.streams import TRANSACTIONS
from include.database.tables.existing import BookedElsewhere, NamedEntry
from include.database.tables.records import Record
from include.sync.existing.proposals import other_entry
from include.sync.existing.values import Candidate
from tests.sync.existing.both_sides import entry, income
from tests.sync.existing.rows import row_of
from tests.sync.office import COMPANY, EXPENSES, INCOME
from tests.sync.run_of import connected

OAK = income()
KEY = OAK.record_key
INVOICE = DocumentKind.INVOICE


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return connected(sqlite_database)


def add(database: Database, *rows: object) -> None:
    with database.writing() as session:
        session.add_all(rows)


def booked(document_key: str) -> BookedElsewhere:
    return BookedElsewhere(
        company_id=COMPANY,
        document_key=document_key,
        category=INCOME,
        record_key=KEY,
        fingerprint="",
        total_cents=1,
        note="on a journal entry",
        decided_by="finn",
        decided_at=utc_now(),
    )


def test_each_workflow_has_its_own(database: Database) -> None:
    named = NamedEntry(
        company_id=COMPANY,
        category=EXPENSES,
        record_key=KEY,
        entry_kind="bill",
        quickbooks_id="501",
        problem="QuickBooks has none.",
        named_by="finn",
        named_at=utc_now(),
    )
    add(database, row_of(OAK, entry(145)), booked("its payment"), named)
    with database.reading() as session:
        there = existing_of_records(session, COMPANY, [KEY, "transaction:another"])
    assert set(there) == {(INCOME, KEY), (EXPENSES, KEY)}
    sale, agents = there[INCOME, KEY], there[EXPENSES, KEY]
    assert [one.entry.ref.id for one in sale.found] == ["145"]
    assert [(one.note, one.by) for one in sale.booked] == [("on a journal entry", "finn")]
    assert [(one.kind, one.problem) for one in agents.named] == [("bill", "QuickBooks has none.")]
    assert (agents.found, agents.whole, NOTHING.whole) == ((), True, False)


def test_an_entry_is_known_by_its_number_or_its_amount(database: Database) -> None:
    others = [other_entry(Candidate(entry(77, number="9", cents=5), 50, (), ())).stored()]
    add(database, row_of(OAK, entry(145, number="1042"), others=others))
    with database.reading() as session:

        def known(number: str, cents: int | None) -> set[str]:
            return set(known_entries(session, COMPANY, INVOICE, number, cents))

        assert (known("1042", None), known("7", None)) == ({"145"}, set())
        assert (known("7", 30_000_00), known("7", 30_000_01)) == ({"145"}, set())
        candidates = known_candidates(session, COMPANY, KEY, INVOICE)
        assert candidates == {"145": ("1042", 30_000_00), "77": ("9", 5)}
        assert known_candidates(session, COMPANY, KEY, DocumentKind.BILL) == {}


def test_what_is_booked_is_listed_where_no_search_found_it(database: Database) -> None:
    record = Record(
        company_id=COMPANY,
        key=KEY,
        payload=None,
        fingerprint="",
        stream=TRANSACTIONS,
        number="TR-1",
        title="12 Oak St",
    )
    add(database, record, row_of(OAK, entry(145)), booked(OAK.document.key), booked("by hand"))
    with database.reading() as session:
        listed = booked_records(session, COMPANY, INCOME)
        assert (listed.total, [one.name for one in listed.rows]) == (1, ["TR-1, 12 Oak St"])
        assert listed.rows[0].path == record_paths(session, COMPANY, [KEY])[KEY]
        assert record_names(session, COMPANY, [KEY])[KEY].label == "TR-1, 12 Oak St"
        assert booked_records(session, COMPANY, EXPENSES).total == 0
