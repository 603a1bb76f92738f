"""Rows of an agent's billing log."""

from __future__ import annotations

from sandbox.core_backoffice.billing import SettledItem, settle
from sandbox.core_backoffice.model import Statement
from sandbox.core_backoffice.rows.values import Row, dollars


def billing_items(statement: Statement, currency: str = "USD") -> list[Row]:
    """The statement's items, each with the payments that settled it."""
    return [_item(statement, settled, currency) for settled in settle(statement)]


def _item(statement: Statement, settled: SettledItem, currency: str) -> Row:
    item = settled.item
    return {
        "id": item.id,
        "user_id": statement.agent,
        "statement_id": statement.id,
        "statement_number": statement.number,
        "name": item.name,
        "item_type": "credit" if item.credit else "charge",
        "amount": dollars(item.amount),
        "currency": currency,
        "frequency": item.frequency,
        "billing_date": statement.billing_date,
        "due_date": statement.due_date,
        "status": settled.status,
        "memo": item.memo,
        "payments": [
            {
                "id": part.payment.id,
                "amount": dollars(part.amount),
                "paid_at": part.payment.paid_at,
                "method": part.payment.method,
            }
            for part in settled.allocations
        ],
        "created_at": statement.created_at,
        "updated_at": statement.updated_at,
        "external_id": item.external_id,
    }
