"""Agents' billing logs from the REST API, grouped into statements.

The log is read by agent: a change of an item also changes its agent, so the agents that changed
name the logs to read. Of such an agent all items are read and all statements delivered: an item
that was deleted is noticed by its absence alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum, auto
from typing import Any, TypeAlias

from include.books.causes import HoldCause
from include.books.money import format_money
from include.core_backoffice.checks.billing_reading import read_statement, statement_number
from include.core_backoffice.checks.known_fields import known_statement
from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.errors import (
    CoreConnectionProblem,
    CoreUnavailable,
    NotThere,
    RecordProblem,
)
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Agent
from include.core_backoffice.records.values import usable_id
from include.core_backoffice.records.wording import shown
from include.core_backoffice.rest.client import CoreClient
from include.core_backoffice.source import AgentLog, Gone

_ITEMS_PER_PAGE = 500
_Statement: TypeAlias = BillingStatement | RecordProblem | Gone
_Change: TypeAlias = _Statement | AgentLog
_Agents: TypeAlias = Callable[[dt.datetime | None], Iterator[tuple[str, Agent | RecordProblem]]]


class _Log(Enum):
    """Whether an agent's log was read to its end."""

    WHOLE = auto()
    UNCERTAIN = auto()
    """It ended at CORE's call limit, where lists can be empty."""
    NONE = auto()
    """The agent was deleted meanwhile."""


class BillingLog:
    """Reads statements; remembers the agent of each, which isn't in its key."""

    def __init__(
        self, client: CoreClient, agents: _Agents, read_agent: Callable[[str], Agent]
    ) -> None:
        self._client = client
        self._agents = agents
        self._read_agent = read_agent
        self._agent_of: dict[str, str] = {}
        self._knows_all = False

    def changed(self, since: dt.datetime | None) -> Iterator[_Change]:
        """All statements of agents that changed."""
        for agent_id, agent in self._agents(since):
            if not agent_id and isinstance(agent, RecordProblem):
                yield agent
                continue
            yield from self._statements(agent_id, agent)

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
                yield problem.with_known(replace(problem.known, owner=f"agent:{agent_id}"))
            yield from self._statements(agent_id, agent)

    def record(self, key: str) -> _Statement:
        """One statement, or one item without a statement, by its key."""
        if key not in self._agent_of and not self._knows_all:
            for agent_id, agent in self._agents(None):
                if agent_id:
                    list(self._statements(agent_id, agent))
            self._knows_all = True
        if key not in self._agent_of:
            return Gone(key)
        changes = list(self.of_agents([self._agent_of[key]]))
        for change in changes:
            if not isinstance(change, AgentLog) and _key(change) == key:
                return change
        if any(isinstance(change, AgentLog | Gone) for change in changes):
            return Gone(key)
        return self._uncertain(key, changes)

    @staticmethod
    def _uncertain(key: str, changes: list[_Change]) -> RecordProblem:
        """Why a statement that is missing in an incomplete log is not reported as deleted."""
        for change in changes:
            if isinstance(change, RecordProblem):
                return change.blocking(key, f"Statement {key.partition(':')[2]}")
        raise CoreUnavailable(
            f"The agent of statement {key.partition(':')[2]} was deleted in CORE while it was read. Records "
            "read so far are saved. Run again later."
        )

    def _statements(self, agent_id: str, agent: Agent | RecordProblem) -> Iterator[_Change]:
        """An agent's statements, and which there are.

        Raises:
            CoreUnavailable: there may be more. What was read is out before; to go on would skip them for
                good, as later runs read only what changed since.
        """
        items, log = self._items(agent_id)
        by_statement: dict[str, list[Mapping[str, Any]]] = {}
        for data in items:
            statement_id = usable_id(data.get("statement_id"))
            if statement_id:
                by_statement.setdefault(statement_id, []).append(data)
            else:
                problem = _on_no_statement(agent, data)
                self._agent_of[problem.record_key] = agent_id
                yield _known(agent_id, agent, problem, [data])
        statement_ids = sorted(by_statement, key=lambda text: (len(text), text))
        for statement_id in statement_ids:
            self._agent_of[f"statement:{statement_id}"] = agent_id
            rows = by_statement[statement_id]
            yield _known(agent_id, agent, _statement(agent, statement_id, rows), rows)
        if log is _Log.UNCERTAIN:
            raise CoreUnavailable(
                "CORE returned an empty billing log at its call limit, so the log may be incomplete. "
                "Records read so far are saved. Run again later."
            )
        if log is _Log.WHOLE and all(map(_tells_its_statement, items)):
            yield AgentLog(
                agent_id, tuple(f"statement:{id_}" for id_ in statement_ids), agent.updated_at
            )

    def _items(self, agent_id: str) -> tuple[list[Mapping[str, Any]], _Log]:
        """The items of an agent, and whether they are all."""
        try:
            # At the call limit a log can look empty, so one empty answer deletes nothing.
            items = self._pages(agent_id) or self._pages(agent_id)
        except NotThere:
            self._require_log(agent_id)
            return [], _Log.NONE
        ended_empty = len(items) % _ITEMS_PER_PAGE == 0
        uncertain = ended_empty and self._client.is_at_limit
        return items, _Log.UNCERTAIN if uncertain else _Log.WHOLE

    def _pages(self, agent_id: str) -> list[Mapping[str, Any]]:
        path = f"v1/users/{agent_id}/billing_items"
        pages = self._client.pages(path, {}, size=_ITEMS_PER_PAGE, short_page_ends=True)
        return [row if isinstance(row, dict) else {} for page in pages for row in page]

    def _require_log(self, agent_id: str) -> None:
        """An agent that was just deleted has no log; an agent that exists must have one."""
        try:
            self._read_agent(agent_id)
        except NotThere:
            return
        except RecordProblem:
            pass
        raise CoreConnectionProblem(
            "This CORE API has no agent billing log, which the agent billing "
            "workflow needs. Use a source that has it. Nothing was posted."
        )


