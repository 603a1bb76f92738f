"""CORE's fields and item types in a bookkeeper's words, for sentences.

The API's own name is in parentheses at the end of a sentence, for CORE support.
"""

from __future__ import annotations

from typing import Final

_FIELDS: Final = {
    "active": 'switch "active"',
    "calculated_before_split": 'switch "calculate the commission after this item"',
    "calculated_dollar_amount": "amount",
    "closed_at": "closing time",
    "closing_date": "close date",
    "commissions_finalized_at": "date of the disbursement",
    "created_at": "time created",
    "create_payment": 'switch "create payment"',
    "custom_attributes": "custom fields",
    "custom_id": "transaction number",
    "external_id": "ID in another system",
    "id": "record number",
    "item_type": "type",
    "paid_at": "date of payment",
    "payee_id": "payee",
    "payee_type": "kind of payee",
    "payer_id": "payer",
    "payer_type": "kind of payer",
    "statement_id": "statement",
    "owner": 'switch "owner"',
    "sync": 'switch "sync"',
    "timezone": "time zone",
    "updated_at": "last update",
}
_ITEM_TYPES: Final = {
    "tgc": "gross commission",
    "award_distribution": "share of the gross commission",
    "pre_split_deduction": "transaction debit",
    "pre_split_credit": "transaction credit",
    "post_split_deduction": "agent debit",
    "post_split_credit": "agent credit",
    "split": "agent's commission after split",
    "GROSS_INCOME": "gross income",
    "AGENT_COMMISSIONS": "agents' commissions",
    "OFFICE_NET": "brokerage net",
    "NET_COMMISSION": "agent's net commission",
    "COMPANY_SPLIT": "company split",
}


def field_words(field: str) -> str:
    """What a bookkeeper calls a field: `calculated_dollar_amount` is the amount."""
    return _FIELDS.get(field) or field.replace("_", " ")


def item_words(item_type: str) -> str:
    """What a bookkeeper calls a type of commission item; "" for one that is not known."""
    return _ITEM_TYPES.get(item_type, "")


def api_name(name: str) -> str:
    """The API's name of a field or type, to end a sentence with; "" when it says nothing new."""
    words = _FIELDS.get(name) or _ITEM_TYPES.get(name)
    return f" ({name})" if words or "_" in name else ""
