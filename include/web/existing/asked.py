"""What the page Existing entries is narrowed to, as an address has it; its forms carry it back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel

from include.database.reads.existing import Part
from include.web.frame.pages import PageNumber
from include.workflows.category import Category


class Asked(BaseModel):
    """A workflow's list, or all that was found for one record.

    `workflow` and `part` are empty for what has something to decide. `record` is a record's key:
    "transaction:640224".
    """

    workflow: Category | str = ""
    part: Part | str = ""
    record: str = ""
    page: PageNumber = 1

    @property
    def category(self) -> Category | None:
        """The workflow that is asked for; None for none, or one that there isn't."""
        return Category(self.workflow) if self.workflow in set(Category) else None

    @property
    def listed(self) -> Part | None:
        """The list that is asked for."""
        return Part(self.part) if self.part in set(Part) else None

    def query(self, **changed: object) -> str:
        """What follows the question mark in an address, with some fields changed."""
        fields = {**self.model_dump(mode="json"), "page": 0, **changed}
        return urlencode({name: value for name, value in fields.items() if value})


AskedList = Annotated[Asked, Query()]
