"""The people who open CoreBooks, as Airflow's auth manager knows them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base


class Person(Base):
    """An Airflow user who opened CoreBooks at least once."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The auth manager's own ID, as text: the username with the simple one, a number with FAB."""
    name: Mapped[str]
    """The name that pages, runs and the audit trail show."""
    may_sync: Mapped[bool]
    """Whether they could start runs when they were last seen."""
    may_connect: Mapped[bool]
    """Whether they could connect companies when they were last seen."""
    seen_at: Mapped[dt.datetime]
    """When they last opened a page; stored at most once a day."""


class CompanyPerson(Base):
    """A person who can see a company; a company without any is seen by everyone."""

    __tablename__ = "company_person"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
