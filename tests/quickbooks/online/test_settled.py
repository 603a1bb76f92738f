from __future__ import annotations

from typing import Any

from include.quickbooks.online.settled import settled_entries


def column(key: str, *, old: bool = False) -> dict[str, Any]:
    if old:
        return {"ColTitle": key.title(), "ColType": key}
    return {"ColTitle": "?", "ColType": "String", "MetaData": [{"Name": "ColKey", "Value": key}]}


def row(entry_id: str, cleared: str) -> dict[str, Any]:
    return {"ColData": [{"value": "Check", "id": entry_id}, {"value": cleared}], "type": "Data"}


def report(*rows: dict[str, Any], old: bool = False) -> dict[str, Any]:
    columns = [column("txn_type", old=old), column("is_cleared", old=old)]
    return {"Columns": {"Column": columns}, "Rows": {"Row": list(rows)}}


def test_reconciled_and_matched_entries_are_told_apart() -> None:
    found = settled_entries(report(row("1", "R"), row("2", "C"), row("3", ""), row("4", "r")))

    assert found == {"1": "reconciled", "2": "matched to the bank's statement", "4": "reconciled"}


def test_older_reports_name_their_columns_by_type() -> None:
    assert settled_entries(report(row("1", "R"), old=True)) == {"1": "reconciled"}


def test_rows_in_groups_count_too() -> None:
    group = {"Header": {"ColData": [{"value": "March"}]}, "Rows": {"Row": [row("7", "C")]}}

    assert settled_entries(report(group)) == {"7": "matched to the bank's statement"}


def test_a_report_without_rows_or_columns_settles_nothing() -> None:
    assert settled_entries({"Columns": {}, "Rows": {}}) == {}
    assert settled_entries({"Rows": {"Row": [row("1", "R")]}}) == {}
    assert settled_entries(report({"ColData": [{"value": "Check"}, {"value": "R"}]})) == {}
