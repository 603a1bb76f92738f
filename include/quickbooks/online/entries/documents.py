"""From neutral documents to QuickBooks Online's invoices, bills, checks, deposits and the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quickbooks.objects.base import LinkedTxn
from quickbooks.objects.bill import Bill
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.deposit import Deposit
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.purchase import Purchase
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.vendorcredit import VendorCredit

from include.books.documents import Document, DocumentKind
from include.books.gateway import Action, DocumentWrite
from include.books.money import to_decimal
from include.quickbooks.field_errors import FieldError, checked_text
from include.quickbooks.online.entries.document_lines import bought, received, sold
from include.quickbooks.online.entries.home import UNITED_STATES, Home
from include.quickbooks.online.entries.line_taxes import with_taxes
from include.quickbooks.online.entries.objects import as_json, filled, reference
from include.quickbooks.online.entries.sales_forms import SalesForms
from include.quickbooks.online.wire.batch import Item

ENTITIES = {
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.PAYMENT: "Payment",
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "VendorCredit",
    DocumentKind.SALES_RECEIPT: "SalesReceipt",
    DocumentKind.DEPOSIT: "Deposit",
    DocumentKind.CHECK: "Purchase",
    DocumentKind.EXPENSE: "Purchase",
    DocumentKind.CREDIT_MEMO: "CreditMemo",
    DocumentKind.REFUND: "Purchase",
}

SALES = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})
"""Kinds with products, which QuickBooks may keep one class for as a whole."""

VOIDED = "Voided"
"""How QuickBooks begins the memo of what was voided."""

_NUMBER, _MEMO = 21, 4000
_USUAL = SalesForms()
_PRINT = {True: "NeedToPrint", False: "NotSet"}


def document_item(
    write: DocumentWrite, forms: SalesForms = _USUAL, home: Home = UNITED_STATES
) -> Item:
    """The write that creates, updates, voids or deletes one document.

    An update is sparse, so properties that CoreBooks doesn't keep stay as they were edited. The lines
    are replaced as a whole. QuickBooks' API can't void a bill, a vendor credit, a check, an expense
    or a credit memo: their amounts become zero and their memo begins with "Voided", as QuickBooks
    itself does with what it can void. A deposit can only be deleted.

    Args:
        write: the document and what to do with it.
        forms: how the company keeps sales: with one class for a sale as a whole it would ignore those
            of its lines (costs have it on their lines in every company), and where QuickBooks numbers
            them, an update leaves the number alone.
        home: where the company keeps its books.

    Raises:
        FieldError: it can't be sent as it is.
    """
    entity = ENTITIES[write.document.kind]
    if write.action is Action.VOID and write.document.kind in _VOIDS:
        return _void_item(write, entity)
    made = with_taxes(_BUILDERS[write.document.kind](write, home), write, home)
    updating = write.action is not Action.CREATE
    if write.document.kind in SALES:
        made = _with_one_class(made, write) if forms.one_class else made
        if updating and not forms.numbers_kept:
            made.pop("DocNumber", None)
    if not updating:
        # Where more than one currency is in use, QuickBooks needs it.
        made["CurrencyRef"] = {"value": home.currency}
        made |= _set_by_others(write, made)
    body = {**_version(write), "sparse": True, **made} if updating else made
    operation = "update" if updating else "create"
    includes = "allowduplicatedocnum" if write.number_used else ""
    return Item(write.request_id, entity, operation, body, write.document.label, includes=includes)


def _set_by_others(write: DocumentWrite, made: dict[str, Any]) -> dict[str, Any]:
    """What a bookkeeper set on the entry that a new one replaces, beside the lines."""
    whole = write.whole
    kept = {"DepartmentRef": reference(whole.location_id)} if whole.location_id else {}
    if whole.class_id and write.document.kind in SALES and "ClassRef" not in made:
        kept["ClassRef"] = reference(whole.class_id)
    return {name: as_json(ref) for name, ref in kept.items()}


def _void_item(write: DocumentWrite, entity: str) -> Item:
    operation, params, body = _VOIDS[write.document.kind]
    return Item(
        write.request_id,
        entity,
        operation,
        {**_version(write), **body},
        write.document.label,
        params,
        alone=True,
    )


def memo(text: str, marker: str, home: Home = UNITED_STATES, *, voided: bool = False) -> str:
    """The private note: the document's memo, and the CoreBooks tag by which the entry is found.

    Raises:
        FieldError: it is longer than QuickBooks keeps.
    """
    tagged = f"{text} [{marker}]".strip()
    return checked_text(f"{VOIDED} - {tagged}" if voided else tagged, _MEMO, "memo", home.spelled)


_INCLUDE_VOID = ("void", {"operation": "update", "include": "void"}, {"sparse": True})
_VOIDS: dict[DocumentKind, tuple[str, dict[str, str], dict[str, Any]]] = {
    DocumentKind.INVOICE: ("void", {"operation": "void"}, {}),
    DocumentKind.PAYMENT: _INCLUDE_VOID,
    DocumentKind.SALES_RECEIPT: _INCLUDE_VOID,
    DocumentKind.DEPOSIT: ("delete", {"operation": "delete"}, {}),
}


def _version(write: DocumentWrite) -> dict[str, str]:
    if write.existing is None:
        raise FieldError("entry", "CoreBooks doesn't know which QuickBooks entry to change")
    return {"Id": write.existing.id, "SyncToken": write.existing.version}


def _invoice(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _made(
        Invoice,
        CustomerRef=reference(write.party_id),
        **_head(write, home),
        DueDate=write.due_date.isoformat(),
        Line=sold(write, home),
    )


def _bill(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _made(
        Bill,
        VendorRef=reference(write.party_id),
        **_head(write, home),
        DueDate=write.due_date.isoformat(),
        Line=bought(write, home),
    )


def _sales_receipt(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _made(
        SalesReceipt,
        CustomerRef=reference(write.party_id),
        **_head(write, home),
        **_method(write),
        DepositToAccountRef=reference(_account(write)),
        Line=sold(write, home),
    )


def _credit_memo(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _made(
        CreditMemo,
        CustomerRef=reference(write.party_id),
        **_head(write, home),
        Line=sold(write, home),
    )


def _deposit(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _made(
        Deposit,
        **_head(write, home),
        DepositToAccountRef=reference(_account(write)),
        Line=received(write, home),
    )


def _check(write: DocumentWrite, home: Home) -> dict[str, Any]:
    """A check.

    One that is updated stays printed, or to be printed, as it is: someone may have printed it. One
    that is voided is no longer to be printed.
    """
    later = write.document.print_later and write.action is Action.CREATE
    status = {} if write.action is Action.UPDATE else {"PrintStatus": _PRINT[later]}
    body = _spent(write, home, "Check", "Vendor", **status)
    later_and_there = write.document.print_later and write.action is not Action.CREATE
    if later_and_there or write.keeps_number:
        # Printing gives a check the number that is on the paper.
        del body["DocNumber"]
    return body


def _expense(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _spent(write, home, _paid_with(write), "Vendor")


def _refund(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _spent(write, home, _paid_with(write), "Customer")


def _spent(
    write: DocumentWrite, home: Home, how: str, entity: str, **properties: Any
) -> dict[str, Any]:
    return _made(
        Purchase,
        PaymentType=how,
        AccountRef=reference(_account(write)),
        EntityRef=reference(write.party_id, entity),
        **_head(write, home),
        **_method(write),
        **properties,
        Line=bought(write, home),
    )


def _paid_with(write: DocumentWrite) -> str:
    return "CreditCard" if write.from_credit_card else "Cash"


def _account(write: DocumentWrite) -> str:
    if write.document.account is None:
        raise FieldError("account", "no account is set for the money to come into or go out of")
    return write.document.account.id


def _method(write: DocumentWrite) -> dict[str, Any]:
    method = write.document.payment_method
    return {"PaymentMethodRef": reference(method.id)} if method else {}


def _with_one_class(made: dict[str, Any], write: DocumentWrite) -> dict[str, Any]:
    """The sale with its class beside the lines instead of on each."""
    lines = []
    for line in made["Line"]:
        detail = dict(line["SalesItemLineDetail"])
        detail.pop("ClassRef", None)
        lines.append({**line, "SalesItemLineDetail": detail})
    ref = write.document.class_ref
    whole = {"ClassRef": {"value": ref.id}} if ref else {}
    return {**made, "Line": lines, **whole}


def _vendor_credit(write: DocumentWrite, home: Home) -> dict[str, Any]:
    return _made(
        VendorCredit,
        VendorRef=reference(write.party_id),
        **_head(write, home),
        Line=bought(write, home),
    )


def _payment(write: DocumentWrite, home: Home) -> dict[str, Any]:
    document = write.document
    total = to_decimal(document.total)
    properties: dict[str, Any] = {}
    if document.account is not None:
        properties["DepositToAccountRef"] = reference(document.account.id)
    if write.pays_id is not None:
        properties["Line"] = _applied(write.pays_id, document)
    return _made(
        Payment,
        CustomerRef=reference(write.party_id),
        PaymentRefNum=checked_text(document.number, _NUMBER, "number", home.spelled),
        TxnDate=write.date.isoformat(),
        PrivateNote=_note(write, home),
        TotalAmt=total,
        **_method(write),
        **properties,
    )


def _applied(invoice_id: str, document: Document) -> list[Any]:
    """The part of a payment that pays the invoice; no line, and no link, where it is zero."""
    applied = document.total if document.applied is None else document.applied
    if not applied:
        return []
    invoice = filled(LinkedTxn, TxnId=invoice_id, TxnType="Invoice")
    return [filled(PaymentLine, Amount=to_decimal(applied), LinkedTxn=[invoice])]


def _head(write: DocumentWrite, home: Home) -> dict[str, str]:
    return {
        "DocNumber": checked_text(write.document.number, _NUMBER, "number", home.spelled),
        "TxnDate": write.date.isoformat(),
        "PrivateNote": _note(write, home),
    }


def _note(write: DocumentWrite, home: Home) -> str:
    """The private note to leave: a bookkeeper's where one was added to, else the document's."""
    voided = write.action is Action.VOID
    if write.memo is None:
        return memo(write.document.memo, write.marker, home, voided=voided)
    begun = write.memo.startswith(VOIDED)
    text = f"{VOIDED} - {write.memo}" if voided and not begun else write.memo
    return checked_text(text, _MEMO, "memo", home.spelled)


def _made(kind: Any, **properties: Any) -> dict[str, Any]:
    body: dict[str, Any] = as_json(filled(kind, **properties))
    return body


_BUILDERS: dict[DocumentKind, Callable[[DocumentWrite, Home], dict[str, Any]]] = {
    DocumentKind.INVOICE: _invoice,
    DocumentKind.BILL: _bill,
    DocumentKind.VENDOR_CREDIT: _vendor_credit,
    DocumentKind.PAYMENT: _payment,
    DocumentKind.SALES_RECEIPT: _sales_receipt,
    DocumentKind.DEPOSIT: _deposit,
    DocumentKind.CHECK: _check,
    DocumentKind.EXPENSE: _expense,
    DocumentKind.CREDIT_MEMO: _credit_memo,
    DocumentKind.REFUND: _refund,
}
