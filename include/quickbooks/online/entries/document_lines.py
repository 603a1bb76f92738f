"""The lines of QuickBooks Online's documents: sold, bought, or received into the bank."""

from __future__ import annotations

from typing import Any

from quickbooks.objects.base import Ref
from quickbooks.objects.deposit import DepositLine, DepositLineDetail
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)

from include.books.catalogue import ListKind
from include.books.documents import Line
from include.books.gateway import Action, DocumentWrite
from include.books.money import to_decimal
from include.quickbooks.field_errors import FieldError, checked_text, wrong_target
from include.quickbooks.online.entries.objects import filled, reference

_DESCRIPTION = 4000


def sold(write: DocumentWrite) -> list[Any]:
    """The lines of a sale; with zero amounts when the entry is voided."""
    voided = write.action is Action.VOID
    return [_sale(write, line, 0 if voided else line.amount) for line in write.document.lines]


def _sale(write: DocumentWrite, line: Line, cents: int) -> Any:
    amount = to_decimal(cents)
    detail = filled(
        SalesItemLineDetail,
        ItemRef=reference(_target(line, ListKind.PRODUCT)),
        Qty=1,
        UnitPrice=amount,
        **_class(write),
    )
    return filled(
        SalesItemLine,
        Amount=amount,
        Description=_description(line),
        DetailType="SalesItemLineDetail",
        SalesItemLineDetail=detail,
    )


def bought(write: DocumentWrite) -> list[Any]:
    """The lines of a cost; with zero amounts when the entry is voided."""
    voided = write.action is Action.VOID
    return [_cost(write, line, 0 if voided else line.amount) for line in write.document.lines]


def _cost(write: DocumentWrite, line: Line, cents: int) -> Any:
    detail = filled(
        AccountBasedExpenseLineDetail,
        AccountRef=reference(_target(line, ListKind.ACCOUNT)),
        **_class(write),
    )
    return filled(
        AccountBasedExpenseLine,
        Amount=to_decimal(cents),
        Description=_description(line),
        DetailType="AccountBasedExpenseLineDetail",
        AccountBasedExpenseLineDetail=detail,
    )


def received(write: DocumentWrite, line: Line) -> Any:
    """One line of a deposit, which the customer paid."""
    detail = filled(
        DepositLineDetail,
        Entity=filled(Ref, value=write.party_id, type="CUSTOMER"),
        AccountRef=reference(_target(line, ListKind.ACCOUNT)),
        **_class(write),
    )
    return filled(
        DepositLine,
        Amount=to_decimal(line.amount),
        Description=_description(line),
        DetailType="DepositLineDetail",
        DepositLineDetail=detail,
    )


def _class(write: DocumentWrite) -> dict[str, Any]:
    ref = write.document.class_ref
    return {"ClassRef": reference(ref.id)} if ref else {}


def _target(line: Line, kind: ListKind) -> str:
    """The ID of the account or product that a line posts to."""
    if line.target.kind is not kind:
        raise FieldError(kind.value, wrong_target(line, kind))
    return line.target.id


def _description(line: Line) -> str:
    return checked_text(line.description, _DESCRIPTION, f"description of “{line.item_name}”")
