"""A database that was restored from an older backup, or set up again, duplicates nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from include.database.engine import Database
from tests.database_files import sqlite_database
from tests.sync.office import BILLING, EXPENSES, INCOME, Office

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

ALL = (INCOME, EXPENSES, BILLING)


@pytest.fixture
def backup(office: Office, tmp_path: Path) -> Path:
    """A backup of the database, made when only example A's income was posted."""
    office.core.post("/examples/A")
    office.run(INCOME)
    office.database.close()
    return Path(shutil.copy(tmp_path / "corebooks.db", tmp_path / "backup.db"))


def all_entries(office: Office) -> list[tuple[str, str, str, int]]:
    """Every entry of QuickBooks, by kind and id, with its number and total."""
    return sorted(
        (kind, row["id"], row["number"], row["total"])
        for kind in ("Invoice", "Bill", "VendorCredit", "Payment")
        for row in office.entries(kind)
    )


def restore(office: Office, database_file: Path) -> None:
    office.database = Database(f"sqlite:///{database_file}")
    office.reconnect()


def post_more(office: Office) -> None:
    """What happens after the backup: another deal, the expenses, a paid statement."""
    office.core.post("/examples/B")
    made = office.core.post("/examples/E")
    office.core.post(f"/statements/{made['statements'][0]}/payments")
    for category in ALL:
        office.run(category)


def test_what_was_posted_after_the_backup_is_found_by_its_tag(office: Office, backup: Path) -> None:
    post_more(office)
    before, money = all_entries(office), office.quickbooks.balances()
    restore(office, backup)
    reports = [office.run(category) for category in ALL]
    assert all_entries(office) == before
    assert office.quickbooks.balances() == money
    assert [report.created for report in reports] == [0, 0, 0]
    assert sum(report.updated for report in reports) > 0
    again = [office.run(category) for category in ALL]
    assert [(report.created, report.updated) for report in again] == [(0, 0)] * 3


def test_what_changed_in_core_meanwhile_is_right_after_the_restore(
    office: Office, backup: Path
) -> None:
    post_more(office)
    before = all_entries(office)
    deal = next(
        row for row in office.core.get("/transactions") if row["external_id"] == "EXAMPLE-B"
    )
    office.core.patch(f"/transactions/{deal['id']}", gross=deal["gross"] + 500_00)
    restore(office, backup)
    for category in ALL:
        office.run(category)
    after = all_entries(office)
    assert [entry[:3] for entry in after] == [entry[:3] for entry in before]
    (grown,) = [
        new[3] - old[3]
        for old, new in zip(before, after, strict=True)
        if old[0] == "Invoice" and old != new
    ]
    assert grown == 500_00


def test_a_new_installation_finds_what_the_old_one_posted(office: Office, tmp_path: Path) -> None:
    office.core.post("/examples/A")
    post_more(office)
    before = all_entries(office)
    office.database.close()
    new_database = sqlite_database(tmp_path, "new.db")
    office.database = new_database
    office.connect()
    reports = [office.run(category) for category in ALL]
    assert all_entries(office) == before
    assert [report.created for report in reports] == [0, 0, 0]


def test_a_preview_says_that_it_would_be_updated(office: Office, backup: Path) -> None:
    post_more(office)
    restore(office, backup)
    before = all_entries(office)
    report = office.run(EXPENSES, preview=True)
    assert report.created == 0
    assert all_entries(office) == before


def test_an_entry_that_no_deal_asked_for_goes_to_the_one_that_turns_out_to_own_it(
    office: Office, backup: Path
) -> None:
    deal = office.core.post("/examples/B")["transactions"][0]
    office.run(EXPENSES)
    before, money = all_entries(office), office.quickbooks.balances()
    restore(office, backup)
    rows = office.core.api(f"/v1/transactions/{deal}/commissions")
    (split,) = (row["id"] for row in rows if row["item_type"] == "split")
    office.core.put(f"/raw/commissions/{split}", calculated_dollar_amount="see attached")
    for _ in range(2):
        office.run(EXPENSES)
    office.core.delete(f"/raw/commissions/{split}")
    report = office.run(EXPENSES)
    assert (report.created, report.on_hold) == (0, ())
    assert (all_entries(office), office.quickbooks.balances()) == (before, money)
    assert office.run(EXPENSES).updated == 0
