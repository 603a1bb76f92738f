"""A document, and a person, as their pages show them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_desktop import links, reports
from sandbox.quickbooks_desktop.books import APP, Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents
from sandbox.quickbooks_desktop.rendering import shown
from sandbox.quickbooks_desktop.rules import SPECS
from sandbox.quickbooks_desktop.rules.tax_codes import is_included
from sandbox.quickbooks_desktop.store import Record

_NAMES = {
    "BillPaymentCheck": "Bill payment",
    "CreditCardCharge": "Credit card charge",
    "CreditMemo": "Credit memo",
    "ReceivePayment": "Payment",
    "SalesReceipt": "Sales receipt",
    "VendorCredit": "Vendor credit",
}
_FACTS = {
    "DueDate": "Due",
    "AccountRef": "Paid from",
    "BankAccountRef": "Paid from",
    "DepositToAccountRef": "Deposit to",
    "ARAccountRef": "Receivable account",
    "APAccountRef": "Payable account",
    "PaymentMethodRef": "Payment method",
    "TermsRef": "Terms",
}


def document(books: Books, record: Record) -> dict[str, Any]:
    """Everything the page of a document shows."""
    body = shown(books, record, linked=True)
    postings = reports.journal(books, record.kind, record.id)
    lines = [
        _line(line) for base in SPECS[record.kind].lines for line in body.get(f"{base}Ret", ())
    ]
    return {
        "kind": _NAMES.get(record.kind, record.kind),
        "record": record,
        "body": body,
        "entry": reports.entry(books, record),
        "party_kind": books.get(record.party).kind if record.party else "",
        "facts": _facts(body),
        "lines": lines,
        "codes": any(line["tax"] for line in lines),
        "tax": _tax(record),
        "postings": postings,
        "debits": sum(one["debit"] for one in postings),
        "credits": sum(one["credit"] for one in postings),
        "links": _links(books, record),
        "history": versions(books, record),
    }


def _facts(body: Body) -> list[tuple[str, str]]:
    found = [(label, _said(body[name])) for name, label in _FACTS.items() if name in body]
    return [*found, ("Print", "later")] if body.get("IsToBePrinted") == "true" else found


def _said(value: Any) -> str:
    return str(value["FullName"]) if isinstance(value, dict) else str(value)


def _line(line: Body) -> dict[str, Any]:
    target: Body = line.get("ItemRef") or line.get("AccountRef") or {}
    return {
        "target": target.get("FullName", ""),
        "description": line.get("Desc") or line.get("Memo") or "",
        "class": line.get("ClassRef", {}).get("FullName", ""),
        "tax": line.get("SalesTaxCodeRef", {}).get("FullName", ""),
        "amount": Decimal(line.get("Amount") or "0"),
    }


def _tax(record: Record) -> Decimal:
    """The tax that QuickBooks added: what the total has beyond the lines."""
    bases = SPECS[record.kind].lines
    lines = [line for base in bases for line in record.body.get(f"{base}Ret", ())]
    if not lines or is_included(record.body):
        return Decimal(0)
    return Decimal(links.total(record.kind, record.body) - sum(map(_cents, lines))) / 100


def _cents(line: Body) -> int:
    return cents(line.get("Amount"))


def _links(books: Books, record: Record) -> list[dict[str, Any]]:
    found = [("settles", link.to, link.amount) for link in links.of(books, record.id)]
    found += [("settled by", link.by, link.amount) for link in links.to(books, record.id)]
    result = []
    for role, id_, amount in found:
        other = books.get(id_)
        name = f"{_NAMES.get(other.kind, other.kind)} {other.body.get('RefNumber') or other.id}"
        result.append(
            {"role": role, "slug": other.kind.lower(), "id": id_, "name": name, "amount": amount}
        )
    return result


def versions(books: Books, record: Record) -> list[dict[str, Any]]:
    """Every version a record has had, the newest first, with what changed."""
    rows = books.store.database.execute(
        "SELECT edit_sequence, at, who, action, body FROM version WHERE id = ? ORDER BY rowid",
        (record.id,),
    ).fetchall()
    result: list[dict[str, Any]] = []
    before: Body = {}
    for token, at, who, action, text in rows:
        body = json.loads(text)
        changed = sorted(name for name in {*before, *body} if before.get(name) != body.get(name))
        total = body.get(links.TOTALS.get(record.kind, ""))
        result.append(
            {
                "token": token,
                "at": dt.datetime.fromisoformat(books.shown(at)),
                "who": "the app" if who == APP else who,
                "action": action,
                "changed": changed if before else [],
                "total": None if total is None else Decimal(total),
            }
        )
        before = body
    return result[::-1]


def person(books: Books, record: Record) -> dict[str, Any]:
    """A customer or vendor, as the Online sandbox's pages show people."""
    body = shown(books, record)
    return {
        "Id": record.id,
        "DisplayName": record.label,
        "Active": record.active,
        "CompanyName": body.get("CompanyName"),
        "PrimaryEmailAddr": {"Address": body["Email"]} if "Email" in body else {},
        "TaxIdentifier": body.get("VendorTaxIdent"),
        "Vendor1099": body.get("IsVendorEligibleFor1099") == "true",
        "Balance": Decimal(body["Balance"]),
    }
