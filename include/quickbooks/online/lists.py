"""Products and classes, to QuickBooks Online."""

from __future__ import annotations

from typing import Any

from quickbooks.objects.item import Item as Product
from quickbooks.objects.trackingclass import Class

from include.books.catalogue import ListKind
from include.books.gateway import ListWrite
from include.quickbooks.online.batch import Item
from include.quickbooks.online.objects import as_json, filled, reference
from include.quickbooks.online.unfit import Unfit, fitting

_NAME = 100
_FORBIDDEN = frozenset(':"\t\n')


def list_item(write: ListWrite) -> Item:
    """One product (a service with its income account) or class as QuickBooks wants it.

    Raises:
        Unfit: its name, or what it is booked to, cannot be sent.
    """
    name = fitting(write.name, _NAME, "name")
    if _FORBIDDEN.intersection(name):
        raise Unfit("name", f"{name!r} has a colon, a quotation mark or a line break")
    if write.kind is ListKind.CLASS:
        return _item(write, "Class", filled(Class, Name=name))
    if write.kind is not ListKind.PRODUCT:
        raise Unfit("kind", f"CoreBooks creates no {write.kind}s")
    if not write.account_id:
        raise Unfit("income account", "the default product, whose account it would have, has none")
    made = filled(Product, Name=name, Type="Service", IncomeAccountRef=reference(write.account_id))
    return _item(write, "Item", made)


def _item(write: ListWrite, entity: str, made: Any) -> Item:
    return Item(write.request_id, entity, "create", as_json(made), f"{write.kind} {write.name}")
