"""Canonical records as the database has them."""

from __future__ import annotations

from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalPerson,
    CanonicalStatement,
)
from include.core_backoffice.feeds.shelf import Shelved
from include.core_backoffice.mapping.keys import WITHOUT_KEY
from include.database.keys.seal import Seal
from include.database.tables.feeds import FeedRecord

PAYMENTS = "payments"
"""The kind of records that are payments of a statement whose lines another profile reads."""

_MODELS: dict[str, type[CanonicalDeal | CanonicalPerson | CanonicalStatement]] = {
    Shelved.DEAL.value: CanonicalDeal,
    Shelved.STATEMENT.value: CanonicalStatement,
    Shelved.AGENT.value: CanonicalPerson,
    Shelved.VENDOR.value: CanonicalPerson,
    PAYMENTS: CanonicalStatement,
}


def is_without_key(key: str) -> bool:
    """Whether a key was made of the content of rows that have none."""
    return key.partition(":")[2].startswith(WITHOUT_KEY)


def record_of(row: FeedRecord, seal: Seal) -> Canonical | None:
    """The canonical record of a row; None if its rows never could be used.

    Raises:
        SealBroken: a key that a tax ID was sealed with is no longer configured.
    """
    if row.payload is None:
        return None
    return _MODELS[row.kind].from_json(seal.opened(row.payload))
