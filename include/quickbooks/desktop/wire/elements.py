"""Building and reading qbXML elements.

What is blank is left out, amounts have two decimals, and fields get the order of `schema`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from lxml import etree

from include.books.money import Cents, to_cents, to_decimal
from include.quickbooks.desktop.wire.schema import in_order
from include.quickbooks.field_errors import UnknownReference

Value: TypeAlias = 'str | Sequence["str | Fields"] | Fields | None'
Fields: TypeAlias = Mapping[str, Value]
"""What an element holds by tag, in any order: texts, elements, and lists of either."""


def element(tag: str, fields: Fields, **attributes: str) -> etree._Element:
    """An element with its children; None and blank ones are left out."""
    made = etree.Element(tag, dict(attributes))
    _fill(made, fields)
    return made


def _fill(parent: etree._Element, fields: Fields) -> None:
    for name in in_order(str(parent.tag), list(fields)):
        value = fields[name]
        if not value:
            continue
        if isinstance(value, str):
            etree.SubElement(parent, name).text = value
        elif isinstance(value, Mapping):
            _fill(etree.SubElement(parent, name), value)
        else:
            for item in value:
                child = etree.SubElement(parent, name)
                if isinstance(item, str):
                    child.text = item
                else:
                    _fill(child, item)


def reference(list_id: str, field: str) -> Fields:
    """A reference to a list entry.

    Args:
        list_id: its ID.
        field: what it is called, for whoever looks for it.

    Raises:
        UnknownReference: its ID isn't known; QuickBooks would take the write without it.
    """
    if not list_id.strip():
        raise UnknownReference(field)
    return {"ListID": list_id}


def amount(cents: Cents) -> str:
    """AMTTYPE: exactly two decimals."""
    return f"{to_decimal(cents):.2f}"


def day(date: dt.date) -> str:
    """DATETYPE: ISO 8601."""
    return date.isoformat()


def moment(local: dt.datetime) -> str:
    """DATETIMETYPE without an offset: QuickBooks reads it in the PC's own time zone."""
    return local.replace(tzinfo=None).isoformat(timespec="seconds")


def yes(value: bool) -> str:  # noqa: FBT001  (it is the value)
    """BOOLTYPE."""
    return "true" if value else "false"


def cents_in(holder: etree._Element, path: str) -> Cents:
    """An amount; 0 where there is none."""
    text = holder.findtext(path)
    return to_cents(text) if text else 0


def date_in(holder: etree._Element, path: str) -> dt.date | None:
    """A day; None where there is none."""
    try:
        return dt.date.fromisoformat((holder.findtext(path) or "")[:10])
    except ValueError:
        return None
