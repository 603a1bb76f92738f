"""The fields that a table can map, by name, and what each holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from include.core_backoffice.mapping.profile import Table, TableKind


class FieldKind(Enum):
    """What a field holds."""

    TEXT = auto()
    AMOUNT = auto()
    DAY = auto()
    YES_NO = auto()
    STATUS = auto()
    CURRENCY = auto()


_T, _A, _D, _Y = FieldKind.TEXT, FieldKind.AMOUNT, FieldKind.DAY, FieldKind.YES_NO

_PERSON: Final = {
    "given_name": _T,
    "family_name": _T,
    "company": _T,
    "email": _T,
    "phone": _T,
    "address": _T,
    "city": _T,
    "state": _T,
    "zip": _T,
    "active": _Y,
    "external_id": _T,
    "office": _T,
    "tax_id": _T,
    "deleted": _Y,
}

LINE_FIELDS: Final[Mapping[str, FieldKind]] = MappingProxyType(
    {
        "line_name": _T,
        "is_credit": _Y,
        "amount": _A,
        "billing_date": _D,
        "due_date": _D,
        "frequency": _T,
        "memo": _T,
        "status": FieldKind.STATUS,
    }
)
"""Of each line of a statement."""

PAYMENT_FIELDS: Final[Mapping[str, FieldKind]] = MappingProxyType(
    {"payment_id": _T, "payment_amount": _A, "paid_on": _D, "method": _T}
)
"""Of the payment that a statement's row carries; in a table of payments its amount is `amount`."""

FIELDS: Final[Mapping[TableKind, Mapping[str, FieldKind]]] = MappingProxyType(
    {
        TableKind.DEALS: {
            "number": _T,
            "address": _T,
            "city": _T,
            "state": _T,
            "zip": _T,
            "status": FieldKind.STATUS,
            "is_final": _Y,
            "closing_date": _D,
            "transaction_type": _T,
            "representing": _T,
            "timezone": _T,
            "external_id": _T,
            "office": _T,
            "price": _A,
            "gross": _A,
            "currency": FieldKind.CURRENCY,
            "deleted": _Y,
        },
        TableKind.ITEMS: {"currency": FieldKind.CURRENCY},
        TableKind.AGENTS: _PERSON,
        TableKind.VENDORS: _PERSON,
        TableKind.STATEMENTS: {
            "number": _T,
            "office": _T,
            "total": _A,
            "currency": FieldKind.CURRENCY,
            "deleted": _Y,
            **LINE_FIELDS,
            **PAYMENT_FIELDS,
        },
        TableKind.PAYMENTS: {
            "payment_id": _T,
            "amount": _A,
            "paid_on": _D,
            "method": _T,
            "currency": FieldKind.CURRENCY,
            "deleted": _Y,
        },
    }
)
"""What a table of each kind can map."""


def unknown_fields(table: Table) -> tuple[str, ...]:
    """The fields that a table maps though records of its kind have none such."""
    return tuple(name for name in table.fields if name not in FIELDS[table.of])
