"""Reading everything: each record of CORE once, and each entry of QuickBooks that has a CoreBooks tag.

Where reads are metered, a kind is one question, a read for every thousand of its entries. A PC is asked year by
year: what it answered counts although a later answer is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from include.books.dates import FIRST_DAY, LAST_DAY
from include.books.documents import TAG, DocumentKind, read_as
from include.books.entries import Entry
from include.books.gateway import CompanyFacts, Gateway
from include.core_backoffice.records.records import Agent, BillingStatement, Transaction, Vendor
from include.core_backoffice.source import AgentLog, Found, Gone, RecordProblem, Source
from include.core_backoffice.stored import StoredRecord
from include.workflows.template import templates, why_unavailable


@dataclass(frozen=True, slots=True)
class TaggedEntries:
    """What QuickBooks has with CoreBooks tags.

    Attributes:
        by_tag: the entries with each tag, voided ones included; nearly always one.
        read: how many entries were looked through, with or without a tag.
    """

    by_tag: Mapping[str, tuple[Entry, ...]]
    read: int

    @property
    def count(self) -> int:
        """How many entries have a tag."""
        return sum(map(len, self.by_tag.values()))


def age_of(entry: Entry) -> tuple[int, str]:
    """By which entries are sorted in the order in which QuickBooks got them: its IDs count up.

    Online's are digits; Desktop's begin with a hexadecimal number.
    """
    number = entry.ref.id.partition("-")[0]
    return len(number), number


def kinds_of_company(facts: CompanyFacts) -> tuple[DocumentKind, ...]:
    """The kinds of entries that a template may have posted in a company's QuickBooks."""
    usable = (one for one in templates().values() if not why_unavailable(one, facts))
    return tuple(sorted({kind for template in usable for kind in template.kinds}))


def read_tagged(
    gateway: Gateway, kinds: Sequence[DocumentKind], days: tuple[dt.date, dt.date]
) -> TaggedEntries:
    """Read all entries of some kinds, and keep those with a CoreBooks tag.

    Args:
        gateway: the company's.
        kinds: of entries.
        days: the first and last day of CORE's records; entries of other days are read too.

    Raises:
        GatewayUnavailable: QuickBooks doesn't respond, or not in full.
    """
    found: dict[str, dict[str, Entry]] = {}
    read: set[tuple[frozenset[DocumentKind], str]] = set()
    for kind in kinds:
        for first, last in _windows(gateway, days):
            for entry in gateway.entries_dated(kind, first, last):
                read.add((read_as(kind), entry.ref.id))
                tag = TAG.search(entry.memo)
                if tag:
                    # An entry that may be of several kinds is read as each of them.
                    found.setdefault(tag.group(), {}).setdefault(entry.ref.id, entry)
    return TaggedEntries({tag: tuple(by_id.values()) for tag, by_id in found.items()}, len(read))


def _windows(gateway: Gateway, days: tuple[dt.date, dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    if gateway.reads_are_metered:
        yield FIRST_DAY, LAST_DAY
        return
    years = range(max(days[0].year, FIRST_DAY.year + 1), min(days[1].year, LAST_DAY.year - 1) + 1)
    yield FIRST_DAY, dt.date(years.start - 1, 12, 31)
    for year in years:
        yield dt.date(year, 1, 1), dt.date(year, 12, 31)
    yield dt.date(years.stop, 1, 1), LAST_DAY


@dataclass(slots=True)
class ReadOnce:
    """A source whose whole streams are read from CORE once, and told again from memory.

    A rebuild looks at all records before it stores any. It satisfies `Source`.
    """

    inner: Source
    _transactions: list[Transaction | RecordProblem | Gone] | None = None
    _statements: list[BillingStatement | RecordProblem | Gone | AgentLog] | None = None

    @property
    def origin(self) -> str:
        """Which source it is."""
        return self.inner.origin

    def check(self) -> None:
        """Check that CORE can be read."""
        self.inner.check()

    def transactions_changed(
        self,
        since: dt.datetime | None,  # noqa: ARG002  (all of them, each time)
    ) -> Iterator[Transaction | RecordProblem | Gone]:
        """All transactions."""
        if self._transactions is None:
            self._transactions = list(self.inner.transactions_changed(None))
        return iter(self._transactions)

    def billing_statements_changed(
        self,
        since: dt.datetime | None,  # noqa: ARG002  (as above)
    ) -> Iterator[BillingStatement | RecordProblem | Gone | AgentLog]:
        """All billing statements."""
        if self._statements is None:
            self._statements = list(self.inner.billing_statements_changed(None))
        return iter(self._statements)

    def agents_changed(self, since: dt.datetime | None) -> Iterator[Agent | RecordProblem]:
        """As the source has it."""
        return self.inner.agents_changed(since)

    def agent(self, agent_id: str) -> Agent | RecordProblem | Gone:
        """As the source has it."""
        return self.inner.agent(agent_id)

    def agent_ids(self) -> Iterator[str]:
        """As the source has it."""
        return self.inner.agent_ids()

    def vendor(self, vendor_id: str) -> Vendor | RecordProblem | Gone:
        """As the source has it."""
        return self.inner.vendor(vendor_id)

    def transaction_keys(self) -> Iterator[str]:
        """As the source has it."""
        return self.inner.transaction_keys()

    def transaction(self, transaction_id: str) -> Transaction | RecordProblem | Gone:
        """As the source has it."""
        return self.inner.transaction(transaction_id)

    def billing_statements(
        self, agent_ids: Iterable[str]
    ) -> Iterator[BillingStatement | RecordProblem | Gone | AgentLog]:
        """As the source has it."""
        return self.inner.billing_statements(agent_ids)

    def record(self, key: str) -> Found:
        """As the source has it."""
        return self.inner.record(key)


def usable(changes: Iterable[object]) -> list[StoredRecord]:
    """The records among what a stream told."""
    return [change for change in changes if isinstance(change, Transaction | BillingStatement)]
