"""Products and classes, to QuickBooks Online."""

from __future__ import annotations

import dataclasses
from typing import Any

from quickbooks.objects.item import Item as Product
from quickbooks.objects.trackingclass import Class

from include.books.catalogue import ListEntry, ListKind
from include.books.gateway import ListWrite, Rejected
from include.quickbooks.field_errors import Unfit, fitting_name
from include.quickbooks.online.entries.objects import as_json, filled, reference
from include.quickbooks.online.wire.batch import Item

_NAME = 100
_FORBIDDEN = frozenset(':"\t\n')


def list_item(write: ListWrite) -> Item:
    """One product (a service with its income account) or class as QuickBooks wants it.

    Raises:
        Unfit: its name, or what it is booked to, cannot be sent.
    """
    name = fitting_name(write.name, _NAME, "name")
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


def name_taken(answer: Rejected, write: ListWrite, holder: ListEntry | None) -> Rejected:
    """The answer to a name in use: QuickBooks wants each once in its list, inactive ones included."""
    there = f"a {write.kind} {holder.name} (id {holder.id})" if holder else f"such a {write.kind}"
    state = ", but it is inactive" if holder and not holder.active else ""
    return dataclasses.replace(
        answer,
        sentence=f"The {write.kind} {write.name} was not created: QuickBooks has {there}{state}.",
        what_to_do=f"Choose that {write.kind} in the workflow, made active in QuickBooks if need be, "
        "or rename it there; then run again.",
    )


def _item(write: ListWrite, entity: str, made: Any) -> Item:
    return Item(write.request_id, entity, "create", as_json(made), f"{write.kind} {write.name}")
