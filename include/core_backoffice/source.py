"""What the engine needs from a source of CORE's records: an API, files or a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.records import Agent, BillingStatement, Transaction, Vendor

__all__ = [
    "AgentLog",
    "Change",
    "Found",
    "Gone",
    "RecordProblem",
    "Source",
    "TellsChanges",
    "Touched",
]


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that CORE does not have, or no longer."""

    record_key: str


@dataclass(frozen=True, slots=True)
class AgentLog:
    """These are all statements that an agent has now; one that is not named was deleted in CORE.

    It follows the agent's statements, and only where the whole billing log was read. Statements
    that cannot be used, and come as a RecordProblem, are named too.

    Attributes:
        agent_id: the agent's ID.
        statement_keys: the keys of the statements, "statement:900".
        updated_at: when the agent last changed in CORE, UTC, if that is known.
    """

    agent_id: str
    statement_keys: tuple[str, ...]
    updated_at: dt.datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Touched:
    """A row of CORE's lists of what changed; nothing else of it was read.

    Attributes:
        key: the record's key, "transaction:123", or the agent's, "agent:45".
        updated_at: when it last changed in CORE, UTC; None if that can't be read.
    """

    key: str
    updated_at: dt.datetime | None


Found: TypeAlias = Transaction | BillingStatement | RecordProblem | Gone
"""What one key refers to."""

Change: TypeAlias = Found | AgentLog
"""What a stream of changes has."""


class Source(Protocol):
    """Reads CORE's records, whole and one by one.

    Records come lazily, one per record, in order of ID, so that the caller can store each durably
    before the next is read. A record that cannot be used comes as a RecordProblem in its place;
    it stops no other. Moments are UTC; `since` is inclusive, None means all.

    Every method may raise CoreConnectionProblem (the connection must be fixed) or CoreUnavailable
    (try again later); records delivered before stay valid.
    """

    @property
    def origin(self) -> str:
        """Which source it is, for records to be told apart: a feed's ID; empty for CORE's API."""
        ...

    def check(self) -> None:
        """Check that CORE can be read with these credentials."""
        ...

    def agents_changed(self, since: dt.datetime | None) -> Iterator[Agent | RecordProblem]:
        """Agents that changed."""
        ...

    def agent(self, agent_id: str) -> Agent | RecordProblem | Gone:
        """One agent."""
        ...

    def agent_ids(self) -> Iterator[str]:
        """The IDs of all agents there are. One that is left out may still exist: read it."""
        ...

    def vendor(self, vendor_id: str) -> Vendor | RecordProblem | Gone:
        """One vendor."""
        ...

    def transactions_changed(
        self, since: dt.datetime | None
    ) -> Iterator[Transaction | RecordProblem | Gone]:
        """Transactions that changed, each with its disbursement and payees."""
        ...

    def transaction_keys(self) -> Iterator[str]:
        """The keys of all transactions there are. One that is left out may still exist: read it."""
        ...

    def transaction(self, transaction_id: str) -> Transaction | RecordProblem | Gone:
        """One transaction, with its disbursement and payees."""
        ...

    def billing_statements_changed(
        self, since: dt.datetime | None
    ) -> Iterator[BillingStatement | RecordProblem | Gone | AgentLog]:
        """All billing statements of agents whose billing changed, then what that is all of.

        An item that was deleted leaves no other trace than its absence, so unchanged statements
        come too.
        """
        ...

    def billing_statements(
        self, agent_ids: Iterable[str]
    ) -> Iterator[BillingStatement | RecordProblem | Gone | AgentLog]:
        """All billing statements of chosen agents, each agent's followed by what they are all of."""
        ...

    def record(self, key: str) -> Found:
        """One transaction or billing statement, or what could not be read, by its key."""
        ...


class TellsChanges(Protocol):
    """Tells what changed in CORE in as few calls as possible, without reading it.

    Both methods may raise CoreConnectionProblem or CoreUnavailable; `since` is inclusive.
    """

    def transactions_touched(self, since: dt.datetime | None) -> Iterator[Touched]:
        """Transactions that changed."""
        ...

    def agents_touched(self, since: dt.datetime | None) -> Iterator[Touched]:
        """Agents that changed; a change of an agent's billing changes the agent."""
        ...
