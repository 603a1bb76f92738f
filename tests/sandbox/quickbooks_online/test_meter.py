"""Reads are counted, writes are free."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper


def test_reads_are_counted_by_kind_and_writes_are_free(books: Bookkeeper) -> None:
    oak = books.save("Customer", {"DisplayName": "Oak"})
    now = dt.datetime.now(dt.UTC).isoformat()
    books.sandbox.reset_meter()

    books.changed(oak, "Customer", Notes="x")
    books.query("SELECT * FROM Customer")
    books.read("Customer", oak["Id"])
    books.client.get("cdc", params={"entities": "Invoice", "changedSince": now})
    books.client.get("preferences")
    books.client.get(f"companyinfo/{books.sandbox.realm}")
    books.client.get("reports/TransactionList")

    kinds = ("query", "read", "cdc", "preferences", "companyinfo", "report")
    assert books.sandbox.metered() == {**dict.fromkeys(kinds, 1), "total": 6}


@pytest.mark.parametrize(("setting", "counted"), [("no", 0), ("each", 1), ("queries", 2)])
def test_what_a_batch_counts_is_a_setting(books: Bookkeeper, setting: str, counted: int) -> None:
    books.sandbox.set(metered_batches=setting)

    books.batch(
        {"bId": "1", "Query": "SELECT * FROM Vendor"},
        {"bId": "2", "Query": "SELECT * FROM Customer"},
        {"bId": "3", "operation": "create", "Vendor": {"DisplayName": "Jane Doe"}},
    )

    assert books.sandbox.metered()["total"] == counted


def test_what_never_came_through_is_not_counted(books: Bookkeeper) -> None:
    books.sandbox.fault("429", times=1)
    books.sandbox.fault("html", times=1)

    statuses = [books.client.get("preferences").status_code for _ in range(3)]

    assert statuses == [429, 502, 200]
    assert books.sandbox.metered()["total"] == 1


def test_a_reset_empties_the_meter(books: Bookkeeper) -> None:
    books.client.get("preferences")
    books.sandbox.reset()

    assert books.sandbox.metered() == {"total": 0}
