"""What the list of transactions is narrowed to, and which of them a form selects."""

from __future__ import annotations

from urllib.parse import urlencode

from pydantic import BaseModel

from include.database.reads.transactions import NOT_SYNCED, TransactionFilter
from include.database.statuses import RecordStatus
from include.web.frame import status_words
from include.web.frame.fields import SearchText, typed_day
from include.web.frame.pages import PageNumber
from include.workflows.category import Category, Stream

TRANSACTION_CATEGORIES = tuple(
    category for category in Category if category.stream is Stream.TRANSACTIONS
)

STATUSES = {
    NOT_SYNCED: status_words.NOT_SYNCED.text,
    RecordStatus.NOT_READY.value: status_words.RECORD[RecordStatus.NOT_READY].text,
    RecordStatus.READY.value: status_words.RECORD[RecordStatus.READY].text,
    RecordStatus.ON_HOLD.value: status_words.RECORD[RecordStatus.ON_HOLD].text,
    RecordStatus.SYNCED.value: status_words.RECORD[RecordStatus.SYNCED].text,
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
    page: PageNumber = 1

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return any((self.q, self.workflow, self.status, self.since, self.until))

    def address(self, base: str, page: int) -> str:
        """The address of another page of the same list."""
        typed = {name: value for name, value in self.model_dump().items() if value}
        return f"{base}?{urlencode({**typed, 'page': page})}"

    def wanted(self, errors: dict[str, str]) -> TransactionFilter:
        """What to look for; `errors` receives a sentence for each field that cannot be read."""
        chosen = self.workflow in set(TRANSACTION_CATEGORIES)
        return TransactionFilter(
            search=self.q,
            workflows=(self.workflow,) if chosen else TRANSACTION_CATEGORIES,
            status=self.status if self.status in STATUSES else "",
            since=typed_day("since", self.since, errors),
            until=typed_day("until", self.until, errors),
            page=self.page,
        )


class Selection(Filters):
    """The selected transactions, or everything that matches."""

    records: list[str] = []
    everything: str = ""
    preview: str = ""
