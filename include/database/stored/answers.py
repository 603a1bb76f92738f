"""What QuickBooks, or CoreBooks itself, returned for a change, as the database keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from include.books.money import Cents


class NameChoice(BaseModel):
    """Who to choose from: the customer or vendor of CORE, and candidates in QuickBooks."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    party: str
    candidates: tuple[tuple[str, str], ...] = ()


class StoredAnswer(BaseModel):
    """The outcome of one change; what doesn't apply to it is empty.

    Attributes:
        id: QuickBooks' ID of what was posted.
        version: its version there.
        total_cents: the total that QuickBooks returned.
        number: the number that QuickBooks returned.
        how: how CoreBooks learned of it: "answered", "linked" ...
        recovery: for a rejection, what to do about it (`Recovery`).
        code: QuickBooks' own code of it; empty where CoreBooks put the change on hold.
        sentence: what happened and why.
        what_to_do: the next step.
        cause: what pages group by, where CoreBooks put the change on hold (`HoldCause`).
        stale: the entry was edited in QuickBooks since it was read.
        doubtful: QuickBooks answered with an error that leaves open whether it was posted.
        choice: the names to choose from.
        matches: the entry that QuickBooks returned is what was sent, so it isn't read again.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    schema_version: Literal[1] = 1
    id: str = ""
    version: str = ""
    total_cents: Cents | None = None
    number: str = ""
    how: str = ""
    recovery: str = ""
    code: str = ""
    sentence: str = ""
    what_to_do: str = ""
    cause: str = ""
    stale: bool = False
    doubtful: bool = False
    choice: NameChoice | None = None
    matches: bool = False

    def stored(self) -> dict[str, Any]:
        """As the database keeps it: without what doesn't apply."""
        values = self.model_dump(mode="json", exclude_defaults=True)
        return values | {"schema_version": self.schema_version}


def answer_from_json(values: Mapping[str, Any] | None) -> StoredAnswer:
    """What the database kept; an empty answer where there is none yet."""
    return StoredAnswer.model_validate(values or {})
