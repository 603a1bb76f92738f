"""Customers and vendors: looked up before they are created, never duplicated, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from include.books.parties import PartyKind
from include.database.tables.entries import PartyLink
from include.sync.post.manual_matches import PartyUnknown, match_manually
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office


def put(office: Office, entity: str, **fields: Any) -> str:
    """A customer, vendor or employee is created in QuickBooks."""
    with office.quickbooks.api() as api:
        answer = api.post(entity.lower(), json=fields).raise_for_status().json()
    return str(answer[entity]["Id"])


def vendors(office: Office) -> dict[str, dict[str, Any]]:
    with office.quickbooks.api() as api:
        rows = api.get("query", params={"query": "select * from Vendor maxresults 1000"}).json()
    return {row["DisplayName"]: row for row in rows["QueryResponse"].get("Vendor", ())}


def linked(office: Office, key: str) -> str:
    with office.database.reading() as session:
        link = session.get(PartyLink, (COMPANY, key))
        return link.quickbooks_id if link else ""


def amy(ids: dict[str, Any]) -> str:
    return f"vendor/agent:{ids['agents'][0]}"


@pytest.mark.parametrize("name", ["Amy Adler", "AMY ADLER", "Adler, Amy", "Ámy Adler."])
def test_the_same_name_but_for_its_spelling_is_linked(office: Office, name: str) -> None:
    existing = put(office, "Vendor", DisplayName=name)
    ids = office.core.post("/examples/A")
    assert office.run(EXPENSES).created == 2
    assert linked(office, amy(ids)) == existing
    assert name in vendors(office), "an existing vendor keeps its spelling"


def test_a_name_that_is_only_similar_goes_on_hold_and_the_rest_is_posted(
    office: Office,
) -> None:
    existing = put(office, "Vendor", DisplayName="Amy R. Adler")
    ids = office.core.post("/examples/A")
    report = office.run(EXPENSES)
    assert (report.created, len(report.on_hold)) == (1, 1)
    hold = report.on_hold[0]
    assert hold.cause == "similar names in QuickBooks"
    assert hold.sentence.startswith(
        "QuickBooks has no vendor named Amy Adler, but similar names exist: Amy R. Adler (ID "
        f"{existing})."
    )
    assert (
        "Choose the matching vendor under Needs attention, or create a new one." in hold.what_to_do
    )
    assert f"corebooks match --key {amy(ids)} --to ID" in hold.what_to_do

    match_manually(office.database, "", amy(ids), existing, "finance ops")
    assert office.run(EXPENSES).created == 1
    assert linked(office, amy(ids)) == existing
    assert "Amy Adler" not in vendors(office)


def test_a_user_may_create_a_new_one(office: Office) -> None:
    put(office, "Vendor", DisplayName="Amy R. Adler")
    ids = office.core.post("/examples/A")
    office.run(EXPENSES)
    match_manually(office.database, "", amy(ids), "", "finance ops")
    assert office.run(EXPENSES).created == 1
    assert {"Amy Adler", "Amy R. Adler"} <= set(vendors(office))


def test_two_vendors_with_the_same_spelling_but_for_punctuation_are_both_named(
    office: Office,
) -> None:
    put(office, "Vendor", DisplayName="Adler, Amy")
    put(office, "Vendor", DisplayName="Amy-Adler")
    office.core.post("/examples/A")
    (hold,) = office.run(EXPENSES).on_hold
    assert "Adler, Amy (ID" in hold.sentence
    assert "Amy-Adler (ID" in hold.sentence


@pytest.mark.parametrize(
    ("entity", "fields"),
    [
        ("Customer", {"DisplayName": "Amy Adler"}),
        ("Employee", {"GivenName": "Amy", "FamilyName": "Adler", "DisplayName": "Amy Adler"}),
    ],
)
def test_a_name_that_another_list_has_gets_the_suffix_and_keeps_it(
    office: Office, entity: str, fields: dict[str, str]
) -> None:
    put(office, entity, **fields)
    ids = office.core.post("/examples/A")
    assert office.run(EXPENSES).created == 2
    assert "Amy Adler (vendor)" in vendors(office)
    # Another detail changes in CORE: the suffix stays.
    office.core.patch(f"/agents/{ids['agents'][0]}", email="amy@new.example.com")
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_100_000)
    office.run(EXPENSES)
    vendor = vendors(office)["Amy Adler (vendor)"]
    assert vendor["PrimaryEmailAddr"]["Address"] == "amy@new.example.com"


def test_without_a_suffix_a_taken_name_goes_on_hold_with_its_holder(office: Office) -> None:
    office.use("expenses-via-bills", vendor_suffix="")
    existing = put(office, "Customer", DisplayName="Amy Adler")
    office.core.post("/examples/A")
    report = office.run(EXPENSES)
    assert (report.created, len(report.on_hold)) == (1, 1)
    hold = report.on_hold[0]
    assert hold.cause == "name in use"
    assert hold.sentence.startswith(
        f"QuickBooks already has a customer named Amy Adler (ID {existing}). Names must be unique "
        "across customers, vendors, and employees."
    )


def test_an_inactive_vendor_is_named_and_used_once_it_is_active_again(office: Office) -> None:
    existing = put(office, "Vendor", DisplayName="Amy Adler")
    office.quickbooks.edit("Vendor", existing, "deactivate")
    ids = office.core.post("/examples/A")
    (hold,) = office.run(EXPENSES).on_hold
    assert "The vendor Amy Adler is inactive in QuickBooks." in hold.sentence
    with office.gateway() as gateway:
        now = next(vendor.display_name for vendor in gateway.parties(PartyKind.VENDOR))
    office.quickbooks.edit("Vendor", existing, "update", Active=True, DisplayName=now)
    assert office.run(EXPENSES).created == 1
    assert linked(office, amy(ids)) == existing


def test_a_renamed_agent_keeps_the_vendor_and_the_vendor_gets_the_name(office: Office) -> None:
    ids = office.core.post("/examples/A")
    office.run(EXPENSES)
    before = linked(office, amy(ids))
    office.core.patch(f"/agents/{ids['agents'][0]}", last_name="Adler-Young")
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_100_000)
    report = office.run(EXPENSES)
    assert (report.created, report.updated) == (0, 2)
    assert linked(office, amy(ids)) == before
    assert vendors(office)["Amy Adler-Young"]["Id"] == before
    assert "Amy Adler" not in vendors(office)


def test_agents_are_1099_vendors_and_their_tax_id_is_stored_nowhere_in_plain_text(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "httpx", "httpcore", "corebooks.posting_log"):
        caplog.set_level("DEBUG", name)
    ids = office.core.post("/examples/A")
    office.core.patch(f"/agents/{ids['agents'][0]}", tax_id="123-45-6789")
    office.run(EXPENSES)
    vendor = vendors(office)["Amy Adler"]
    assert (vendor["Vendor1099"], vendor["TaxIdentifier"]) == (True, "XXXXX6789")

    assert "123-45-6789" not in caplog.text
    with office.database.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]  # (SQLite's own)
    assert "Amy Adler" in dump
    assert "123-45-6789" not in dump
    # It is recognized all the same: nothing is written if nothing changed.
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_100_000)
    calls = office.quickbooks.calls()["written"]
    office.run(EXPENSES)
    assert office.quickbooks.calls()["written"] == calls + 2, "two bills and no vendor"


def test_characters_that_quickbooks_rejects_are_replaced(office: Office) -> None:
    ids = office.core.post("/examples/A")
    office.core.patch(f"/agents/{ids['agents'][0]}", first_name="Amy:\tAnn", last_name="Adler")
    office.run(EXPENSES)
    assert "Amy Ann Adler" in vendors(office)


def test_a_property_with_a_shorter_address_in_quickbooks_goes_on_hold(office: Office) -> None:
    put(office, "Customer", DisplayName="11 Arlington Street")
    office.core.post("/examples/A")
    (hold,) = office.run(INCOME).on_hold
    assert "but similar names exist: 11 Arlington Street (ID" in hold.sentence


def test_a_user_may_match_an_agent_to_another_vendor(office: Office) -> None:
    ids = office.core.post("/examples/A")
    office.run(EXPENSES)
    other = put(office, "Vendor", DisplayName="Adler Consulting LLC")
    match_manually(office.database, "", amy(ids), other, "finance ops")
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_100_000)
    office.run(EXPENSES)
    assert linked(office, amy(ids)) == other
    assert "Adler Consulting LLC" in {bill["party"] for bill in office.entries("Bill")}
    # And back to a new one.
    match_manually(office.database, "", amy(ids), "", "finance ops")
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_200_000)
    report = office.run(EXPENSES)
    assert (report.updated, len(report.on_hold)) == (2, 0)


def test_a_match_of_what_is_no_agent_or_vendor_is_rejected(office: Office) -> None:
    with pytest.raises(PartyUnknown, match="Nothing was changed"):
        match_manually(office.database, "", "Amy", "12", "finance ops")


def test_bad_details_hold_no_money_and_are_said(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "corebooks.posting_log")
    ids = office.core.post("/examples/A")
    office.core.patch(
        f"/agents/{ids['agents'][0]}",
        first_name=" Amy:\tAnn\n",
        last_name="Adler \t (East)",
        email="n/a",
        tax_id="applied for",
    )
    report = office.run(EXPENSES)
    assert (report.created, report.on_hold) == (2, ())
    vendor = vendors(office)["Amy Ann Adler (East)"]
    assert (vendor["GivenName"], vendor["FamilyName"]) == ("Amy Ann", "Adler (East)")
    assert not vendor.get("PrimaryEmailAddr")
    assert "TaxIdentifier" not in vendor
    assert "“n/a” isn't an email address" in caplog.text
    assert "doesn't have 9 digits, so it was left out" in caplog.text
    assert "applied for" not in caplog.text


def test_checks_print_cores_name_and_follow_it(office: Office) -> None:
    put(office, "Customer", DisplayName="Amy Adler")
    ids = office.core.post("/examples/A")
    office.run(EXPENSES)
    assert vendors(office)["Amy Adler (vendor)"]["PrintOnCheckName"] == "Amy Adler"

    office.core.patch(f"/agents/{ids['agents'][0]}", last_name="Abel")
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_100_000)
    office.run(EXPENSES)
    vendor = vendors(office)["Amy Abel"]
    assert vendor["PrintOnCheckName"] == "Amy Abel"

    # A bookkeeper has another name printed: it stays.
    office.quickbooks.edit("Vendor", vendor["Id"], "update", PrintOnCheckName="Abel Homes LLC")
    office.core.patch(f"/agents/{ids['agents'][0]}", last_name="Adler-Abel")
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_200_000)
    office.run(EXPENSES)
    assert vendors(office)["Amy Adler-Abel"]["PrintOnCheckName"] == "Abel Homes LLC"
