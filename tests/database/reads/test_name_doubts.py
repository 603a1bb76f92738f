"""Why a match of names is doubtful is found for all of them, and told for those that are shown."""

from __future__ import annotations

import time
from typing import Any

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.names import MatchedName, matched_names
from include.database.setup.companies import connect_company
from include.database.tables.entries import ManualMatch, PartyLink
from include.database.tables.existing import ExistingMatch
from include.database.tables.quickbooks import KeptEntity, KeptList
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

COMPANY = "willow"


@pytest.fixture
def names(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A company whose vendors of QuickBooks are kept."""
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    connect_company(database, willow_park(), actor="finn")
    with database.writing() as session:
        now = utc_now()
        session.add(KeptList(company_id=COMPANY, entity="Vendor", read_at=now, asked_at=now))
    return database


def link(key: str, quickbooks_id: str, name: str, core: str = "", **fields: Any) -> PartyLink:
    """A match of one of CORE's to a vendor."""
    return PartyLink(
        company_id=COMPANY,
        party_key=key,
        kind="vendor",
        quickbooks_id=quickbooks_id,
        version="0",
        display_name=name,
        core_name=core or name,
        fingerprint="",
        revision=1,
        updated_at=utc_now(),
        **fields,
    )


def vendor(quickbooks_id: str, name: str, *, active: bool = True) -> KeptEntity:
    """A vendor of QuickBooks."""
    body = {"Id": quickbooks_id, "DisplayName": name, "Active": active}
    return KeptEntity(
        company_id=COMPANY, entity="Vendor", entity_id=quickbooks_id, version=0, body=body
    )


def found(party: str, number: int, vendor_id: str, vendor_name: str) -> ExistingMatch:
    """An entry that a search found for a payee's document."""
    return ExistingMatch(
        company_id=COMPANY,
        document_key=f"agent_expenses/transaction:{number}/payee",
        category="agent_expenses",
        record_key=f"transaction:{number}",
        record_name=f"TR-{number}",
        kind="bill",
        party_key=party,
        party_fingerprint="",
        core_cents=100,
        entry_kind="bill",
        quickbooks_id=str(number),
        entry_party_id=vendor_id,
        entry_party_name=vendor_name,
        entry_cents=100,
        score=90,
        certain=True,
        reasons=[],
        differences=[],
        document={},
        fingerprint="",
        record_fingerprint="",
        setup_version=1,
        shape_version=1,
        entry={},
        others=[],
        found_at=utc_now(),
    )


def add(database: Database, *rows: Any) -> None:
    with database.writing() as session:
        session.add_all(rows)


def listed(database: Database, **asked: Any) -> list[MatchedName]:
    with database.reading() as session:
        return list(matched_names(session, COMPANY, **asked).names)


def told(database: Database, key: str) -> str:
    """What is said against one match."""
    (one,) = [name for name in listed(database) if name.key == key]
    return " ".join(one.doubts)


def test_a_match_with_nothing_against_it_is_not_doubtful(names: Database) -> None:
    add(
        names,
        vendor("45", "Amy Adler"),
        vendor("46", "Abe Adler"),
        link("vendor/agent:1", "45", "Amy Adler"),
        link("vendor/agent:2", "47", "Amy Adler (2)", "Amy Adler"),
        link(
            "vendor/vendor:3",
            "48",
            "Franchise Brands International In",
            "Franchise Brands International Incorporated",
        ),
    )
    assert listed(names, doubtful=True) == []
    assert [name.doubts for name in listed(names)] == [(), (), ()]


def test_an_inactive_vendor_is_doubtful_even_if_a_user_chose_it(names: Database) -> None:
    add(names, vendor("45", "Amy Adler", active=False), link("vendor/agent:1", "45", "Amy Adler"))
    add(
        names,
        ManualMatch(
            company_id=COMPANY, party_key="vendor/agent:1", quickbooks_id="45", actor="finn"
        ),
    )
    assert told(names, "vendor/agent:1") == "“Amy Adler” is inactive in QuickBooks."


def test_a_name_that_is_spelled_otherwise_is_doubtful_until_a_user_keeps_it(
    names: Database,
) -> None:
    add(names, link("vendor/agent:1", "45", "Amie Adler", "Amy Adler"))
    assert told(names, "vendor/agent:1") == "CORE has “Amy Adler”, QuickBooks “Amie Adler”."
    add(
        names,
        ManualMatch(
            company_id=COMPANY, party_key="vendor/agent:1", quickbooks_id="45", actor="finn"
        ),
    )
    assert told(names, "vendor/agent:1") == ""


def test_two_people_on_one_vendor_are_doubtful_and_two_contacts_of_a_firm_are_not(
    names: Database,
) -> None:
    add(
        names,
        link("vendor/agent:1", "45", "Amy Adler"),
        link("vendor/agent:2", "45", "Amy Adler"),
        link("vendor/vendor:3", "50", "Neighborly Homes", shared=True),
        link("vendor/vendor:4", "50", "Neighborly Homes", shared=True),
    )
    assert told(names, "vendor/agent:1") == "Amy Adler (2) of CORE is matched to it, too."
    assert told(names, "vendor/agent:2") == "Amy Adler (1) of CORE is matched to it, too."
    assert told(names, "vendor/vendor:3") == ""


def test_a_longer_name_beside_it_is_named_unless_it_is_matched_or_a_property_s(
    names: Database,
) -> None:
    add(
        names,
        vendor("45", "Amy Adler"),
        vendor("46", "Amy Adler LLC"),
        vendor("47", "Abe Adler Realty"),
        vendor("48", "11 Oak St Unit 2"),
        link("vendor/agent:1", "45", "Amy Adler"),
        link("vendor/agent:2", "60", "Abe Adler"),
        link("vendor/agent:3", "47", "Abe Adler Realty"),
        link("vendor/property:11-oak", "61", "11 Oak St"),
    )
    said = "QuickBooks also has “Amy Adler LLC” (ID 46), which nothing is matched to."
    assert told(names, "vendor/agent:1") == said
    assert [name.key for name in listed(names, doubtful=True)] == ["vendor/agent:1"]


def test_existing_entries_for_another_vendor_are_counted(names: Database) -> None:
    add(
        names,
        link("vendor/agent:1", "45", "Amy Adler"),
        found("vendor/agent:1", 1, "45", "Amy Adler"),
        found("vendor/agent:1", 2, "46", "Amy B Adler"),
        found("vendor/agent:1", 3, "46", "Amy B Adler"),
    )
    said = "2 existing entries are for “Amy B Adler” (ID 46)."
    assert told(names, "vendor/agent:1") == said


def test_doubtful_ones_come_first_and_are_counted_among_what_a_search_finds(
    names: Database,
) -> None:
    add(
        names,
        link("vendor/agent:1", "45", "Amy Adler"),
        link("vendor/agent:2", "46", "Zoey Smith", "Zoe Smith"),
        link("vendor/agent:3", "47", "Zed Adler", "Zedd Adler"),
    )
    assert [name.name for name in listed(names)] == ["Zedd Adler", "Zoe Smith", "Amy Adler"]
    with names.reading() as session:
        page = matched_names(session, COMPANY, "adler")
        only = matched_names(session, COMPANY, "adler", doubtful=True)
    assert (page.total, page.doubtful) == (2, 1)
    assert (only.total, [name.name for name in only.names]) == (1, ["Zedd Adler"])


def test_ten_thousand_matches_are_listed_within_seconds(names: Database) -> None:
    add(
        names,
        *(
            link(f"vendor/agent:{number}", str(number), f"Agent {number:05d}")
            for number in range(10_000)
        ),
        *(vendor(str(number), f"Agent {number:05d}") for number in range(10_000)),
        *(vendor(f"9{number:05d}", f"Agent {number:05d} LLC") for number in range(0, 10_000, 100)),
    )
    began = time.monotonic()
    with names.reading() as session:
        page = matched_names(session, COMPANY, page=200)
    assert (page.total, page.doubtful) == (10_000, 100)
    # A tenth of that on an idle machine; joined row by row it would be half a minute.
    assert time.monotonic() - began < 5
