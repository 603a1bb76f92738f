"""The lines of QuickBooks Online's documents: sold, bought, or received into the bank."""

from __future__ import annotations

from typing import Any

from quickbooks.objects.deposit import DepositLine, DepositLineDetail
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)

from include.books.catalogue import ListKind
from include.books.documents import Line
from include.books.entries import LineExtras
from include.books.gateway import Action, DocumentWrite
from include.books.money import to_decimal
from include.quickbooks.field_errors import FieldError, checked_text, wrong_target
from include.quickbooks.online.entries.home import Home
from include.quickbooks.online.entries.objects import filled, reference

_DESCRIPTION = 4000
_BILLABLE = {True: "Billable", False: "NotBillable"}


def sold(write: DocumentWrite, home: Home) -> list[Any]:
    """The lines of a sale; with zero amounts when the entry is voided."""
    voided = write.action is Action.VOID
    return [
        _sale(write, line, 0 if voided else line.amount, extras, home)
        for line, extras in zip(write.document.lines, _extras(write), strict=True)
    ]


def _sale(write: DocumentWrite, line: Line, cents: int, extras: LineExtras, home: Home) -> Any:
    amount = to_decimal(cents)
    detail = filled(
        SalesItemLineDetail,
        ItemRef=reference(_target(line, ListKind.PRODUCT)),
        Qty=1,
        UnitPrice=amount,
        **_class(write, extras),
    )
    return filled(
        SalesItemLine,
        **_line_id(extras),
        Amount=amount,
        Description=_description(line, home),
        DetailType="SalesItemLineDetail",
        SalesItemLineDetail=detail,
    )


def bought(write: DocumentWrite, home: Home) -> list[Any]:
    """The lines of a cost; with zero amounts when the entry is voided."""
    voided = write.action is Action.VOID
    return [
        _cost(write, line, 0 if voided else line.amount, extras, home)
        for line, extras in zip(write.document.lines, _extras(write), strict=True)
    ]


def _cost(write: DocumentWrite, line: Line, cents: int, extras: LineExtras, home: Home) -> Any:
    detail = filled(
        AccountBasedExpenseLineDetail,
        AccountRef=reference(_target(line, ListKind.ACCOUNT)),
        **_class(write, extras),
        **_billed(extras),
    )
    return filled(
        AccountBasedExpenseLine,
        **_line_id(extras),
        Amount=to_decimal(cents),
        Description=_description(line, home),
        DetailType="AccountBasedExpenseLineDetail",
        AccountBasedExpenseLineDetail=detail,
    )


def received(write: DocumentWrite, home: Home) -> list[Any]:
    """The lines of a deposit, which the customer paid."""
    pairs = zip(write.document.lines, _extras(write), strict=True)
    return [_receipt(write, line, extras, home) for line, extras in pairs]


def _receipt(write: DocumentWrite, line: Line, extras: LineExtras, home: Home) -> Any:
    detail = filled(
        DepositLineDetail,
        Entity=reference(write.party_id, "CUSTOMER"),
        AccountRef=reference(_target(line, ListKind.ACCOUNT)),
        **_class(write, extras),
    )
    return filled(
        DepositLine,
        **_line_id(extras),
        Amount=to_decimal(line.amount),
        Description=_description(line, home),
        DetailType="DepositLineDetail",
        DepositLineDetail=detail,
    )


def _extras(write: DocumentWrite) -> tuple[LineExtras, ...]:
    """What a bookkeeper set on each line, for the lines are replaced as a whole."""
    return write.extras or (LineExtras(),) * len(write.document.lines)


def _line_id(extras: LineExtras) -> dict[str, str]:
    """The line's own ID, by which it stays the same line."""
    return {"Id": extras.line_id} if extras.line_id else {}


def _class(write: DocumentWrite, extras: LineExtras) -> dict[str, Any]:
    """The document's class; without one, the class that a bookkeeper set."""
    ref = write.document.class_ref
    class_id = ref.id if ref else extras.class_id
    return {"ClassRef": reference(class_id)} if class_id else {}


def _billed(extras: LineExtras) -> dict[str, Any]:
    """The customer of a cost, and whether it is to be billed to them, as a bookkeeper set it."""
    customer = {"CustomerRef": reference(extras.customer_id)} if extras.customer_id else {}
    billable = {} if extras.billable is None else {"BillableStatus": _BILLABLE[extras.billable]}
    return {**customer, **billable}


def _target(line: Line, kind: ListKind) -> str:
    """The ID of the account or product that a line posts to."""
    if line.target.kind is not kind:
        raise FieldError(kind.value, wrong_target(line, kind))
    return line.target.id


def _description(line: Line, home: Home) -> str:
    field = f"description of “{line.item_name}”"
    return checked_text(line.description, _DESCRIPTION, field, home.spelled)
