"""What is on hold leaves as a file, with the filters that are set."""

from __future__ import annotations

import csv
import io

import pytest

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
    assert f"attention/export.xlsx?workflow={INCOME.value}&amp;cause=" in page


def test_more_than_a_page_is_exported_whole(
    held: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.database.reads.attention.PAGE", 1)
    assert len({row["CORE ID"] for row in exported(held)}) == 2


def test_it_opens_in_excel(held: OfficePages) -> None:
    answer = held.browser.get(held.address("attention/export.xlsx"))
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert held.browser.get(held.address("attention/export.pdf")).status_code == 422
