"""What is on hold leaves as a file, with the filters that are set."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from include.clock import utc_now
from tests.sync.office import INCOME
from tests.web.office_pages import OfficePages


@pytest.fixture
def held(pages: OfficePages) -> OfficePages:
    """Two invoices were deleted in QuickBooks."""
    assert pages.office is not None
    for letter in "AB":
        pages.office.core.post(f"/examples/{letter}")
    pages.run(INCOME)
    for entry in pages.office.entries("Invoice"):
        pages.office.quickbooks.edit("Invoice", entry["id"], "delete")
    pages.run(INCOME)
    return pages


def exported(pages: OfficePages, **asked: str) -> list[dict[str, str]]:
    answer = pages.browser.get(pages.address("attention/export.csv"), params=asked)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_record_on_hold_has_a_row_with_the_reason_and_the_fix(held: OfficePages) -> None:
    rows = exported(held)
    assert [row["Amount (USD)"] for row in rows] == ["10000.00", "10000.00"]
    assert {row["Workflow"] for row in rows} == {"Brokerage income"}
    assert all("was deleted in QuickBooks" in row["What happened"] for row in rows)
    assert all("Re-create in QuickBooks" in row["What to do"] for row in rows)
    assert all(row["On hold since (UTC)"].endswith("Z") for row in rows)


def test_the_filters_of_the_page_narrow_the_file(held: OfficePages) -> None:
    assert len(exported(held, workflow=INCOME.value, cause="deleted in QuickBooks")) == 2
    assert exported(held, cause="out of balance") == []
    assert exported(held, workflow="agent_expenses") == []
    page = held.open("attention", workflow=INCOME.value)
    assert f'attention/export.xlsx?workflow={INCOME.value}"' in page


def test_more_than_a_page_is_exported_whole(
    held: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.database.reads.attention.PAGE", 1)
    assert len({row["CORE ID"] for row in exported(held)}) == 2


def test_it_opens_in_excel(held: OfficePages) -> None:
    answer = held.browser.get(held.address("attention/export.xlsx"))
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert held.browser.get(held.address("attention/export.pdf")).status_code == 422


def test_it_has_who_takes_care_of_a_record_and_why_it_waits(held: OfficePages) -> None:
    key = f"transaction:{exported(held)[0]['CORE ID']}"
    until = utc_now().date() + dt.timedelta(days=7)
    held.press("attention/owner", {"key": key, "owner": "finn"})
    held.press("attention/note", {"key": key, "note": "=Waits for the office."})
    held.press("attention/snooze", {"key": key, "until": str(until)})
    first, second = sorted(exported(held), key=lambda row: row["Owner"], reverse=True)
    assert (first["Owner"], first["Note"], first["Noted by"], first["Snoozed until"]) == (
        "finn",
        "'=Waits for the office.",
        "finn",
        str(until),
    )
    assert (second["Owner"], second["Note"], second["Snoozed until"]) == ("", "", "")
    assert [row["Owner"] for row in exported(held, owner="is:mine")] == ["finn"]
    assert [row["Owner"] for row in exported(held, snoozed="only")] == ["finn"]
    assert [row["Owner"] for row in exported(held, snoozed="without")] == [""]
