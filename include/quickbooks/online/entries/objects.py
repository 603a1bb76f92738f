"""python-quickbooks' objects, filled and turned into exactly the JSON that was filled in.

The library's own serialization also sends the defaults of its classes (Balance 0, ExchangeRate 1,
EmailStatus "NotSet", a blank DocNumber), which would overwrite edits made in QuickBooks, and amounts
as text. Here the classes only define which properties exist, and only those that were set are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quickbooks.objects.base import QuickbooksBaseObject, Ref

from include.quickbooks.field_errors import FieldError
from include.quickbooks.online.entries.home import Home

_SET = "_properties_set"


def filled(kind: Any, **properties: Any) -> Any:
    """An object of one of the library's classes (which have no types), with these properties set.

    Raises:
        AttributeError: the class has no such property.
    """
    made = kind()
    known = {*vars(made), *kind.class_dict, *kind.list_dict}
    for name, value in properties.items():
        if name not in known:
            raise AttributeError(name, kind.__name__)
        setattr(made, name, value)
    setattr(made, _SET, tuple(properties))
    return made


def reference(id_: str, type_: str = "") -> Any:
    """A reference by ID, with the kind of name where QuickBooks asks for it; it adds the name itself.

    Raises:
        FieldError: the ID is blank. QuickBooks takes a check to nobody.
    """
    if not id_.strip():
        raise FieldError("reference", "CoreBooks doesn't have the QuickBooks ID of what it names")
    return filled(Ref, value=id_, type=type_) if type_ else filled(Ref, value=id_)


def foreign_currency(body: Mapping[str, Any], home: Home) -> str:
    """The currency that an entity names, "EUR"; empty where it names none, or the home currency."""
    named = body.get("CurrencyRef")
    currency = str(named.get("value") or "") if isinstance(named, Mapping) else ""
    return "" if currency == home.currency else currency


def as_json(value: Any) -> Any:
    """What was set on an object, and on the objects in it, as JSON with Decimal amounts."""
    if isinstance(value, QuickbooksBaseObject):
        names = getattr(value, _SET, ())
        return {name: as_json(getattr(value, name)) for name in names}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value
