"""CORE's records from a feed: files, mails, rows of a database or calls, as one source for the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from include.core_backoffice.canonical.deals import (
    known_deal,
    to_transaction,
    without_disbursement,
)
from include.core_backoffice.canonical.payees import agent_record, vendor_record
from include.core_backoffice.canonical.places import where
from include.core_backoffice.canonical.rows import CanonicalDeal, CanonicalPerson
from include.core_backoffice.feeds.billing import FeedBilling
from include.core_backoffice.feeds.held import held_problem, taken_twice
from include.core_backoffice.feeds.listed_people import ListedPeople
from include.core_backoffice.feeds.shelf import Kept, Shelf, Shelved
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.people import Agent, Vendor
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.source import AgentLog, Found, Gone, Touched


class FeedSource:
    """A `Source` on what one feed has for one company.

    Records are built and checked when they are read, one after the other. A record that a snapshot
    lacks, or that another company's rules now take, comes as gone.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._billing = FeedBilling(shelf)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open between reads."""

    @property
    def origin(self) -> str:
        """The feed's ID."""
        return self._shelf.feed_id

    def check(self) -> None:
        """Check that the feed exists and has received something."""
        self._shelf.check()

    def agents_changed(self, since: dt.datetime | None) -> Iterator[Agent | RecordProblem]:
        """Agents of the list that changed."""
        for kept in self._shelf.changed(Shelved.AGENT, since):
            if not kept.gone:
                yield _agent(kept)

    def agent(self, agent_id: str) -> Agent | RecordProblem | Gone:
        """One agent of the list."""
        kept = self._one(Shelved.AGENT, agent_id)
        return Gone(f"{Shelved.AGENT}:{agent_id}") if kept is None else _agent(kept)

    def agent_ids(self) -> Iterator[str]:
        """The IDs of the list's agents; those whom only statements name are left out."""
        for key in self._shelf.keys(Shelved.AGENT):
            yield key.partition(":")[2]

    def vendor(self, vendor_id: str) -> Vendor | RecordProblem | Gone:
        """One vendor of the list."""
        kept = self._one(Shelved.VENDOR, vendor_id)
        return Gone(f"{Shelved.VENDOR}:{vendor_id}") if kept is None else _vendor(kept)

    def transactions_changed(
        self, since: dt.datetime | None
    ) -> Iterator[Transaction | RecordProblem | Gone]:
        """Transactions that changed, each with its disbursement and payees."""
        people = ListedPeople(self._shelf)
        for kept in self._shelf.changed(Shelved.DEAL, since):
            yield _transaction(kept, people)

    def transactions_listed(
        self, since: dt.datetime | None
    ) -> Iterator[Transaction | RecordProblem]:
        """Transactions that changed, without disbursement: nothing is added up or looked up."""
        for kept in self._shelf.changed(Shelved.DEAL, since):
            if not kept.gone:
                found = _transaction(kept, None)
                assert not isinstance(found, Gone)  # noqa: S101  (it isn't gone)
                yield found

    def transactions_touched(self, since: dt.datetime | None) -> Iterator[Touched]:
        """Which transactions changed; deleted ones have no time of change, as in any list."""
        for kept in self._shelf.changed(Shelved.DEAL, since):
            if not kept.gone:
                yield Touched(kept.key, kept.changed_at)

    def agents_touched(self, since: dt.datetime | None) -> Iterator[Touched]:
        """Which agents changed, or any of their statements."""
        for agent_id, changed_at in self._billing.touched(since):
            if agent_id:
                yield Touched(f"{Shelved.AGENT}:{agent_id}", changed_at)

    def transaction_keys(self) -> Iterator[str]:
        """The keys of all transactions there are, of those on hold too."""
        return self._shelf.keys(Shelved.DEAL)

    def transaction(self, transaction_id: str) -> Transaction | RecordProblem | Gone:
        """One transaction, with its disbursement and payees."""
        kept = self._one(Shelved.DEAL, transaction_id)
        if kept is None:
            return Gone(f"{Shelved.DEAL}:{transaction_id}")
        return _transaction(kept, ListedPeople(self._shelf))

    def billing_statements_changed(
        self, since: dt.datetime | None
    ) -> Iterator[BillingStatement | RecordProblem | Gone | AgentLog]:
        """All billing statements of agents whose billing changed, then what that is all of."""
        return self._billing.changed(since)

    def billing_statements(
        self, agent_ids: Iterable[str]
    ) -> Iterator[BillingStatement | RecordProblem | Gone | AgentLog]:
        """All billing statements of chosen agents, each agent's followed by what they are all of."""
        return self._billing.of_agents(agent_ids)

    def record(self, key: str) -> Found:
        """One transaction or billing statement, or what could not be read, by its key."""
        kind, _, own_id = key.partition(":")
        if kind == Shelved.DEAL:
            return self.transaction(own_id)
        if kind == Shelved.STATEMENT:
            return self._billing.one(key)
        person = self.agent(own_id) if kind == Shelved.AGENT else self.vendor(own_id)
        return person if isinstance(person, RecordProblem) else Gone(key)

    def _one(self, kind: Shelved, own_id: str) -> Kept | None:
        kept = self._shelf.one(f"{kind}:{own_id}")
        return None if kept is None or kept.gone else kept


def _transaction(kept: Kept, people: ListedPeople | None) -> Transaction | RecordProblem | Gone:
    """A transaction, whole or, without people, as a list has it; or why it can't be used."""
    if kept.gone:
        return Gone(kept.key)
    record = kept.record
    if not isinstance(record, CanonicalDeal):
        return held_problem(kept)
    if kept.companies > 1:
        return taken_twice(kept, record)
    place = where(kept.arrival, kept.place)
    try:
        if people is None:
            return without_disbursement(
                record, updated_at=kept.changed_at, final_at=kept.final_at, where=place
            )
        return to_transaction(
            record, people, updated_at=kept.changed_at, final_at=kept.final_at, where=place
        )
    except RecordProblem as problem:
        return problem.stamped(kept.changed_at).with_known(known_deal(record))


def _agent(kept: Kept) -> Agent | RecordProblem:
    if not isinstance(kept.record, CanonicalPerson):
        return held_problem(kept)
    return agent_record(kept.record, kept.changed_at)


def _vendor(kept: Kept) -> Vendor | RecordProblem:
    if not isinstance(kept.record, CanonicalPerson):
        return held_problem(kept)
    return vendor_record(kept.record, kept.changed_at)
