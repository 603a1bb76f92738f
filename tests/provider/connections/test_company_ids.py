"""Company IDs are made from companies' names, and no two companies get the same."""

from __future__ import annotations

import pytest

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.provider.connections.company_ids import company_id_from, free_id, is_company_id


@pytest.mark.parametrize(
    ("name", "own_id"),
    [
        ("Willow & Park Realty", "willow-park-realty"),
        ("Café Société, LLC", "cafe-societe-llc"),
        ("  123 Main -- Homes ", "123-main-homes"),
        ("不動産", ""),
        ("x" * 39 + " & sons", "x" * 39),
    ],
)
def test_a_name_becomes_an_id(name: str, own_id: str) -> None:
    assert company_id_from(name) == own_id
    assert is_company_id(own_id) == bool(own_id)


def connect(database: Database, own_id: str, realm: str) -> None:
    company = Company(
        id=own_id,
        name="Oak Realty",
        edition="QuickBooks Online",
        realm_id=realm,
        core_connection="core",
        quickbooks_connection="qbo",
        timezone="America/Chicago",
    )
    connect_company(database, company, actor="ada")


def test_a_second_company_of_the_name_gets_a_number(sqlite_database: Database) -> None:
    assert free_id(sqlite_database, "Oak Realty") == "oak-realty"
    connect(sqlite_database, "oak-realty", "1")
    assert free_id(sqlite_database, "Oak Realty") == "oak-realty-2"
    connect(sqlite_database, "oak-realty-2", "2")
    assert free_id(sqlite_database, "Oak Realty") == "oak-realty-3"


def test_a_numbered_id_is_no_longer_than_an_id_may_be(sqlite_database: Database) -> None:
    connect(sqlite_database, "x" * 40, "1")
    assert free_id(sqlite_database, "x" * 50) == "x" * 38 + "-2"


def test_a_name_without_a_letter_still_gets_an_id(sqlite_database: Database) -> None:
    assert free_id(sqlite_database, "不動産") == "company"
