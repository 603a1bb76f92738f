"""From neutral documents to QuickBooks Desktop's invoices, bills, checks, deposits and the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind, Line
from include.books.gateway import Action, DocumentWrite
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
from include.quickbooks.field_errors import Unfit, fitting

NEW_LINE = "-1"
"""The TxnLineID of a line that a change adds; lines that it does not name go."""

_TEXT = 4095


@dataclass(frozen=True, slots=True)
class Form:
    """One of QuickBooks' forms: its name in qbXML, the element of a line, the field of its total."""

    name: str
    line: str
    total: str


FORMS: Mapping[DocumentKind, Form] = {
    DocumentKind.INVOICE: Form("Invoice", "InvoiceLine", "Subtotal"),
    DocumentKind.SALES_RECEIPT: Form("SalesReceipt", "SalesReceiptLine", "TotalAmount"),
    DocumentKind.CREDIT_MEMO: Form("CreditMemo", "CreditMemoLine", "TotalAmount"),
    DocumentKind.PAYMENT: Form("ReceivePayment", "", "TotalAmount"),
    DocumentKind.DEPOSIT: Form("Deposit", "DepositLine", "DepositTotal"),
    DocumentKind.BILL: Form("Bill", "ExpenseLine", "AmountDue"),
    DocumentKind.VENDOR_CREDIT: Form("VendorCredit", "ExpenseLine", "CreditAmount"),
    DocumentKind.CHECK: Form("Check", "ExpenseLine", "Amount"),
    DocumentKind.EXPENSE: Form("Check", "ExpenseLine", "Amount"),
    DocumentKind.REFUND: Form("Check", "ExpenseLine", "Amount"),
}
CARD = Form("CreditCardCharge", "ExpenseLine", "Amount")
"""What an expense or a refund is when it goes out of a credit card."""

DELETED = frozenset({DocumentKind.PAYMENT})
"""Kinds that QuickBooks cannot void, only delete (TxnVoid has no ReceivePayment)."""


def form_of(write: DocumentWrite) -> Form:
    """The form that a document is entered on."""
    return CARD if write.from_credit_card and _may_be_card(write) else FORMS[write.document.kind]


def document_request(write: DocumentWrite) -> etree._Element:
    """One document as QuickBooks wants it.

    A change names only what is ours; the lines are ours, and are replaced as a whole.

    Raises:
        Unfit: it cannot be sent as it is; a person must change it.
    """
    form = form_of(write)
    if write.action is Action.VOID:
        verb = "TxnDel" if write.document.kind in DELETED else "TxnVoid"
        return element(f"{verb}Rq", {f"{verb}Type": form.name, "TxnID": _existing(write)})
    adding = write.action is Action.CREATE
    fields: dict[str, Value] = {}
    if not adding:
        assert write.existing is not None  # noqa: S101  (_existing has raised otherwise)
        fields = {"TxnID": _existing(write), "EditSequence": write.existing.version}
    fields |= _BUILDERS[write.document.kind](write)
    if form is CARD:
        fields = dict(_as_charge(fields))
    if form.line:
        verb = "Add" if adding else "Mod"
        fields[f"{form.line}{verb}"] = [
            {"TxnLineID": NEW_LINE, **one} if not adding else one for one in _lines(write)
        ]
    name = f"{form.name}{'Add' if adding else 'Mod'}"
    return element(f"{name}Rq", {name: fields})


def memo(text: str, marker: str) -> str:
    """The memo: the document's own, and the mark it is found by.

    Raises:
        Unfit: it is longer than QuickBooks takes.
    """
    return fitting(spelled(f"{text} [{marker}]"), _TEXT, "memo")


def _existing(write: DocumentWrite) -> str:
    if write.existing is None:
        raise Unfit("entry", "it is to be changed, but which entry it is in QuickBooks is unknown")
    return write.existing.id


def _invoice(write: DocumentWrite) -> Fields:
    return {
        "CustomerRef": reference(write.party_id),
        "TxnDate": day(write.date),
        "RefNumber": _number(write),
        "DueDate": day(write.due_date),
        "Memo": _memo(write),
    }


def _credit_memo(write: DocumentWrite) -> Fields:
    return {
        "CustomerRef": reference(write.party_id),
        "TxnDate": day(write.date),
        "RefNumber": _number(write),
        "Memo": _memo(write),
    }


def _sales_receipt(write: DocumentWrite) -> Fields:
    return {
        "CustomerRef": reference(write.party_id),
        "TxnDate": day(write.date),
        "RefNumber": _number(write),
        "PaymentMethodRef": _method(write),
        "Memo": _memo(write),
        "DepositToAccountRef": _account(write),
    }


def _payment(write: DocumentWrite) -> Fields:
    account = write.document.account
    return {
        "CustomerRef": reference(write.party_id),
        "TxnDate": day(write.date),
        "RefNumber": _number(write),
        "TotalAmount": amount(write.document.total),
        "PaymentMethodRef": _method(write),
        "Memo": _memo(write),
        "DepositToAccountRef": reference(account.id) if account else None,
        **_applied(write),
    }


def _applied(write: DocumentWrite) -> Fields:
    """The part of a payment that settles the invoice.

    QuickBooks must be told that it is not to choose invoices itself.
    """
    document = write.document
    cents = document.total if document.applied is None else document.applied
    if write.action is Action.CREATE and (write.pays_id is None or not cents):
        return {"IsAutoApply": yes(False)}
    if write.pays_id is None:
        return {}
    tag = "AppliedToTxnAdd" if write.action is Action.CREATE else "AppliedToTxnMod"
    return {tag: [{"TxnID": write.pays_id, "PaymentAmount": amount(cents)}]}


