"""Agents' billing logs out of the REST API, gathered into statements.

The log is read by agent: a change of an item also changes its agent, so the agents that changed
name the logs to read. Of such an agent all items are read, as a statement must be whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from include.core_backoffice.answers import NotThere
from include.core_backoffice.billing import BillingStatement
from include.core_backoffice.billing_reading import read_statement, statement_number
from include.core_backoffice.client import CoreClient
from include.core_backoffice.errors import CoreRefused, RecordProblem
from include.core_backoffice.fields import Row, usable_id
from include.core_backoffice.people import Agent
from include.core_backoffice.source import Gone

_ITEMS_PER_PAGE = 500
_Change: TypeAlias = BillingStatement | RecordProblem | Gone
_Agents: TypeAlias = Callable[[dt.datetime | None], Iterator[tuple[str, Agent | RecordProblem]]]


class BillingLog:
    """Reads statements; remembers which agent each stands with, as its key does not tell."""

    def __init__(
        self, client: CoreClient, agents: _Agents, read_agent: Callable[[str], Agent]
    ) -> None:
        self._client = client
        self._agents = agents
        self._read_agent = read_agent
        self._agent_of: dict[str, str] = {}
        self._knows_all = False

    def changed(self, since: dt.datetime | None) -> Iterator[_Change]:
        """Statements of which an item changed."""
        for agent_id, agent in self._agents(since):
            if not agent_id and isinstance(agent, RecordProblem):
                yield agent
                continue
            yield from self._statements(agent_id, agent, since)

    def of_agents(self, agent_ids: Iterable[str]) -> Iterator[_Change]:
        """All statements of chosen agents."""
        for agent_id in agent_ids:
            if not usable_id(agent_id):
                yield Gone(f"agent:{agent_id}")
                continue
            try:
                agent: Agent | RecordProblem = self._read_agent(agent_id)
            except NotThere:
                yield Gone(f"agent:{agent_id}")
                continue
            except RecordProblem as problem:
                agent = problem
                yield problem
            yield from self._statements(agent_id, agent, None)

    def record(self, key: str) -> _Change:
        """One statement, or one item that stood on none, by its key."""
        if key not in self._agent_of and not self._knows_all:
            for agent_id, agent in self._agents(None):
                if agent_id:
                    list(self._statements(agent_id, agent, None))
            self._knows_all = True
        if key in self._agent_of:
            for change in self.of_agents([self._agent_of[key]]):
                if _key(change) == key:
                    return change
        return Gone(key)

    def _statements(
        self, agent_id: str, agent: Agent | RecordProblem, since: dt.datetime | None
    ) -> Iterator[_Change]:
        by_statement: dict[str, list[Mapping[str, Any]]] = {}
        for data in self._items(agent_id):
            own = usable_id(data.get("statement_id"))
            if own:
                by_statement.setdefault(own, []).append(data)
            elif _has_changed([data], since):
                problem = _on_no_statement(agent, data)
                self._agent_of[problem.record_key] = agent_id
                yield problem
        for own in sorted(by_statement, key=lambda text: (len(text), text)):
            rows = by_statement[own]
            self._agent_of[f"statement:{own}"] = agent_id
            if _has_changed(rows, since):
                yield _statement(agent, own, rows)

    def _items(self, agent_id: str) -> list[Mapping[str, Any]]:
        path = f"v1/users/{agent_id}/billing_items"
        found: list[Mapping[str, Any]] = []
        try:
            for page in self._client.pages(path, {}, size=_ITEMS_PER_PAGE, short_page_ends=True):
                found.extend(row if isinstance(row, dict) else {} for row in page)
        except NotThere:
            self._require_log(agent_id)
        return found

    def _require_log(self, agent_id: str) -> None:
        """An agent that was just deleted has no log; an agent that exists must have one."""
        try:
            self._read_agent(agent_id)
        except NotThere:
            return
        except RecordProblem:
            pass
        raise CoreRefused(
            "This CORE's API has no billing log of agents (billing_items). Use a source that has "
            "it for the agent billing workflow. Nothing was changed."
        )


def _statement(
    agent: Agent | RecordProblem, own: str, rows: list[Mapping[str, Any]]
) -> BillingStatement | RecordProblem:
    if isinstance(agent, RecordProblem):
        label = f"Statement {statement_number(own, rows)}"
        return agent.blocking(f"statement:{own}", label).stamped(_newest(rows))
    try:
        return read_statement(agent, own, rows)
    except RecordProblem as problem:
        return problem.stamped(_newest(rows))


def _on_no_statement(agent: Agent | RecordProblem, data: Mapping[str, Any]) -> RecordProblem:
    whose = f" of {agent.name}" if isinstance(agent, Agent) else ""
    item_id = usable_id(data.get("id")) or "without-id"
    row = Row(
        f"billing_item:{item_id}", f"Billing item {data.get('name')!r} ({item_id}){whose}", data
    )
    return row.problem(
        "statement_id",
        f"the field statement_id is {data.get('statement_id')!r}, so it is on no statement.",
        "Put it on a statement in CORE, then sync again.",
        cause="on no statement",
    ).stamped(_newest([data]))


def _has_changed(rows: list[Mapping[str, Any]], since: dt.datetime | None) -> bool:
    """Whether a row changed; one whose time cannot be read counts as changed."""
    return since is None or any((moment := _time(row)) is None or moment >= since for row in rows)


def _newest(rows: list[Mapping[str, Any]]) -> dt.datetime | None:
    return max((moment for row in rows if (moment := _time(row))), default=None)


def _time(data: Mapping[str, Any]) -> dt.datetime | None:
    try:
        return Row("", "", data).moment("updated_at")
    except RecordProblem:
        return None


def _key(change: _Change) -> str:
    return change.key if isinstance(change, BillingStatement) else change.record_key
