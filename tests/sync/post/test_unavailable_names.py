"""Vendors that were merged, renamed or made inactive in QuickBooks after CoreBooks matched them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.manual_matches import match_manually, remove_match
from include.sync.post.post import post
from include.sync.run.mode import RunMode
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from tests.sync.office import EXPENSES, Office
from tests.sync.opening import open_office
from tests.sync.people import agent, deactivate, deal, matches, merge, payees, put, vendors

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

COSTS = {"expenses-via-bills": "Bill", "expenses-via-checks": "Purchase"}


@pytest.mark.parametrize("template", COSTS)
def test_a_merged_vendor_is_taken_over_by_one_click(office: Office, template: str) -> None:
    office.use(template)
    amy = agent(office, "Amy", "Adler")
    first = deal(office, "1 Oak St", amy)
    office.run(EXPENSES)
    other = put(office, "Adler Consulting")
    merge(office, COSTS[template], matches(office)[f"vendor/agent:{amy}"], other)

    deal(office, "2 Oak St", amy)
    report = office.run(EXPENSES)
    assert (report.created, report.updated) == (0, 0)
    assert [hold.cause for hold in report.on_hold] == ["merged in QuickBooks"] * 2
    for hold in report.on_hold:
        assert "was merged into Adler Consulting in QuickBooks." in hold.sentence
        assert hold.what_to_do.startswith("Select Adler Consulting under Needs attention")
    assert payees(office) == [("Adler Consulting", 800_000)]

    match_manually(office.database, "", f"vendor/agent:{amy}", other, "finance ops")
    report = office.run(EXPENSES)
    assert (report.created, report.updated, report.on_hold) == (1, 0, ())
    assert payees(office) == [("Adler Consulting", 800_000)] * 2
    assert matches(office)[f"vendor/agent:{amy}"] == other

    office.core.patch(f"/transactions/{first}", gross=900_000)
    assert office.run(EXPENSES).on_hold == ()
    assert payees(office) == [("Adler Consulting", 720_000), ("Adler Consulting", 800_000)]


def test_a_vendor_merged_before_its_entries_are_read_again_is_found_by_the_rejection(
    office: Office,
) -> None:
    amy = agent(office, "Amy", "Adler")
    deal(office, "1 Oak St", amy)
    office.run(EXPENSES)
    merge(office, "Bill", matches(office)[f"vendor/agent:{amy}"], put(office, "Adler Consulting"))
    office.core.patch(f"/agents/{amy}", email="amy@new.example.com")
    new = deal(office, "2 Oak St", amy)
    (hold,) = office.run(EXPENSES, (new,)).on_hold
    assert hold.cause == "merged in QuickBooks"
    assert "Adler Consulting" in hold.what_to_do


def test_an_inactive_vendor_is_never_replaced_by_a_second_one(office: Office) -> None:
    amy = agent(office, "Amy", "Adler")
    deal(office, "1 Oak St", amy)
    office.run(EXPENSES)
    vendor = matches(office)[f"vendor/agent:{amy}"]
    deactivate(office, vendor)
    deal(office, "2 Oak St", amy)
    (hold,) = office.run(EXPENSES).on_hold
    assert hold.cause == "inactive in QuickBooks"
    assert "The vendor Amy Adler is inactive in QuickBooks." in hold.sentence
    assert len(vendors(office)) == 1
    # Also where CoreBooks no longer knows the vendor: the name is free, but someone had it.
    assert office.run(EXPENSES).created == 0

    office.quickbooks.edit("Vendor", vendor, "update", Active=True, DisplayName="Amy Adler")
    assert office.run(EXPENSES).created == 1
    assert payees(office) == [("Amy Adler", 800_000)] * 2


def test_the_name_of_an_inactive_vendor_is_asked_about_before_it_is_given_again(
    office: Office,
) -> None:
    old = put(office, "Amy Adler")
    deactivate(office, old)
    amy = agent(office, "Amy", "Adler")
    deal(office, "1 Oak St", amy)
    (hold,) = office.run(EXPENSES).on_hold
    assert hold.cause == "inactive in QuickBooks"
    match_manually(office.database, "", f"vendor/agent:{amy}", "", "finance ops")
    assert office.run(EXPENSES).created == 1
    assert payees(office) == [("Amy Adler", 800_000)]


def test_a_vendor_renamed_in_quickbooks_keeps_that_name_and_gets_other_changes(
    office: Office,
) -> None:
    amy = agent(office, "Amy", "Adler")
    first = deal(office, "1 Oak St", amy)
    office.run(EXPENSES)
    vendor = matches(office)[f"vendor/agent:{amy}"]
    office.quickbooks.edit("Vendor", vendor, "update", DisplayName="Adler, Amy (East)")

    office.core.patch(f"/agents/{amy}", tax_id="123-45-6789", email="amy@new.example.com")
    office.core.patch(f"/transactions/{first}", gross=900_000)
    assert office.run(EXPENSES).on_hold == ()
    now = vendors(office)[vendor]
    assert now["DisplayName"] == "Adler, Amy (East)"
    assert now["TaxIdentifier"] == "XXXXX6789"
    assert now["PrimaryEmailAddr"]["Address"] == "amy@new.example.com"

    office.core.patch(f"/agents/{amy}", last_name="Abel")
    office.core.patch(f"/transactions/{first}", gross=1_000_000)
    assert office.run(EXPENSES).on_hold == ()
    now = vendors(office)[vendor]
    assert (now["DisplayName"], now["FamilyName"]) == ("Adler, Amy (East)", "Abel")
    assert len(vendors(office)) == 1


def test_an_agent_matched_to_a_vendor_of_another_name_leaves_it_that_name(office: Office) -> None:
    amy = agent(office, "Amy", "Adler")
    llc = put(office, "Adler Homes LLC")
    match_manually(office.database, "", f"vendor/agent:{amy}", llc, "finance ops")
    first = deal(office, "1 Oak St", amy)
    office.run(EXPENSES)
    office.core.patch(f"/agents/{amy}", last_name="Abel", email="amy@new.example.com")
    office.core.patch(f"/transactions/{first}", gross=900_000)
    assert office.run(EXPENSES).on_hold == ()
    assert vendors(office)[llc]["DisplayName"] == "Adler Homes LLC"
    assert payees(office) == [("Adler Homes LLC", 720_000)]


def test_an_entry_without_its_payee_is_a_difference(office: Office) -> None:
    office.use("expenses-via-checks")
    deal(office, "1 Oak St", agent(office, "Amy", "Adler"))
    office.run(EXPENSES)
    check = office.entries("Purchase")[0]["id"]
    with office.quickbooks.api() as api:
        body = api.get(f"purchase/{check}").json()["Purchase"]
        del body["EntityRef"]
        api.post("purchase", json=body).raise_for_status()
    assert payees(office) == [("", 800_000)]
    office.run(EXPENSES)
    assert payees(office) == [("Amy Adler", 800_000)]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Office]:
    """An office with a company file of QuickBooks Desktop."""
    with open_office(tmp_path, 0, "desktop") as office:
        yield office


def at_the_pc(office: Office) -> Bookkeeper:
    """Who works in the company file."""
    quickbooks: Any = office.quickbooks
    return Bookkeeper(quickbooks.pc.file)


@pytest.mark.parametrize("noticed", [True, False])
def test_a_vendor_merged_in_a_company_file_is_taken_over(file: Office, noticed: bool) -> None:
    file.quickbooks.set(merge_changes_entries=noticed)
    hands = at_the_pc(file)
    amy = agent(file, "Amy", "Adler")
    first = deal(file, "1 Oak St", amy)
    file.run(EXPENSES)
    other = put(file, "Adler Consulting")
    hands.merge(matches(file)[f"vendor/agent:{amy}"], other)
    deal(file, "2 Oak St", amy)
    file.core.patch(f"/transactions/{first}", gross=900_000)
    report = file.run(EXPENSES)
    assert [hold.cause for hold in report.on_hold] == ["merged in QuickBooks"] * 2
    assert payees(file) == [("Adler Consulting", 800_000)]

    match_manually(file.database, "", f"vendor/agent:{amy}", other, "finance ops")
    assert file.run(EXPENSES).on_hold == ()
    assert payees(file) == [("Adler Consulting", 720_000), ("Adler Consulting", 800_000)]


def test_a_vendor_renamed_in_a_company_file_gets_other_changes(file: Office) -> None:
    hands = at_the_pc(file)
    amy = agent(file, "Amy", "Adler")
    first = deal(file, "1 Oak St", amy)
    file.run(EXPENSES)
    vendor = matches(file)[f"vendor/agent:{amy}"]
    hands.rename(vendor, "Adler, Amy (East)")
    file.core.patch(f"/agents/{amy}", tax_id="123-45-6789", last_name="Abel")
    file.core.patch(f"/transactions/{first}", gross=900_000)
    assert file.run(EXPENSES).on_hold == ()
    with hands.file.reading() as books:
        body = books.get(vendor).body
    assert body["Name"] == "Adler, Amy (East)"
    assert body["LastName"] == "Abel"
    assert body["VendorTaxIdent"].endswith("6789")


def test_an_inactive_vendor_of_a_company_file_is_no_second_one(file: Office) -> None:
    hands = at_the_pc(file)
    old = put(file, "Amy Adler")
    hands.set_active(old, active=False)
    deal(file, "1 Oak St", agent(file, "Amy", "Adler"))
    (hold,) = file.run(EXPENSES).on_hold
    assert hold.cause == "inactive in QuickBooks"
    hands.set_active(old, active=True)
    assert file.run(EXPENSES).created == 1
    assert set(matches(file).values()) == {old}


def test_an_entry_is_voided_though_its_vendor_is_inactive_or_no_longer_matched(
    office: Office,
) -> None:
    office.sweep_every = dt.timedelta()
    amy = agent(office, "Amy", "Adler")
    key = f"vendor/agent:{amy}"
    first, second = deal(office, "1 Oak St", amy), deal(office, "2 Oak St", amy)
    office.run(EXPENSES)
    deactivate(office, matches(office)[key])
    office.core.delete(f"/transactions/{first}")
    office.run(EXPENSES)
    for _ in ("preview", "void"):
        report = office.run(EXPENSES, (first,), mode=RunMode.VOID)
    hold = next(hold for hold in report.on_hold if hold.cause == "inactive in QuickBooks")
    assert "wasn't voided. The vendor Amy Adler is inactive" in hold.sentence

    match_manually(office.database, "", key, put(office, "Amy Abel"), "finance ops")
    office.core.patch(f"/transactions/{second}", gross=900_000)
    office.run(EXPENSES, (second,))
    for _ in ("preview", "void"):
        office.run(EXPENSES, (first,), mode=RunMode.VOID)
    assert sorted(cents for _, cents in payees(office)) == [0, 720_000]

    remove_match(office.database, "", key, "finance ops")
    office.core.delete(f"/transactions/{second}")
    office.run(EXPENSES)
    for _ in ("preview", "void"):
        office.run(EXPENSES, (second,), mode=RunMode.VOID)
    assert [cents for _, cents in payees(office)] == [0, 0]


def test_a_match_that_is_changed_between_preview_and_post_waits_for_the_next_run(
    office: Office,
) -> None:
    amy = agent(office, "Amy", "Adler")
    deal(office, "1 Oak St", amy)
    office.run(EXPENSES)
    deal(office, "2 Oak St", amy)
    other = put(office, "Adler Consulting")
    with office.context(EXPENSES) as context:
        extract(context, ())
        diff(context, None)
        match_manually(office.database, "", f"vendor/agent:{amy}", other, "finance ops")
        post(context)
    (sentence,) = office.on_hold(EXPENSES)
    assert "because the match of vendor Amy Adler was changed after the preview." in sentence
    assert office.run(EXPENSES).on_hold == ()
    assert payees(office) == [("Adler Consulting", 800_000), ("Amy Adler", 800_000)]
