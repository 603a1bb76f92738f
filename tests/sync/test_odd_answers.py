"""What a bookkeeper finds after QuickBooks Online answered oddly: every entry once, nothing missed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from include.books.causes import HoldCause
from include.books.gateway import GatewayUnavailable, Recovery
from include.database.statuses import LinkStatus, OperationStatus
from include.database.tables.entries import EntryWatermark
from include.database.tables.runs import Operation
from include.sync.run.mode import RunMode
from tests.sync.closings import close
from tests.sync.office import EXPENSES, INCOME, Office

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

INTERNAL = "Business Validation Error: Unexpected Internal Error. (-30003)"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are asked again without a pause."""
    monkeypatch.setattr("include.quickbooks.online.wire.calls._wait", lambda _: 0.0)


def statuses(office: Office, entity: str) -> list[str]:
    """The statuses of what was sent of a kind."""
    with office.database.reading() as session:
        rows = session.scalars(select(Operation).where(Operation.kind == entity.lower()))
        return [row.status for row in rows]


def watermark(office: Office) -> Any:
    with office.database.reading() as session:
        return session.scalars(select(EntryWatermark.read_up_to)).one()


@pytest.mark.parametrize(
    ("deals", "code", "detail"),
    [(1, "6000", INTERNAL), (2, "600", "Duplicate Request ID"), (1, "10000", "")],
)
def test_an_error_that_lasts_is_told_until_quickbooks_takes_the_bill(
    office: Office, deals: int, code: str, detail: str
) -> None:
    for _ in range(deals):
        close(office)
    rule = {"code": code, "detail": detail, "times": None}
    office.quickbooks.fault("fault", {"entity": "Bill", "operation": "create"}, **rule)
    office.run(EXPENSES)
    assert office.on_hold(EXPENSES) == []

    for _ in range(2):
        office.run(EXPENSES)
        sentences = office.on_hold(EXPENSES)
        assert len(sentences) == deals
        assert all(" times in a row. It isn't in QuickBooks." in one for one in sentences)
    assert office.entries("Bill") == []
    assert statuses(office, "Bill").count(OperationStatus.SENT) == 0
    office.quickbooks.no_faults()
    office.run(EXPENSES)

    assert len(office.entries("Bill")) == deals
    assert office.balances("Accounts Payable") == (8_000_00 * deals,)
    assert office.on_hold(EXPENSES) == []


def test_a_bill_that_someone_deleted_before_it_was_looked_up_is_entered_with_a_new_request(
    office: Office,
) -> None:
    office.quickbooks.set(requestid_retention_seconds=None, requestid_repeated="refuse")
    close(office)
    bills = {"entity": "Bill", "operation": "create"}
    office.quickbooks.fault("drop", bills, when="after_commit")
    office.quickbooks.fault("altered", {"operation": "cdc"}, how="part_fault", times=None, after=1)
    with pytest.raises(GatewayUnavailable):
        office.run(EXPENSES)
    office.quickbooks.no_faults()
    (bill,) = office.entries("Bill")
    office.quickbooks.edit("Bill", bill["id"], "delete")

    office.run(EXPENSES)

    assert [entry["total"] for entry in office.entries("Bill")] == [8_000_00]
    assert office.balances("Accounts Payable") == (8_000_00,)
    assert office.run(EXPENSES).created == 0


def test_a_write_without_an_answer_goes_out_with_the_same_request_again(office: Office) -> None:
    close(office)
    office.quickbooks.fault("drop", {"entity": "Bill", "operation": "create"}, times=3)
    sent = set()
    for _ in range(2):
        office.run(EXPENSES)
        with office.database.reading() as session:
            rows = session.scalars(select(Operation).where(Operation.kind == "bill"))
            sent |= {row.request_id for row in rows}
    office.run(EXPENSES)

    assert len(sent) == 1
    assert set(statuses(office, "Bill")) == {OperationStatus.POSTED}
    assert len(office.entries("Bill")) == 1


