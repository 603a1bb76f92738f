"""Names as stored: the two streams of CORE records, and the workflow categories fed from them.

`include.workflows.category` gives them their meaning; it is above the database, so reads know the
stored names alone.
"""

from __future__ import annotations

TRANSACTIONS = "transactions"
BILLING_STATEMENTS = "billing statements"

TRANSACTION_WORKFLOWS = ("brokerage_income", "agent_expenses")
BILLING_WORKFLOW = "agent_billing"
WORKFLOWS = (*TRANSACTION_WORKFLOWS, BILLING_WORKFLOW)
"""All of them: a query that names them uses the indexes that begin with the category."""

STRAY = "entry:"
"""What such keys begin with: an entry of QuickBooks that no record of CORE asks for."""


def is_stray(record_key: str) -> bool:
    """Whether a record is an entry of QuickBooks that no record of CORE asks for."""
    return record_key.startswith(STRAY)


def stray_key(digits: str) -> str:
    """The key of such a record, by the digits that stand for it where others have CORE IDs."""
    return f"{STRAY}{digits}"


def core_id(record_key: str) -> str:
    """The CORE ID in a record's key: "7" of "transaction:7"."""
    return record_key.partition(":")[2]
