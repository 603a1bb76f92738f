"""The agents with billing leave as a file, to the cent."""

from __future__ import annotations

import csv
import io

from tests.sync.office import BILLING
from tests.web.office_pages import OfficePages


def exported(pages: OfficePages, **asked: str) -> list[dict[str, str]]:
    answer = pages.browser.get(pages.address("billing/export.csv"), params=asked)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_what_an_agent_was_billed_paid_and_owes_is_in_the_file(pages: OfficePages) -> None:
    assert pages.office is not None
    made = pages.office.core.post("/examples/E")
    pages.run(BILLING)
    (row,) = exported(pages)
    (invoice,) = pages.office.entries("Invoice")
    assert row["Billed (USD)"] == row["Open (USD)"] == f"{invoice['total'] / 100:.2f}"
    assert (row["Statements"], row["Paid (USD)"], row["Synced"]) == ("1", "0.00", "1")

    pages.office.core.post(f"/statements/{made['statements'][0]}/payments")
    pages.run(BILLING)
    (paid,) = exported(pages, q=row["Agent"])
    assert (paid["Paid (USD)"], paid["Open (USD)"]) == (row["Billed (USD)"], "0.00")
    assert exported(pages, q="nobody at all") == []
    assert "billing/export.xlsx?q=" in pages.open("billing")


def test_an_agents_statements_are_in_a_file_item_by_item(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/E")
    pages.run(BILLING)
    agent = exported(pages)[0]["CORE ID"]
    assert f"billing/{agent}/export.xlsx" in pages.open(f"billing/{agent}")
    answer = pages.browser.get(pages.address(f"billing/{agent}/export.csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (invoice,) = pages.office.entries("Invoice")
    cents = sum(round(float(row["Amount (USD)"]) * 100) for row in rows)
    assert cents == invoice["total"]
    assert {(row["Status"], row["In CORE"]) for row in rows} == {("Synced", "Unpaid")}
    assert pages.browser.get(pages.address("billing/no%20one/export.csv")).status_code == 404
