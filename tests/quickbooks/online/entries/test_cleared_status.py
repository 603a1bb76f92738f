from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.quickbooks.online.entries.cleared_status import (
    UNKNOWN,
    cleared_entries,
    is_truncated,
    statuses,
)

CUT = {"ColData": [{"value": "Unable to display more data. Please reduce the date range."}]}
RECONCILED, CLEARED = "reconciled", "cleared"


def column(key: str, *, old: bool = False) -> dict[str, Any]:
    if old:
        return {"ColTitle": key.title(), "ColType": key}
    return {"ColTitle": "?", "ColType": "String", "MetaData": [{"Name": "ColKey", "Value": key}]}


def row(entry_id: str, cleared: str) -> dict[str, Any]:
    return {"ColData": [{"value": "Check", "id": entry_id}, {"value": cleared}], "type": "Data"}


def report(*rows: dict[str, Any], old: bool = False) -> dict[str, Any]:
    columns = [column("txn_type", old=old), column("is_cleared", old=old)]
    return {"Columns": {"Column": columns}, "Rows": {"Row": list(rows)}}


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


class Transactions:
    """QuickBooks' list of transactions, which shows so many at once."""

    def __init__(self, cleared: dict[int, str], most: int) -> None:
        self.cleared = cleared
        self.most = most
        self.asked: list[tuple[int, int]] = []

    def __call__(self, first: dt.date, last: dt.date) -> dict[str, Any]:
        self.asked.append((first.day, last.day))
        shown = [
            row(str(d), sign) for d, sign in self.cleared.items() if first.day <= d <= last.day
        ]
        return report(*shown[: self.most], *([CUT] if len(shown) > self.most else []))


def test_reconciled_and_matched_entries_are_told_apart() -> None:
    found = statuses(report(row("1", "R"), row("2", "C"), row("3", ""), row("4", "r")))

    assert found == {"1": RECONCILED, "2": CLEARED, "3": "", "4": RECONCILED}


def test_signs_may_be_words() -> None:
    found = statuses(report(row("1", "Reconciled"), row("2", "Cleared"), row("3", "Uncleared")))

    assert found == {"1": RECONCILED, "2": CLEARED, "3": ""}


def test_older_reports_name_their_columns_by_type() -> None:
    assert statuses(report(row("1", "R"), old=True)) == {"1": RECONCILED}


def test_rows_in_groups_count_too() -> None:
    group = {"Header": {"ColData": [{"value": "March"}]}, "Rows": {"Row": [row("7", "C")]}}

    assert statuses(report(group)) == {"7": CLEARED}


@pytest.mark.parametrize(
    "listed",
    [
        {"Columns": {}, "Rows": {}},
        {"Rows": {"Row": [row("1", "R")]}},
        {"Columns": {"Column": [column("txn_type")]}, "Rows": {"Row": [row("1", "R")]}},
        report({"ColData": [{"value": "Check"}, {"value": "R"}]}),
        report(row("2", "R")),
        report(row("1", "%")),
    ],
    ids=["empty", "no columns", "column missing", "no id", "not listed", "unknown sign"],
)
def test_what_the_report_does_not_tell_is_not_taken_for_open(listed: dict[str, Any]) -> None:
    assert cleared_entries({"1": march(1)}, lambda *_: listed) == {"1": UNKNOWN}


def test_open_entries_are_left_out() -> None:
    listed = report(row("1", ""), row("2", "R"))

    assert cleared_entries({"1": march(1), "2": march(1)}, lambda *_: listed) == {"2": RECONCILED}


def test_a_report_that_is_truncated_is_asked_for_in_shorter_periods() -> None:
    transactions = Transactions({1: "R", 2: "", 3: "C", 20: "R"}, most=2)
    dates = {str(day): march(day) for day in (1, 2, 3, 20)}

    found = cleared_entries(dates, transactions)

    assert found == {"1": RECONCILED, "3": CLEARED, "20": RECONCILED}
    assert transactions.asked == [(1, 20), (1, 2), (3, 20)]


def test_a_day_that_is_too_long_by_itself_stays_unknown() -> None:
    listed = report(row("1", ""), CUT)
    dates = {"1": march(1), "2": march(1)}

    assert is_truncated(listed)
    assert cleared_entries(dates, lambda *_: listed) == {"2": UNKNOWN}


def test_nothing_is_asked_about_nothing() -> None:
    transactions = Transactions({}, most=1)

    assert cleared_entries({}, transactions) == {}
    assert transactions.asked == []
