"""What a bookkeeper should look at although everything is posted stays with the record until it is cleared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from include.database.cleared_warnings import clear_warnings
from include.database.statuses import WarningKind
from include.database.tables.records import RecordWarning
from include.database.tables.runs import SyncRun
from include.sync.post.manual_matches import match_manually
from include.sync.quickbooks_state.record_warnings import WarnedEntry, warnings_of
from tests.sync.closings import BILLS, close, item
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.post.test_match_names import put

SIGN = item("Sign install", 20_000, create_payment=False)
NO_PRODUCT = "No product is named “Sign install”, so it posts to Other Income."


def days_ago(office: Office, days: int) -> int:
    """A closing that is so many days old when the office dates entries, as CORE writes moments."""
    return int((office.now - dt.timedelta(days=days)).timestamp() * 1000)


def warned(office: Office) -> dict[str, str]:
    """The sentences that no one has cleared, by kind."""
    with office.database.reading() as session:
        rows = session.scalars(select(RecordWarning).where(RecordWarning.cleared_at.is_(None)))
        return {row.kind: row.sentence for row in rows}


@pytest.fixture
def dated(office: Office) -> Office:
    """Income is dated on the day it closes."""
    office.use("income-via-invoices", invoice_date="CORE close date")
    return office


def test_an_item_that_no_product_is_named_like_is_warned_of_until_there_is_one(
    dated: Office,
) -> None:
    deal = close(dated, items=[SIGN], closed_on=days_ago(dated, 0))
    dated.run(INCOME)
    assert warned(dated) == {WarningKind.DEFAULT: NO_PRODUCT}

    account = {"value": "79", "name": "Other Income"}
    with dated.quickbooks.api() as api:
        found = api.get("query", params={"query": "select * from Item maxresults 1"}).json()
        account = found["QueryResponse"]["Item"][0]["IncomeAccountRef"]
    put(dated, "Item", Name="Sign install", Type="Service", IncomeAccountRef=account)
    dated.core.patch(f"/transactions/{deal}", gross=1_100_000)
    dated.run(INCOME)
    assert warned(dated) == {}


def test_an_entry_without_anything_to_look_at_warns_of_nothing(dated: Office) -> None:
    close(dated, closed_on=days_ago(dated, 0))
    assert dated.run(INCOME).created == 1
    assert warned(dated) == {}


def test_the_date_of_the_sync_is_no_warning_that_stays_but_the_preview_counts_it(
    office: Office,
) -> None:
    """Where entries have the date of their sync, nearly all are in another month than their closing."""
    close(office, closed_on=days_ago(office, 70))
    run = office.run(INCOME, preview=True)
    with office.database.reading() as session:
        assert session.get_one(SyncRun, run.run_id).counts["warned_month"] == 1
    office.run(INCOME)
    assert warned(office) == {}


def test_a_vendor_that_is_spelled_otherwise_is_warned_of_until_a_user_says_it_is_right(
    office: Office,
) -> None:
    existing = put(office, "Vendor", DisplayName="Adler, Amy")
    office.use(BILLS, bill_date="CORE close date")
    ids = office.core.post("/examples/A")
    office.run(EXPENSES)
    assert warned(office)[WarningKind.ALIKE_NAME] == (
        "The vendor is “Adler, Amy” in QuickBooks and “Amy Adler” in CORE."
    )
    key = f"vendor/agent:{ids['agents'][0]}"
    match_manually(office.database, COMPANY, key, existing, "finn")
    office.core.patch(f"/transactions/{ids['transactions'][0]}", gross=1_100_000)
    office.run(EXPENSES)
    assert WarningKind.ALIKE_NAME not in warned(office)


def test_what_was_cleared_stays_so_while_it_says_the_same(dated: Office) -> None:
    deal = close(dated, items=[SIGN], closed_on=days_ago(dated, 0))
    dated.run(INCOME)
    with dated.database.writing() as session:
        assert clear_warnings(session, COMPANY, "finn", [f"transaction:{deal}"]) == 1
    dated.core.patch(f"/transactions/{deal}", gross=1_100_000)
    assert dated.run(INCOME).updated == 1
    assert warned(dated) == {}

    flowers = item("Flowers", 5_000, create_payment=False)
    dated.core.patch(f"/transactions/{deal}", items=[SIGN, flowers])
    dated.run(INCOME)
    assert list(warned(dated).values()) == [
        "No product is named “Flowers”, so it posts to Other Income."
    ]


@pytest.mark.parametrize(
    ("kind", "day", "closed_on", "number"),
    [
        ("invoice", dt.date(2026, 12, 1), dt.date(2026, 11, 30), 1),
        ("invoice", dt.date(2026, 11, 1), dt.date(2026, 11, 30), 0),
        ("invoice", dt.date(2026, 11, 30), dt.date(2025, 11, 30), 1),
        ("payment", dt.date(2026, 12, 1), dt.date(2026, 11, 30), 0),
        ("invoice", dt.date(2026, 12, 1), None, 0),
    ],
)
def test_another_month_is_another_one_of_the_calendar_and_payments_have_days_of_their_own(
    kind: str, day: dt.date, closed_on: Any, number: int
) -> None:
    assert len([*warnings_of(WarnedEntry(kind, "TR-1", day, closed_on, ()))]) == number
