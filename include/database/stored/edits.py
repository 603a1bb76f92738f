"""How an entry in QuickBooks differs from what CoreBooks posted, as the database keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from include.books.causes import HoldCause
from include.books.money import Cents


class Edit(BaseModel):
    """The differences of one entry, with the values that QuickBooks has.

    Attributes:
        differences: each as a part of a sentence: "total changed from $1.00 to $2.00".
        was_edited: someone edited the entry after it was posted. If not, QuickBooks has had something
            else than what was sent from the beginning.
        from_rebuild: it differed when links were made anew after the database was lost. Whether it was
            edited, or CORE changed since, isn't known, so only a user decides about it.
        total_cents: the total in QuickBooks.
        date: its date there.
        lines: its lines there, description and cents of each.
        noticed_at: when CoreBooks noticed it, ISO, UTC.
        party_id: QuickBooks' ID of its customer or vendor there, if that is another one.
        party_difference: the one of the differences that says so.
        edited_by: QuickBooks' own ID of the user who changed the entry last; empty where it doesn't tell.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    differences: tuple[str, ...]
    was_edited: bool = True
    from_rebuild: bool = False
    total_cents: Cents | None = None
    date: dt.date | None = None
    lines: tuple[tuple[str, Cents], ...] = ()
    noticed_at: str = ""
    party_id: str = ""
    party_difference: str = ""
    edited_by: str = ""

    @property
    def cause(self) -> HoldCause:
        """Why its record is on hold, where it is."""
        if self.from_rebuild:
            return HoldCause.REBUILT
        return HoldCause.EDITED if self.was_edited else HoldCause.DIFFERS

    def without_party(self) -> Edit | None:
        """What still differs once its customer or vendor there is the right one; None if nothing."""
        left = tuple(text for text in self.differences if text != self.party_difference)
        cleared = {"differences": left, "party_id": "", "party_difference": ""}
        return self.model_copy(update=cleared) if left else None

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json")


def edit_from_json(values: Mapping[str, Any] | None) -> Edit | None:
    """The differences that the database kept; None where there are none."""
    return Edit.model_validate(values) if values else None
