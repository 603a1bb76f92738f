"""An entry is edited in QuickBooks between planning and posting: read, and planned again."""

from __future__ import annotations

import pytest

from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.verify.verify import verify
from tests.sync.office import INCOME, Office


def race(office: Office, **edit: object) -> dict[str, int]:
    """CORE has $11,000.00; while the run waits to post it, the invoice is edited in QuickBooks."""
    transaction = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    with office.context(INCOME) as context:
        extract(context)
        diff(context)
        invoice = office.entries("Invoice")[0]
        office.quickbooks.edit("Invoice", invoice["id"], "update", **edit)
        post(context)
        return verify(context)


def test_it_is_posted_in_the_same_run_with_both_values_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    counts = race(office, TxnDate="2026-02-03")
    assert (counts["updated"], counts["on_hold"]) == (1, 0)
    assert "ERROR    update invoice" in caplog.text
    assert "REPLANNED update invoice" in caplog.text
    assert "to Feb 3, 2026)" in caplog.text
    (invoice,) = office.entries("Invoice")
    assert invoice["total"] == 1_100_000
    assert invoice["date"] != "2026-02-03"
    assert office.run(INCOME).updated == 0


def test_it_is_put_on_hold_if_the_workflow_says_so(office: Office) -> None:
    office.use("income-via-invoices", edited_in_quickbooks="Put on hold")
    counts = race(office, TxnDate="2026-02-03")
    assert (counts["updated"], counts["on_hold"]) == (0, 1)
    (sentence,) = office.on_hold(INCOME)
    assert "was edited in QuickBooks: date changed from" in sentence
    assert "CORE's total is $11,000.00." in sentence
    assert office.entries("Invoice")[0]["total"] == 1_000_000


def test_a_note_that_is_added_meanwhile_stays_and_core_is_posted(office: Office) -> None:
    counts = race(office, CustomerMemo={"value": "thank you"})
    assert counts["updated"] == 1
    assert office.entries("Invoice")[0]["total"] == 1_100_000


def test_an_entry_deleted_meanwhile_is_put_on_hold(office: Office) -> None:
    transaction = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    with office.context(INCOME) as context:
        extract(context)
        diff(context)
        office.quickbooks.edit("Invoice", office.entries("Invoice")[0]["id"], "delete")
        post(context)
        verify(context)
    assert office.entries("Invoice") == []
    assert len(office.on_hold(INCOME)) == 1
    office.run(INCOME)
    assert "was deleted in QuickBooks but is still in CORE." in office.on_hold(INCOME)[0]
