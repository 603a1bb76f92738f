"""Reading what can be read of a row that can't be used: how lists, searches and sums find it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from include.books.money import Cents
from include.core_backoffice.checks.close_date import close_date
from include.core_backoffice.records.commissions import GROSS
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.known import Known
from include.core_backoffice.records.people import Agent, join_name
from include.core_backoffice.records.records import address_line

_Value = TypeVar("_Value")


def known_transaction(data: Mapping[str, Any], commissions: object = None) -> Known:
    """What a transaction's row has, and its commission list if that was read.

    The gross commission is the transaction's own total, else that of the list.
    """
    row = _row(data)
    items = _rows(commissions)
    stated = _if_good(lambda: row.amount("total_gross_commission"))
    return Known(
        number=_text(row, "custom_id"),
        title=address_line(*(_text(row, field) for field in ("address", "city", "state", "zip"))),
        day=_if_good(lambda: close_date(row)),
        amount_cents=_gross(items) if stated is None else stated,
        others=tuple(
            name for name in dict.fromkeys(_text(item, "payee_name") for item in items) if name
        ),
    )


def known_statement(agent_id: str, agent: Agent | RecordProblem, rows: object) -> Known:
    """What the items of a statement have: the total if every amount can be read."""
    items = _rows(rows)
    numbers = (
        _text(item, "statement_number")
        for item in items
        if isinstance(item.data.get("statement_number"), str)
    )
    days = [day for item in items if (day := _day(item, "billing_date"))]
    return Known(
        number=next((number for number in numbers if number), ""),
        title=agent.name if isinstance(agent, Agent) else agent.known.title,
        day=min(days, default=None),
        amount_cents=_sum([_signed(item) for item in items]),
        owner=f"agent:{agent_id}",
    )


def known_person(data: Mapping[str, Any]) -> Known:
    """What the row of an agent or contact has: the name."""
    row = _row(data)
    own = join_name(_text(row, "first_name"), _text(row, "last_name"))
    return Known(title=own or _text(row, "company"))


def _row(data: Mapping[str, Any]) -> Row:
    return Row("", "", data)


def _rows(answer: object) -> list[Row]:
    parts: Sequence[Any] = answer if isinstance(answer, list) else ()
    return [_row(part) for part in parts if isinstance(part, dict)]


def _if_good(read: Callable[[], _Value]) -> _Value | None:
    """What is read, None if it can't be."""
    try:
        return read()
    except RecordProblem:
        return None


def _text(row: Row, field: str) -> str:
    """A text on one line; "" if it can't be read."""
    return " ".join((_if_good(lambda: row.text(field)) or "").split())


def _day(item: Row, field: str) -> dt.date | None:
    return _if_good(lambda: item.day(field))


def _amount(item: Row, field: str) -> Cents | None:
    return _if_good(lambda: item.amount(field))


def _sum(amounts: Sequence[Cents | None]) -> Cents | None:
    """The sum, None if there is nothing to add or an amount can't be read."""
    read = [cents for cents in amounts if cents is not None]
    return sum(read) if read and len(read) == len(amounts) else None


def _gross(items: Sequence[Row]) -> Cents | None:
    by_id = {_text(item, "id"): item for item in items if _text(item, "item_type") == GROSS}
    return _sum([_amount(item, "calculated_dollar_amount") for item in by_id.values()])


def _signed(item: Row) -> Cents | None:
    cents, item_type = _amount(item, "amount"), _text(item, "item_type")
    if cents is None or item_type not in ("charge", "credit"):
        return None
    return -cents if item_type == "credit" else cents
