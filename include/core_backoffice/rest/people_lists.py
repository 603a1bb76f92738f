"""Agents, vendors and participants from the REST API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from include.core_backoffice.checks.reading import read_agent, read_participant, read_vendor
from include.core_backoffice.records.directory import Directory, known_whole
from include.core_backoffice.records.errors import NotThere, RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Agent, Participant, PayeeKind, Vendor
from include.core_backoffice.records.values import usable_id
from include.core_backoffice.rest.calls import Calls, time_of, updated_since, with_id

PEOPLE_PER_PAGE = 500
_PARTICIPANTS = {PayeeKind.AGENT: "users", PayeeKind.VENDOR: "contacts"}


class People:
    """Reads agents, vendors and participants."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def agents(self, since: dt.datetime | None) -> Iterator[tuple[str, Agent | RecordProblem]]:
        """Agents with their IDs; the ID is "" if the row has none."""
        for page in self.pages(since):
            for data in page:
                agent_id = ""
                try:
                    row = with_id("agent", data)
                    agent_id = usable_id(row["id"])
                    yield (
                        agent_id,
                        (read_agent(row) if known_whole(row) else self.agent(agent_id)),
                    )
                except RecordProblem as problem:
                    yield agent_id, problem.stamped(time_of(data)) if agent_id else problem
                except NotThere:
                    continue  # deleted since the list was made

    def pages(self, since: dt.datetime | None) -> Iterator[list[Any]]:
        """The rows of agents that changed, page by page."""
        params = {"full_info": 1, **updated_since(since)}
        return self._calls.pages("v1/users", params, size=PEOPLE_PER_PAGE)

    def agent_ids(self) -> Iterator[str]:
        """The IDs of all agents, from the short form of the list."""
        for page in self._calls.pages("v1/users", {}, size=PEOPLE_PER_PAGE):
            for data in page:
                if own := usable_id(data.get("id") if isinstance(data, dict) else None):
                    yield own

    def agent(self, agent_id: str) -> Agent:
        """One agent.

        Raises:
            NotThere: CORE does not have them.
            RecordProblem: their row cannot be used.
        """
        row = Row(f"agent:{agent_id}", f"Agent {agent_id}", {})
        return read_agent({**self._calls.one_dict(row, f"v1/users/{agent_id}"), "id": agent_id})

    def vendors(self) -> Iterator[Vendor | RecordProblem]:
        """All contacts, as the list has them: name and email address, perhaps no more."""
        for page in self._calls.pages("v1/contacts", {}, size=PEOPLE_PER_PAGE):
            for data in page:
                try:
                    yield read_vendor(with_id("vendor", data))
                except RecordProblem as problem:
                    yield problem

    def vendor(self, vendor_id: str) -> Vendor:
        """One vendor.

        Raises:
            NotThere: CORE does not have them.
            RecordProblem: their row cannot be used.
        """
        row = Row(f"vendor:{vendor_id}", f"Contact {vendor_id}", {})
        return read_vendor(
            {**self._calls.one_dict(row, f"v1/contacts/{vendor_id}"), "id": vendor_id}
        )

    def make_known(self, directory: Directory) -> None:
        """Add all agents to a directory."""
        for page in self._calls.pages("v1/users", {"full_info": 1}, size=PEOPLE_PER_PAGE):
            for data in page:
                if not isinstance(data, dict) or not known_whole(data):
                    continue
                try:
                    directory.know(read_agent(data))
                except RecordProblem:
                    continue  # read again, and reported, if a transaction needs this agent

    def participants(self, transaction_id: str, kind: PayeeKind | None = None) -> list[Participant]:
        """Who takes part in a transaction: all, or only agents, or only vendors.

        Raises:
            RecordProblem: they cannot be read.
        """
        row = deal_row(transaction_id)
        path = f"v1/transactions/{transaction_id}/participants"
        if kind is not None:
            path = f"{path}/{_PARTICIPANTS[kind]}"
        try:
            answer = self._calls.one(row, path)
        except NotThere:
            return []
        if not isinstance(answer, list) or not all(isinstance(part, dict) for part in answer):
            raise row.problem(
                "participants", "CORE returned its participants as something other than a list."
            )
        return [read_participant(transaction_id, part) for part in answer]

    def participant(
        self, transaction_id: str, kind: PayeeKind, person_id: str
    ) -> Participant | None:
        """An agent or vendor who takes part in a transaction; None if they do not.

        Raises:
            RecordProblem: it cannot be read.
        """
        place = f"{_PARTICIPANTS[kind]}/{person_id}"
        path = f"v1/transactions/{transaction_id}/participants/{place}"
        try:
            answer = self._calls.one_dict(deal_row(transaction_id), path)
        except NotThere:
            return None
        return read_participant(transaction_id, answer)


def deal_row(transaction_id: str) -> Row:
    """A transaction of which only the ID is known."""
    return Row(
        f"transaction:{transaction_id}", f"Transaction {transaction_id}", {"id": transaction_id}
    )
