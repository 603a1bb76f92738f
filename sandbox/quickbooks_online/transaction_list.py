"""The report TransactionList: the one place where QuickBooks' API tells what the bank has settled.

https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/transactionlist
"""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import TRANSACTIONS
from sandbox.quickbooks_online.reports import entry
from sandbox.quickbooks_online.store import Body, Record

NAME = "TransactionList"

_CUT = "Unable to display more data. Please reduce the date range."
_TITLES = {
    "tx_date": "Date",
    "txn_type": "Transaction Type",
    "doc_num": "Num",
    "is_cleared": "Clr",
    "subt_nat_amount": "Amount",
}
_NAMES = {
    "SalesReceipt": "Sales Receipt",
    "VendorCredit": "Vendor Credit",
    "CreditMemo": "Credit Memo",
    "BillPayment": "Bill Payment",
    "JournalEntry": "Journal Entry",
    "RefundReceipt": "Refund",
}


def report(company: Company, options: dict[str, str]) -> Body:
    """The live transactions dated between start_date and end_date, both included.

    A list that is too long ends with a sentence that says so, in an answer that is no fault.
    """
    columns = [one for one in options.get("columns", "").split(",") if one in _TITLES]
    columns = columns or list(_TITLES)
    start, end = options.get("start_date", ""), options.get("end_date", "9999")
    listed = [
        record
        for kind in TRANSACTIONS
        for record in company.store.find(company.realm, kind, "status <> 'deleted'")
        if start <= str(record.body.get("TxnDate", "")) <= end
    ]
    most = company.settings.report_cells // len(columns)
    rows = [_row(_cell(company, record, column) for column in columns) for record in listed[:most]]
    if len(listed) > most:
        rows.append(_row([{"value": _CUT}]))
    return {
        "Header": {
            "ReportName": NAME,
            "StartPeriod": start,
            "EndPeriod": end,
            "Currency": company.settings.home,
        },
        "Columns": {"Column": [_column(one) for one in columns]},
        "Rows": {"Row": rows} if rows else {},
    }


def _row(cells: Iterable[Body]) -> Body:
    return {"ColData": list(cells), "type": "Data"}


def _column(name: str) -> Body:
    return {
        "ColTitle": _TITLES[name],
        "ColType": name,
        "MetaData": [{"Name": "ColKey", "Value": name}],
    }


def _cell(company: Company, record: Record, column: str) -> Body:
    shown = entry(company, record)
    match column:
        case "tx_date":
            return {"value": shown["date"]}
        case "txn_type":
            return {"value": _type(record), "id": record.id}
        case "doc_num":
            return {"value": shown["number"] or ""}
        case "is_cleared":
            return {"value": company.settings.cleared.get(f"{record.entity}/{record.id}", "")}
        case _:
            return {"value": f"{shown['total'] / 100:.2f}"}


def _type(record: Record) -> str:
    if record.entity == "Purchase":
        return "Check" if record.body.get("PaymentType") == "Check" else "Expense"
    return _NAMES.get(record.entity, record.entity)
