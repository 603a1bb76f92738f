"""Pages see companies as frozen values, by name."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from zoneinfo import ZoneInfo

import pytest

from include.database.engine import Database
from include.database.reads.companies import (
    PER_PAGE,
    all_companies,
    company_with_id,
    find_companies,
)
from include.database.setup.companies import connect_company, disconnect_company
from include.database.tables.companies import Company
from tests.database.setup.test_companies import willow_park


def oak_street() -> Company:
    company = willow_park("oak-street")
    company.name, company.realm_id, company.plan = "Oak Street Realty", "914", "Plus"
    return company


def test_companies_are_in_the_order_of_their_names(database: Database) -> None:
    connect_company(database, willow_park(), actor="ada")
    connect_company(database, oak_street(), actor="ada")
    with database.reading() as session:
        assert [company.id for company in all_companies(session)] == ["oak-street", "willow"]


def test_a_company_has_its_subscription_and_time_zone(database: Database) -> None:
    connect_company(database, oak_street(), actor="ada")
    with database.reading() as session:
        company = company_with_id(session, "oak-street")
        assert company_with_id(session, "elm-street") is None
    assert company is not None
    assert (company.name, company.subscription) == ("Oak Street Realty", "Plus")
    assert company.zone == ZoneInfo("America/Chicago")


def test_a_disconnected_company_is_still_listed(database: Database) -> None:
    connect_company(database, willow_park(), actor="ada")
    disconnect_company(database, "willow", actor="ada")
    with database.reading() as session:
        (company,) = all_companies(session)
    assert company.disconnected_at is not None


def test_no_page_can_change_a_company(database: Database) -> None:
    connect_company(database, willow_park(), actor="ada")
    with database.reading() as session:
        (company,) = all_companies(session)
    with pytest.raises(FrozenInstanceError):
        company.name = "Elm Street Realty"  # type: ignore[misc]  # (that is the point)


def test_a_page_of_companies_is_found_by_words_of_name_or_id(database: Database) -> None:
    connect_company(database, willow_park(), actor="ada")
    connect_company(database, oak_street(), actor="ada")
    with database.reading() as session:
        for search, ids in (
            ("", ["oak-street", "willow"]),
            ("realty OAK", ["oak-street"]),
            ("-street", ["oak-street"]),
            ("100%", []),
            ("_", []),
        ):
            found = find_companies(session, search=search)
            assert [company.id for company in found.companies] == ids, search
        hidden = find_companies(session, {"oak-street"})
        assert [company.id for company in hidden.companies] == ["willow"]
        first = find_companies(session, first="willow")
        assert [company.id for company in first.companies] == ["willow", "oak-street"]


def test_pages_hold_every_company_once(database: Database) -> None:
    for number in range(PER_PAGE + 1):
        company = willow_park(f"willow-{number}")
        company.realm_id = str(number)
        connect_company(database, company, actor="ada")
    with database.reading() as session:
        pages = [find_companies(session, page=page) for page in (1, 2)]
        beyond = find_companies(session, page=9)
    ids = [company.id for page in pages for company in page.companies]
    assert len(ids) == len(set(ids)) == PER_PAGE + 1 == pages[0].total
    assert (beyond.page, beyond.last) == (2, 2)
