"""Undoing the run that updated a linked entry brings it back to as it was found."""

from __future__ import annotations

import dataclasses

from include.database.engine import Database
from include.database.stored.documents import document_to_json
from include.sync.existing.found_links import found_link
from include.sync.quickbooks_state.found_again import is_as_found
from tests.sync.existing.both_sides import entry, income
from tests.sync.existing.rows import row_of
from tests.sync.run_of import connected

WANTED = income()
ENTRY = entry(145, cents=29_000_00, number="1042", memo="by hand")


def test_it_is_until_corebooks_updates_it(sqlite_database: Database) -> None:
    with connected(sqlite_database).writing() as session:
        row = row_of(WANTED, ENTRY)
        session.add(row)
        link = found_link(session, row)
        session.add(link)
        session.flush()
        found = link.document
        assert is_as_found(session, link)
        link.document = document_to_json(WANTED.document)
        assert not is_as_found(session, link)
        # The run is undone: QuickBooks has the entry as before.
        link.document = found
        assert is_as_found(session, link)


def test_one_cent_makes_it_another(sqlite_database: Database) -> None:
    with connected(sqlite_database).writing() as session:
        row = row_of(WANTED, ENTRY)
        session.add(row)
        other = dataclasses.replace(ENTRY, total=29_000_01, lines=(("", 29_000_01),))
        assert not is_as_found(session, found_link(session, row_of(WANTED, other)))


def test_what_was_never_found_isnt(sqlite_database: Database) -> None:
    with connected(sqlite_database).writing() as session:
        link = found_link(session, row_of(WANTED, ENTRY))
        assert not is_as_found(session, link)
        session.add(row_of(WANTED, dataclasses.replace(ENTRY, ref=entry(146).ref)))
        session.flush()
        assert not is_as_found(session, link)
