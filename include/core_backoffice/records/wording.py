"""CORE's fields, item types and values in a bookkeeper's words, for sentences.

The API's own name of a field is not part of a sentence; a problem has it beside (`RecordProblem.field`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from include.plain_text import plain

_LONGEST = 60
_AN_AGENTS = "agent's "

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


def item_words_of(item_type: str, payee: str) -> str:
    """The same with whose it is, where that is known: `Amy Adler's commission after split`."""
    words = item_words(item_type)
    if payee and words.startswith(_AN_AGENTS):
        return f"{payee}'s {words.removeprefix(_AN_AGENTS)}"
    return f"the {words}" if words else ""


def shown(value: object) -> str:
    """What a field holds, as a sentence has it: 'maybe', 7990.005, yes, blank, a list."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "blank"
    if isinstance(value, int | Decimal):
        number = str(value)
        return f"{number[:_LONGEST]}…" if len(number) > _LONGEST else number
    if isinstance(value, list | dict):
        return "a list"
    text = " ".join(plain(str(value)).split())
    return f"'{text[:_LONGEST]}…'" if len(text) > _LONGEST else f"'{text}'"
