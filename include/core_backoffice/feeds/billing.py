"""Agents' billing statements out of a feed, each agent's followed by what they are all of."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from include.core_backoffice.canonical.places import where
from include.core_backoffice.canonical.rows import CanonicalStatement
from include.core_backoffice.canonical.statements import known_statement, to_statement
from include.core_backoffice.feeds.held import held_problem, taken_twice
from include.core_backoffice.feeds.listed_people import ListedPeople
from include.core_backoffice.feeds.shelf import Kept, Shelf, Shelved
from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.source import AgentLog, Gone

_Statement: TypeAlias = BillingStatement | RecordProblem | Gone
_Change: TypeAlias = _Statement | AgentLog


class FeedBilling:
    """Reads statements from a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def changed(self, since: dt.datetime | None) -> Iterator[_Change]:
        """All statements of agents whose billing changed, or whose own row did."""
        people = ListedPeople(self._shelf)
        for agent_id, changed_at in self.touched(since):
            yield from self._of_agent(agent_id, changed_at, people)

    def of_agents(self, agent_ids: Iterable[str]) -> Iterator[_Change]:
        """All statements of chosen agents; one of whom nothing is known is gone."""
        people = ListedPeople(self._shelf)
        for agent_id in agent_ids:
            key = f"{Shelved.AGENT}:{agent_id}"
            kept = self._shelf.one(key)
            is_listed = kept is not None and not kept.gone
            if kept is not None and kept.held is not None and is_listed:
                yield held_problem(kept, key)
            changes = self._of_agent(agent_id, kept.changed_at if kept else None, people)
            first = next(changes, None)
            if first is None or (isinstance(first, AgentLog) and not is_listed):
                yield Gone(key)
                continue
            yield first
            yield from changes

    def one(self, key: str) -> _Statement:
        """One statement by its key."""
        kept = self._shelf.one(key)
        if kept is None or kept.gone:
            return Gone(key)
        return _statement(kept, ListedPeople(self._shelf), "")

    def touched(self, since: dt.datetime | None) -> Iterator[tuple[str, dt.datetime]]:
        """The IDs of agents whose billing or whose own row changed, each with the newest change.

        They come in order of ID; rows that name no agent come as the agent "".
        """
        listed = (
            (kept.key.partition(":")[2], kept.changed_at)
            for kept in self._shelf.changed(Shelved.AGENT, since)
        )
        both = heapq.merge(self._shelf.billed_agents(since), listed, key=itemgetter(0))
        for agent_id, changes in groupby(both, key=itemgetter(0)):
            yield agent_id, max(moment for _, moment in changes)

    def _of_agent(
        self, agent_id: str, changed_at: dt.datetime | None, people: ListedPeople
    ) -> Iterator[_Change]:
        owner, keys = f"{Shelved.AGENT}:{agent_id}" if agent_id else "", []
        for kept in self._shelf.statements_of(agent_id):
            keys.append(kept.key)
            yield _statement(kept, people, owner)
        if agent_id:
            yield AgentLog(agent_id, tuple(keys), changed_at)


def _statement(kept: Kept, people: ListedPeople, owner: str) -> _Statement:
    """A statement, or why it can't be used."""
    record = kept.record
    if not isinstance(record, CanonicalStatement):
        return held_problem(kept, owner)
    if kept.companies > 1:
        return taken_twice(kept, record)
    try:
        return to_statement(
            record, people, updated_at=kept.changed_at, where=where(kept.arrival, kept.place)
        )
    except RecordProblem as problem:
        known = known_statement(record)
        return problem.stamped(kept.changed_at).with_known(
            replace(known, owner=owner or known.owner)
        )
