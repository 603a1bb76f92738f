"""Columns mean the same on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.database.tables.records import Record
from tests.sync.office import COMPANY
from tests.sync.run_of import _COMPANY


def test_what_is_not_there_is_no_value_and_not_jsons_null(database: Database) -> None:
    connect_company(database, Company(id=COMPANY, **_COMPANY), actor="finance ops")
    with database.writing() as session:
        session.add(
            Record(
                company_id=COMPANY, key="transaction:1", payload=None, fingerprint="", gone=False
            )
        )
    with database.reading() as session:
        assert session.scalars(select(Record.key).where(Record.payload.is_(None))).all() == [
            "transaction:1"
        ]


@pytest.mark.parametrize("character", ["x", "漢", "\N{WINKING FACE}"])
def test_of_an_endless_name_a_list_keeps_the_beginning_and_nothing_fails(
    database: Database, character: str
) -> None:
    connect_company(database, Company(id=COMPANY, **_COMPANY), actor="finance ops")
    endless = character * 100_000
    listed = {"stream": "transactions", "title": endless, "number": endless, "search_text": endless}
    with database.writing() as session:
        session.add(
            Record(company_id=COMPANY, key="transaction:1", payload=None, fingerprint="", **listed)
        )
    with database.reading() as session:
        row = session.scalars(select(Record)).one()
        assert (len(row.title), len(row.number), len(row.search_text)) == (300, 100, 500)
        assert set(row.search_text) == {character}
