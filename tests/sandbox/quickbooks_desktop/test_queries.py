"""Queries: portions, filters, rows, reports, what changed since."""

from __future__ import annotations

import datetime as dt

import pytest

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.session import Session
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, ref, text

# Portions


def test_an_iteration_brings_everything_once(books: Bookkeeper) -> None:
    for number in range(7):
        books.add("Vendor", Name=f"Vendor {number}")
    response = books.ask("VendorQuery", {"MaxReturned": 3}, iterator="Start")
    names, remaining = [], []
    while True:
        names += [text(one, "Name") for one in response]
        remaining.append(response.get("iteratorRemainingCount"))
        if remaining[-1] == "0":
            break
        id_ = str(response.get("iteratorID"))
        response = books.ask("VendorQuery", {"MaxReturned": 3}, iterator="Continue", iteratorID=id_)
    assert names == [f"Vendor {number}" for number in range(7)]
    assert remaining == ["4", "1", "0"]


def test_an_iteration_ends_with_its_session(books: Bookkeeper) -> None:
    for number in range(3):
        books.add("Vendor", Name=f"Vendor {number}")
    response = books.ask("VendorQuery", {"MaxReturned": 1}, iterator="Start")
    books.session = Session()
    id_ = str(response.get("iteratorID"))
    again = books.ask("VendorQuery", {"MaxReturned": 1}, iterator="Continue", iteratorID=id_)
    assert again.get("statusCode") == "3391"


def test_max_returned_alone_cuts_off(books: Bookkeeper) -> None:
    assert len(books.query("Account", MaxReturned=5)) == 5
    counted = books.ask("AccountQuery", metaData="MetaDataOnly")
    assert (counted.get("retCount"), len(counted)) == ("29", 0)


# Finding transactions


@pytest.fixture
def year(books: Bookkeeper) -> Bookkeeper:
    ann, bob = books.customer("Ann"), books.customer("Bob")
    books.invoice(ann, "10.00", TxnDate="2026-01-10", RefNumber="TR-1")
    books.invoice(bob, "20.00", TxnDate="2026-02-10", RefNumber="TR-2")
    paid = books.invoice(ann, "30.00", TxnDate="2026-03-10", RefNumber="XR-3")
    books.payment(ann, "30.00", (paid, "30.00"))
    return books


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({"RefNumber": ["tr-1", "XR-3"]}, ["TR-1", "XR-3"]),
        ({"RefNumberCaseSensitive": "TR-2"}, ["TR-2"]),
        ({"TxnDateRangeFilter": {"FromTxnDate": "2026-02-01"}}, ["TR-2", "XR-3"]),
        (
            {"TxnDateRangeFilter": {"FromTxnDate": "2026-01-10", "ToTxnDate": "2026-02-10"}},
            ["TR-1", "TR-2"],
        ),
        ({"EntityFilter": ref("Ann")}, ["TR-1", "XR-3"]),
        ({"AccountFilter": ref("Commission Income")}, ["TR-1", "TR-2", "XR-3"]),
        (
            {"RefNumberFilter": {"MatchCriterion": "StartsWith", "RefNumber": "TR"}},
            ["TR-1", "TR-2"],
        ),
        ({"RefNumberRangeFilter": {"FromRefNumber": "TR-2"}}, ["TR-2", "XR-3"]),
        ({"PaidStatus": "NotPaidOnly"}, ["TR-1", "TR-2"]),
        ({"PaidStatus": "PaidOnly", "EntityFilter": ref("Ann")}, ["XR-3"]),
    ],
)
def test_invoices_are_found(
    year: Bookkeeper, fields: dict[str, object], numbers: list[str]
) -> None:
    order = ("EntityFilter", "PaidStatus")
    ordered = (
        dict(sorted(fields.items(), key=lambda pair: order.index(pair[0])))
        if (len(fields) > 1)
        else fields
    )
    assert [text(one, "RefNumber") for one in year.query("Invoice", **ordered)] == numbers


