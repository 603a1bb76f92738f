"""CORE's records from its REST API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from include.core_backoffice.records.errors import NotThere, RecordProblem
from include.core_backoffice.records.people import Agent, Vendor
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.records.values import usable_id
from include.core_backoffice.rest.billing_logs import BillingLog
from include.core_backoffice.rest.calls import Calls, touched, updated_since, with_id
from include.core_backoffice.rest.client import CoreClient
from include.core_backoffice.rest.people_lists import PEOPLE_PER_PAGE, People
from include.core_backoffice.rest.transactions import Transactions
from include.core_backoffice.rest.webhooks import Registered, register
from include.core_backoffice.source import AgentLog, Found, Gone, Touched

_WITHOUT_ID = "without-id-"


class RestSource:
    """A `Source` on the BackOffice REST API; made by `rest_source`, closed after use.

    `people` reads what only this API has: all vendors, and who takes part in a transaction.
    """

    def __init__(self, client: CoreClient) -> None:
        self._client = client
        self._calls = Calls(client)
        self.people = People(self._calls)
        self._transactions = Transactions(self._calls, self.people)
        self._billing = BillingLog(client, self.people.agents, self.people.agent)

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
        """Close the connections."""
        self._client.close()

    @property
    def origin(self) -> str:
        """CORE's API is what records come from if nothing else is said."""
        return ""

    def check(self) -> None:
        """Check that CORE can be read with this address and key."""
        self._calls.check()

    def agents_changed(self, since: dt.datetime | None) -> Iterator[Agent | RecordProblem]:
        """Agents that changed."""
        for _, agent in self.people.agents(since):
            yield agent

    def agent(self, agent_id: str) -> Agent | RecordProblem | Gone:
        """One agent."""
        if not usable_id(agent_id):
            return Gone(f"agent:{agent_id}")
        try:
            return self.people.agent(agent_id)
        except NotThere:
            return Gone(f"agent:{agent_id}")
        except RecordProblem as problem:
            return problem

    def agent_ids(self) -> Iterator[str]:
        """The IDs of all agents there are."""
        return self.people.agent_ids()

    def vendor(self, vendor_id: str) -> Vendor | RecordProblem | Gone:
        """One vendor."""
        if not usable_id(vendor_id):
            return Gone(f"vendor:{vendor_id}")
        try:
            return self.people.vendor(vendor_id)
        except NotThere:
            return Gone(f"vendor:{vendor_id}")
        except RecordProblem as problem:
            return problem

    def transactions_changed(
        self, since: dt.datetime | None
    ) -> Iterator[Transaction | RecordProblem | Gone]:
        """Transactions that changed, each with its disbursement and payees."""
        return self._transactions.changed(since)

    def transactions_listed(
        self, since: dt.datetime | None
    ) -> Iterator[Transaction | RecordProblem]:
        """Transactions that changed, from the list alone: dates and gross, but no disbursement."""
        return self._transactions.listed(since)

    def transactions_touched(self, since: dt.datetime | None) -> Iterator[Touched]:
        """Which transactions changed, from the list alone."""
        return touched("transaction", self._transactions.pages(since))

    def agents_touched(self, since: dt.datetime | None) -> Iterator[Touched]:
        """Which agents changed, from the list alone."""
        return touched("agent", self.people.pages(since))

    def transaction_keys(self) -> Iterator[str]:
        """The keys of all transactions there are."""
        return self._transactions.keys()

    def transaction(self, transaction_id: str) -> Transaction | RecordProblem | Gone:
        """One transaction, with its disbursement and payees."""
        return self._transactions.one(transaction_id)

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

    def register_webhook(self, callback_url: str) -> Registered:
        """Have CORE call an address when transactions change (`include.core_backoffice.rest.webhooks`)."""
        return register(self._client, callback_url)

    def record(self, key: str) -> Found:
        """One record by its key; a row without an ID is found by its time of change."""
        kind, _, own_id = key.partition(":")
        if own_id.startswith(_WITHOUT_ID):
            return self._row_without_id(kind, key)
        if kind == "transaction":
            return self.transaction(own_id)
        if kind in ("statement", "billing_item"):
            return self._billing.record(key)
        person = self.agent(own_id) if kind == "agent" else self.vendor(own_id)
        return person if isinstance(person, RecordProblem) else Gone(key)

    def _row_without_id(self, kind: str, key: str) -> RecordProblem | Gone:
        mark = int(key.rpartition("-")[2] or 0)
        since = dt.datetime.fromtimestamp(mark // 1000, dt.UTC) if mark else None
        pages = (
            self._transactions.pages(since)
            if kind == "transaction"
            else self._calls.pages("v1/users", updated_since(since), size=PEOPLE_PER_PAGE)
        )
        for page in pages:
            for data in page:
                try:
                    with_id(kind, data)
                except RecordProblem as problem:
                    if problem.record_key == key:
                        return problem
        return Gone(key)
