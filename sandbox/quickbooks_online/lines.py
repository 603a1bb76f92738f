"""Lines of transactions: checked, numbered, and added up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.errors import Refusal, missing, rule
from sandbox.quickbooks_online.fields import Fields, clean
from sandbox.quickbooks_online.line_fields import DEPOSITS, LINE, Details
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_MOST = 10_000


def checked(company: Company, body: Body, before: Record | None, details: Details) -> list[Body]:
    """The lines of a transaction in QuickBooks' own form, numbered; subtotals are left out.

    Raises:
        Refusal: 2020 no lines or an incomplete one, 2170 unknown detail type, and as
            `fields.clean`.
    """
    sent = body.get("Line")
    if not sent:
        raise missing("Line")
    if not isinstance(sent, list):
        raise Refusal("2010", "Property Name:Line must be a list")
    if len(sent) > _MOST:
        raise rule(f"A transaction has at most {_MOST:,} lines.")
    ids = _Ids(before)
    lines: list[Body] = []
    for raw in sent:
        if not isinstance(raw, dict):
            raise Refusal("2010", "Property Name:Line must hold objects")
        if raw.get("DetailType") == "SubTotalLineDetail":
            continue
        line = _line(company, raw, details)
        lines.append({"Id": ids.keep(raw.get("Id")), "LineNum": len(lines) + 1, **line})
    if not lines:
        raise missing("Line")
    return lines


class _Ids:
    """Line ids: known ones are kept, new lines get the next number."""

    def __init__(self, before: Record | None) -> None:
        old = [] if before is None else before.body.get("Line", [])
        self._known = {line["Id"] for line in old if "Id" in line}
        self._next = max((int(id_) for id_ in self._known), default=0) + 1

    def keep(self, id_: object) -> str:
        if str(id_) in self._known:
            self._known.discard(str(id_))
            return str(id_)
        self._next += 1
        return str(self._next - 1)


def _line(company: Company, raw: Mapping[str, Any], details: Details) -> Body:
    type_ = raw.get("DetailType") or None
    # Payments and deposits may name a transaction instead of a detail; nothing else may.
    linked = _links(raw) and (not details or details is DEPOSITS)
    if type_ is None and details and not linked:
        raise missing("Line.DetailType")
    if type_ is not None and details and type_ not in details:
        raise Refusal("2170", f"Property Name:DetailType value {type_} is not supported here")
    holders = {holder for holder, _ in details.values()}
    top = {name: value for name, value in raw.items() if name not in holders}
    line = clean(company, LINE, top, "Line.")
    line.pop("LineNum", None)
    if type_ in details:
        line |= _detail(company, raw, details[str(type_)], linked=linked)
    if "Amount" not in line and type_ not in ("DescriptionOnly", "DiscountLineDetail"):
        raise missing("Line.Amount")
    return line


def _detail(
    company: Company, raw: Mapping[str, Any], detail: tuple[str, Fields], *, linked: bool
) -> Body:
    holder, fields = detail
    sent = raw.get(holder) or {}
    if not isinstance(sent, dict):
        raise Refusal("2010", f"Property Name:{holder} must be an object")
    if not sent and not linked and raw["DetailType"] != "DescriptionOnly":
        raise missing(f"Line.{holder}")
    return {holder: clean(company, fields, sent, f"{holder}.")}


def _links(raw: Mapping[str, Any]) -> bool:
    """Whether a line names other transactions.

    Raises:
        Refusal: 2010 or 2020, it does so in no way that can be read.
    """
    links = raw.get("LinkedTxn") or []
    if not isinstance(links, list) or not all(isinstance(link, dict) for link in links):
        raise Refusal("2010", "Property Name:LinkedTxn must be a list of objects")
    for name in ("TxnId", "TxnType"):
        if any(not link.get(name) for link in links):
            raise missing(f"LinkedTxn.{name}")
    return bool(links)


def price_times_quantity(line: Body, holder: str) -> None:
    """Check that Amount is UnitPrice times Qty; zeros stand for "not given".

    Raises:
        Refusal: 6070, it is not.
    """
    detail = line[holder]
    price, quantity = detail.get("UnitPrice"), detail.get("Qty")
    for name, value in (("UnitPrice", price), ("Qty", quantity)):
        if value == 0:
            detail.pop(name)
    if not price or not quantity:
        return
    expected = money.amount(Decimal(price) * Decimal(quantity), "Amount")
    if expected != line["Amount"]:
        raise Refusal(
            "6070", f"Amount is not equal to UnitPrice * Qty. Supplied value:{line['Amount']}"
        )


def total(lines: list[Body]) -> Decimal:
    """The sum of the lines' amounts."""
    return sum((line.get("Amount", Decimal(0)) for line in lines), Decimal("0.00"))


def not_negative(amount: Decimal) -> Decimal:
    """The total of a transaction.

    Raises:
        Refusal: 6000, it is below zero.
    """
    if amount < 0:
        raise rule("Transaction amount must be 0 or greater.")
    return amount


def dated(company: Company, body: Body) -> None:
    """Fill in the transaction's date; without one it is today, on full updates too."""
    body.setdefault("TxnDate", company.today())


def due(company: Company, body: Body) -> None:
    """Fill in the due date: the terms' days after the date."""
    if "DueDate" in body:
        return
    days = 0
    if "SalesTermRef" in body:
        term = company.referred(("Term",), body["SalesTermRef"]["value"])
        days = int(term.body.get("DueDays", 0))
    start = dt.date.fromisoformat(body["TxnDate"])
    body["DueDate"] = (start + dt.timedelta(days=days)).isoformat()


def links_of(lines: list[Body]) -> Iterator[tuple[int, Body, Body]]:
    """Each linked transaction of the lines: line number, line, link."""
    for position, line in enumerate(lines, start=1):
        for link in line.get("LinkedTxn", ()):
            yield position, line, link
