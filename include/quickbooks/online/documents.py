"""From neutral documents to QuickBooks Online's invoices, bills, vendor credits and payments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quickbooks.objects.base import LinkedTxn
from quickbooks.objects.bill import Bill
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    ItemBasedExpenseLine,
    ItemBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.vendorcredit import VendorCredit

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind, Line
from include.books.gateway import Action, DocumentWrite
from include.books.money import to_decimal
from include.quickbooks.online.batch import Item
from include.quickbooks.online.objects import as_json, filled, reference
from include.quickbooks.online.unfit import Unfit, fitting

ENTITIES = {
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.PAYMENT: "Payment",
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "VendorCredit",
}

VOIDED = "Voided"
"""How QuickBooks begins the memo of what was voided."""

_NUMBER, _MEMO, _DESCRIPTION = 21, 4000, 4000


def document_item(write: DocumentWrite) -> Item:
    """One document as QuickBooks wants it.

    An update is sparse: what people entered in properties that are not ours stays. The lines are
    ours, and are replaced as a whole. QuickBooks cannot void a bill or a vendor credit through its
    API: their amounts become zero and their memo begins with "Voided", as QuickBooks itself does
    with what it can void. Nothing is ever deleted.

    Raises:
        Unfit: it cannot be sent as it is; a person must change it.
    """
    entity = ENTITIES[write.document.kind]
    if write.action is Action.VOID and write.document.kind in _VOIDS:
        params, body = _VOIDS[write.document.kind]
        return Item(
            write.request_id,
            entity,
            "void",
            {**_version(write), **body},
            write.document.label,
            params,
            alone=True,
        )
    made = _BUILDERS[write.document.kind](write)
    updating = write.action is not Action.CREATE
    body = {**_version(write), "sparse": True, **made} if updating else made
    operation = "update" if updating else "create"
    return Item(write.request_id, entity, operation, body, write.document.label)


def memo(text: str, marker: str, *, voided: bool = False) -> str:
    """The private note: the document's memo, and the mark it is found by.

    Raises:
        Unfit: it is longer than QuickBooks takes.
    """
    marked = f"{text} [{marker}]".strip()
    return fitting(f"{VOIDED} - {marked}" if voided else marked, _MEMO, "memo")


_VOIDS: dict[DocumentKind, tuple[dict[str, str], dict[str, Any]]] = {
    DocumentKind.INVOICE: ({"operation": "void"}, {}),
    DocumentKind.PAYMENT: ({"operation": "update", "include": "void"}, {"sparse": True}),
}


def _version(write: DocumentWrite) -> dict[str, str]:
    if write.existing is None:
        raise Unfit("entry", "it is to be changed, but which entry it is in QuickBooks is unknown")
    return {"Id": write.existing.id, "SyncToken": write.existing.version}


def _invoice(write: DocumentWrite) -> dict[str, Any]:
    return _made(
        Invoice,
        CustomerRef=reference(write.party_id),
        **_head(write),
        DueDate=write.due_date.isoformat(),
        Line=[_sold(line) for line in write.document.lines],
    )


def _bill(write: DocumentWrite) -> dict[str, Any]:
    return _made(
        Bill,
        VendorRef=reference(write.party_id),
        **_head(write),
        DueDate=write.due_date.isoformat(),
        Line=_bought(write),
    )


def _vendor_credit(write: DocumentWrite) -> dict[str, Any]:
    return _made(
        VendorCredit, VendorRef=reference(write.party_id), **_head(write), Line=_bought(write)
    )


def _payment(write: DocumentWrite) -> dict[str, Any]:
    document = write.document
    total = to_decimal(document.total)
    properties: dict[str, Any] = {}
    if document.account is not None:
        properties["DepositToAccountRef"] = reference(document.account.id)
    if write.pays_id is not None:
        settled = filled(LinkedTxn, TxnId=write.pays_id, TxnType="Invoice")
        properties["Line"] = [filled(PaymentLine, Amount=total, LinkedTxn=[settled])]
    return _made(
        Payment,
        CustomerRef=reference(write.party_id),
        PaymentRefNum=fitting(document.number, _NUMBER, "number"),
        TxnDate=write.date.isoformat(),
        PrivateNote=memo(document.memo, write.marker),
        TotalAmt=total,
        **properties,
    )


def _head(write: DocumentWrite) -> dict[str, str]:
    voided = write.action is Action.VOID
    return {
        "DocNumber": fitting(write.document.number, _NUMBER, "number"),
        "TxnDate": write.date.isoformat(),
        "PrivateNote": memo(write.document.memo, write.marker, voided=voided),
    }


def _sold(line: Line) -> Any:
    if line.target.kind is not ListKind.PRODUCT:
        raise Unfit("product", f'"{line.item_name}" is booked to an account, not to a product')
    amount = to_decimal(line.amount)
    return filled(
        SalesItemLine,
        Amount=amount,
        Description=_description(line),
        DetailType="SalesItemLineDetail",
        SalesItemLineDetail=filled(
            SalesItemLineDetail, ItemRef=reference(line.target.id), Qty=1, UnitPrice=amount
        ),
    )


def _bought(write: DocumentWrite) -> list[Any]:
    """The lines; with the amounts of nothing when the entry is voided."""
    voided = write.action is Action.VOID
    return [_cost(line, 0 if voided else line.amount) for line in write.document.lines]


def _cost(line: Line, cents: int) -> Any:
    amount = to_decimal(cents)
    common = {"Amount": amount, "Description": _description(line)}
    match line.target.kind:
        case ListKind.ACCOUNT:
            account = filled(AccountBasedExpenseLineDetail, AccountRef=reference(line.target.id))
            return filled(
                AccountBasedExpenseLine,
                **common,
                DetailType="AccountBasedExpenseLineDetail",
                AccountBasedExpenseLineDetail=account,
            )
        case ListKind.PRODUCT:
            product = filled(
                ItemBasedExpenseLineDetail,
                ItemRef=reference(line.target.id),
                Qty=1,
                UnitPrice=amount,
            )
            return filled(
                ItemBasedExpenseLine,
                **common,
                DetailType="ItemBasedExpenseLineDetail",
                ItemBasedExpenseLineDetail=product,
            )
        case _:
            raise Unfit("account", f'"{line.item_name}" is booked to a {line.target.kind}')


def _description(line: Line) -> str:
    return fitting(line.description, _DESCRIPTION, f'description of "{line.item_name}"')


def _made(kind: Any, **properties: Any) -> dict[str, Any]:
    body: dict[str, Any] = as_json(filled(kind, **properties))
    return body


_BUILDERS: dict[DocumentKind, Callable[[DocumentWrite], dict[str, Any]]] = {
    DocumentKind.INVOICE: _invoice,
    DocumentKind.BILL: _bill,
    DocumentKind.VENDOR_CREDIT: _vendor_credit,
    DocumentKind.PAYMENT: _payment,
}
