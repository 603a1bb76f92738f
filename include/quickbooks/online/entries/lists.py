"""Products and classes, to QuickBooks Online."""

from __future__ import annotations

import dataclasses
from typing import Any

from quickbooks.objects.item import Item as Product
from quickbooks.objects.trackingclass import Class

from include.books.catalogue import ListEntry, ListKind
from include.books.gateway import ListWrite, Rejected
from include.books.wording import a
from include.quickbooks.field_errors import FieldError, checked_name
from include.quickbooks.online.entries.home import UNITED_STATES, Home
from include.quickbooks.online.entries.objects import as_json, filled, reference
from include.quickbooks.online.wire.batch import Item

_NAME = 100
_FORBIDDEN = frozenset(':"\t\n')


def list_item(write: ListWrite, home: Home = UNITED_STATES) -> Item:
    """The write that creates one product (a service with its income account) or class.

    Raises:
        FieldError: its name or its income account can't be sent.
    """
    name = checked_name(write.name, _NAME, "name", home.spelled)
    if _FORBIDDEN.intersection(name):
        raise FieldError("name", f"{name!r} has a colon, a quotation mark, or a line break")
    if write.kind is ListKind.CLASS:
        return _item(write, "Class", filled(Class, Name=name))
    if write.kind is not ListKind.PRODUCT:
        raise FieldError("kind", f"CoreBooks doesn't create {write.kind}s")
    if not write.account_id:
        raise FieldError("income account", "the default product, which it is copied from, has none")
    made = filled(Product, Name=name, Type="Service", IncomeAccountRef=reference(write.account_id))
    return _item(write, "Item", made)


def list_name_taken(answer: Rejected, write: ListWrite, holder: ListEntry | None) -> Rejected:
    """The rejection of a name that is taken: names are unique in a list, inactive ones included.

    Args:
        answer: QuickBooks' rejection.
        write: what it rejects.
        holder: who has the name; None where that isn't known.
    """
    existing = f"{a(write.kind)} with that name"
    if holder:
        inactive = "" if holder.active else "inactive "
        existing = f"the {inactive}{write.kind} {holder.name} (ID {holder.id})"
    return dataclasses.replace(
        answer,
        sentence=f"{write.kind.capitalize()} {write.name} wasn't created. QuickBooks already has "
        f"{existing}.",
        what_to_do=f"Choose that {write.kind} in the workflow options, and make it active if needed. "
        "Or rename it in QuickBooks. Then run again.",
    )


def _item(write: ListWrite, entity: str, made: Any) -> Item:
    return Item(write.request_id, entity, "create", as_json(made), f"{write.kind} {write.name}")
