"""The currency of a company's amounts is chosen at connecting, and corrected where it was wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.books.gateway import CompanyFacts
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.company_currency import CurrencyRefused, change_currency
from include.database.setup.company_facts import note_facts
from include.database.setup.desktop_connections import NewConnection, create_connection
from include.database.tables.companies import Company
from include.database.tables.desktop import DesktopConnection
from include.database.tables.runs import AuditEvent

COMPANY = "maple"


@pytest.fixture
def maple(database: Database) -> Database:
    """A company that was connected as one of the United States."""
    company = Company(
        id=COMPANY,
        name="Maple Realty",
        edition="QuickBooks Online",
        realm_id="913",
        core_connection="core",
        quickbooks_connection="qbo",
        timezone="America/Toronto",
    )
    connect_company(database, company, actor="finance ops")
    return database


def currency(database: Database) -> str:
    with database.reading() as session:
        return session.get_one(Company, COMPANY).currency


def changes(database: Database) -> list[tuple[str, dict[str, str]]]:
    with database.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.event == "currency changed"))
        return [(event.actor, dict(event.detail)) for event in events]


def test_the_change_is_in_the_trail_and_a_choice_of_the_same_is_none(maple: Database) -> None:
    change_currency(maple, COMPANY, "CAD", "ada")
    change_currency(maple, COMPANY, "CAD", "finn")
    assert currency(maple) == "CAD"
    assert changes(maple) == [("ada", {"before": "USD", "after": "CAD"})]


def test_books_kept_in_another_currency_refuse_it(maple: Database) -> None:
    facts = CompanyFacts("913", "Maple Realty", "QuickBooks Online Plus", "CAD", country="CA")
    maple.write(lambda session: note_facts(session, COMPANY, facts, "CoreBooks"))
    with pytest.raises(CurrencyRefused) as refused:
        change_currency(maple, COMPANY, "GBP", "ada")
    assert str(refused.value) == (
        "Maple Realty keeps its books in CAD, so CORE's amounts can't be in GBP: CoreBooks converts no "
        "amounts. Choose Canadian dollars. Nothing was changed."
    )
    assert (currency(maple), changes(maple)) == ("USD", [])
    change_currency(maple, COMPANY, "CAD", "ada")
    assert currency(maple) == "CAD"


def test_a_currency_of_no_country_that_corebooks_knows_is_refused(maple: Database) -> None:
    with pytest.raises(CurrencyRefused, match="doesn't know the currency 'EUR'"):
        change_currency(maple, COMPANY, "EUR", "ada")
    assert currency(maple) == "USD"


def test_the_country_is_what_quickbooks_told_last(maple: Database) -> None:
    facts = CompanyFacts("913", "Maple Realty", "QuickBooks Online Plus", "CAD", country="CA")
    maple.write(lambda session: note_facts(session, COMPANY, facts, "CoreBooks"))
    with maple.reading() as session:
        assert session.get_one(Company, COMPANY).country == "CA"


def test_a_company_file_whose_pc_has_not_called_yet_is_corrected_too(database: Database) -> None:
    new = NewConnection(COMPANY, "core", "America/Toronto", "{OWNER}", "{FILE}", "ada", "CAD")
    create_connection(database, new, "hash")
    change_currency(database, COMPANY, "USD", "ada")
    with database.reading() as session:
        assert session.get_one(DesktopConnection, COMPANY).currency == "USD"
