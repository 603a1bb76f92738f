"""Which entries the bank has cleared, from QuickBooks Desktop's custom transaction detail report.

qbXML has it nowhere else. The report has a sign in the column "Clr": a check mark, or "*" for what is
marked in a reconciliation that isn't finished.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from include.quickbooks.desktop.wire.elements import day, element
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

UNKNOWN = "possibly cleared or reconciled"
"""The status of an entry that the report leaves out: it must not count as open."""

_MARKED = "marked in an unfinished reconciliation"
_RECONCILED = "reconciled"
_HALF_WAY = frozenset({"*", "C", "PENDING"})


def cleared_query(dates: Iterable[dt.date]) -> etree._Element:
    """Query the report of a range of days: one row for each posting."""
    days = sorted(dates)
    return element(
        "CustomDetailReportQueryRq",
        {
            "CustomDetailReportType": "CustomTxnDetail",
            "ReportPeriod": {"FromReportDate": day(days[0]), "ToReportDate": day(days[-1])},
            "ReportDetailLevelFilter": "All",
            "SummarizeRowsBy": "TotalOnly",
            "IncludeColumn": ["TxnID", "ClearedStatus"],
        },
    )


def cleared_entries(answers: Sequence[RequestAnswer], ids: Sequence[str]) -> Mapping[str, str]:
    """How the bank cleared entries, by ID; those that are open are left out.

    An entry that the report leaves out is UNKNOWN.
    """
    signs = _signs(answers)
    statuses = {entry_id: _status(signs.get(entry_id)) for entry_id in ids}
    return {entry_id: status for entry_id, status in statuses.items() if status}


def _status(signs: set[str] | None) -> str:
    """The status in words; "" for open."""
    if signs is None:
        return UNKNOWN
    if not signs:
        return ""
    return _MARKED if {sign.upper() for sign in signs} <= _HALF_WAY else _RECONCILED


def _signs(answers: Sequence[RequestAnswer]) -> dict[str, set[str]]:
    """The signs on all postings of each entry, by its ID; none for open ones."""
    signs: dict[str, set[str]] = {}
    for report in (ret for answer in answers for ret in answer.rets):
        columns = {
            column.findtext("ColType") or "": column.get("colID") or ""
            for column in report.iterfind("ColDesc")
        }
        if not {"TxnID", "ClearedStatus"} <= columns.keys():
            continue  # it says nothing, so that every entry is UNKNOWN
        for row in report.iterfind("ReportData/DataRow"):
            cells = {cell.get("colID"): cell.get("value") or "" for cell in row.iterfind("ColData")}
            entry_id = cells.get(columns.get("TxnID"), "")
            sign = cells.get(columns.get("ClearedStatus"), "").strip()
            signs.setdefault(entry_id, set()).update({sign} - {""})
    return signs
