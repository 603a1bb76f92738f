"""Request ids."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def test_the_same_request_id_gets_the_same_answer(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    body = {"VendorRef": vendor, "Line": [books.cost(100)]}
    first, again = (books.save("Bill", body, requestid="abc-1") for _ in range(2))
    assert again == first
    assert len(books.sandbox.entries("Bill")) == 1
    assert books.save("Bill", body, requestid="abc-2")["Id"] != first["Id"]
    assert books.sandbox.calls()["replayed"] == 1


def test_another_body_is_answered_by_the_first_or_refused(books: Bookkeeper) -> None:
    books.save("Vendor", {"DisplayName": "Jane Doe"}, requestid="r")
    replayed = books.save("Vendor", {"DisplayName": "John Roe"}, requestid="r")
    assert replayed["DisplayName"] == "Jane Doe"
    books.sandbox.set(requestid_other_body="refuse")
    with pytest.raises(Refused, match="different content"):
        books.save("Vendor", {"DisplayName": "John Roe"}, requestid="r")


def test_the_same_request_id_may_be_refused_as_a_duplicate(books: Bookkeeper) -> None:
    books.sandbox.set(requestid_repeated="refuse")
    body = {"VendorRef": books.vendor("Jane Doe"), "Line": [books.cost(100)]}
    books.save("Bill", body, requestid="r")
    with pytest.raises(Refused, match="600 Duplicate Request ID") as refused:
        books.save("Bill", body, requestid="r")
    assert refused.value.code == "600"
    assert len(books.sandbox.entries("Bill")) == 1


@pytest.mark.parametrize(("retention", "pause", "bills"), [(0, 0, 2), (60, 59, 1), (60, 61, 2)])
def test_how_long_a_request_id_is_remembered(
    books: Bookkeeper, retention: int, pause: int, bills: int
) -> None:
    books.sandbox.set(requestid_retention_seconds=retention)
    body = {"VendorRef": books.vendor("Jane Doe"), "Line": [books.cost(100)]}
    books.save("Bill", body, requestid="r")
    books.sandbox.set(clock_offset_seconds=pause)
    books.save("Bill", body, requestid="r")
    assert len(books.sandbox.entries("Bill")) == bills


def test_a_fault_is_tried_anew_unless_faults_are_replayed(books: Bookkeeper) -> None:
    taken = books.save("Vendor", {"DisplayName": "Jane Doe"})
    for replay in (False, True):
        books.sandbox.set(replay_faults=replay)
        key = f"r-{replay}"
        with pytest.raises(Refused):
            books.save("Customer", {"DisplayName": "Jane Doe"}, requestid=key)
        taken = books.changed(taken, "Vendor", DisplayName=f"Jane {key}")
        if replay:
            with pytest.raises(Refused, match="already exists") as refused:
                books.save("Customer", {"DisplayName": "Jane Doe"}, requestid=key)
            assert refused.value.status == 400
        else:
            customer = books.save("Customer", {"DisplayName": "Jane Doe"}, requestid=key)
            books.changed(customer, "Customer", DisplayName="Somebody else")
            taken = books.changed(taken, "Vendor", DisplayName="Jane Doe")


def test_batch_items_are_remembered_one_by_one(books: Bookkeeper) -> None:
    items = [
        {"bId": str(number), "operation": "create", "Vendor": {"DisplayName": f"V {number}"}}
        for number in range(3)
    ]
    first = books.batch(*items[:2], requestid="batch-1")
    again = books.batch(*items, requestid="batch-1")
    assert again[:2] == first
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": 3}


def test_request_id_and_item_id_have_50_characters_together(books: Bookkeeper) -> None:
    item = {"bId": "x" * 15, "operation": "create", "Vendor": {"DisplayName": "Jane Doe"}}
    error = books.batch(item, requestid="r" * 36)[0]["Fault"]["Error"][0]
    assert error["code"] == "6000"
    assert "50 characters" in error["Detail"]
    assert "Vendor" in books.batch(item, requestid="r" * 35)[0]
    with pytest.raises(Refused, match="50 characters"):
        books.save("Vendor", {"DisplayName": "John Roe"}, requestid="r" * 51)
