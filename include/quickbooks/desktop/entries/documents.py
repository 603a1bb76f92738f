"""From neutral documents to QuickBooks Desktop's invoices, bills, checks, deposits and the rest.

The fields of a form are given in any order: `wire.schema` has the one that qbXML wants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from include.books.documents import DocumentKind
from include.books.gateway import Action, DocumentWrite
from include.quickbooks.desktop.entries.document_lines import line_fields, line_places
from include.quickbooks.desktop.entries.forms import CARD, DELETED, form_of
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entries.line_taxes import head_fields
from include.quickbooks.desktop.entries.spelling import number_of, spelled
from include.quickbooks.desktop.wire.elements import (
    Fields,
    Value,
    amount,
    day,
    element,
    reference,
    yes,
)
from include.quickbooks.desktop.wire.schema import longest
from include.quickbooks.field_errors import FieldError, UnknownReference, checked_text


def document_request(
    write: DocumentWrite, non_taxable: str = "", home: Home = UNITED_STATES
) -> etree._Element:
    """The request that creates, updates, voids or deletes one document.

    An update names only the fields that CoreBooks keeps; lines that it doesn't name are removed.

    Args:
        write: what is to be done.
        non_taxable: ListID of the sales tax code for what isn't taxable, in a file with sales tax.
        home: the company's.

    Raises:
        FieldError: it can't be sent as it is.
    """
    form = form_of(write)
    if write.action is Action.VOID:
        verb = "TxnDel" if write.document.kind in DELETED else "TxnVoid"
        return element(f"{verb}Rq", {f"{verb}Type": form.name, "TxnID": _existing_id(write)})
    creating = write.action is Action.CREATE
    verb = "Add" if creating else "Mod"
    fields: dict[str, Value] = {} if creating else _version(write)
    fields |= _BUILDERS[write.document.kind](write)
    if form.line:
        lines = line_fields(write, non_taxable, home)
        if write.document.kind is not DocumentKind.DEPOSIT:
            fields |= head_fields(write.document, non_taxable, home)
        if not creating:
            places = line_places(write)
            lines = [{"TxnLineID": at, **line} for at, line in zip(places, lines, strict=True)]
        fields[f"{form.line}{verb}"] = lines
    name = f"{form.name}{verb}"
    return element(f"{name}Rq", {name: fields})


def memo(text: str, marker: str) -> str:
    """The memo: the document's own, and the CoreBooks tag by which the entry is found.

    Raises:
        FieldError: it is longer than QuickBooks keeps.
    """
    return checked_text(spelled(f"{text} [{marker}]"), longest("Invoice", "Memo"), "memo")


def _version(write: DocumentWrite) -> dict[str, Value]:
    version = write.existing.version if write.existing else ""
    return {"TxnID": _existing_id(write), "EditSequence": version}


def _existing_id(write: DocumentWrite) -> str:
    if write.existing is None or not write.existing.id.strip():
        raise FieldError("entry", "CoreBooks doesn't know which QuickBooks entry to change")
    return write.existing.id


def _invoice(write: DocumentWrite) -> Fields:
    return {**_sale(write), "DueDate": day(write.due_date)}


def _sale(write: DocumentWrite) -> Fields:
    """What every form to a customer has; a credit memo has no more."""
    return {"CustomerRef": _party(write), **_head(write)}


def _sales_receipt(write: DocumentWrite) -> Fields:
    return {
        **_sale(write),
        "PaymentMethodRef": _method(write),
        "DepositToAccountRef": _account(write),
    }


def _payment(write: DocumentWrite) -> Fields:
    account = write.document.account
    return {
        **_sale(write),
        "TotalAmount": amount(write.document.total),
        "PaymentMethodRef": _method(write),
        "DepositToAccountRef": reference(account.id, "account") if account else None,
        **_applied(write),
    }


def _applied(write: DocumentWrite) -> Fields:
    """The part of a payment that pays the invoice.

    QuickBooks must be told not to choose invoices itself.
    """
    document = write.document
    creating = write.action is Action.CREATE
    cents = document.total if document.applied is None else document.applied
    if cents and document.pays is not None and not (write.pays_id or "").strip():
        raise UnknownReference("invoice paid by it")
    if creating and (write.pays_id is None or not cents):
        return {"IsAutoApply": yes(False)}
    if write.pays_id is None:
        return {}
    tag = "AppliedToTxnAdd" if creating else "AppliedToTxnMod"
    return {tag: [{"TxnID": write.pays_id, "PaymentAmount": amount(cents)}]}


def _deposit(write: DocumentWrite) -> Fields:
    return {
        "TxnDate": day(write.date),
        "DepositToAccountRef": _account(write),
        "Memo": _memo(write),
    }


def _bill(write: DocumentWrite) -> Fields:
    return {**_vendor_credit(write), "DueDate": day(write.due_date)}


def _vendor_credit(write: DocumentWrite) -> Fields:
    return {"VendorRef": _party(write), **_head(write)}


def _check(write: DocumentWrite) -> Fields:
    """A check.

    One that is updated stays printed, or to be printed, as it is: someone may have printed it, and
    printing gives it the number that is on the paper.
    """
    fields = dict(_paid(write))
    print_later = write.document.print_later
    if print_later:
        fields.pop("RefNumber", None)
    if write.action is Action.CREATE:
        fields["IsToBePrinted"] = yes(print_later)
    return fields


def _expense(write: DocumentWrite) -> Fields:
    """An expense or a refund: a check that isn't printed, or a charge, which never is."""
    printing: Fields = {} if form_of(write) is CARD else {"IsToBePrinted": yes(False)}
    return {**_paid(write), **printing}


def _paid(write: DocumentWrite) -> Fields:
    fields = {
        "AccountRef": _account(write),
        "PayeeEntityRef": _party(write),
        **_head(write),
    }
    if write.keeps_number:
        del fields["RefNumber"]
    return fields


def _head(write: DocumentWrite) -> Fields:
    return {
        "TxnDate": day(write.date),
        "RefNumber": number_of(write.document.kind, write.document.number),
        "Memo": _memo(write),
    }


def _memo(write: DocumentWrite) -> str:
    if write.memo is None:
        return memo(write.document.memo, write.marker)
    return checked_text(spelled(write.memo), longest("Invoice", "Memo"), "memo")


def _account(write: DocumentWrite) -> Fields | None:
    if write.document.account is None:
        raise FieldError("account", "no account is set for the money to come into or go out of")
    return reference(write.document.account.id, "account")


def _party(write: DocumentWrite) -> Fields:
    return reference(write.party_id, write.document.party.kind.value)


def _method(write: DocumentWrite) -> Fields | None:
    method = write.document.payment_method
    return reference(method.id, "payment method") if method else None


_BUILDERS: Mapping[DocumentKind, Callable[[DocumentWrite], Fields]] = {
    DocumentKind.INVOICE: _invoice,
    DocumentKind.CREDIT_MEMO: _sale,
    DocumentKind.SALES_RECEIPT: _sales_receipt,
    DocumentKind.PAYMENT: _payment,
    DocumentKind.DEPOSIT: _deposit,
    DocumentKind.BILL: _bill,
    DocumentKind.VENDOR_CREDIT: _vendor_credit,
    DocumentKind.CHECK: _check,
    DocumentKind.EXPENSE: _expense,
    DocumentKind.REFUND: _expense,
}