@pytest.mark.parametrize(
    ("detail", "times", "cause", "way_out"),
    [
        (
            "A rule of the day.",
            1,
            HoldCause.UNDONE_IN_PART,
            "Fix the cause in CORE or in QuickBooks",
        ),
        (INTERNAL, None, HoldCause.NOT_UNDONE, "Undo run"),
    ],
)
def test_what_quickbooks_does_not_let_an_undo_do_is_told_and_can_be_undone_later(
    office: Office, detail: str, times: int | None, cause: HoldCause, way_out: str
) -> None:
    office.core.post("/examples/A")
    run = office.run(EXPENSES)
    rule = {"code": "6000", "detail": detail, "times": times}
    office.quickbooks.fault("fault", {"entity": "Bill", "operation": "update"}, **rule)
    undo: dict[str, Any] = {"mode": RunMode.UNDO, "undo": run.run_id}
    for _ in range(2):
        office.run(EXPENSES, **undo)
    office.quickbooks.no_faults()
    for _ in range(2):  # a sync doesn't enter again what was undone
        report = office.run(EXPENSES)
        (hold,) = report.on_hold
        assert (report.created, hold.cause) == (0, cause)
        assert hold.what_to_do.startswith(way_out)
        assert f"ndo run {run.run_id} again" in hold.what_to_do
    for _ in range(2):
        office.run(EXPENSES, **undo)
    assert office.balances("Accounts Payable", "Agent Commissions") == (0, 0)
    again = office.run(EXPENSES)
    assert (again.created, again.on_hold) == (0, ())


@pytest.mark.parametrize("deals", [1, 3])
@pytest.mark.parametrize(
    ("code", "detail"),
    [("6000", INTERNAL), ("600", "Duplicate Request ID"), ("10000", ""), ("1010", "Create Failed")],
)
def test_a_bill_that_stands_after_an_error_is_not_entered_again(
    office: Office, deals: int, code: str, detail: str
) -> None:
    for _ in range(deals):
        close(office)
    rule = {"code": code, "detail": detail, "when": "after_commit", "times": None}
    office.quickbooks.fault("fault", {"entity": "Bill", "operation": "create"}, **rule)
    office.run(EXPENSES)
    office.quickbooks.no_faults()

    office.run(EXPENSES)

    assert len(office.entries("Bill")) == deals
    assert set(statuses(office, "Bill")) == {OperationStatus.POSTED}
    assert office.balances("Accounts Payable") == (8_000_00 * deals,)
    assert office.on_hold(EXPENSES) == []


@pytest.mark.parametrize(
    "how", ["item_missing", "item_twice", "item_foreign", "item_both", "without_id"]
)
def test_a_batch_that_is_answered_oddly_is_posted_once(office: Office, how: str) -> None:
    for _ in range(3):
        close(office)
    office.quickbooks.fault("altered", {"operation": "batch", "body": '"Bill"'}, how=how)

    office.run(EXPENSES)
    office.run(EXPENSES)

    assert len(office.entries("Bill")) == 3
    assert office.balances("Accounts Payable") == (24_000_00,)


@pytest.mark.parametrize("how", ["part_fault", "part_missing", "response_fault"])
def test_a_deletion_is_not_missed_when_a_kind_is_left_out(office: Office, how: str) -> None:
    deal = close(office)
    office.run(INCOME)
    (invoice,) = office.entries("Invoice")
    office.run(INCOME)
    before = watermark(office)
    office.quickbooks.edit("Invoice", invoice["id"], "delete")
    office.quickbooks.fault("altered", {"operation": "cdc"}, how=how, part="Invoice", times=None)

    with pytest.raises(GatewayUnavailable) as stopped:
        office.run(INCOME)
    assert stopped.value.recovery is Recovery.RETRY_LATER
    assert watermark(office) == before
    assert office.entries("Invoice") == []
    office.quickbooks.no_faults()

    office.run(INCOME)

    (link,) = office.links().values()
    assert (link.record_key, link.status) == (
        f"transaction:{deal}",
        LinkStatus.DELETED_IN_QUICKBOOKS,
    )


