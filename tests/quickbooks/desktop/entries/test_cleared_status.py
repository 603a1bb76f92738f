"""What the bank cleared, from QuickBooks Desktop's report: what it doesn't say counts as cleared."""

from __future__ import annotations

import pytest
from lxml import etree

from include.quickbooks.desktop.entries.cleared_status import UNKNOWN, cleared_entries
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

BOTH = ("TxnID", "ClearedStatus")


def report(*columns: str, sign: str = "") -> RequestAnswer:
    """A report with these columns and a row of the entry 1A-1."""
    head = "".join(
        f'<ColDesc colID="{nth}"><ColType>{name}</ColType></ColDesc>'
        for nth, name in enumerate(columns, start=1)
    )
    row = f'<DataRow><ColData colID="1" value="1A-1"/><ColData colID="2" value="{sign}"/></DataRow>'
    ret = etree.fromstring(f"<ReportRet>{head}<ReportData>{row}</ReportData></ReportRet>")
    return RequestAnswer("CustomDetailReportQueryRs", "0", "Info", "", (ret,))


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (report(*BOTH), ""),
        (report(*BOTH, sign="√"), "reconciled"),
        (report(*BOTH, sign="*"), "marked in an unfinished reconciliation"),
        (report("TxnID"), UNKNOWN),
        (report("Date", "ClearedStatus"), UNKNOWN),
    ],
)
def test_how_the_bank_cleared_an_entry(answer: RequestAnswer, status: str) -> None:
    assert cleared_entries([answer], ["1A-1"]).get("1A-1", "") == status
