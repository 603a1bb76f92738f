"""Which entries the bank has cleared, from QuickBooks Online's transaction list.

https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/transactionlist:
the column is_cleared has "R" for reconciled, "C" for cleared, which is matched in the bank feed.
A report ends at 400,000 cells, with a sentence where the next row would be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

Report: TypeAlias = Mapping[str, Any]

COLUMNS = "tx_date,txn_type,doc_num,is_cleared"
"""The columns that the report must have."""

UNKNOWN = "possibly cleared or reconciled"
"""The status of an entry that the report leaves out: it must not count as open."""

_OPEN = ""
_STATUSES = {"R": "reconciled", "C": "cleared", "U": _OPEN, "": _OPEN}
_TRUNCATED = "unable to display more data"


def cleared_entries(
    dates: Mapping[str, dt.date], report: Callable[[dt.date, dt.date], Report]
) -> dict[str, str]:
    """How the bank cleared entries; those that are open are left out.

    Args:
        dates: the entries' dates by ID.
        report: reads the transaction list from a day to a day, both included. Where it is too long
            for QuickBooks, shorter ones are read.

    Returns:
        By ID, how. An entry that the report leaves out, or has with an unknown sign, is UNKNOWN.
    """
    if not dates:
        return {}
    first, last = min(dates.values()), max(dates.values())
    listed = report(first, last)
    if first < last and is_truncated(listed):
        days = sorted(set(dates.values()))
        middle = days[len(days) // 2]
        early = {entry_id: day for entry_id, day in dates.items() if day < middle}
        late = {entry_id: day for entry_id, day in dates.items() if day >= middle}
        return cleared_entries(early, report) | cleared_entries(late, report)
    known = statuses(listed)
    found = {entry_id: known.get(entry_id, UNKNOWN) for entry_id in dates}
    return {entry_id: status for entry_id, status in found.items() if status != _OPEN}


def statuses(report: Report) -> dict[str, str]:
    """How each entry of the report is cleared, by its ID; "" for open ones."""
    columns = (report.get("Columns") or {}).get("Column") or ()
    names = [_name(column) for column in columns]
    by_id = {}
    for row in _rows(report.get("Rows") or {}):
        cells = dict(zip(names, row, strict=False))
        entry_id = str((cells.get("txn_type") or {}).get("id") or "")
        if entry_id and "is_cleared" in cells:
            sign = str((cells["is_cleared"] or {}).get("value") or "").strip()
            by_id[entry_id] = _STATUSES.get(sign[:1].upper(), UNKNOWN)
    return by_id


def is_truncated(report: Report) -> bool:
    """Whether QuickBooks left rows out, which a sentence states where the next row would be."""
    return any(
        _TRUNCATED in str(cell.get("value") or "").casefold()
        for row in _rows(report.get("Rows") or {})
        for cell in row
    )


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