def _deposit(write: DocumentWrite) -> Fields:
    return {
        "TxnDate": day(write.date),
        "DepositToAccountRef": _account(write),
        "Memo": _memo(write),
    }


def _bill(write: DocumentWrite) -> Fields:
    return {
        "VendorRef": reference(write.party_id),
        "TxnDate": day(write.date),
        "DueDate": day(write.due_date),
        "RefNumber": _number(write),
        "Memo": _memo(write),
    }


def _vendor_credit(write: DocumentWrite) -> Fields:
    return {
        "VendorRef": reference(write.party_id),
        "TxnDate": day(write.date),
        "RefNumber": _number(write),
        "Memo": _memo(write),
    }


def _check(write: DocumentWrite) -> Fields:
    """A check.

    One that is changed stays printed, or to be printed, as it is: somebody may have printed it, and
    printing gives it the number that is on the paper.
    """
    later = write.document.print_later
    if later:
        printing: Fields = {"IsToBePrinted": yes(True)} if write.action is Action.CREATE else {}
        return {**_spent(write, number=False), **printing}
    adding = write.action is Action.CREATE
    return {**_spent(write), **({"IsToBePrinted": yes(False)} if adding else {})}


def _expense(write: DocumentWrite) -> Fields:
    return {**_spent(write), "IsToBePrinted": yes(False)}


def _spent(write: DocumentWrite, *, number: bool = True) -> Fields:
    return {
        "AccountRef": _account(write),
        "PayeeEntityRef": reference(write.party_id),
        "RefNumber": _number(write) if number else None,
        "TxnDate": day(write.date),
        "Memo": _memo(write),
    }


def _as_charge(fields: Fields) -> Fields:
    """The fields of a check in the order of a charge, which is never printed."""
    order = (
        "TxnID",
        "EditSequence",
        "AccountRef",
        "PayeeEntityRef",
        "TxnDate",
        "RefNumber",
        "Memo",
    )
    return {name: fields[name] for name in order if name in fields}


def _may_be_card(write: DocumentWrite) -> bool:
    return write.document.kind in (DocumentKind.EXPENSE, DocumentKind.REFUND)


def _lines(write: DocumentWrite) -> list[Fields]:
    kind = write.document.kind
    if kind is DocumentKind.DEPOSIT:
        return [_received(write, line) for line in write.document.lines]
    if FORMS[kind].line == "ExpenseLine":
        return [_bought(write, line) for line in write.document.lines]
    return [_sold(write, line) for line in write.document.lines]


def _sold(write: DocumentWrite, line: Line) -> Fields:
    return {
        "ItemRef": reference(_booked_to(line, ListKind.PRODUCT)),
        "Desc": _description(line),
        "ClassRef": _class(write),
        "Amount": amount(line.amount),
    }


def _bought(write: DocumentWrite, line: Line) -> Fields:
    # Who the money on receivables is owed by; on other accounts the payee says it.
    customer = write.party_id if write.document.kind is DocumentKind.REFUND else ""
    return {
        "AccountRef": reference(_booked_to(line, ListKind.ACCOUNT)),
        "Amount": amount(line.amount),
        "Memo": _description(line),
        "CustomerRef": reference(customer),
        "ClassRef": _class(write),
    }


def _received(write: DocumentWrite, line: Line) -> Fields:
    return {
        "EntityRef": reference(write.party_id),
        "AccountRef": reference(_booked_to(line, ListKind.ACCOUNT)),
        "Memo": _description(line),
        "ClassRef": _class(write),
        "Amount": amount(line.amount),
    }


def _booked_to(line: Line, kind: ListKind) -> str:
    if line.target.kind is not kind:
        raise Unfit(
            kind.value,
            f'"{line.item_name}" is booked to "{line.target.name}", a {line.target.kind}',
        )
    return line.target.id


def _number(write: DocumentWrite) -> str:
    return number_of(write.document.kind, write.document.number)


def _memo(write: DocumentWrite) -> str:
    return memo(write.document.memo, write.marker)


def _description(line: Line) -> str:
    return fitting(spelled(line.description), _TEXT, f'description of "{line.item_name}"')


def _account(write: DocumentWrite) -> Fields | None:
    if write.document.account is None:
        raise Unfit("account", "it names no account that the money comes into or goes out of")
    return reference(write.document.account.id)


def _method(write: DocumentWrite) -> Fields | None:
    method = write.document.payment_method
    return reference(method.id) if method else None


def _class(write: DocumentWrite) -> Fields | None:
    ref = write.document.class_ref
    return reference(ref.id) if ref else None


_BUILDERS: Mapping[DocumentKind, Callable[[DocumentWrite], Fields]] = {
    DocumentKind.INVOICE: _invoice,
    DocumentKind.CREDIT_MEMO: _credit_memo,
    DocumentKind.SALES_RECEIPT: _sales_receipt,
    DocumentKind.PAYMENT: _payment,
    DocumentKind.DEPOSIT: _deposit,
    DocumentKind.BILL: _bill,
    DocumentKind.VENDOR_CREDIT: _vendor_credit,
    DocumentKind.CHECK: _check,
    DocumentKind.EXPENSE: _expense,
    DocumentKind.REFUND: _expense,
}
