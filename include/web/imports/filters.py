"""What the list of imports is narrowed to."""

from __future__ import annotations

from urllib.parse import urlencode

from pydantic import BaseModel

from include.database.reads.imports import ImportFilter
from include.database.status_words import IMPORT
from include.database.statuses import ArrivalStatus
from include.web.frame.pages import PageNumber

STATUSES = {status.value: IMPORT[status].text for status in ArrivalStatus}
"""The statuses in the order of an import's life: as addresses name them, and as pages do."""


class Filters(BaseModel):
    """What the list is narrowed to, as an address has it."""

    source: str = ""
    status: str = ""
    page: PageNumber = 1

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.source or self.status)

    def query(self, **changed: object) -> str:
        """The list in an address, with some fields changed; from its first page on."""
        fields = {**self.model_dump(exclude={"page"}), **changed}
        return urlencode({name: value for name, value in fields.items() if value})

    def address(self, base: str, page: int) -> str:
        """The address of another page of the same list."""
        return f"{base}?{self.query(page=page)}"

    def wanted(self) -> ImportFilter:
        """What to look for; a status that no import can have is none."""
        return ImportFilter(
            source=self.source,
            status=self.status if self.status in STATUSES else "",
            page=self.page,
        )
