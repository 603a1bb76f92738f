"""Undoing a run: previewed, then everything it posted is undone; what came later stays."""

from __future__ import annotations

from typing import Any

import pytest

from include.database.tables.records import RecordState
from include.sync.run.errors import RunUnknown, SelectionMissing
from include.sync.run.mode import RunMode
from include.sync.verify.report import RunReport
from include.workflows.category import Category
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole


def undo(office: Office, category: Category, run: RunReport) -> RunReport:
    """Look at the preview, then post it."""
    preview = office.run(category, mode=RunMode.UNDO, undo=run.run_id)
    assert preview.outcome == "previewed"
    return office.run(category, mode=RunMode.UNDO, undo=run.run_id)


def status(office: Office, category: Category, transaction: Any) -> tuple[str, str]:
    with office.database.reading() as session:
        state = session.get_one(RecordState, (COMPANY, category, f"transaction:{transaction}"))
        return state.status, state.sentence


@pytest.mark.parametrize(
    ("category", "template"),
    [
        (INCOME, "income-via-invoices"),
        (INCOME, "income-via-sales-receipts"),
        (INCOME, "income-via-deposits"),
        (EXPENSES, "expenses-via-bills"),
        (EXPENSES, "expenses-via-checks"),
        (EXPENSES, "expenses-via-expenses"),
    ],
)
def test_what_a_run_created_is_voided_and_balances_are_as_before(
    office: Office, category: Category, template: str
) -> None:
    office.use(template)
    transaction = office.core.post("/examples/A")["transactions"][0]
    before = office.quickbooks.balances()
    run = office.run(category)
    assert office.quickbooks.balances() != before

    undone = undo(office, category, run)
    assert (undone.created, undone.updated, undone.voided) == (0, 0, run.created)
    assert office.quickbooks.balances() == before
    assert {link.status for link in office.links().values()} == {"voided"}
    assert status(office, category, transaction) == (
        "undone",
        f"run {run.run_id} was undone by finance ops",
    )
    # A sync skips it until the transaction changes in CORE.
    assert office.run(category).created == 0
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    assert office.run(category).created == run.created


def test_what_a_run_updated_is_reverted_to_the_cent_and_the_day(office: Office) -> None:
    transaction = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    before = office.entries("Invoice")[0]
    office.core.patch(f"/transactions/{transaction}", gross=1_234_567)
    run = office.run(INCOME)
    assert run.updated == 1

    undone = undo(office, INCOME, run)
    assert (undone.created, undone.updated, undone.voided) == (0, 1, 0)
    (after,) = office.entries("Invoice")
    same = ("id", "number", "party", "date", "total", "memo", "status")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert office.run(INCOME).updated == 0
    # A user who syncs the transaction on purpose gets what CORE has.
    assert office.run(INCOME, (str(transaction),)).updated == 1
    assert office.entries("Invoice")[0]["total"] == 1_234_567


def test_invoices_and_their_payments_are_voided_in_the_right_order(office: Office) -> None:
    statement = office.core.post("/examples/E")["statements"][0]
    office.core.post(f"/statements/{statement}/payments")
    run = office.run(BILLING)
    assert run.created == 2
    undone = undo(office, BILLING, run)
    assert undone.voided == 2
    assert set(office.quickbooks.balances().values()) == {0}


def test_a_payment_that_a_run_voided_is_re_created(office: Office) -> None:
    statement = office.core.post("/examples/E")["statements"][0]
    payment = office.core.post(f"/statements/{statement}/payments")["payments"][-1]
    office.run(BILLING)
    office.core.delete(f"/statements/{statement}/payments/{payment['id']}")
    run = office.run(BILLING)
    assert run.voided == 1
    undone = undo(office, BILLING, run)
    assert (undone.created, undone.voided) == (1, 0)
    assert office.balances("Accounts Receivable", "Checking Account") == (0, 10_000)


def test_what_was_updated_or_edited_since_stays_and_is_listed(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    transaction = office.core.post("/examples/A")["transactions"][0]
    office.core.post("/examples/B")
    run = office.run(INCOME)
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    office.run(INCOME)
    of_b = next(invoice for invoice in office.entries("Invoice") if invoice["total"] == 1_000_000)
    office.quickbooks.edit("Invoice", of_b["id"], "delete")

    caplog.set_level("INFO")
    undone = undo(office, INCOME, run)
    assert (undone.created, undone.updated, undone.voided) == (0, 0, 0)
    assert "was updated by a later run, so it stays unchanged." in caplog.text
    assert "was deleted in QuickBooks after this run, so it stays unchanged." in caplog.text
    assert [invoice["total"] for invoice in office.entries("Invoice")] == [1_100_000]


def test_a_preview_that_is_out_of_date_is_shown_again(office: Office) -> None:
    office.core.post("/examples/A")
    run = office.run(EXPENSES)
    assert office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id).outcome == "previewed"
    office.quickbooks.edit("Bill", office.entries("Bill")[0]["id"], "delete")
    # One of the two bills is gone since: these are other changes, which no preview showed.
    assert office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id).outcome == "previewed"
    assert office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id).voided == 1


def test_an_undo_can_be_undone(office: Office) -> None:
    office.core.post("/examples/A")
    run = office.run(INCOME)
    balances = office.quickbooks.balances()
    back = undo(office, INCOME, run)
    again = undo(office, INCOME, back)
    assert again.created == 1
    assert office.quickbooks.balances() == balances


def test_a_run_of_another_workflow_or_none_is_rejected(office: Office) -> None:
    office.core.post("/examples/A")
    run = office.run(INCOME)
    with pytest.raises(RunUnknown, match=f"This workflow has no run {run.run_id}"):
        office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id)
    with pytest.raises(SelectionMissing, match="needs the number of the run to undo"):
        office.run(INCOME, mode=RunMode.UNDO)
    with pytest.raises(SelectionMissing, match="needs the records to work on"):
        office.run(INCOME, mode=RunMode.VOID)


def test_a_repost_is_undone_into_the_entries_that_were_there(office: Office) -> None:
    office.core.post("/examples/A")
    office.run(EXPENSES)
    balances = office.quickbooks.balances()
    office.use("expenses-via-checks")
    office.run(EXPENSES, mode=RunMode.REPOST)
    reposted = office.run(EXPENSES, mode=RunMode.REPOST)
    assert (reposted.created, reposted.voided) == (2, 2)

    undone = undo(office, EXPENSES, reposted)
    assert (undone.created, undone.voided) == (2, 2)
    assert office.quickbooks.balances() == balances
    assert {link.kind for link in office.links().values()} == {"bill"}
    assert office.run(EXPENSES).created == 0
