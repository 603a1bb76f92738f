"""Everything in a company file at one moment, in the words of `snapshots`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.links import total
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.rendering import shown
from sandbox.quickbooks_desktop.rules import TRANSACTIONS
from sandbox.quickbooks_desktop.store import Record
from tests.sync.snapshots import Row, Snapshot

ONLINE = {
    "ReceivePayment": "Payment",
    "Check": "Purchase",
    "CreditCardCharge": "Purchase",
    "BillPaymentCheck": "BillPayment",
}
"""What Desktop calls its forms -> what Online does, where it is another name."""
_LINES = {
    "InvoiceLine": "SalesItemLineDetail",
    "SalesReceiptLine": "SalesItemLineDetail",
    "CreditMemoLine": "SalesItemLineDetail",
    "ExpenseLine": "AccountBasedExpenseLineDetail",
    "DepositLine": "DepositLineDetail",
}
_OPEN = ("BalanceRemaining", "OpenAmount", "CreditRemaining", "UnusedPayment")
_REFERENCES = {
    "CustomerRef": "CustomerRef",
    "VendorRef": "VendorRef",
    "PayeeEntityRef": "EntityRef",
    "AccountRef": "AccountRef",
    "DepositToAccountRef": "DepositToAccountRef",
    "BankAccountRef": "AccountRef",
}
_VOID = "VOID:"


def snapshot(file: CompanyFile) -> Snapshot:
    """Read everything."""
    with file.reading() as books:
        rows = [_row(books, record) for record in books.store.find(TRANSACTIONS)]
        parties = {
            (kind, record.id): _party(shown(books, record))
            for kind in ("Customer", "Vendor")
            for record in books.store.find((kind,))
        }
        cleared = {
            f"{_entity(books.get(id_).kind)}/{id_}": how
            for id_, how in books.settings.cleared.items()
        }
        bank = books.named("Account", "Checking Account").id
        held = books.undeposited().id
    return Snapshot({row.key: row for row in rows}, parties, cleared, bank, held, ("Payment",))


def _entity(kind: str) -> str:
    return ONLINE.get(kind, kind)


def _row(books: Books, record: Record) -> Row:
    desktop = shown(books, record, linked=True)
    memo = str(desktop.get("Memo", ""))
    body: dict[str, Any] = {
        "Id": record.id,
        "SyncToken": desktop["EditSequence"],
        "DocNumber": desktop.get("RefNumber"),
        "TxnDate": record.txn_date,
        "PrivateNote": f"Voided -{memo[len(_VOID) :]}" if memo.startswith(_VOID) else memo,
        "TotalAmt": _amount(total(record.kind, record.body)),
        "Balance": next((Decimal(desktop[name]) for name in _OPEN if name in desktop), 0),
        "Line": _lines(desktop),
        "LinkedTxn": [
            {"TxnType": _entity(link["TxnType"]), "TxnId": link["TxnID"]}
            for link in desktop["LinkedTxn"]
        ],
    }
    for name, online in _REFERENCES.items():
        if name in desktop:
            body[online] = _ref(desktop[name])
    if record.kind == "Check":
        body["PaymentType"] = "Check"
        later = desktop.get("IsToBePrinted") == "true"
        printed = str(desktop.get("RefNumber", "")).isdigit()
        body["PrintStatus"] = "NeedToPrint" if later else "PrintComplete" if printed else "NotSet"
    return Row((_entity(record.kind), record.id), body)


def _lines(desktop: Body) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for base, detail_type in _LINES.items():
        lines.extend(_line(line, detail_type) for line in desktop.get(f"{base}Ret", ()))
    for applied in desktop.get("AppliedToTxnRet", ()):
        link = {"TxnType": _entity(applied["TxnType"]), "TxnId": applied["TxnID"]}
        lines.append({"Amount": Decimal(applied["Amount"]), "DetailType": "", "LinkedTxn": [link]})
    return lines


def _line(line: Mapping[str, Any], detail_type: str) -> dict[str, Any]:
    names = ("ItemRef", "AccountRef", "ClassRef", "CustomerRef")
    detail: dict[str, Any] = {name: _ref(line[name]) for name in names if name in line}
    if "EntityRef" in line:
        detail["Entity"] = _ref(line["EntityRef"])
    if line.get("BillableStatus"):
        detail["BillableStatus"] = line["BillableStatus"]
    return {
        "Id": line["TxnLineID"],
        "Description": line.get("Desc") or line.get("Memo"),
        "Amount": Decimal(line.get("Amount", "0")),
        "DetailType": detail_type,
        detail_type: detail,
    }


def _party(desktop: Body) -> dict[str, Any]:
    return {
        "Id": desktop["ListID"],
        "DisplayName": desktop["FullName"],
        "Active": desktop["IsActive"] == "true",
        "PrintOnCheckName": desktop.get("NameOnCheck") or desktop.get("PrintAs"),
    }


def _ref(ref: Mapping[str, str]) -> dict[str, str]:
    return {"value": ref["ListID"], "name": ref["FullName"]}


def _amount(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
