"""What the list of transactions is narrowed to, and which of them a form selects."""

from __future__ import annotations

from urllib.parse import urlencode

from pydantic import BaseModel

from include.database.reads.transactions import (
    NOT_SYNCED,
    PAGE,
    SIZES,
    SORTS,
    WARNED,
    TransactionFilter,
)
from include.database.statuses import RecordStatus
from include.web.frame import status_words
from include.web.frame.fields import SearchText, typed_day
from include.web.frame.pages import PageNumber
from include.workflows.category import TRANSACTION_CATEGORIES

STATUSES = {
    NOT_SYNCED: status_words.NOT_SYNCED.text,
    RecordStatus.NOT_READY.value: status_words.RECORD[RecordStatus.NOT_READY].text,
    RecordStatus.READY.value: status_words.RECORD[RecordStatus.READY].text,
    RecordStatus.ON_HOLD.value: status_words.RECORD[RecordStatus.ON_HOLD].text,
    RecordStatus.SYNCED.value: status_words.RECORD[RecordStatus.SYNCED].text,
    WARNED: status_words.WARNED.text,
    RecordStatus.UNDONE.value: status_words.RECORD[RecordStatus.UNDONE].text,
}
"""The statuses in the order of a record's life: as addresses name them, and as the form does."""


class Filters(BaseModel):
    """What the list is narrowed to, as it was typed."""

    q: SearchText = ""
    workflow: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""
    way: str = ""
    size: str = ""
    page: PageNumber = 1

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.status) or self.narrows_besides_status

    @property
    def narrows_besides_status(self) -> bool:
        """Whether anything but a status leaves something out."""
        return any((self.q, self.workflow, self.since, self.until))

    def query(self, **changed: object) -> str:
        """The list in an address, with some fields changed; from its first page on."""
        fields = {**self.model_dump(include=set(Filters.model_fields), exclude={"page"}), **changed}
        return urlencode({name: value for name, value in fields.items() if value})

    def address(self, base: str, page: int) -> str:
        """The address of another page of the same list."""
        return f"{base}?{self.query(page=page)}"

    def sorted_by(self, base: str, sort: str) -> str:
        """The address of the list sorted by a column; sorted by it already, the other way around."""
        is_turned = sort == self._sort and not self._ascending
        return f"{base}?{self.query(sort=sort, way='up' if is_turned else 'down')}"

    def aria_sort(self, sort: str) -> str:
        """How a column is sorted, in the word of ARIA; empty if the list is sorted by another."""
        if sort != self._sort:
            return ""
        return "ascending" if self._ascending else "descending"

    @property
    def _sort(self) -> str:
        return self.sort if self.sort in SORTS else "closed"

    @property
    def _ascending(self) -> bool:
        return self.way == "up"

    def wanted(self, errors: dict[str, str]) -> TransactionFilter:
        """What to look for; `errors` receives a sentence for each field that cannot be read."""
        chosen = self.workflow in set(TRANSACTION_CATEGORIES)
        return TransactionFilter(
            search=self.q,
            workflows=(self.workflow,) if chosen else TRANSACTION_CATEGORIES,
            status=self.status if self.status in STATUSES else "",
            since=typed_day("since", self.since, errors),
            until=typed_day("until", self.until, errors),
            sort=self._sort,
            ascending=self._ascending,
            page=self.page,
            size=int(self.size) if self.size in map(str, SIZES) else PAGE,
        )


class Selection(Filters):
    """The selected transactions, or everything that matches."""

    records: list[str] = []
    everything: str = ""
    preview: str = ""
