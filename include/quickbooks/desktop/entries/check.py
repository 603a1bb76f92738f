"""The last check of a write before it is queued: fields, their order, lengths and formats.

QuickBooks rejects a whole message for one of them with 0x80040400, without saying which; here the
field is named.
"""

from __future__ import annotations

from lxml import etree

from include.quickbooks.desktop.wire.schema import FIELDS, FORMATS, without_verb
from include.quickbooks.field_errors import FieldError, too_long

_NAMES = {"RefNumber": "number", "Desc": "description", "VendorTaxIdent": "tax ID"}
"""What a person calls a field."""


def check(request: etree._Element) -> etree._Element:
    """Check that QuickBooks can read a write. Returns it.

    Raises:
        FieldError: it can't; names the field.
    """
    for element in request.iter():
        _check_order(element)
        parent = element.getparent()
        if parent is not None and not len(element):
            _check_value(without_verb(str(parent.tag)), element)
    return request


def _check_order(element: etree._Element) -> None:
    name = without_verb(str(element.tag))
    fields = FIELDS.get(name)
    if fields is None or not len(element):
        return
    places = list(fields)
    children = [without_verb(str(child.tag)) for child in element]
    unknown = [child for child in children if child not in fields]
    if unknown:
        raise FieldError(unknown[0], "QuickBooks Desktop has no such field here")
    if children != sorted(children, key=places.index):
        raise FieldError(name, "its fields aren't in the order of qbXML")


def _check_value(parent: str, element: etree._Element) -> None:
    tag, text = str(element.tag), element.text or ""
    name = _NAMES.get(tag, tag)
    form = FORMATS.get(tag)
    if form is not None and not form.pattern.fullmatch(text):
        raise FieldError(name, f"{text!r} is {form.problem}")
    most = FIELDS.get(parent, {}).get(tag)
    if most is not None and len(text) > most:
        raise FieldError(name, too_long(text, most))
