"""What the bank has settled, out of QuickBooks Online's report of transactions.

https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/transactionlist:
the column is_cleared has "R" for reconciled, "C" for cleared, which is matched to the bank's feed.
A report ends at 400,000 cells, with a sentence where the next row would be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

Report: TypeAlias = Mapping[str, Any]

COLUMNS = "tx_date,txn_type,doc_num,is_cleared"
"""What the report has to have."""

UNKNOWN = "perhaps reconciled or matched (its list of transactions does not tell)"
"""How an entry is settled of which the report does not tell: it is not to be taken for open."""

_OPEN = ""
_HOW = {"R": "reconciled", "C": "matched to the bank's statement", "U": _OPEN, "": _OPEN}
_CUT = "unable to display more data"


def cleared_entries(
    dates: Mapping[str, dt.date], report: Callable[[dt.date, dt.date], Report]
) -> dict[str, str]:
    """How entries are settled with the bank; those that are open are left out.

    Args:
        dates: the entries' dates by id.
        report: the list of transactions from a day to a day, both included. Where it is too long
            for QuickBooks, shorter ones are asked for.

    Returns:
        By id, how. An entry that the report leaves out, or with a sign nobody knows, is UNKNOWN.
    """
    if not dates:
        return {}
    first, last = min(dates.values()), max(dates.values())
    listed = report(first, last)
    if first < last and is_cut(listed):
        days = sorted(set(dates.values()))
        middle = days[len(days) // 2]
        early = {one: day for one, day in dates.items() if day < middle}
        late = {one: day for one, day in dates.items() if day >= middle}
        return cleared_entries(early, report) | cleared_entries(late, report)
    known = marks(listed)
    found = {one: known.get(one, UNKNOWN) for one in dates}
    return {one: how for one, how in found.items() if how != _OPEN}


def marks(report: Report) -> dict[str, str]:
    """How each entry of the report is settled, by its id; "" for open ones."""
    columns = (report.get("Columns") or {}).get("Column") or ()
    names = [_name(column) for column in columns]
    found = {}
    for row in _rows(report.get("Rows") or {}):
        cells = dict(zip(names, row, strict=False))
        entry_id = str((cells.get("txn_type") or {}).get("id") or "")
        if entry_id and "is_cleared" in cells:
            sign = str((cells["is_cleared"] or {}).get("value") or "").strip()
            found[entry_id] = _HOW.get(sign[:1].upper(), UNKNOWN)
    return found


def is_cut(report: Report) -> bool:
    """Whether QuickBooks left rows out, which it says where the next row would be."""
    return any(
        _CUT in str(cell.get("value") or "").casefold()
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
