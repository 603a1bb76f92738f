"""The lines of QuickBooks Desktop's forms: sold, bought, or received into the bank."""

from __future__ import annotations

from dataclasses import replace

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind, Line
from include.books.entries import LineExtras
from include.books.gateway import DocumentWrite
from include.quickbooks.desktop.entries.forms import form_of
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entries.line_taxes import code_fields
from include.quickbooks.desktop.entries.spelling import spelled
from include.quickbooks.desktop.wire.elements import Fields, amount, reference
from include.quickbooks.desktop.wire.schema import longest
from include.quickbooks.field_errors import FieldError, checked_text, wrong_target

NEW_LINE = "-1"
"""The TxnLineID of a line that an update adds; lines that an update doesn't name are removed."""


def line_fields(
    write: DocumentWrite, non_taxable: str = "", home: Home = UNITED_STATES
) -> list[Fields]:
    """The fields of each line of a document; none for a payment.

    Args:
        write: the document's.
        non_taxable: ListID of the sales tax code for what isn't taxable, in a file with sales tax.
        home: the company's.

    Raises:
        FieldError: a line can't be sent as it is.
    """
    form = form_of(write)
    if not form.line:
        return []
    pairs = list(zip(write.document.lines, _extras(write), strict=True))
    build = _BUILDERS[form.line]
    codes = code_fields(form, write.document, non_taxable, home)
    return [
        {**build(write, line, extra), **code}
        for (line, extra), code in zip(pairs, codes, strict=True)
    ]


def line_places(write: DocumentWrite) -> list[str]:
    """The TxnLineID of each line of an update: those of QuickBooks' own lines, or new ones.

    What an update doesn't name of a line that is there stays: its customer, whether it is billable
    or was billed, its class. QuickBooks takes such lines only in the order in which it has them
    (3290), which is that of their IDs; in any other all of them are made anew.
    """
    return [extra.line_id or NEW_LINE for extra in _extras(write)]


def _extras(write: DocumentWrite) -> list[LineExtras]:
    """What is set on each line; with the IDs of QuickBooks' own lines if they can be named."""
    if len(write.extras) != len(write.document.lines):
        return [LineExtras()] * len(write.document.lines)
    ids = [extra.line_id for extra in write.extras if extra.line_id]
    if len(set(ids)) == len(ids) and ids == sorted(ids, key=_number):
        return list(write.extras)
    return [replace(extra, line_id="") for extra in write.extras]


def _number(line_id: str) -> int:
    """The number in an ID: "1A2B-1795440321" begins with it, in hexadecimal."""
    try:
        return int(line_id.partition("-")[0], 16)
    except ValueError:
        return 0


def _sold(write: DocumentWrite, line: Line, extra: LineExtras) -> Fields:
    return {
        "ItemRef": reference(_target(line, ListKind.PRODUCT), f"item of “{line.item_name}”"),
        "Desc": _description(line, longest("InvoiceLine", "Desc")),
        "ClassRef": _class(write, extra),
        "Amount": amount(line.amount),
    }


def _bought(write: DocumentWrite, line: Line, extra: LineExtras) -> Fields:
    return {
        "AccountRef": reference(_target(line, ListKind.ACCOUNT), f"account of “{line.item_name}”"),
        "Amount": amount(line.amount),
        "Memo": _description(line, longest("ExpenseLine", "Memo")),
        "CustomerRef": _customer(write, extra),
        "ClassRef": _class(write, extra),
        "BillableStatus": "Billable" if extra.billable and not extra.line_id else None,
    }


def _received(write: DocumentWrite, line: Line, extra: LineExtras) -> Fields:
    return {
        "EntityRef": reference(write.party_id, write.document.party.kind.value),
        "AccountRef": reference(_target(line, ListKind.ACCOUNT), f"account of “{line.item_name}”"),
        "Memo": _description(line, longest("DepositLine", "Memo")),
        "ClassRef": _class(write, extra),
        "Amount": amount(line.amount),
    }


_BUILDERS = {
    "InvoiceLine": _sold,
    "SalesReceiptLine": _sold,
    "CreditMemoLine": _sold,
    "ExpenseLine": _bought,
    "DepositLine": _received,
}


def _customer(write: DocumentWrite, extra: LineExtras) -> Fields | None:
    """Accounts receivable needs the customer who owes the money; on other accounts the payee says it."""
    if write.document.kind is DocumentKind.REFUND:
        return reference(write.party_id, write.document.party.kind.value)
    return reference(extra.customer_id, "customer") if extra.customer_id else None


def _target(line: Line, kind: ListKind) -> str:
    """The ID of the account or product that a line posts to."""
    if line.target.kind is not kind:
        raise FieldError(kind.value, wrong_target(line, kind))
    return line.target.id


def _description(line: Line, most: int) -> str:
    return checked_text(spelled(line.description), most, f"description of “{line.item_name}”")


def _class(write: DocumentWrite, extra: LineExtras) -> Fields | None:
    """The document's class; without one, the class that a bookkeeper set on the line."""
    ref = write.document.class_ref
    if ref is not None:
        return reference(ref.id, "class")
    return reference(extra.class_id, "class") if extra.class_id else None
