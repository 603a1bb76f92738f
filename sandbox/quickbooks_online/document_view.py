"""A document as its page shows it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online import json_text, links, reports
from sandbox.quickbooks_online.company import APP, Company
from sandbox.quickbooks_online.entities.tax_defaults import code_of
from sandbox.quickbooks_online.store import Body, Record, party_of

_NAMES = {
    "BillPayment": "Bill payment",
    "CreditMemo": "Credit memo",
    "JournalEntry": "Journal entry",
    "RefundReceipt": "Refund receipt",
    "SalesReceipt": "Sales receipt",
    "VendorCredit": "Vendor credit",
}
_PURCHASES = {"Check": "Check", "Cash": "Expense", "CreditCard": "Card expense"}
_ACCOUNTS = {
    "DepositToAccountRef": "Deposit to",
    "AccountRef": "Paid from",
    "FromAccountRef": "From",
    "ToAccountRef": "To",
    "APAccountRef": "Payable account",
    "ARAccountRef": "Receivable account",
    "PaymentMethodRef": "Payment method",
    "SalesTermRef": "Terms",
    "DepartmentRef": "Location",
}


def document(company: Company, record: Record) -> dict[str, Any]:
    """Everything the page of a document shows."""
    body = record.body
    postings = reports.journal(company, record.entity, record.id)
    lines = [_line(company, line) for line in body.get("Line", ()) if _counts(line)]
    return {
        "kind": kind_name(record),
        "record": record,
        "body": body,
        "party": _party(record),
        "total": body.get("TotalAmt", body.get("Amount", Decimal(0))),
        "facts": [(label, body[name]["name"]) for name, label in _ACCOUNTS.items() if name in body],
        "lines": lines,
        "classes": any(line["class"] for line in lines),
        "codes": any(line["tax"] for line in lines),
        "taxes": _taxes(company, body),
        "postings": postings,
        "debits": sum(one["debit"] for one in postings),
        "credits": sum(one["credit"] for one in postings),
        "links": _links(company, record),
        "history": versions(company, record),
        "created": company.local(record.created),
        "updated": company.local(record.updated),
        "json": json_text.dumps(body, indent=2),
    }


def kind_name(record: Record) -> str:
    """What people call a document of this kind."""
    if record.entity == "Purchase":
        return _PURCHASES[record.body["PaymentType"]]
    return _NAMES.get(record.entity, record.entity)


def versions(company: Company, record: Record) -> list[dict[str, Any]]:
    """Every version an entity has had, the newest first, with what changed."""
    rows = company.store.database.execute(
        "SELECT token, at, who, action, body FROM version "
        "WHERE realm = ? AND entity = ? AND id = ? ORDER BY rowid",
        (company.realm, record.entity, record.id),
    ).fetchall()
    result: list[dict[str, Any]] = []
    before: Body = {}
    for token, at, who, action, text in rows:
        body = json_text.loads(text)
        changed = sorted(name for name in {*before, *body} if before.get(name) != body.get(name))
        result.append(
            {
                "token": token,
                "at": company.local(at),
                "who": "the app" if who == APP else who,
                "action": action,
                "changed": changed if before else [],
                "total": body.get("TotalAmt"),
            }
        )
        before = body
    return result[::-1]


def _party(record: Record) -> dict[str, str] | None:
    ref = party_of(record.body)
    if ref is None:
        return None
    kinds = {"CustomerRef": "Customer", "VendorRef": "Vendor"}
    kind = next((kind for name, kind in kinds.items() if name in record.body), ref.get("type", ""))
    return {"kind": kind, "id": ref["value"], "name": ref["name"]}


def _counts(line: Body) -> bool:
    return line.get("DetailType") != "SubTotalLineDetail"


def _taxes(company: Company, body: Body) -> list[dict[str, Any]]:
    """The tax of each rate, by the rate's name; US companies have one without a name."""
    found = body.get("TxnTaxDetail", {}).get("TaxLine", ())
    return [{"name": _rate_name(company, tax), "amount": tax["Amount"]} for tax in found]


def _rate_name(company: Company, tax: Body) -> str:
    ref = tax["TaxLineDetail"].get("TaxRateRef")
    rate = None if ref is None else company.get("TaxRate", str(ref["value"]))
    return "Sales tax" if rate is None else company.name_of(rate)


def _code_name(company: Company, detail: Body) -> str:
    """The name of a line's tax code; TAX and NON are names themselves, and not worth a column."""
    code = company.get("TaxCode", code_of(detail)) if company.settings.country != "US" else None
    return "" if code is None else company.name_of(code)


def _line(company: Company, line: Body) -> dict[str, Any]:
    detail: Body = line.get(line.get("DetailType", ""), {})
    target = detail.get("ItemRef") or detail.get("AccountRef") or detail.get("DiscountAccountRef")
    linked = [f"{link['TxnType']} {link['TxnId']}" for link in line.get("LinkedTxn", ())]
    return {
        "target": target["name"] if target else ", ".join(linked),
        "description": line.get("Description", ""),
        "class": detail.get("ClassRef", {}).get("name", ""),
        "tax": _code_name(company, detail),
        "side": detail.get("PostingType", ""),
        "amount": line.get("Amount", Decimal(0)),
    }


def _links(company: Company, record: Record) -> list[dict[str, Any]]:
    both = [
        ("settles", links.links_from(company, record.entity, record.id)),
        ("settled by", links.linked_by(company, record.entity, record.id)),
    ]
    result = []
    for role, found in both:
        for entity, id_, amount in found:
            other = company.store.get(company.realm, entity, id_)
            if other is not None:
                shown = {"entity": entity, "id": id_, "kind": kind_name(other), "amount": amount}
                result.append({**shown, "role": role, "number": other.body.get("DocNumber")})
    return result
