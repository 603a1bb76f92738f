"""The report TransactionList, which alone tells what the bank has settled."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper


def report(books: Bookkeeper, **options: str) -> dict[str, Any]:
    answer = books.client.get("reports/TransactionList", params=options)
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(books: Bookkeeper, columns: str, **options: str) -> list[tuple[str, ...]]:
    """The values of the rows."""
    found = report(books, columns=columns, **options)
    return [tuple(cell["value"] for cell in row["ColData"]) for row in found["Rows"].get("Row", ())]


def check(books: Bookkeeper, number: str, amount: int, date: str = "2026-03-02") -> str:
    made = books.save(
        "Purchase",
        {
            "PaymentType": "Check",
            "DocNumber": number,
            "TxnDate": date,
            "AccountRef": books.account("Escrow"),
            "Line": [books.cost(amount)],
        },
    )
    return str(made["Id"])


def test_each_transaction_is_a_row_with_its_type_and_id(books: Bookkeeper) -> None:
    vendor, customer = books.vendor("Jane Doe"), books.customer("Oak")
    day = "2026-03-02"
    bill = books.bill(vendor, books.cost(80), DocNumber="B-1", TxnDate=day)
    receipt = books.save(
        "SalesReceipt",
        {
            "CustomerRef": customer,
            "Line": [books.sale(100)],
            "DocNumber": "S-1",
            "TxnDate": day,
        },
    )
    checked = check(books, "C-1", 60, day)
    card = {"PaymentType": "CreditCard", "AccountRef": books.account("Company Credit Card")}
    spent = books.save("Purchase", {**card, "TxnDate": day, "Line": [books.cost("5.50")]})

    found = report(books, columns="tx_date,txn_type,doc_num,subt_nat_amount")

    cells = {row["ColData"][1]["id"]: row["ColData"] for row in found["Rows"]["Row"]}
    shown = {id_: [cell["value"] for cell in row] for id_, row in cells.items()}
    assert shown == {
        bill["Id"]: [day, "Bill", "B-1", "80.00"],
        receipt["Id"]: [day, "Sales Receipt", "S-1", "100.00"],
        checked: [day, "Check", "C-1", "60.00"],
        spent["Id"]: [day, "Expense", "", "5.50"],
    }
    keys = [one["MetaData"][0]["Value"] for one in found["Columns"]["Column"]]
    assert keys == ["tx_date", "txn_type", "doc_num", "subt_nat_amount"]
    assert found["Header"]["ReportName"] == "TransactionList"


def test_a_period_includes_its_first_and_its_last_day(books: Bookkeeper) -> None:
    for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
        check(books, day, 1, day)

    found = rows(books, "doc_num", start_date="2026-03-01", end_date="2026-03-31")

    assert found == [("2026-03-01",), ("2026-03-31",)]
    assert report(books, start_date="2027-01-01")["Rows"] == {}


def test_what_the_bank_has_settled_says_so(books: Bookkeeper) -> None:
    matched, reconciled, open_ = (check(books, f"C-{n}", n) for n in (1, 2, 3))
    books.sandbox.clear("Purchase", matched, "C")
    books.sandbox.clear("Purchase", reconciled)

    assert rows(books, "doc_num,is_cleared") == [("C-1", "C"), ("C-2", "R"), ("C-3", "")]

    books.sandbox.clear("Purchase", open_, "C")
    assert rows(books, "is_cleared") == [("C",), ("R",), ("C",)]
    books.sandbox.set(cleared={})


def test_only_the_bank_settles_and_in_two_ways(books: Bookkeeper) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        books.sandbox.set(cleared={"Purchase/1": "X"})
    assert refused.value.response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert rows(books, "is_cleared") == []


def test_deleted_transactions_are_in_no_list_and_voided_ones_are(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    bill = books.bill(vendor, books.cost(80), DocNumber="B-1")
    books.delete("Bill", bill)
    invoice = books.invoice(books.customer("Oak"), books.sale(100), DocNumber="TR-1")
    books.void("Invoice", invoice)

    assert rows(books, "doc_num,subt_nat_amount") == [("TR-1", "0.00")]


def test_without_columns_all_are_shown_and_unknown_ones_are_passed_over(books: Bookkeeper) -> None:
    check(books, "C-1", 60)

    assert len(report(books)["Columns"]["Column"]) == 5
    assert rows(books, "doc_num,moon_phase") == [("C-1",)]


def test_there_is_one_report(books: Bookkeeper) -> None:
    assert books.client.get("reports/Horoscope").is_error


def test_a_list_that_is_too_long_says_so_and_ends(books: Bookkeeper) -> None:
    for number in range(4):
        check(books, f"C-{number}", 1)
    books.sandbox.set(report_cells=6)

    cut = "Unable to display more data. Please reduce the date range."
    found = report(books, columns="doc_num,is_cleared")["Rows"]["Row"]

    assert [one["ColData"][0]["value"] for one in found] == ["C-0", "C-1", "C-2", cut]
    assert len(rows(books, "doc_num")) == 4
    books.sandbox.set(report_cells=400_000)
