"""What was found leaves as a file, narrowed as the page is."""

from __future__ import annotations

import csv
import io

from tests.sync.office import EXPENSES, INCOME
from tests.web.existing.moving_in import find, invoice_by_hand
from tests.web.office_pages import OfficePages


def exported(pages: OfficePages, **asked: str) -> list[dict[str, str]]:
    answer = pages.browser.get(pages.address("existing/export.csv"), params=asked)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_entry_has_a_row_beside_its_record(pages: OfficePages) -> None:
    assert pages.office is not None
    transaction = invoice_by_hand(pages.office, cents=980_000, number="1042")
    find(pages)
    (row,) = exported(pages)
    assert row["Record in CORE"].startswith(f"TR-2026-{transaction}")
    assert (row["Status"], row["Workflow"]) == ("To review", INCOME.heading)
    assert (row["Amount in CORE (USD)"], row["Amount in QuickBooks (USD)"]) == (
        "10000.00",
        "9800.00",
    )
    assert row["Number in QuickBooks"] == "1042"
    assert "total is $9,800.00" in row["What differs"]
    assert exported(pages, part="ready") == []
    assert exported(pages, workflow=EXPENSES.value) == []
    excel = pages.browser.get(pages.address("existing/export.xlsx"))
    assert excel.content.startswith(b"PK")
