"""The people who open CoreBooks: noted when they visit, so that others can choose them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.people import Person
from include.database.upserts import upsert

NOTED_EVERY = dt.timedelta(days=1)
"""How old a visit may be before the next one is stored."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as Airflow knows them.

    Attributes:
        id: the auth manager's own ID, as text; empty if only the name is known.
        name: as pages, runs and the audit trail show it.
    """

    id: str
    name: str


def note_visit(
    database: Database, person_id: str, name: str, *, may_sync: bool, may_connect: bool
) -> None:
    """Store that a signed-in user opened a page, if that is new or a day old.

    Args:
        database: the database.
        person_id: the auth manager's own ID, as text.
        name: as pages, runs and the audit trail show it.
        may_sync: whether they can start runs now.
        may_connect: whether they can connect companies now.
    """
    with database.reading() as session:
        row = session.get(Person, person_id)
        if row is not None and utc_now() - row.seen_at < NOTED_EVERY:
            known = (row.name, row.may_sync, row.may_connect)
            if known == (name, may_sync, may_connect):
                return
    visit = {"name": name, "may_sync": may_sync, "may_connect": may_connect, "seen_at": utc_now()}
    with database.writing() as session:
        upsert(session, Person, [{"id": person_id, **visit}])


def shared_names(session: Session) -> frozenset[str]:
    """Names that more than one person has: by such a name alone, no one is known."""
    shared = select(Person.name).group_by(Person.name).having(func.count() > 1)
    return frozenset(session.scalars(shared))
