"""The people who open CoreBooks, as Airflow's auth manager knows them, and the filters they save."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, Shortened


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


class SavedFilter(Base):
    """A list as one person narrows it, under a name of their own."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("company_id", "person_id", "list", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    person_id: Mapped[str]
    """The auth manager's own ID of who saved it; no one else sees it."""
    list: Mapped[str]
    """Which list it narrows: "transactions"."""
    name: Mapped[str] = mapped_column(Shortened(60))
    query: Mapped[str] = mapped_column(Shortened(1000))
    """What follows the question mark in the list's address."""
    saved_at: Mapped[dt.datetime]


class CompanyPerson(Base):
    """A person who can see a company; a company without any is seen by everyone."""

    __tablename__ = "company_person"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
