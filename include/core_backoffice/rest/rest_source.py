"""CORE's records from its REST API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from include.core_backoffice.checks.disbursement import read_disbursement
from include.core_backoffice.checks.reading import (
    read_transaction,
    transaction_row,
)
from include.core_backoffice.records.directory import Directory
from include.core_backoffice.records.errors import NotThere, RecordProblem
from include.core_backoffice.records.fields import Row, usable_id
from include.core_backoffice.records.people import Agent, Vendor
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.rest.billing_logs import BillingLog
from include.core_backoffice.rest.calls import Calls, updated_since, with_id
from include.core_backoffice.rest.client import CoreClient
from include.core_backoffice.rest.people_lists import PEOPLE_PER_PAGE, People, deal_row
from include.core_backoffice.source import AgentLog, Found, Gone

# A row of a list is as old as the page it came with; smaller pages keep rows and their commissions
# closer together.
_TRANSACTIONS_PER_PAGE = 100
_KEYS_PER_PAGE = 1000
"""The most that the API gives; without `full_info` its rows are short."""
# Above this many transactions, one list of all agents is cheaper than one call per agent.
_MANY_TRANSACTIONS = 5
_WITHOUT_ID = "without-id-"


class RestSource:
    """A `Source` on the BackOffice REST API; made by `rest_source`, closed after use.

    `people` reads what only this API has: all vendors, and who takes part in a transaction.
    """

    def __init__(self, client: CoreClient) -> None:
        self._client = client
        self._calls = Calls(client)
        self.people = People(self._calls)
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
        directory = Directory(self.people.agent, self.people.vendor)
        has_agents = False
        for page in self._transaction_pages(since):
            if not has_agents and sum(_is_finalized(data) for data in page) > _MANY_TRANSACTIONS:
                self.people.make_known(directory)
                has_agents = True
            for data in page:
                try:
                    yield self._whole(with_id("transaction", data), directory)
                except RecordProblem as problem:
                    yield problem

    def transaction_keys(self) -> Iterator[str]:
        """The keys of all transactions there are."""
        for page in self._calls.pages("v1/transactions", {}, size=_KEYS_PER_PAGE):
            for data in page:
                if own := usable_id(data.get("id") if isinstance(data, dict) else None):
                    yield f"transaction:{own}"

    def transaction(self, transaction_id: str) -> Transaction | RecordProblem | Gone:
        """One transaction, with its disbursement and payees."""
        row = deal_row(transaction_id)
        if not usable_id(transaction_id):
            return row.problem("id", "it isn't a CORE ID.", "Enter the transaction's CORE ID.")
        try:
            data = self._calls.one_dict(row, f"v1/transactions/{transaction_id}")
        except NotThere:
            return Gone(row.record_key)
        except RecordProblem as problem:
            return problem
        return self._whole(
            {**data, "id": transaction_id}, Directory(self.people.agent, self.people.vendor)
        )

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

    def _whole(
        self, data: dict[str, Any], directory: Directory
    ) -> Transaction | RecordProblem | Gone:
        row = transaction_row(data)
        try:
            transaction = read_transaction(data)
            if not transaction.has_disbursement:
                return transaction
            disbursement = read_disbursement(
                row,
                self._commissions(row, transaction.id),
                directory.payee_of,
                stated_gross=transaction.gross_cents,
            )
            return replace(transaction, disbursement=disbursement)
        except NotThere:
            return Gone(row.record_key)
        except RecordProblem as problem:
            return problem.stamped(_time_of(row))

    def _commissions(self, row: Row, transaction_id: str) -> Any:
        path = f"v1/transactions/{transaction_id}/commissions"
        # A finalized transaction has commissions; an empty answer is a sign of too many calls.
        try:
            return self._calls.one(row, path) or self._calls.one(row, path)
        except NotThere:
            self._calls.one(row, f"v1/transactions/{transaction_id}")  # NotThere if it was deleted
            raise row.problem(
                "commissions",
                "it has a disbursement, but CORE has no commission list for it.",
                "Create the disbursement in CORE again, then sync again.",
                cause="no commission list",
            ) from None

    def _row_without_id(self, kind: str, key: str) -> RecordProblem | Gone:
        mark = int(key.rpartition("-")[2] or 0)
        since = dt.datetime.fromtimestamp(mark // 1000, dt.UTC) if mark else None
        pages = (
            self._transaction_pages(since)
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

    def _transaction_pages(self, since: dt.datetime | None) -> Iterator[list[Any]]:
        params = {"full_info": 1, **updated_since(since)}
        return self._calls.pages("v1/transactions", params, size=_TRANSACTIONS_PER_PAGE)


def _is_finalized(data: object) -> bool:
    return isinstance(data, dict) and data.get("commissions_finalized_at") is not None


def _time_of(row: Row) -> dt.datetime | None:
    try:
        return row.moment("updated_at")
    except RecordProblem:
        return None
