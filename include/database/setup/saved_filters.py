"""Filters that people save under a name: each for themselves, in one company."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from include.clock import utc_now
from include.database.engine import Database
from include.database.setup.people import Who
from include.database.tables.people import SavedFilter
from include.database.upserts import Unique, upsert
from include.understood import Understood

MOST = 20
"""How many one person can save for a list."""
LONGEST_NAME = 60
_ONE = Unique(("company_id", "person_id", "list", "name"))


class FilterNotSaved(Understood, ValueError):
    """The filter was not saved; the sentence says why, and what to do."""


def save_filter(
    database: Database, company_id: str, who: Who, of_list: str, name: str, query: str
) -> None:
    """Save a filter, or replace the one that has this name.

    Args:
        database: the database.
        company_id: the company.
        who: for whom.
        of_list: which list it narrows: "transactions".
        name: what they call it.
        query: what follows the question mark in the list's address.

    Raises:
        FilterNotSaved: it has no name, too long a one, or there are too many.
    """
    name = " ".join(name.split())
    if not name:
        raise FilterNotSaved("A saved filter needs a name. Enter one, then save it again.")
    if len(name) > LONGEST_NAME:
        raise FilterNotSaved(
            f"The name has {len(name)} characters, and the limit is {LONGEST_NAME}. Shorten it, then "
            "save it again."
        )
    row = {
        "company_id": company_id,
        "person_id": who.id,
        "list": of_list,
        "name": name,
        "query": query,
        "saved_at": utc_now(),
    }
    with database.writing() as session:
        others = session.scalar(
            select(func.count()).where(
                SavedFilter.company_id == company_id,
                SavedFilter.person_id == who.id,
                SavedFilter.list == of_list,
                SavedFilter.name != name,
            )
        )
        if (others or 0) >= MOST:
            raise FilterNotSaved(
                f"You have {MOST} saved filters for this list, and that is the limit. Delete one, then "
                "save this one again."
            )
        upsert(session, SavedFilter, [row], unique=_ONE)


def delete_filter(database: Database, company_id: str, who: Who, filter_id: int) -> None:
    """Delete a filter of their own; one of another person's stays."""
    with database.writing() as session:
        session.execute(
            delete(SavedFilter).where(
                SavedFilter.id == filter_id,
                SavedFilter.company_id == company_id,
                SavedFilter.person_id == who.id,
            )
        )
