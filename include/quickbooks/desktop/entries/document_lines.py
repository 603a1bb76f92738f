"""The lines of QuickBooks Desktop's forms: sold, bought, or received into the bank."""

from __future__ import annotations

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind, Line
from include.books.gateway import DocumentWrite
from include.quickbooks.desktop.entries.forms import form_of
from include.quickbooks.desktop.entries.spelling import spelled
from include.quickbooks.desktop.wire.elements import Fields, amount, reference
from include.quickbooks.desktop.wire.schema import longest
from include.quickbooks.field_errors import FieldError, checked_text, wrong_target


def line_fields(write: DocumentWrite) -> list[Fields]:
    """The fields of each line of a document; none for a payment.

    Raises:
        FieldError: a line can't be sent as it is.
    """
    form = form_of(write)
    build = {"": None, "ExpenseLine": _bought, "DepositLine": _received}.get(form.line, _sold)
    return [build(write, line) for line in write.document.lines] if build else []


def _sold(write: DocumentWrite, line: Line) -> Fields:
    return {
        "ItemRef": reference(_target(line, ListKind.PRODUCT)),
        "Desc": _description(line, longest("InvoiceLine", "Desc")),
        "ClassRef": _class(write),
        "Amount": amount(line.amount),
    }


def _bought(write: DocumentWrite, line: Line) -> Fields:
    # Accounts receivable needs the customer who owes the money; on other accounts the payee says it.
    customer = write.party_id if write.document.kind is DocumentKind.REFUND else ""
    return {
        "AccountRef": reference(_target(line, ListKind.ACCOUNT)),
        "Amount": amount(line.amount),
        "Memo": _description(line, longest("ExpenseLine", "Memo")),
        "CustomerRef": reference(customer),
        "ClassRef": _class(write),
    }


def _received(write: DocumentWrite, line: Line) -> Fields:
    return {
        "EntityRef": reference(write.party_id),
        "AccountRef": reference(_target(line, ListKind.ACCOUNT)),
        "Memo": _description(line, longest("DepositLine", "Memo")),
        "ClassRef": _class(write),
        "Amount": amount(line.amount),
    }


def _target(line: Line, kind: ListKind) -> str:
    """The ID of the account or product that a line posts to."""
    if line.target.kind is not kind:
        raise FieldError(kind.value, wrong_target(line, kind))
    return line.target.id


def _description(line: Line, most: int) -> str:
    return checked_text(spelled(line.description), most, f"description of “{line.item_name}”")


def _class(write: DocumentWrite) -> Fields | None:
    ref = write.document.class_ref
    return reference(ref.id) if ref else None
