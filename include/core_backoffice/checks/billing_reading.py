"""Validating rows of an agent's billing items into statements. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from include.books.causes import HoldCause
from include.books.wording import a
from include.core_backoffice.checks.billing_checks import check_item, check_paid
from include.core_backoffice.records.billing import (
    BillingItem,
    BillingPayment,
    BillingStatement,
    BillingStatus,
    statement_label,
)
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Agent
from include.core_backoffice.records.wording import shown


def read_statement(
    agent: Agent, statement_id: str, rows: Sequence[Mapping[str, Any]]
) -> BillingStatement:
    """A statement out of all its items.

    Raises:
        RecordProblem: a field of an item is bad.
        OutOfBalance: the status and the payments contradict each other.
    """
    key = f"statement:{statement_id}"
    number = statement_number(statement_id, rows)
    label = statement_label(number, agent.name)
    for row in rows:
        if row.get("statement_number") not in (None, "", number):
            raise Row(key, label, row).problem(
                "statement_number", "its items have different statement numbers."
            )
    read = [_item(Row(key, label, row)) for row in rows]
    statement = BillingStatement(
        id=statement_id, number=number, agent=agent, items=tuple(item for _, item in read)
    )
    if statement.is_paid:
        check_paid(statement)
    else:
        for item_row, item in read:
            check_item(item_row, item)
    return statement


def statement_number(statement_id: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The number shown on the statement, or else its ID."""
    numbers = (row.get("statement_number") for row in rows)
    return next((n for n in numbers if isinstance(n, str) and n), statement_id)


def _item(row: Row) -> tuple[Row, BillingItem]:
    name = row.text("name")
    row = row.named(f'{row.label}, item "{name}"' if name else f"{row.label}, an item")
    row.require_own_currency()
    item_id = row.id("id")
    if not item_id or not name:
        raise row.bad("name" if item_id else "id", "so the item can't be identified")
    item_type = row.text("item_type")
    if item_type not in ("charge", "credit"):
        raise row.problem(
            "item_type",
            f"CoreBooks doesn't support billing items of type {shown(item_type)}.",
            "Change it in CORE to a charge or a credit, then sync again.",
            cause=HoldCause.UNKNOWN_ITEM_TYPE,
        )
    billing_date = row.day("billing_date")
    if billing_date is None:
        raise row.bad("billing_date", "but it must be a date")
    item = BillingItem(
        id=item_id,
        name=name,
        is_credit=item_type == "credit",
        amount_cents=row.positive("amount", _other_way(item_type)),
        status=_status(row),
        billing_date=billing_date,
        due_date=row.day("due_date"),
        frequency=row.text("frequency"),
        memo=row.text("memo"),
        external_id=row.text("external_id"),
        payments=tuple(_payment(part) for part in row.rows("payments")),
        updated_at=row.required_moment("updated_at"),
    )
    return row, item


def _other_way(item_type: str) -> str:
    other = "charge" if item_type == "credit" else "credit"
    return f"In CORE, change it to {a(other)} with the amount above zero, then sync again."


def _status(row: Row) -> BillingStatus:
    value = row.text("status")
    for status in get_args(BillingStatus):
        if value == status:
            return status  # type: ignore[no-any-return]  # get_args knows no types
    raise row.problem("status", f"the status is {shown(value)}, which CoreBooks doesn't support.")


def _payment(row: Row) -> BillingPayment:
    row = row.named(f"{row.label}, a payment")
    row.require_own_currency()
    payment_id, amount = row.id("id"), row.amount("amount")
    if not payment_id or amount is None:
        raise row.bad("amount" if payment_id else "id", "so the payment is unclear")
    return BillingPayment(
        id=payment_id,
        amount_cents=amount,
        paid_at=row.required_moment("paid_at"),
        method=row.text("method"),
    )
