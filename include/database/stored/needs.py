"""What a change depends on before it can be sent, as the database keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class KeptOnLine(BaseModel):
    """What a bookkeeper set on a line, by QuickBooks' IDs; it stays when the entry is updated."""

    model_config = ConfigDict(frozen=True)

    line_id: str = ""
    class_id: str = ""
    customer_id: str = ""
    billable: bool | None = None


class KeptOnEntry(BaseModel):
    """What a bookkeeper set on an entry beside its lines; it stays on the entry that replaces it."""

    model_config = ConfigDict(frozen=True)

    class_id: str = ""
    location_id: str = ""


class Needs(BaseModel):
    """What must be in QuickBooks before a change is sent, and what must stay there.

    Attributes:
        party: the key of the document's customer or vendor.
        pays: the key of the document that a payment pays.
        lists: kind and name of the products and classes that are created first.
        name: for customers and vendors, the name chosen for it, if CORE's own was taken.
        wanted: the fingerprint of what CORE has, where something else is posted on purpose.
        extras: what a bookkeeper set on each of the document's lines.
        whole: for a new entry, what a bookkeeper set on the one that it replaces, beside the lines.
        memo: the whole memo to leave, because a bookkeeper added to it.
        keeps_number: for an update, whether the number stays: it is the one on a check's paper.
        leaves_more: the run leaves other changes of the record to the next sync.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    party: str | None = None
    pays: str | None = None
    lists: tuple[tuple[str, str], ...] = ()
    name: str = ""
    wanted: str = ""
    extras: tuple[KeptOnLine, ...] = ()
    whole: KeptOnEntry = KeptOnEntry()
    memo: str | None = None
    keeps_number: bool = False
    leaves_more: bool = False

    def stored(self) -> dict[str, Any]:
        """As the database keeps it: without what doesn't apply."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"version": self.version}


def needs_from_json(values: Mapping[str, Any] | None) -> Needs:
    """What the database kept; nothing where it kept nothing."""
    return Needs.model_validate(values or {})
