"""Batches."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def vendor_item(b_id: str, name: str) -> dict[str, Any]:
    return {"bId": b_id, "operation": "create", "Vendor": {"DisplayName": name}}


def test_a_batch_writes_reads_and_refuses_item_by_item(books: Bookkeeper) -> None:
    customer = books.customer("Oak")
    invoice = books.invoice(customer, books.sale(100))
    payment = books.payment(customer, 100, (invoice, 100))
    known = {"Id": payment["Id"], "SyncToken": "0"}
    change = {"Id": invoice["Id"], "SyncToken": "7", "sparse": True}
    answers = books.batch(
        vendor_item("one", "Jane Doe"),
        {"bId": "two", "operation": "update", "Invoice": change},
        {
            "bId": "three",
            "operation": "update",
            "Payment": {**known, "sparse": True},
            "optionsData": "void",
        },
        {"bId": "four", "Query": "SELECT * FROM Invoice"},
        {"bId": "five", "operation": "delete", "Invoice": {"Id": "99", "SyncToken": "0"}},
        {"bId": "six", "operation": "burn", "Invoice": {}},
        {"bId": "seven"},
    )
    by_id = {answer["bId"]: answer for answer in answers}
    assert by_id["one"]["Vendor"]["SyncToken"] == "0"
    assert by_id["two"]["Fault"]["Error"][0]["code"] == "5010"
    assert by_id["three"]["Payment"]["TotalAmt"] == 0
    assert by_id["four"]["QueryResponse"]["Invoice"][0]["Balance"] == 100
    assert by_id["five"]["Fault"]["Error"][0]["code"] == "610"
    assert by_id["six"]["Fault"]["type"] == "ValidationFault"
    assert by_id["seven"]["Fault"]["Error"][0]["code"] == "2020"


def test_items_do_not_see_earlier_items_of_their_batch(books: Bookkeeper) -> None:
    answers = books.batch(
        vendor_item("1", "Jane Doe"),
        {"bId": "2", "Query": "SELECT * FROM Vendor"},
        {
            "bId": "3",
            "operation": "create",
            "Bill": {"VendorRef": {"value": "1"}, "Line": [books.cost(1)]},
        },
    )
    assert answers[0]["Vendor"]["Id"] == "1"
    assert answers[1]["QueryResponse"] == {}
    assert answers[2]["Fault"]["Error"][0]["code"] == "2500"
    assert books.bill({"value": "1"}, books.cost(1))


def test_answers_may_come_in_any_order(books: Bookkeeper) -> None:
    sent = [f"b{number}" for number in range(12)]
    books.sandbox.set(batch_order="reversed")
    items = [vendor_item(b_id, f"Vendor {b_id}") for b_id in sent]
    assert [answer["bId"] for answer in books.batch(*items)] == sent[::-1]
    books.sandbox.set(batch_order="shuffled")
    again = [vendor_item(b_id, f"Other {b_id}") for b_id in sent]
    shuffled = [answer["bId"] for answer in books.batch(*again)]
    assert shuffled != sent
    assert sorted(shuffled) == sorted(sent)


def test_more_than_thirty_items_are_refused_unless_set_otherwise(books: Bookkeeper) -> None:
    items = [vendor_item(str(number), f"Vendor {number}") for number in range(31)]
    with pytest.raises(Refused, match="maximum of 30"):
        books.batch(*items)
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": 0}
    books.sandbox.set(batch_over_30="accept")
    assert len(books.batch(*items)) == 31


@pytest.mark.parametrize("sent", [{}, {"BatchItemRequest": []}, {"BatchItemRequest": [3]}, []])
def test_what_is_no_batch(books: Bookkeeper, sent: Any) -> None:
    with pytest.raises(Refused) as refused:
        books.post("batch", sent)
    assert refused.value.code in ("2010", "2020")


def test_items_before_a_break_are_in_the_books_the_others_are_not(books: Bookkeeper) -> None:
    books.sandbox.fault("drop", {"operation": "batch"}, when="between_items", items=2)
    items = [vendor_item(str(number), f"Vendor {number}") for number in range(5)]
    with pytest.raises(httpx.RemoteProtocolError):
        books.batch(*items)
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": 2}


def test_a_fault_can_be_ordered_for_single_items(books: Bookkeeper) -> None:
    match = {"entity": "Vendor", "operation": "create"}
    books.sandbox.fault("fault", match, code="6000", after=1)
    answers = books.batch(*(vendor_item(str(number), f"V {number}") for number in range(3)))
    assert ["Fault" in answer for answer in answers] == [False, True, False]
