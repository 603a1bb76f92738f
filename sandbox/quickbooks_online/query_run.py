"""Answering queries."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.quickbooks_online import id_map
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.company_info import SINGLES
from sandbox.quickbooks_online.entities import BY_PATH
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal, not_in_plan
from sandbox.quickbooks_online.fields import Field
from sandbox.quickbooks_online.query import Condition, Statement, parse
from sandbox.quickbooks_online.reading import shown_all
from sandbox.quickbooks_online.store import Body, Record, folded

_TIMES = frozenset({"MetaData.CreateTime", "MetaData.LastUpdatedTime"})
_COMPUTED = frozenset({"Balance", "CurrentBalance"})
_PARTIES = {"CustomerRef", "VendorRef", "EntityRef"}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMERIC = frozenset({"TotalAmt", "Balance", "CurrentBalance", "UnitPrice", "Amount"})


def answer(company: Company, text: str) -> Body:
    """The QueryResponse of a query.

    Raises:
        Refusal: 4000 or 4001; 5030 where the plan does without the entity.
    """
    statement = parse(text)
    if statement.entity.lower() in SINGLES:
        name, single = SINGLES[statement.entity.lower()]
        return {name: [single(company)], "maxResults": 1}
    if statement.entity.lower() == id_map.ENTITY.lower():
        return id_map.answer(company, statement)
    spec = BY_PATH.get(statement.entity.lower())
    if spec is None:
        raise Refusal("4001", f"QueryValidationError: Entity {statement.entity} is not supported.")
    if company.settings.lacks(spec.feature) and company.settings.beyond_plan == "refuse":
        raise not_in_plan(company.settings.beyond_plan_code, company.settings.offering_sku)
    named = [condition.name for condition in statement.conditions]
    for name in [*named, *(name for name, _ in statement.order)]:
        _queryable(spec, name)
    if any(field.lower().split(".")[0] == "line" for field in statement.fields):
        raise Refusal("4001", "QueryValidationError: property 'Line' is not queryable")
    for field in statement.fields:
        _known(spec, field)
    page, total = _matching(company, spec, statement)
    if statement.count:
        return {"totalCount": total}
    if not page:
        return {}
    bodies = [_projected(body, statement.fields) for body in shown_all(company, page)]
    return {
        spec.name: bodies,
        "startPosition": statement.start,
        "maxResults": len(bodies),
        "totalCount": total,
    }


def _queryable(spec: Spec, name: str) -> None:
    if name.removesuffix(".value") in spec.queryable:
        return
    _known(spec, name)
    raise Refusal("4001", f"QueryValidationError: property '{name}' is not queryable")


def _known(spec: Spec, name: str) -> None:
    top = name.split(".", maxsplit=1)[0]
    if top not in spec.fields and top not in ("Id", "SyncToken", "MetaData", "domain", "sparse"):
        raise Refusal(
            "4001", f"QueryValidationError: Property {name} not found for Entity {spec.name}"
        )


def _matching(company: Company, spec: Spec, statement: Statement) -> tuple[list[Record], int]:
    """The page of entities that was asked for, and how many match in all."""
    where, values = _narrowed(company, spec, statement.conditions)
    skipped = statement.start - 1
    # Ids are given in the order of creation, which is the order of the file.
    order = _order(company, spec, statement)
    in_order = order in ((), (("Id", False),)) and spec.name != "TaxCode"
    if not statement.conditions and in_order and not company.unseen:
        total = company.store.count(company.realm, spec.name, where, values)
        page = (skipped, statement.most)
        return list(company.store.find(company.realm, spec.name, where, values, page)), total
    records: Iterable[Record] = company.store.find(company.realm, spec.name, where, values)
    if company.unseen:
        records = [one for one in records if (one.entity, one.id) not in company.unseen]
    conditions = [_Test(company, spec, condition) for condition in statement.conditions]
    by_balance = _COMPUTED & {condition.name for condition in statement.conditions}
    if by_balance and spec.kind != "transaction":
        found = list(records)
        bodies = shown_all(company, found)
        merged = zip(found, bodies, strict=True)
        result = [one for one, body in merged if all(test.holds(one, body) for test in conditions)]
    else:
        result = [one for one in records if all(test.holds(one, one.body) for test in conditions)]
    for name, descending in reversed(order):
        result.sort(key=_Test(company, spec, Condition(name, "=", "")).sort_key, reverse=descending)
    return result[skipped : skipped + statement.most], len(result)


def _order(company: Company, spec: Spec, statement: Statement) -> tuple[tuple[str, bool], ...]:
    """The order asked for; without one, the newest transactions come first."""
    newest_first = spec.kind == "transaction" and company.settings.query_order == "descending"
    return statement.order or ((("Id", True),) if newest_first else ())


def _narrowed(
    company: Company, spec: Spec, conditions: Iterable[Condition]
) -> tuple[str, tuple[Any, ...]]:
    """A condition on indexed columns that leaves out most of what cannot match."""
    parts: list[str] = ["status <> 'deleted'"]
    values: list[Any] = []
    active_asked = False
    for condition in conditions:
        active_asked = active_asked or condition.name == "Active"
        part, wanted = _on_columns(company, condition)
        if part:
            parts.append(part)
            values.extend(wanted)
    if spec.kind != "transaction" and not active_asked:
        parts.append("active = 1")
    return " AND ".join(parts), tuple(values)


def _on_columns(company: Company, condition: Condition) -> tuple[str, list[Any]]:
    """One condition as one on an indexed column, as far as it can be; empty where it cannot."""
    sign = condition.sign
    if condition.name == "MetaData.LastUpdatedTime" and sign in (">", ">="):
        return "updated >= ?", [moment(company, str(condition.value))]
    if condition.name == "TxnDate" and sign in ("<", "<=", ">", ">="):
        return f"txn_date {sign} ?", [str(condition.value)]
    column = _column(condition.name)
    if column is None or sign not in ("=", "IN"):
        return "", []
    wanted = condition.value if sign == "IN" else [condition.value]
    if column in ("name", "number"):
        wanted = [folded(str(one)) for one in wanted]
    return f"{column} IN ({','.join('?' * len(wanted))})", wanted


def _column(name: str) -> str | None:
    if name.removesuffix(".value") in _PARTIES:
        return "party"
    known = {"Id": "id", "DisplayName": "name", "DocNumber": "number", "TxnDate": "txn_date"}
    return known.get(name)


class _Test:
    """One condition, ready to be held against entities."""

    def __init__(self, company: Company, spec: Spec, condition: Condition) -> None:
        self._company = company
        self._name = condition.name.removesuffix(".value")
        self._sign = condition.sign
        self._field = spec.fields.get(self._name, Field("text"))
        self._fold = company.settings.query_ignores_case
        value = condition.value
        if self._sign == "IN":
            self._value: Any = [self._comparable(one) for one in value]
        elif self._sign == "LIKE":
            pattern = "".join(".*" if letter == "%" else re.escape(letter) for letter in str(value))
            self._value = re.compile(pattern, re.DOTALL | (re.IGNORECASE if self._fold else 0))
        else:
            named = value != "" or self._sign not in ("=", "!=")
            self._value = self._comparable(value) if named else ""

    def holds(self, record: Record, body: Body) -> bool:
        """Whether the entity meets the condition."""
        raw = self._raw(record, body)
        if self._sign == "LIKE":
            return raw is not None and self._value.fullmatch(str(raw)) is not None
        if raw is None:
            # An entity without the property equals the empty value, and no other.
            unlike = self._value != ""
            return unlike if self._sign == "!=" else self._sign == "=" and not unlike
        value = self._comparable(raw)
        if self._sign == "IN":
            return value in self._value
        return bool(_COMPARE[self._sign](value, self._value))

    def sort_key(self, record: Record) -> tuple[bool, Any]:
        """For ORDERBY: entities without the property come first."""
        raw = self._raw(record, record.body)
        return (raw is not None, self._comparable(raw) if raw is not None else 0)

    def _raw(self, record: Record, body: Body) -> Any:
        match self._name:
            case "Id":
                return record.id
            case "SyncToken":
                return record.token
            case "MetaData.CreateTime":
                return int(record.created)
            case "MetaData.LastUpdatedTime":
                return int(record.updated)
            case _:
                value = body.get(self._name)
        if isinstance(value, dict):
            return value.get("value") or value.get("Address")
        return value

    def _comparable(self, value: Any) -> Any:
        if self._name in _TIMES:
            return value if isinstance(value, int) else self._moment(str(value))
        if self._name in _NUMERIC:
            return self._number(value)
        if self._name in ("Id", "SyncToken"):
            return int(value) if str(value).isdigit() else -1
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value).casefold() if self._fold else str(value)

    def _moment(self, text: str) -> int:
        return moment(self._company, text)

    def _number(self, value: Any) -> Decimal:
        try:
            return Decimal(str(value))
        except InvalidOperation:
            raise Refusal(
                "4001", f"QueryValidationError: {value!r} is no number for {self._name}"
            ) from None


def moment(company: Company, text: str) -> int:
    """A time as queries and change data capture write it, in whole Unix seconds.

    Without an offset it is the company's own time.

    Raises:
        Refusal: 4001, it is no time.
    """
    try:
        # A "+" of an offset arrives as a blank when it was not escaped in the address.
        parsed = dt.datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip()))
    except ValueError:
        raise Refusal("4001", f"QueryValidationError: {text!r} is no date or time") from None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=ZoneInfo(company.settings.timezone))
    return int(parsed.timestamp())


def _projected(body: Body, fields: tuple[str, ...]) -> Body:
    if not fields:
        return body
    kept = {field.split(".")[0] for field in fields} | {"Id", "domain"}
    return {**{name: body[name] for name in body if name in kept}, "sparse": True}
