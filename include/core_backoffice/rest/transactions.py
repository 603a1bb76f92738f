"""Transactions from the REST API, each with its disbursement and payees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from include.books.causes import HoldCause
from include.core_backoffice.checks.disbursement import read_disbursement
from include.core_backoffice.checks.known_fields import known_transaction
from include.core_backoffice.checks.reading import read_transaction, transaction_row
from include.core_backoffice.records.directory import Directory
from include.core_backoffice.records.errors import NotThere, RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.records.values import usable_id
from include.core_backoffice.rest.calls import Calls, updated_since, with_id
from include.core_backoffice.rest.people_lists import People, deal_row
from include.core_backoffice.source import Gone

# A row of a list is as old as the page it came with; smaller pages keep rows and their commissions
# closer together.
_TRANSACTIONS_PER_PAGE = 100
_KEYS_PER_PAGE = 1000
"""The most that the API gives; without `full_info` its rows are short."""
# Above this many transactions, one list of all agents is cheaper than one call per agent.
_MANY_TRANSACTIONS = 5


class Transactions:
    """Reads transactions; what is wrong with one comes in its place and stops no other."""

    def __init__(self, calls: Calls, people: People) -> None:
        self._calls = calls
        self._people = people

    def changed(self, since: dt.datetime | None) -> Iterator[Transaction | RecordProblem | Gone]:
        """Transactions that changed."""
        directory = Directory(self._people.agent, self._people.vendor)
        has_agents = False
        for page in self.pages(since):
            if not has_agents and sum(_is_finalized(data) for data in page) > _MANY_TRANSACTIONS:
                self._people.make_known(directory)
                has_agents = True
            for data in page:
                try:
                    yield self._whole(with_id("transaction", data), directory)
                except RecordProblem as problem:
                    yield problem

    def listed(self, since: dt.datetime | None) -> Iterator[Transaction | RecordProblem]:
        """Transactions that changed as the list has them: without disbursement, and in few calls."""
        for page in self.pages(since):
            for data in page:
                try:
                    yield read_transaction(with_id("transaction", data))
                except RecordProblem as problem:
                    yield problem

    def keys(self) -> Iterator[str]:
        """The keys of all transactions there are."""
        for page in self._calls.pages("v1/transactions", {}, size=_KEYS_PER_PAGE):
            for data in page:
                if own := usable_id(data.get("id") if isinstance(data, dict) else None):
                    yield f"transaction:{own}"

    def one(self, transaction_id: str) -> Transaction | RecordProblem | Gone:
        """One transaction."""
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
            {**data, "id": transaction_id}, Directory(self._people.agent, self._people.vendor)
        )

    def pages(self, since: dt.datetime | None) -> Iterator[list[Any]]:
        """The rows of transactions that changed, page by page."""
        params = {"full_info": 1, **updated_since(since)}
        return self._calls.pages("v1/transactions", params, size=_TRANSACTIONS_PER_PAGE)

    def _whole(
        self, data: dict[str, Any], directory: Directory
    ) -> Transaction | RecordProblem | Gone:
        row, commissions = transaction_row(data), None
        try:
            transaction = read_transaction(data)
            if not transaction.has_disbursement:
                return transaction
            commissions = self._commissions(row, transaction.id)
            disbursement = read_disbursement(
                row,
                commissions,
                directory.payee_of,
                stated_gross=transaction.gross_cents,
            )
            return replace(transaction, disbursement=disbursement)
        except NotThere:
            return Gone(row.record_key)
        except RecordProblem as problem:
            known = known_transaction(data, commissions)
            return problem.stamped(_time_of(row)).with_known(known)

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
                cause=HoldCause.NO_COMMISSION_LIST,
            ) from None


def _is_finalized(data: object) -> bool:
    return isinstance(data, dict) and data.get("commissions_finalized_at") is not None


def _time_of(row: Row) -> dt.datetime | None:
    try:
        return row.moment("updated_at")
    except RecordProblem:
        return None