@pytest.mark.parametrize("numbered", [True, False])
def test_a_lost_invoice_is_not_entered_again_because_a_kind_was_left_out(
    office: Office, numbered: bool
) -> None:
    office.quickbooks.set(custom_txn_numbers=numbered)
    close(office)
    lost = {"entity": "Invoice", "operation": "create"}
    office.quickbooks.fault("drop", lost, when="after_commit")
    office.quickbooks.fault("altered", {"operation": "cdc"}, how="part_fault", times=None, after=1)

    with pytest.raises(GatewayUnavailable):
        office.run(INCOME)
    office.quickbooks.no_faults()
    office.run(INCOME)

    assert len(office.entries("Invoice")) == 1
    assert office.balances("Accounts Receivable") == (10_000_00,)


@pytest.mark.parametrize("deleted", ["first", "last"])
def test_a_deletion_among_more_changes_than_an_answer_holds_is_found(
    office: Office, monkeypatch: pytest.MonkeyPatch, deleted: str
) -> None:
    monkeypatch.setattr("include.quickbooks.online.wire.reader.MOST_CHANGES", 3)
    office.quickbooks.set(cdc_most=3)
    for _ in range(5):
        close(office)
    office.run(INCOME)
    invoices = sorted(office.entries("Invoice"), key=lambda one: int(one["id"]))
    gone = invoices[0 if deleted == "first" else -1]

    office.quickbooks.edit("Invoice", gone["id"], "delete")
    for other in invoices:
        if other is not gone:
            office.quickbooks.edit("Invoice", other["id"], CustomerMemo={"value": "Thank you"})
    office.run(INCOME)

    found = {
        link.quickbooks_id for link in office.links().values() if link.status != "in QuickBooks"
    }
    assert found == {gone["id"]}
    assert len(office.entries("Invoice")) == 4


@pytest.mark.parametrize(
    ("rule", "recovery"),
    [
        ({"kind": "gateway", "code": "150"}, Recovery.RETRY_LATER),
        ({"kind": "gateway", "code": "120", "stated_status": 500}, Recovery.RETRY_LATER),
        ({"kind": "html", "status": 403}, Recovery.RETRY_LATER),
        ({"kind": "json_error"}, Recovery.RETRY_LATER),
        ({"kind": "nothing"}, Recovery.RETRY_LATER),
        ({"kind": "oauth", "error": "invalid_grant", "status": 200}, Recovery.RECONNECT),
    ],
)
def test_a_company_that_answers_nonsense_is_tried_later(
    office: Office, rule: dict[str, Any], recovery: Recovery
) -> None:
    close(office)
    office.quickbooks.fault(match={"path": "/v3/"}, times=None, **rule)

    with pytest.raises(GatewayUnavailable) as stopped:
        office.run(INCOME)
    assert stopped.value.recovery is recovery
    assert office.entries("Invoice") == []
    office.quickbooks.no_faults()

    office.run(INCOME)

    assert office.balances("Commission Income") == (10_000_00,)


@pytest.mark.parametrize("code", ["6430", "6250", "6450", "6100", "6310", "2070", "800", "77777"])
def test_an_error_about_one_record_leaves_the_others(office: Office, code: str) -> None:
    for _ in range(2):
        close(office)
    rule = {"code": code, "detail": "Select another <b>AccountRef</b>."}
    office.quickbooks.fault("fault", {"entity": "Bill", "operation": "create"}, **rule)

    office.run(EXPENSES)

    assert len(office.entries("Bill")) == 1
    (sentence,) = office.on_hold(EXPENSES)
    assert "Select another account.”" in sentence
    assert "Way" in sentence or "bill" in sentence.casefold()
    office.run(EXPENSES)
    assert len(office.entries("Bill")) == 2
