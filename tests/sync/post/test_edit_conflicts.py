"""Somebody changes an entry in QuickBooks between the plan and the write: looked at, planned anew."""

from __future__ import annotations

import pytest

from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.verify.verify import verify
from tests.sync.office import INCOME, Office


def race(office: Office, **edit: object) -> dict[str, int]:
    """CORE says 11,000.00; while the run waits to post it, somebody edits the invoice."""
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    with office.context(INCOME) as context:
        extract(context)
        diff(context)
        invoice = office.entries("Invoice")[0]
        office.quickbooks.edit("Invoice", invoice["id"], "update", **edit)
        post(context)
        return verify(context)


def test_it_is_written_in_the_same_run_with_both_values_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    counts = race(office, TxnDate="2026-02-03")
    assert (counts["updated"], counts["on_hold"]) == (1, 0)
    assert "Somebody changed invoice" in caplog.text
    assert "PLANNED AGAIN update invoice" in caplog.text
    assert "-> 2026-02-03)" in caplog.text
    (invoice,) = office.entries("Invoice")
    assert invoice["total"] == 1_100_000
    assert invoice["date"] != "2026-02-03"
    assert office.run(INCOME).updated == 0


def test_it_is_held_back_where_the_workflow_says_so(office: Office) -> None:
    office.use("income-via-invoices", edited_in_quickbooks="Put on hold")
    counts = race(office, TxnDate="2026-02-03")
    assert (counts["updated"], counts["on_hold"]) == (0, 1)
    (sentence,) = office.on_hold(INCOME)
    assert "was changed in QuickBooks: date" in sentence
    assert "CORE asks for 11,000.00." in sentence
    assert office.entries("Invoice")[0]["total"] == 1_000_000


def test_a_note_that_somebody_adds_meanwhile_stays_and_core_is_written(office: Office) -> None:
    counts = race(office, CustomerMemo={"value": "thank you"})
    assert counts["updated"] == 1
    assert office.entries("Invoice")[0]["total"] == 1_100_000


def test_an_entry_deleted_meanwhile_is_held_back_and_said(office: Office) -> None:
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    with office.context(INCOME) as context:
        extract(context)
        diff(context)
        office.quickbooks.edit("Invoice", office.entries("Invoice")[0]["id"], "delete")
        post(context)
        verify(context)
    assert office.entries("Invoice") == []
    assert len(office.on_hold(INCOME)) == 1
    office.run(INCOME)
    assert "was deleted in QuickBooks, but CORE still asks for it." in office.on_hold(INCOME)[0]
