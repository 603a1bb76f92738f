"""The custom transaction detail report: the one place where qbXML tells what the bank has settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from sandbox.accounting.ledger import Entry
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.parts import TXN_TYPES
from sandbox.quickbooks_desktop.qbxml.shape import Body, define
from sandbox.quickbooks_desktop.qbxml.values import dollars
from sandbox.quickbooks_desktop.queries import account_ids
from sandbox.quickbooks_desktop.refusals import Refusal
from sandbox.quickbooks_desktop.store import Record

NAME = "CustomDetailReportQuery"
_BANKS = frozenset({"Bank", "CreditCard"})


@dataclass(frozen=True, slots=True)
class Row:
    """One posting, with the transaction it belongs to."""

    books: Books
    record: Record
    posting: Entry


def _account(row: Row) -> str:
    return row.books.get(row.posting.account).label


def _name(row: Row) -> str:
    return row.books.get(row.posting.party).label if row.posting.party else ""


def _class(row: Row) -> str:
    return row.books.get(row.posting.class_).label if row.posting.class_ else ""


def _cleared(row: Row) -> str:
    """Only what stands on a bank's or a card's statement can be cleared."""
    account_type = row.books.get(row.posting.account).body["AccountType"]
    how = row.books.settings.cleared.get(row.record.id) if account_type in _BANKS else None
    return row.books.settings.cleared_shown[how] if how else ""


_COLUMNS: dict[str, tuple[str, str, Callable[[Row], str]]] = {
    "TxnID": ("Trans ID", "IDTYPE", lambda row: row.record.id),
    "TxnType": ("Type", "STRTYPE", lambda row: row.record.kind),
    "TxnNumber": ("Trans #", "INTTYPE", lambda row: str(row.record.number)),
    "Date": ("Date", "DATETYPE", lambda row: row.posting.txn_date),
    "RefNumber": ("Num", "STRTYPE", lambda row: str(row.record.body.get("RefNumber", ""))),
    "Name": ("Name", "STRTYPE", _name),
    "Memo": ("Memo", "STRTYPE", lambda row: row.posting.memo or ""),
    "Account": ("Account", "STRTYPE", _account),
    "Class": ("Class", "STRTYPE", _class),
    "ClearedStatus": ("Clr", "STRTYPE", _cleared),
    "Debit": ("Debit", "AMTTYPE", lambda row: dollars(max(row.posting.amount, 0))),
    "Credit": ("Credit", "AMTTYPE", lambda row: dollars(max(-row.posting.amount, 0))),
    "Amount": ("Amount", "AMTTYPE", lambda row: dollars(row.posting.amount)),
}
"""Column -> its heading, its type, and what stands in it."""

define(
    ReportPeriod="FromReportDate:date ToReportDate:date",
    ReportTxnTypes=f"TxnTypeFilter:=All/{TXN_TYPES}/JournalEntry/Transfer+",
    CustomDetailReportQuery=(
        "CustomDetailReportType:=CustomTxnDetail! DisplayReport:b "
        "( ReportPeriod:ReportPeriod! | ReportDateMacro:=All! ) ReportAccountFilter:ListFilter "
        "ReportTxnTypeFilter:ReportTxnTypes "
        "ReportDetailLevelFilter:=All/AllExceptSummary/SummaryOnly "
        "ReportPostingStatusFilter:=Either/NonPosting/Posting SummarizeRowsBy:=TotalOnly! "
        f"IncludeColumn:={'/'.join(_COLUMNS)}+ IncludeAccounts:=All/InUse "
        "ReportOpenBalanceAsOf:=ReportEndDate/Today ReportBasis:=Accrual/Cash/None"
    ),
)


def write_report(books: Books, sent: Body, parent: etree._Element) -> None:
    """Append the report that a request asks for; raises `Refusal` 500 for unknown accounts."""
    if sent.get("DisplayReport") == "true":
        raise Refusal(3250, "Reports are not displayed on a PC that nobody sits at.")
    columns, rows = sent["IncludeColumn"], _rows(books, sent)
    report = etree.SubElement(parent, "ReportRet")
    facts = {
        "ReportTitle": "Custom Transaction Detail Report",
        "ReportSubtitle": "All Transactions",
        "ReportBasis": sent.get("ReportBasis") or "Accrual",
        "NumRows": str(len(rows)),
        "NumColumns": str(len(columns)),
        "NumColTitleRows": "1",
    }
    for name, value in facts.items():
        etree.SubElement(report, name).text = value
    for number, column in enumerate(columns, start=1):
        heading, type_, _ = _COLUMNS[column]
        described = etree.SubElement(report, "ColDesc", colID=str(number), dataType=type_)
        etree.SubElement(described, "ColTitle", titleRow="1", value=heading)
        etree.SubElement(described, "ColType").text = column
    if not rows:
        return
    data = etree.SubElement(report, "ReportData")
    for position, row in enumerate(rows, start=1):
        line = etree.SubElement(data, "DataRow", rowNumber=str(position))
        for number, column in enumerate(columns, start=1):
            value = _COLUMNS[column][2](row)
            if value:
                etree.SubElement(line, "ColData", colID=str(number), value=value)


def _rows(books: Books, sent: Body) -> list[Row]:
    period = sent.get("ReportPeriod", {})
    start, end = period.get("FromReportDate") or "", period.get("ToReportDate") or "9999-12-31"
    types = sent.get("ReportTxnTypeFilter", {}).get("TxnTypeFilter", ["All"])
    chosen = sent.get("ReportAccountFilter")
    wanted = account_ids(books, chosen) if chosen else None
    result = []
    seen: set[str] = set()
    for posting in books.ledger.journal():
        summary = posting.txn not in seen
        seen.add(posting.txn)
        if not start <= posting.txn_date <= end or not _level(sent, summary=summary):
            continue
        if "All" not in types and posting.entity not in types:
            continue
        if wanted is None or posting.account in wanted:
            result.append(Row(books, books.get(posting.txn), posting))
    return result


def _level(sent: Body, *, summary: bool) -> bool:
    """Whether a transaction's own line, or its further lines, are asked for."""
    level = sent.get("ReportDetailLevelFilter") or "All"
    return level == "All" or (level == "SummaryOnly") == summary
