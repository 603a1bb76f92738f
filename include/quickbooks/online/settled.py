"""What the bank has settled, out of QuickBooks Online's report of transactions.

https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/transactionlist:
the column is_cleared has "R" for reconciled, "C" for cleared, which is matched to the bank's feed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_HOW = {"R": "reconciled", "C": "matched to the bank's statement"}


def settled_entries(report: Mapping[str, Any]) -> dict[str, str]:
    """How each settled entry of the report is settled, by its id."""
    columns = (report.get("Columns") or {}).get("Column") or ()
    names = [_name(column) for column in columns]
    found = {}
    for row in _rows(report.get("Rows") or {}):
        cells = dict(zip(names, row, strict=False))
        entry_id = str((cells.get("txn_type") or {}).get("id") or "")
        how = _HOW.get(str((cells.get("is_cleared") or {}).get("value") or "").upper())
        if entry_id and how:
            found[entry_id] = how
    return found


def _name(column: Mapping[str, Any]) -> str:
    """A column's key; older reports have it only as its type."""
    for pair in column.get("MetaData") or ():
        if pair.get("Name") == "ColKey":
            return str(pair.get("Value"))
    return str(column.get("ColType") or "")


def _rows(rows: Mapping[str, Any]) -> Iterator[list[Mapping[str, Any]]]:
    """The rows with data, in groups or not."""
    for row in rows.get("Row") or ():
        if row.get("ColData"):
            yield row["ColData"]
        yield from _rows(row.get("Rows") or {})
