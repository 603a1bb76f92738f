"""What products and accounts call the fields of agent billing: statements, their lines, and what was paid."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from include.core_backoffice.mapping.suggest.synonyms import ROLES, Holds, Role


def _role(words: str, holds: Holds, *names: str) -> Role:
    return Role(words, holds, names)


BILLING: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "statement": _role(
            "statement number",
            Holds.TEXT,
            "statement number",
            "statement id",
            "statement",
            "invoice number",
            "invoice id",
            "invoice",
            "bill number",
            "billing id",
        ),
        "line_id": _role(
            "ID of the billing item",
            Holds.TEXT,
            "line id",
            "line number",
            "item id",
            "charge id",
            "billing item id",
            "entry id",
        ),
        "agent_id": ROLES["agent_id"],
        "agent_name": _role(
            "agent's name",
            Holds.TEXT,
            *ROLES["agent_name"].names,
            "customer",
            "customer name",
            "billed to",
            "bill to",
        ),
        "agent_first": ROLES["agent_first"],
        "agent_last": ROLES["agent_last"],
        "agent_email": ROLES["agent_email"],
        "line_name": _role(
            "billing item",
            Holds.TEXT,
            "item",
            "item name",
            "billing item",
            "charge",
            "charge name",
            "fee name",
            "fee type",
            "product",
            "service",
            "description",
        ),
        "is_credit": _role(
            "charge or credit",
            Holds.WORD,
            "charge or credit",
            "charge credit",
            "debit credit",
            "item type",
            "line type",
            "type",
        ),
        "amount": _role(
            "amount",
            Holds.AMOUNT,
            "amount",
            "charge amount",
            "line amount",
            "amount billed",
            "amount charged",
            "billed",
            "fee",
            "fee amount",
            "invoice amount",
        ),
        "billing_date": _role(
            "billing date",
            Holds.DAY,
            "billing date",
            "bill date",
            "billed on",
            "invoice date",
            "statement date",
            "charge date",
            "date billed",
            "date",
        ),
        "due_date": _role("due date", Holds.DAY, "due date", "due", "due on", "payment due"),
        "frequency": _role(
            "frequency", Holds.WORD, "frequency", "recurrence", "billing frequency", "interval"
        ),
        "memo": _role("memo", Holds.TEXT, "memo", "note", "notes", "comment", "remarks"),
        "status": _role(
            "status", Holds.WORD, "status", "payment status", "billing status", "invoice status"
        ),
        "total": _role(
            "statement total",
            Holds.AMOUNT,
            "statement total",
            "invoice total",
            "total",
            "total due",
            "total billed",
        ),
        "payment_amount": _role(
            "paid amount",
            Holds.AMOUNT,
            "amount paid",
            "paid amount",
            "payment amount",
            "payment",
            "paid",
        ),
        "paid_on": _role(
            "day of payment",
            Holds.DAY,
            "paid on",
            "payment date",
            "date paid",
            "paid date",
            "charged on",
        ),
        "method": _role(
            "method of payment",
            Holds.WORD,
            "payment method",
            "method",
            "paid by",
            "paid with",
            "payment type",
        ),
        "office": ROLES["office"],
    }
)
"""By the name that suggestions use; those of a profile's fields are the same."""

PAYMENTS: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "statement": Role(
            "statement number",
            Holds.TEXT,
            (*BILLING["statement"].names, "applied to", "paid invoice", "invoice paid"),
        ),
        "payment_id": Role(
            "ID of the payment",
            Holds.TEXT,
            (
                "payment id",
                "payment number",
                "payment reference",
                "charge id",
                "receipt number",
                "receipt",
                "check number",
                "transaction id",
                "reference",
            ),
        ),
        "amount": Role(
            "amount", Holds.AMOUNT, (*BILLING["payment_amount"].names, "amount", "amount received")
        ),
        "paid_on": Role(
            "day of payment",
            Holds.DAY,
            (*BILLING["paid_on"].names, "received on", "date received", "date"),
        ),
        "method": BILLING["method"],
    }
)
"""By the names of a profile's fields, and `statement`, which is the key."""

BILLING_STATUS_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paid": "paid",
        "paid in full": "paid",
        "settled": "paid",
        "unpaid": "unpaid",
        "open": "unpaid",
        "due": "unpaid",
        "outstanding": "unpaid",
        "overdue": "unpaid",
        "past due": "unpaid",
        "sent": "unpaid",
        "partially paid": "partially_paid",
        "partial": "partially_paid",
        "part paid": "partially_paid",
        "failed": "charge_failed",
        "declined": "charge_failed",
        "charge failed": "charge_failed",
        "card declined": "charge_failed",
    }
)
"""What statuses of billing mean, by their words in products."""

CREDIT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "charge": "no",
        "debit": "no",
        "fee": "no",
        "invoice": "no",
        "credit": "yes",
        "refund": "yes",
        "agent credit": "yes",
    }
)
"""Whether a line is a credit."""
