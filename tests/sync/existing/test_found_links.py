"""A linked entry is kept as it was found, with CORE's fingerprint of now: nothing to do until CORE changes."""

from __future__ import annotations

import datetime as dt

from include.books.documents import fingerprint
from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_from_json
from include.database.tables.entries import Link
from include.sync.existing.found_links import found_link
from tests.sync.existing.both_sides import day, entry, income, payment
from tests.sync.existing.rows import row_of
from tests.sync.run_of import connected

JUNE_9 = day(9)


def test_what_is_kept_is_the_entry_and_what_is_compared_is_core(sqlite_database: Database) -> None:
    wanted, found_at = income(), utc_now()
    theirs = entry(145, cents=29_000_00, number="1042", on=JUNE_9, memo="by hand", tax=50_00)
    with connected(sqlite_database).reading() as session:
        link = found_link(session, row_of(wanted, theirs, found_at=found_at))
    kept = document_from_json(link.document)
    assert (link.quickbooks_id, link.version, link.number) == ("145", "0", "1042")
    assert (link.date, link.due_date, kept.date) == (JUNE_9, JUNE_9, JUNE_9)
    assert (link.total_cents, link.tax_cents) == (theirs.net, 50_00)
    assert (kept.number, kept.memo) == ("1042", "by hand")
    assert link.fingerprint == fingerprint(wanted.document.content())
    assert link.fingerprint != fingerprint(kept.content())
    assert (link.status, link.as_found, link.posted_at) == (
        LinkStatus.IN_QUICKBOOKS,
        True,
        found_at,
    )


def test_an_entry_without_a_day_is_of_the_day_it_was_found(sqlite_database: Database) -> None:
    found_at = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    with connected(sqlite_database).reading() as session:
        link = found_link(session, row_of(income(), entry(145, on=None), found_at=found_at))
    assert link.date == dt.date(2026, 7, 1)


def test_only_a_payment_stays_someone_elses(sqlite_database: Database) -> None:
    paid = payment(income(), JUNE_9)
    with connected(sqlite_database).reading() as session:
        invoice = found_link(session, row_of(income(), entry(145)))
        theirs = entry(146, kind=paid.document.kind, cents=120_00)
        received = found_link(session, row_of(paid, theirs))
    assert (invoice.is_foreign, received.is_foreign) == (False, True)


def test_it_counts_on_where_a_document_had_an_entry_before(sqlite_database: Database) -> None:
    row = row_of(income(), entry(145))
    with connected(sqlite_database).writing() as session:
        first = found_link(session, row)
        assert first.revision == 1
        first.status, first.edited_as, first.accepted = LinkStatus.VOIDED, None, "kept"
        session.add(first)
        session.flush()
        again: Link = session.merge(found_link(session, row))
        assert (again.revision, again.status, again.accepted) == (2, LinkStatus.IN_QUICKBOOKS, "")