def test_lines_and_links_come_when_they_are_asked_for(year: Bookkeeper) -> None:
    (plain,) = year.query("Invoice", RefNumber="XR-3")
    assert plain.find("InvoiceLineRet") is None
    assert plain.find("LinkedTxn") is None
    (full,) = year.query("Invoice", RefNumber="XR-3", IncludeLineItems=True, IncludeLinkedTxns=True)
    assert text(full, "LinkedTxn/Amount") == "-30.00"
    assert text(full, "InvoiceLineRet/Amount") == "30.00"


def test_transactions_of_every_kind_as_rows(year: Bookkeeper) -> None:
    rows = year.query("Transaction", TransactionDetailLevelFilter="SummaryOnly")
    assert [text(row, "TxnType") for row in rows] == ["Invoice"] * 3 + ["ReceivePayment"]
    rows = year.query("Transaction", RefNumber="TR-1")
    assert [(text(row, "AccountRef/FullName"), text(row, "Amount")) for row in rows] == [
        ("Accounts Receivable", "10.00"),
        ("Commission Income", "-10.00"),
    ]


def test_what_changed_since_a_moment_of_the_pcs_time(books: Bookkeeper, file: CompanyFile) -> None:
    ann = books.customer()
    first = books.invoice(ann, "1.00", RefNumber="old")
    file.set(clock_offset_seconds=3600)
    books.invoice(ann, "2.00", RefNumber="new")
    moment = dt.datetime.fromisoformat(text(first, "TimeModified")).replace(tzinfo=None)
    since = (moment + dt.timedelta(minutes=30)).isoformat()
    found = books.query("Invoice", ModifiedDateRangeFilter={"FromModifiedDate": since})
    assert [text(one, "RefNumber") for one in found] == ["new"]
    both = {"FromModifiedDate": moment.isoformat()}
    assert len(books.query("Invoice", ModifiedDateRangeFilter=both)) == 2


def test_times_in_summer_carry_winters_offset(file: CompanyFile) -> None:
    july = dt.datetime(2026, 7, 1, 20, tzinfo=dt.UTC).timestamp()
    with file.reading() as opened:
        assert opened.shown(int(july)) == "2026-07-01T13:00:00-08:00"
    file.set(daylight_offset_wrong=False)
    with file.reading() as opened:
        assert opened.shown(int(july)) == "2026-07-01T13:00:00-07:00"


def test_a_report_tells_what_the_bank_has_settled(books: Bookkeeper, file: CompanyFile) -> None:
    bank = ref("Checking Account")
    ids = [
        text(books.add("Check", AccountRef=bank, ExpenseLineAdd=books.spent("9.00")), "TxnID")
        for _ in range(3)
    ]
    file.clear(ids[0])
    file.clear(ids[1], "C")
    asked = {
        "CustomDetailReportType": "CustomTxnDetail",
        "ReportDateMacro": "All",
        "ReportAccountFilter": bank,
        "ReportTxnTypeFilter": {"TxnTypeFilter": ["Check", "Deposit"]},
        "SummarizeRowsBy": "TotalOnly",
        "IncludeColumn": ["TxnID", "ClearedStatus", "Amount"],
    }
    (report,) = books.query("CustomDetailReport", **asked)
    rows = [[one.get("value") for one in row] for row in report.iter("DataRow")]
    assert rows == [
        [ids[0], "Cleared", "-9.00"],
        [ids[1], "Pending", "-9.00"],
        [ids[2], "-9.00"],
    ]
    detail = {**asked, "ReportDetailLevelFilter": "AllExceptSummary"}
    order = sorted(detail, key=lambda name: list(_REPORT).index(name))
    (report,) = books.query("CustomDetailReport", **{name: detail[name] for name in order})
    assert text(report, "NumRows") == "0"


_REPORT = (
    "CustomDetailReportType",
    "ReportDateMacro",
    "ReportAccountFilter",
    "ReportTxnTypeFilter",
    "ReportDetailLevelFilter",
    "SummarizeRowsBy",
    "IncludeColumn",
)


def test_portions_need_a_size(books: Bookkeeper) -> None:
    assert books.ask("VendorQuery", iterator="Start").get("statusCode") == "3150"
