"""Entries of QuickBooks as they were read, as the database keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from include.books.entries import Entry
from include.books.money import Cents

_ENTRY = TypeAdapter(Entry)


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """An entry as the database stores it."""
    values: dict[str, Any] = _ENTRY.dump_python(entry, mode="json")
    return values


def entry_from_json(values: Mapping[str, Any]) -> Entry:
    """The entry that the database stored."""
    return _ENTRY.validate_python(values)


class OtherEntry(BaseModel):
    """An entry that may be a document's, too: less alike than the one that was proposed.

    Attributes:
        kind, quickbooks_id: which entry it is.
        number, date, party_name: as QuickBooks shows it.
        total_cents: its total without tax.
        score: how alike it is, from 0 to 100.
        reasons, differences: why, in phrases.
        entry: the entry as it was read (`entry_from_json`).
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    kind: str
    quickbooks_id: str
    number: str
    date: dt.date | None
    total_cents: Cents
    party_name: str
    score: int
    reasons: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    entry: dict[str, Any]

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json")


def others_from_json(values: list[dict[str, Any]]) -> list[OtherEntry]:
    """The other entries that the database stored."""
    return [OtherEntry.model_validate(one) for one in values]
