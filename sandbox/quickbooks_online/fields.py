"""The properties of entities: what may be sent, how long it may be, what it refers to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.errors import Refusal, not_in_plan
from sandbox.quickbooks_online.store import Body

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

Kind = Literal["text", "amount", "number", "bool", "date", "ref", "enum", "any", "ignored"]

QBO_ONLY = frozenset({"Id", "SyncToken", "MetaData", "domain", "sparse", "status"})
"""What every entity carries and QuickBooks writes itself."""


@dataclass(frozen=True, slots=True)
class Field:
    """One property. `ignored` ones are QuickBooks' own: sent values are silently overwritten."""

    kind: Kind
    limit: int = 0
    targets: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


Fields = Mapping[str, Field]

AMOUNT = Field("amount")
NUMBER = Field("number")
BOOL = Field("bool")
DATE = Field("date")
ANY = Field("any")
IGNORED = Field("ignored")


def text(limit: int) -> Field:
    """Text of at most `limit` characters."""
    return Field("text", limit=limit)


def ref(*targets: str) -> Field:
    """A reference to an entity of one of these kinds."""
    return Field("ref", targets=targets)


def enum(*choices: str) -> Field:
    """One word of a list."""
    return Field("enum", choices=choices)


def clean(company: Company, fields: Fields, sent: Mapping[str, Any], where: str = "") -> Body:
    """What was sent, checked and in QuickBooks' own types; empty values are left out.

    Raises:
        Refusal: 2010 unknown property or wrong type, 2050 length, 2170 enumeration, 2500 and 610
            references.
    """
    result: Body = {}
    for name, value in sent.items():
        if name in QBO_ONLY:
            continue
        field = fields.get(name)
        if field is None:
            raise Refusal("2010", f"Property Name:{where}{name} is unsupported or unrecognized")
        if field.kind == "ignored" or value is None or value in ("", []):
            continue
        checked = _checked(company, field, f"{where}{name}", value)
        if checked is not None:
            result[name] = checked
    return result


def _checked(company: Company, field: Field, name: str, value: Any) -> Any:  # noqa: PLR0911  (one line per kind)
    match field.kind:
        case "text":
            written = _text(field, name, value)
            return _latin1(written) if company.settings.in_latin1 else written
        case "amount":
            allowed = company.settings.accept_text_amounts
            return money.amount(value, name, text_allowed=allowed)
        case "number":
            return money.number(value, name, text_allowed=company.settings.accept_text_amounts)
        case "bool":
            return _bool(name, value)
        case "date":
            return _date(name, value)
        case "ref":
            return _ref(company, field, name, value)
        case "enum":
            if value not in field.choices:
                raise Refusal(
                    "2170", f"Property Name:{name} value {value} is not one of the enumeration"
                )
            return value
        case _:
            return value


def _text(field: Field, name: str, value: Any) -> str:
    if not isinstance(value, str | int):
        raise Refusal("2010", f"Property Name:{name} must be text")
    written = str(value)
    if len(written) > field.limit:
        raise Refusal(
            "2050",
            f"{name}: Min:0 Max:{field.limit:,} supported. Supplied length:{len(written):,}",
            element=name,
        )
    return written


def _latin1(written: str) -> str:
    return written.encode("latin-1", "replace").decode("latin-1")


def _bool(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Refusal("2010", f"Property Name:{name} must be true or false")


def _date(name: str, value: Any) -> str:
    try:
        return dt.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise Refusal(
            "2010", f"Property Name:{name} Invalid date format. Supplied value:{value}"
        ) from None


def _ref(company: Company, field: Field, name: str, value: Any) -> Body | None:
    if not isinstance(value, dict):
        raise Refusal("2010", f"Property Name:{name} must be a reference with a value")
    if value.get("value") in (None, ""):
        return None
    if field.targets[0] in ("Class", "Department") and not company.settings.has_classes:
        raise not_in_plan(company.settings.beyond_plan_code, company.settings.offering_sku)
    wanted = value.get("type")
    targets = (wanted,) if wanted in field.targets else field.targets
    record = company.referred(targets, str(value["value"]))
    result = {"value": record.id, "name": company.name_of(record)}
    if len(field.targets) > 1:
        result["type"] = record.entity
    return result
