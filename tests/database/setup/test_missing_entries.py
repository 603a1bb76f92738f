"""What a rebuild didn't find is noted once, by record."""

from __future__ import annotations

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.missing_entries import missing_entries, note_missing
from tests.database.setup.test_companies import willow_park

KEY = "brokerage_income/transaction:1/income"


def test_a_document_is_noted_once_and_found_by_its_record(database: Database) -> None:
    connect_company(database, willow_park(), actor="finn")
    for _ in range(2):
        with database.writing() as session:
            note_missing(session, "willow", {KEY: "transaction:1"})
    with database.reading() as session:
        found = missing_entries(session, "willow", ["transaction:1", "transaction:2"])
        assert missing_entries(session, "other", ["transaction:1"]) == {}
    assert found == {"transaction:1": frozenset({KEY})}
