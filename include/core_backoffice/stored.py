"""Records from the database: a payload with items is a statement, else a transaction."""

from __future__ import annotations

from typing import Any, TypeAlias

from include.core_backoffice.records.records import BillingStatement, Transaction

StoredRecord: TypeAlias = Transaction | BillingStatement


def record_from_json(payload: dict[str, Any]) -> StoredRecord:
    """The transaction or billing statement that `to_json` wrote.

    Raises:
        pydantic.ValidationError: it was written by neither.
    """
    if "items" in payload:
        return BillingStatement.from_json(payload)
    return Transaction.from_json(payload)
