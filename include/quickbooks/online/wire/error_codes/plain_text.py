"""QuickBooks' own words as a bookkeeper reads them: plain text without names of API fields."""

from __future__ import annotations

import html
import re

from include.plain_text import plain as plain_text

_LONGEST = 400
_BREAK = re.compile(r"</?(?:br|p|li|ul|ol|div|tr|td|h\d)\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_ENTRY = re.compile(r"\bTxnType=(\w+) with TxnId=(\w+)")
_PATH = re.compile(r"\b(?:[A-Z]\w*\.)+([A-Z]\w*)")
_REFERENCE = re.compile(r"\b([A-Z][A-Za-z]*?)Ref\b")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")

_FIELDS = {
    "AccountBasedExpenseLineDetail": "account of a line",
    "AcctNum": "account number",
    "BillEmail": "email address",
    "BillableStatus": "billable",
    "DetailType": "kind of line",
    "DisplayName": "name",
    "DocNumber": "number",
    "DueDate": "due date",
    "FamilyName": "family name",
    "GivenName": "given name",
    "LinkedTxn": "linked entry",
    "PayType": "payment type",
    "PaymentRefNum": "reference number",
    "PaymentType": "payment type",
    "PrimaryEmailAddr": "email address",
    "PrintOnCheckName": "name on checks",
    "PrivateNote": "memo",
    "SalesItemLineDetail": "product of a line",
    "SyncToken": "version",
    "TaxIdentifier": "tax ID",
    "TotalAmt": "amount",
    "TxnDate": "date",
    "TxnId": "ID",
    "TxnType": "kind",
    "UnitPrice": "unit price",
    "request_id": "request ID",
    "requestid": "request ID",
}
_FIELD = re.compile(rf"\b(?:{'|'.join(_FIELDS)})\b")


def _one_line(text: str) -> str:
    """Text on one line, its words one space apart."""
    return " ".join(plain_text(text).split())


def plain(text: str) -> str:
    """A text of QuickBooks on one line, without markup, cut to 400 characters.

    Names of API fields become words: "VendorRef" is "vendor", "DocNumber" is "number".
    """
    shown = _TAG.sub("", _BREAK.sub(" ", html.unescape(text[: 10 * _LONGEST])))
    shown = _ENTRY.sub(r"\1 with ID \2", _one_line(shown))
    shown = _PATH.sub(r"\1", shown)
    shown = _FIELD.sub(lambda found: _FIELDS[found[0]], shown)
    shown = _REFERENCE.sub(lambda found: _HUMP.sub(" ", found[1]).lower(), shown)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1].rstrip()}…"
