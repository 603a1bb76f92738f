"""The filters that one person saved for a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables import people


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A list as somebody narrows it; `query` follows the question mark in the list's address."""

    id: int
    name: str
    query: str


def saved_filters(
    session: Session, company_id: str, person_id: str, of_list: str
) -> Sequence[SavedFilter]:
    """What one person saved for a list, by name."""
    rows = session.scalars(
        select(people.SavedFilter)
        .where(
            people.SavedFilter.company_id == company_id,
            people.SavedFilter.person_id == person_id,
            people.SavedFilter.list == of_list,
        )
        .order_by(people.SavedFilter.name)
    )
    return [SavedFilter(row.id, row.name, row.query) for row in rows]
