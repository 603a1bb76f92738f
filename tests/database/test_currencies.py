"""The currency of a company's amounts and its words, by its ID."""

from __future__ import annotations

import json

from sqlalchemy import String, literal, select

from include.books.country_words import spelled, words_of
from include.books.documents import DocumentKind
from include.books.money import format_money
from include.database.currencies import currency_of, written_as
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company


def test_a_companys_amounts_are_in_its_currency_and_an_unknown_ones_in_us_dollars(
    database: Database,
) -> None:
    company = Company(
        id="maple",
        name="Maple Realty",
        edition="QuickBooks Online",
        realm_id="1",
        core_connection="core",
        quickbooks_connection="qbo",
        timezone="America/Toronto",
        currency="CAD",
        country="CA",
    )
    connect_company(database, company, actor="finance ops")
    with database.reading() as session:
        assert (currency_of(session, "maple"), currency_of(session, "willow")) == ("CAD", "USD")
        with written_as(session, "maple"):
            assert format_money(150) == "CA$1.50"
            assert spelled("check") == "cheque"
        with written_as(session, "willow"):
            assert (format_money(150), spelled("check")) == ("$1.50", "check")


def test_a_kind_is_stored_as_it_is_whatever_country_it_is_written_for(database: Database) -> None:
    with words_of("CA"), database.reading() as session:
        stored = session.scalar(select(literal(DocumentKind.CHECK, String)))
        assert (stored, f"{DocumentKind.CHECK}") == ("check", "cheque")
        assert json.dumps({DocumentKind.CHECK: DocumentKind.CHECK}) == '{"check": "check"}'
