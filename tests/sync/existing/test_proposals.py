"""A search's results replace those before, and touch nothing that users decided."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from include.books.entries import Entry
from include.clock import utc_now
from include.database.engine import Database
from include.database.stored.entries import others_from_json
from include.database.tables.existing import BookedElsewhere, ExistingMatch
from include.sync.existing.found_links import found_link
from include.sync.existing.proposals import OfRecord, store_proposals
from include.sync.existing.values import Candidate, Proposal, Wanted
from include.sync.run.run import SyncContext
from tests.sync.existing.both_sides import entry, income
from tests.sync.existing.rows import row_of
from tests.sync.office import COMPANY, INCOME
from tests.sync.run_of import connected, run_of

OAK, ELM = income(), income("TR-2026-640225", "17 Elm St")


@pytest.fixture
def run(sqlite_database: Database) -> SyncContext:
    return run_of(connected(sqlite_database, "income-via-invoices"), INCOME, "r1")


def proposed(wanted: Wanted, found: Entry, *others: Entry) -> Proposal:
    best, *more = (Candidate(one, 95, ("same amount",), ()) for one in (found, *others))
    return Proposal(wanted, best, is_certain=True, others=tuple(more))


def store(run: SyncContext, *proposals: Proposal, needs: Sequence[str] = ()) -> None:
    """Store what a search of both sales found; `needs`: more documents of each record."""
    records = {
        one.record_key: OfRecord("as in CORE", 1, 1, frozenset({one.document.key, *needs}))
        for one in (OAK, ELM)
    }
    searched = [OAK.document.key, ELM.document.key]
    store_proposals(run, proposals, records, searched, utc_now())


def rows(run: SyncContext) -> dict[str, ExistingMatch]:
    with run.database.reading() as session:
        return {row.record_key: row for row in session.scalars(select(ExistingMatch))}


def test_what_is_found_is_kept_with_the_next_best(run: SyncContext) -> None:
    store(run, proposed(OAK, entry(145), entry(146, number="7")))
    (row,) = rows(run).values()
    assert (row.quickbooks_id, row.entry_cents, row.core_cents) == ("145", 30_000_00, 30_000_00)
    assert (row.certain, row.decision, row.run_id) == (True, "", run.run_id)
    assert [one.number for one in others_from_json(row.others)] == ["7"]


def test_a_record_is_whole_if_all_it_needs_was_found(run: SyncContext) -> None:
    store(run, proposed(OAK, entry(145)))
    assert rows(run)[OAK.record_key].whole_record
    store(run, proposed(OAK, entry(145)), needs=["its payment"])
    assert not rows(run)[OAK.record_key].whole_record


def test_a_later_search_counts_and_forgets_what_is_gone(run: SyncContext) -> None:
    store(run, proposed(OAK, entry(145)), proposed(ELM, entry(146)))
    store(run, proposed(OAK, entry(147)))
    assert {key: row.quickbooks_id for key, row in rows(run).items()} == {OAK.record_key: "147"}


def test_what_a_user_decided_stays(run: SyncContext) -> None:
    with run.database.writing() as session:
        session.add(row_of(OAK, entry(145), decision="post anyway", decided_by="finn"))
        session.add(row_of(ELM, entry(146), decision="booked", decided_by="finn"))
    store(run, proposed(OAK, entry(147)))
    found = {key: (row.quickbooks_id, row.decision) for key, row in rows(run).items()}
    assert found == {OAK.record_key: ("145", "post anyway"), ELM.record_key: ("146", "booked")}


def test_what_was_linked_or_booked_meanwhile_isnt_proposed(run: SyncContext) -> None:
    with run.database.writing() as session:
        session.add(found_link(session, row_of(OAK, entry(145))))
        session.add(
            BookedElsewhere(
                company_id=COMPANY,
                document_key=ELM.document.key,
                category=INCOME,
                record_key=ELM.record_key,
                fingerprint="",
                total_cents=1,
                decided_by="finn",
                decided_at=utc_now(),
            )
        )
    store(run, proposed(OAK, entry(145)), proposed(ELM, entry(146)))
    assert rows(run) == {}
