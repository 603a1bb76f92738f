"""What the list is narrowed to, as an address has it; forms of the page carry it back to the same list."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel

from include.database.reads.attention import NOBODY, HoldFilter, Snoozed
from include.web.frame.pages import PageNumber
from include.workflows.category import Category

MINE, UNASSIGNED = "is:mine", "is:unassigned"
"""Instead of an owner's name, in an address."""


class Filters(BaseModel):
    """The filters.

    `owner` is a name, `MINE` or `UNASSIGNED`; empty is any. `snoozed` is a value of `Snoozed`; empty leaves
    snoozed records out.
    """

    workflow: str = ""
    cause: str = ""
    owner: str = ""
    snoozed: str = ""
    page: PageNumber = 1

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.workflow or self.cause or self.owner or self.snoozed)

    @property
    def query(self) -> str:
        """What follows the question mark in the address of the list, without its page."""
        return urlencode({name: value for name, value in self if name != "page" and value})

    @property
    def back(self) -> str:
        """The same with the page, question mark included."""
        return f"?{urlencode({name: value for name, value in self if value})}"

    def address(self, base: str, page: int) -> str:
        """The address of another page of the same list."""
        return f"{base}?{'&'.join(filter(None, (self.query, urlencode({'page': page}))))}"

    def wanted(self, me: str, today: dt.date, unset: Snoozed = Snoozed.WITHOUT) -> HoldFilter:
        """The same for the database.

        Args:
            me: the visitor's name.
            today: the day it is where the company keeps its books.
            unset: what is listed of snoozed records where the filter isn't set.
        """
        return HoldFilter(
            workflow=self.workflow if self.workflow in set(Category) else "",
            cause=self.cause,
            page=self.page,
            owner={"": None, MINE: me, UNASSIGNED: NOBODY}.get(self.owner, self.owner),
            snoozed=Snoozed(self.snoozed) if self.snoozed in set(Snoozed) else unset,
            today=today,
        )


AskedFilters = Annotated[Filters, Query()]
