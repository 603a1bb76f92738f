"""Records as the database stores them: each says by its `type` which it is, and by `schema_version` how.

Rows of earlier versions say neither: a payload with items is a statement, else a transaction.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from include.core_backoffice.records.records import BillingStatement, Transaction

StoredRecord: TypeAlias = Transaction | BillingStatement

_TYPES: dict[str, type[Transaction | BillingStatement]] = {
    "transaction": Transaction,
    "statement": BillingStatement,
}
_SCHEMA = 1


def tagged(record: StoredRecord, payload: dict[str, Any]) -> dict[str, Any]:
    """A record's payload with what tells its reader how it was written."""
    of = next(name for name, model in _TYPES.items() if isinstance(record, model))
    return {"type": of, "schema_version": _SCHEMA, **payload}


def record_from_json(payload: dict[str, Any]) -> StoredRecord:
    """The transaction or billing statement that the database stored.

    Raises:
        pydantic.ValidationError: it is neither.
    """
    of = payload.get("type") or ("statement" if "items" in payload else "transaction")
    rest = {
        name: value for name, value in payload.items() if name not in ("type", "schema_version")
    }
    return _TYPES[of].from_json(rest)
