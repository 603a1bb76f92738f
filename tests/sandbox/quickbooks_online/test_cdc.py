"""Change data capture."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def changes(books: Bookkeeper, entities: str, since: dt.datetime) -> dict[str, list[Any]]:
    """Entity -> what changed of it."""
    parameters = {"entities": entities, "changedSince": since.isoformat()}
    answer = books.client.get("cdc", params=parameters)
    if answer.is_error:
        raise Refused(answer)
    found: dict[str, list[Any]] = {}
    for response in answer.json()["CDCResponse"][0]["QueryResponse"]:
        found |= {name: value for name, value in response.items() if isinstance(value, list)}
    return found


def test_what_was_created_changed_paid_and_deleted(books: Bookkeeper) -> None:
    start = dt.datetime.now(dt.UTC)
    customer = books.customer("Oak")
    kept, gone = (books.invoice(customer, books.sale(100)) for _ in range(2))
    books.payment(customer, 60, (kept, 60))
    books.delete("Invoice", gone)
    found = changes(books, "Invoice,Payment,Bill", start)
    assert set(found) == {"Invoice", "Payment"}
    live, deleted = sorted(found["Invoice"], key=lambda one: one["Id"])
    assert live["Balance"] == 40
    assert (deleted["Id"], deleted["status"]) == (gone["Id"], "Deleted")


def test_only_what_changed_since(books: Bookkeeper) -> None:
    books.customer("Oak")
    books.sandbox.set(clock_offset_seconds=1800)
    since = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=15)
    books.customer("Elm")
    found = changes(books, "Customer", since)
    assert [customer["DisplayName"] for customer in found["Customer"]] == ["Elm"]


def test_it_looks_back_30_days_at_most(books: Bookkeeper) -> None:
    now = dt.datetime.now(dt.UTC)
    assert changes(books, "Invoice", now - dt.timedelta(days=29)) == {}
    with pytest.raises(Refused, match="30 days"):
        changes(books, "Invoice", now - dt.timedelta(days=31))


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
def test_deletions_come_after_all_that_exists_and_are_cut_off_first(
    books: Bookkeeper, order: str
) -> None:
    start = dt.datetime.now(dt.UTC)
    customer = books.customer("Oak")
    gone, *kept = (books.invoice(customer, books.sale(100)) for _ in range(3))
    books.delete("Invoice", gone)
    books.sandbox.set(cdc_order=order)

    found = changes(books, "Invoice", start)["Invoice"]
    assert [one.get("status") for one in found] == [None, None, "Deleted"]

    books.sandbox.set(cdc_most=2)
    cut = changes(books, "Invoice", start)["Invoice"]
    assert {one["Id"] for one in cut} == {one["Id"] for one in kept}


def test_every_kind_has_a_part_and_one_without_changes_an_empty_one(books: Bookkeeper) -> None:
    start = dt.datetime.now(dt.UTC).isoformat()
    books.invoice(books.customer("Oak"), books.sale(100))
    asked = {"entities": "Bill,Invoice,Payment", "changedSince": start}

    parts = books.client.get("cdc", params=asked).json()["CDCResponse"][0]["QueryResponse"]

    assert [sorted(part)[:1] for part in parts] == [[], ["Invoice"], []]


@pytest.mark.parametrize(
    ("how", "parts"),
    [
        ("part_fault", [["Invoice"], ["Fault"]]),
        ("part_missing", [["Invoice"]]),
    ],
)
def test_a_part_may_be_an_error_or_not_there(
    books: Bookkeeper, how: str, parts: list[list[str]]
) -> None:
    start = dt.datetime.now(dt.UTC).isoformat()
    books.invoice(books.customer("Oak"), books.sale(100))
    books.sandbox.fault("altered", {"operation": "cdc"}, how=how, part="Bill")

    answer = books.client.get("cdc", params={"entities": "Invoice,Bill", "changedSince": start})

    assert answer.status_code == 200
    found = answer.json()["CDCResponse"][0]["QueryResponse"]
    assert [sorted(part)[:1] for part in found] == parts


def test_a_moment_and_known_entities_are_needed(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="Unicorn"):
        changes(books, "Unicorn", dt.datetime.now(dt.UTC))
    answer = books.client.get("cdc", params={"entities": "Invoice"})
    assert answer.json()["Fault"]["Error"][0]["code"] == "2020"
