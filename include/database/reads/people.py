"""The people who opened CoreBooks, for pages that let users choose some of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.people import CompanyPerson, Person


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """An Airflow user who opened CoreBooks at least once.

    Attributes:
        id: the auth manager's own ID, as text.
        name: as pages show it.
        may_sync: whether they could start runs when they were last seen.
        may_connect: whether they could connect companies when they were last seen.
        seen_at: when they last opened a page, UTC; to the day.
    """

    id: str
    name: str
    may_sync: bool
    may_connect: bool
    seen_at: dt.datetime


def known_people(session: Session) -> Sequence[KnownPerson]:
    """Everyone who opened CoreBooks, by name."""
    rows = session.scalars(select(Person).order_by(Person.name, Person.id))
    return [_known(row) for row in rows]


def people_who_see(session: Session, company_id: str) -> Sequence[KnownPerson]:
    """Those of them who can see a company, by name."""
    listed = set(
        session.scalars(
            select(CompanyPerson.person_id).where(CompanyPerson.company_id == company_id)
        )
    )
    return [one for one in known_people(session) if not listed or one.id in listed]


def person_with_id(session: Session, person_id: str) -> KnownPerson | None:
    """One of them; None for an ID that was never seen."""
    row = session.get(Person, person_id)
    return _known(row) if row is not None else None


def _known(row: Person) -> KnownPerson:
    return KnownPerson(row.id, row.name, row.may_sync, row.may_connect, row.seen_at)