def _statement(
    agent: Agent | RecordProblem, statement_id: str, rows: list[Mapping[str, Any]]
) -> BillingStatement | RecordProblem:
    if isinstance(agent, RecordProblem):
        label = f"Statement {statement_number(statement_id, rows)}"
        return agent.blocking(f"statement:{statement_id}", label).stamped(_newest(rows))
    try:
        return read_statement(agent, statement_id, rows)
    except RecordProblem as problem:
        return problem.stamped(_newest(rows))


def _known(
    agent_id: str,
    agent: Agent | RecordProblem,
    read: BillingStatement | RecordProblem,
    rows: list[Mapping[str, Any]],
) -> BillingStatement | RecordProblem:
    """A statement; a problem with what could be read of it."""
    if isinstance(read, BillingStatement):
        return read
    return read.with_known(known_statement(agent_id, agent, rows))


def _on_no_statement(agent: Agent | RecordProblem, data: Mapping[str, Any]) -> RecordProblem:
    whose = f" of {agent.name}" if isinstance(agent, Agent) else ""
    item_id = usable_id(data.get("id")) or "without-id"
    cents = known_statement("", agent, [data]).amount_cents
    amount = "" if cents is None else f" ({format_money(cents)})"
    row = Row(f"billing_item:{item_id}", f"Billing item {_called(data)}{amount}{whose}", data)
    stated = data.get("statement_id")
    return row.problem(
        "statement_id",
        "it isn't on a statement."
        if stated is None or stated == ""
        else f"its statement is {shown(stated)}, but it must be an ID.",
        "Add it to a statement in CORE, then sync again.",
        cause=HoldCause.NOT_ON_A_STATEMENT,
    ).stamped(_newest([data]))


def _called(data: Mapping[str, Any]) -> str:
    """An item as sentences name it: by its name, or by its ID."""
    name, item_id = data.get("name"), usable_id(data.get("id"))
    if isinstance(name, str) and name:
        return f'"{name}"'
    return f"with the CORE ID {item_id}" if item_id else "without a CORE ID"


def _tells_its_statement(data: Mapping[str, Any]) -> bool:
    """Whether it is certain on which statement an item is, or that it is on none."""
    value = data.get("statement_id", False)
    return value is None or value == "" or bool(usable_id(value))


def _newest(rows: list[Mapping[str, Any]]) -> dt.datetime | None:
    return max((moment for row in rows if (moment := _time(row))), default=None)


def _time(data: Mapping[str, Any]) -> dt.datetime | None:
    try:
        return Row("", "", data).moment("updated_at")
    except RecordProblem:
        return None


def _key(change: _Statement) -> str:
    return change.key if isinstance(change, BillingStatement) else change.record_key
