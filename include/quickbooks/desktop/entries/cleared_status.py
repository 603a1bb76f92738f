"""What the bank has settled, out of QuickBooks Desktop's custom transaction detail report.

qbXML tells it nowhere else. The report shows a sign in the column "Clr": a tick, or "*" for what is
marked in a reconciliation that is not finished.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from include.quickbooks.desktop.wire.elements import day, element
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

UNKNOWN = "perhaps reconciled (its report of transactions does not tell)"
"""How an entry is settled of which the report does not tell: it is not to be taken for open."""

_MARKED = "marked in a reconciliation that is under way"
_RECONCILED = "reconciled"
_HALF_WAY = frozenset({"*", "C", "PENDING"})


def cleared_query(dates: Iterable[dt.date]) -> etree._Element:
    """Ask for the report of a range of days: one row for each posting."""
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


def settled(answer: RequestAnswer, ids: Sequence[str]) -> Mapping[str, str]:
    """How entries are settled with the bank; those that are open are left out.

    An entry that the report leaves out is UNKNOWN.
    """
    signs: dict[str, set[str]] = {}
    for report in answer.rets:
        columns = {
            column.findtext("ColType") or "": column.get("colID") or ""
            for column in report.iterfind("ColDesc")
        }
        for row in report.iterfind("ReportData/DataRow"):
            cells = {cell.get("colID"): cell.get("value") or "" for cell in row.iterfind("ColData")}
            entry_id = cells.get(columns.get("TxnID"), "")
            sign = cells.get(columns.get("ClearedStatus"), "").strip()
            signs.setdefault(entry_id, set()).update({sign} - {""})
    found = {}
    for one in ids:
        if one not in signs:
            found[one] = UNKNOWN
        elif signs[one]:
            half_way = {sign.upper() for sign in signs[one]} <= _HALF_WAY
            found[one] = _MARKED if half_way else _RECONCILED
    return found
