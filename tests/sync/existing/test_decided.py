"""What users decided about existing entries is read for the records that a run plans."""

from __future__ import annotations

import pytest

from include.books.documents import DocumentKind
from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.existing import BookedElsewhere, NotTheSame
from include.sync.decide.decisions import NOTHING_DECIDED, Booked, Decisions
from include.sync.existing.decided import decisions_of
from include.sync.run.run import SyncContext
from tests.sync.existing.both_sides import entry, income
from tests.sync.existing.rows import row_of
from tests.sync.office import COMPANY, EXPENSES, INCOME
from tests.sync.run_of import connected, run_of

OAK, ELM = income(), income("TR-2026-640225", "17 Elm St")
KEYS = [OAK.document.key, ELM.document.key]


@pytest.fixture
def run(sqlite_database: Database) -> SyncContext:
    return run_of(connected(sqlite_database, "income-via-invoices"), INCOME, "r1")


def add(run: SyncContext, *rows: object) -> None:
    with run.database.writing() as session:
        session.add_all(rows)


def read(run: SyncContext) -> Decisions:
    with run.database.reading() as session:
        return decisions_of(run, session, [OAK.record_key, ELM.record_key], KEYS)


def booked(**fields: object) -> BookedElsewhere:
    values = {
        "company_id": COMPANY,
        "document_key": OAK.document.key,
        "category": INCOME,
        "record_key": OAK.record_key,
        "fingerprint": "figures",
        "total_cents": 30_000_00,
        "quickbooks_id": "145",
        "decided_by": "finn",
        "decided_at": utc_now(),
    }
    return BookedElsewhere(**{**values, **fields})


def test_most_companies_have_nothing(run: SyncContext) -> None:
    assert read(run) is NOTHING_DECIDED


def test_what_is_undecided_holds_and_what_is_posted_anyway_doesnt(run: SyncContext) -> None:
    add(run, row_of(OAK, entry(145)), row_of(ELM, entry(146), decision="post anyway"))
    decided = read(run)
    assert decided.proposed == {OAK.document.key: entry(145)}
    assert decided.anyway == {ELM.document.key}


def test_what_is_linked_or_booked_is_neither(run: SyncContext) -> None:
    add(run, row_of(OAK, entry(145), decision="linked"), row_of(ELM, entry(2), decision="booked"))
    assert (read(run).proposed, read(run).anyway) == ({}, frozenset())


def test_what_isnt_a_match_is_read_for_its_document(run: SyncContext) -> None:
    said = {"entry_kind": "invoice", "decided_by": "finn", "decided_at": utc_now()}
    for key, entry_id in ((OAK.document.key, "145"), ("of another record", "146")):
        add(run, NotTheSame(company_id=COMPANY, document_key=key, quickbooks_id=entry_id, **said))
    assert read(run).refused == {(OAK.document.key, DocumentKind.INVOICE, "145")}


def test_what_is_booked_is_by_record_and_document(run: SyncContext) -> None:
    add(run, booked(), booked(category=EXPENSES, document_key="an agent's"))
    own = Booked(OAK.document.key, "figures", 30_000_00, "finn", "145")
    assert read(run).booked == {OAK.record_key: {OAK.document.key: own}}


def test_many_documents_are_asked_for_in_portions(run: SyncContext) -> None:
    add(run, row_of(OAK, entry(145), decision="post anyway"))
    many = [f"brokerage_income/transaction:{number}/income" for number in range(1_200)]
    with run.database.reading() as session:
        decided = decisions_of(run, session, [], [*many, OAK.document.key])
    assert decided.anyway == {OAK.document.key}
