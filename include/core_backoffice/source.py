"""What the engine asks of a source of CORE's records, whether an API, files or a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from include.core_backoffice.errors import RecordProblem
from include.core_backoffice.records import Agent, BillingStatement, Transaction, Vendor

__all__ = ["Change", "Gone", "RecordProblem", "Source"]


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that CORE does not have, or no longer."""

    record_key: str


Change: TypeAlias = Transaction | BillingStatement | RecordProblem | Gone


class Source(Protocol):
    """Reads CORE's records, whole and one by one.

    Records come lazily, one per record, in order of id, so that the caller can store each durably
    before the next is read. A record that cannot be used comes as a RecordProblem in its place;
    it stops no other. Moments are UTC; `since` is inclusive, None means all.

    Every method may raise CoreRefused (a person must put the connection right) or CoreUnavailable
    (try again later); what was delivered before stays good.
    """

    def check(self) -> None:
        """See whether CORE can be read with these credentials."""
        ...

    def agents_changed(self, since: dt.datetime | None) -> Iterator[Agent | RecordProblem]:
        """Agents that changed."""
        ...

    def agent(self, agent_id: str) -> Agent | RecordProblem | Gone:
        """One agent."""
        ...

    def vendor(self, vendor_id: str) -> Vendor | RecordProblem | Gone:
        """One vendor."""
        ...

    def transactions_changed(
        self, since: dt.datetime | None
    ) -> Iterator[Transaction | RecordProblem | Gone]:
        """Transactions that changed, each with its disbursement and payees."""
        ...

    def transaction(self, transaction_id: str) -> Transaction | RecordProblem | Gone:
        """One transaction, with its disbursement and payees."""
        ...

    def billing_statements_changed(
        self, since: dt.datetime | None
    ) -> Iterator[BillingStatement | RecordProblem | Gone]:
        """Billing statements of which an item changed, each with all its items."""
        ...

    def billing_statements(
        self, agent_ids: Iterable[str]
    ) -> Iterator[BillingStatement | RecordProblem | Gone]:
        """All billing statements of chosen agents."""
        ...

    def record(self, key: str) -> Change:
        """One transaction or billing statement, or what could not be read, by its key."""
        ...
