"""What a company's QuickBooks is like: kept when it is read, and told when it changes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.books.gateway import CompanyFacts, Feature
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.company_facts import (
    keep_facts,
    known_facts,
    note_facts,
    subscription_of,
)
from include.database.tables.companies import Company
from include.database.tables.runs import AuditEvent

COMPANY = "willow"

PLUS = CompanyFacts("913", "Willow & Park Realty", "QuickBooks Online Plus")
SIMPLE_START = CompanyFacts(
    "913",
    "Willow & Park Realty",
    "QuickBooks Online Simple Start",
    missing=frozenset({Feature.BILLS, Feature.CLASSES}),
)


@pytest.fixture(autouse=True)
def company(database: Database) -> None:
    connect_company(
        database,
        Company(
            id=COMPANY,
            name="Willow & Park Realty",
            edition="QuickBooks Online",
            plan="Plus",
            realm_id="913",
            core_connection="core",
            quickbooks_connection="qbo",
            timezone="America/Chicago",
        ),
        actor="finance ops",
    )


def note(database: Database, facts: CompanyFacts) -> None:
    database.write(lambda session: note_facts(session, COMPANY, facts, "CoreBooks"))


def changes(database: Database) -> list[list[str]]:
    with database.reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "QuickBooks company changed")
        )
        return [event.detail["changes"] for event in events]


def test_the_first_facts_are_kept_without_a_word(database: Database) -> None:
    note(database, PLUS)
    with database.reading() as session:
        known = known_facts(session, COMPANY)
    assert known is not None
    assert known.edition == "QuickBooks Online Plus"
    assert changes(database) == []


def test_a_downgrade_is_told_once_and_changes_the_subscription(database: Database) -> None:
    note(database, PLUS)
    note(database, SIMPLE_START)
    note(database, SIMPLE_START)
    assert changes(database) == [
        [
            "the subscription is now QuickBooks Online Simple Start instead of QuickBooks Online Plus",
            "it no longer has bills",
            "it no longer has classes",
        ]
    ]
    with database.reading() as session:
        assert session.get_one(Company, COMPANY).plan == "Simple Start"


def test_an_upgrade_and_a_tax_that_is_turned_on_are_told(database: Database) -> None:
    note(database, SIMPLE_START)
    canadian = CompanyFacts(
        "913",
        "Willow & Park Realty",
        "QuickBooks Online Plus",
        currency="CAD",
        country="CA",
        tax_codes=True,
        multicurrency=True,
    )
    note(database, canadian)
    assert changes(database)[0][1:] == [
        "it has bills now",
        "it has classes now",
        "GST/HST was turned on",
        "multicurrency was turned on",
        "the country is now CA instead of US",
        "the home currency is now CAD instead of USD",
    ]


def test_facts_that_are_known_already_are_not_written_again(database: Database) -> None:
    assert keep_facts(database, COMPANY, PLUS)
    assert not keep_facts(database, COMPANY, PLUS)
    assert keep_facts(database, COMPANY, SIMPLE_START)
    assert len(changes(database)) == 1
    assert not keep_facts(database, "gone", PLUS), "a company that isn't there keeps nothing"


def test_another_edition_of_a_company_file_is_told_as_an_edition(database: Database) -> None:
    with database.writing() as session:
        session.get_one(Company, COMPANY).edition = "QuickBooks Desktop"
    note(database, CompanyFacts("1", "Willow & Park Realty", "QuickBooks Desktop Pro 2023"))
    note(database, CompanyFacts("1", "Willow & Park Realty", "QuickBooks Desktop Pro 2024"))
    assert changes(database) == [
        ["the edition is now QuickBooks Desktop Pro 2024 instead of QuickBooks Desktop Pro 2023"]
    ]
    with database.reading() as session:
        assert session.get_one(Company, COMPANY).plan == "Pro 2024"


@pytest.mark.parametrize(
    ("edition", "named"),
    [
        ("QuickBooks Online Plus", "Plus"),
        ("QuickBooks EasyStart", "EasyStart"),
        ("QuickBooks Desktop Pro 2024", "Pro 2024"),
        ("Intuit Enterprise Suite", "Intuit Enterprise Suite"),
    ],
)
def test_a_subscription_is_named_without_its_product(edition: str, named: str) -> None:
    assert subscription_of(edition) == named
