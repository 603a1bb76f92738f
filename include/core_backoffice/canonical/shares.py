"""Agents' shares of a deal: commission after split, debits, credits, and the nets that are stated. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from include.books.causes import HoldCause
from include.books.money import Cents, format_money
from include.core_backoffice.canonical.items import (
    CHECK_AMOUNTS,
    item_row,
    named,
    on_side,
    positive,
)
from include.core_backoffice.canonical.payees import People, agent_of, payee_of
from include.core_backoffice.canonical.rows import CanonicalItem, ItemKind
from include.core_backoffice.records.deal import AgentItem, AgentShare, Side
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Payee, PayeeKind

_Key: TypeAlias = tuple[str, Side]
"""An agent's ID, and a side."""

_CLAWBACK: Final = (
    "If the agent returns commission (a clawback), enter that in CORE as an agent debit. If it's a "
    "mistake, correct it in CORE. Then export again."
)


def agent_shares(
    items: Iterable[CanonicalItem], people: People, row: Row
) -> tuple[AgentShare, ...]:
    """The agents' shares, one per agent and side, in order of agent and side.

    A net that a split is stated for must be what the split and its items come to. Without a split,
    the split is what makes the net right.

    Args:
        items: of the deal, of all kinds.
        people: the lists of agents and vendors.
        row: names the deal in sentences.

    Raises:
        RecordProblem: an item can't be understood, or its agent isn't clear.
        OutOfBalance: a stated net isn't what the split and its items come to.
    """
    shares = _Shares(people, row)
    items = list(items)
    for kind in _ORDER:
        for item in items:
            if item.kind is kind:
                shares.take(item)
    shares.follow_from_nets()
    shares.check_nets()
    return shares.all()


_ORDER: Final = (
    ItemKind.AGENT_SPLIT,
    ItemKind.AGENT_NET,
    ItemKind.AGENT_CREDIT,
    ItemKind.AGENT_DEBIT,
)
"""Debits are taken from shares, so all shares are known before them."""


class _Shares:
    """Collects the items of shares; amounts in cents."""

    def __init__(self, people: People, row: Row) -> None:
        self._people = people
        self._row = row
        self._agents: dict[str, Payee] = {}
        self._splits: dict[_Key, Cents] = {}
        self._nets: dict[_Key, Cents] = {}
        self._items: dict[_Key, list[AgentItem]] = {}
        self._from_nets: list[_Key] = []

    def take(self, item: CanonicalItem) -> None:
        """Add an item; splits come first, then nets, credits and debits."""
        row = item_row(self._row, item)
        if item.kind is ItemKind.AGENT_DEBIT:
            self._items.setdefault(self._debited(item, row), []).append(self._debit(item, row))
            return
        agent = self._agent(item, row)
        if item.kind is ItemKind.AGENT_SPLIT:
            key = (agent.id, item.side)
            self._splits[key] = self._splits.get(key, 0) + positive(item, row, _CLAWBACK)
        elif item.kind is ItemKind.AGENT_NET:
            self._take_net((agent.id, item.side), item.amount_cents)
        else:
            key = self._credited(agent, item.side, row)
            self._items.setdefault(key, []).append(_credit(item, row, agent))

    def _take_net(self, key: _Key, cents: Cents) -> None:
        """Keep a net; where no split of the agent's is on its side, it makes a share."""
        agent_id, side = key
        sides = [own for who, own in self._splits if who == agent_id]
        self._nets[key] = self._nets.get(key, 0) + cents
        in_total = "" in sides or (not side and bool(sides))
        if key not in self._splits and not in_total:
            self._splits[key] = 0
            self._from_nets.append(key)

    def follow_from_nets(self) -> None:
        """Let splits follow from nets where only the net is stated.

        Raises:
            RecordProblem: such a split is below zero.
        """
        for key in self._from_nets:
            split = self._nets[key] - self._sum_of_items(key)
            if split < 0:
                raise self._row.problem(
                    "agent_net",
                    f"{self._agents[key[0]].name}'s commission after split{on_side(key[1])} is "
                    f"{format_money(split)}, but it can't be negative.",
                    _CLAWBACK,
                    cause=HoldCause.NEGATIVE_AMOUNT,
                )
            self._splits[key] = split

    def check_nets(self) -> None:
        """Check every net that is stated besides a split.

        Raises:
            OutOfBalance: a net isn't what its split and items come to.
        """
        for key, stated in self._nets_to_check().items():
            agent_id, side = key
            of = [
                own for own in self._splits if own[0] == agent_id and (own == key or side is None)
            ]
            expected = sum(self._splits[own] + self._sum_of_items(own) for own in of)
            if stated != expected:
                raise self._out_of_balance(agent_id, side, stated, expected)

    def _nets_to_check(self) -> dict[tuple[str, Side | None], Cents]:
        """Stated nets by agent and side; by agent alone where sides of splits and nets differ."""
        whole = {agent_id for agent_id, side in self._nets if (agent_id, side) not in self._splits}
        stated: dict[tuple[str, Side | None], Cents] = {}
        for (agent_id, side), cents in self._nets.items():
            key = (agent_id, None if agent_id in whole else side)
            stated[key] = stated.get(key, 0) + cents
        return stated

    def _out_of_balance(
        self, agent_id: str, side: Side | None, stated: Cents, expected: Cents
    ) -> OutOfBalance:
        return OutOfBalance(
            self._row.record_key,
            "agent_net",
            f"{self._row.label} is out of balance by {format_money(abs(stated - expected))}: "
            f"{self._agents[agent_id].name}'s net{on_side(side or '')} is {format_money(stated)}, but the "
            f"commission after split with credits and debits totals {format_money(expected)}. Nothing was "
            "posted.",
            stated=stated,
            expected=expected,
            what_to_do=CHECK_AMOUNTS,
        )

    def all(self) -> tuple[AgentShare, ...]:
        """The shares."""
        return tuple(
            AgentShare(
                agent=self._agents[key[0]],
                side=key[1],
                split_cents=self._splits[key],
                items=tuple(sorted(self._items.get(key, ()), key=lambda item: item.order)),
            )
            for key in sorted(self._splits)
        )

    def _sum_of_items(self, key: _Key) -> Cents:
        return sum(item.signed_cents for item in self._items.get(key, ()))

    def _agent(self, item: CanonicalItem, row: Row) -> Payee:
        if item.agent is None or item.agent.id not in self._agents:
            agent = agent_of(item.agent, self._people, row).payee()
            self._agents[agent.id] = agent
        else:
            agent = self._agents[item.agent.id]
        return agent

    def _credited(self, agent: Payee, side: Side, row: Row) -> _Key:
        """The share that a credit is added to; an agent without one has it as the only item."""
        found = self._matching(agent.id, side)
        if len(found) > 1:
            raise self._unclear(f"{agent.name}, who has more than one share", "added to", row)
        key = found[0] if found else (agent.id, side)
        self._splits.setdefault(key, 0)
        return key

    def _debited(self, item: CanonicalItem, row: Row) -> _Key:
        """The share that a debit is taken from; without an agent, the side must have one share."""
        agent = self._agent(item, row) if item.agent is not None else None
        found = self._matching(agent.id if agent else None, item.side)
        if len(found) == 1:
            return found[0]
        if agent:
            who = f"{agent.name}, who has {'more than one' if found else 'no'} share"
        else:
            who = f"an unnamed agent, and {len(found) or 'no'} agents share the commission"
        raise self._unclear(who, "deducted from", row)

    def _matching(self, agent_id: str | None, side: Side) -> list[_Key]:
        """Shares that an item can be of: the one on its side, else those where a side is blank."""
        own = [key for key in self._splits if agent_id is None or key[0] == agent_id]
        exact = [key for key in own if key[1] == side]
        return exact or [key for key in own if not side or not key[1]]

    def _unclear(self, who: str, verb: str, row: Row) -> Exception:
        return row.problem(
            "agent",
            f"it is {verb} {who} on this side, so the agent's share is unclear.",
            "Enter the agent and the side of the item in CORE and export again, or map their columns "
            "on Imports.",
            cause=HoldCause.DEDUCTION_WITHOUT_AGENT,
        )

    def _debit(self, item: CanonicalItem, row: Row) -> AgentItem:
        return AgentItem(
            name=named(item, row),
            is_credit=False,
            amount_cents=positive(item, row, "Change it to an agent credit, then export again."),
            payee=payee_of(item.payee, self._people, row, is_1099=item.is_1099),
        )


def _credit(item: CanonicalItem, row: Row, agent: Payee) -> AgentItem:
    payee = item.payee
    if payee is not None and payee.kind is not PayeeKind.COMPANY and payee.key != agent.key:
        raise row.problem(
            "payee",
            f"the agent credit goes to {payee.name or payee.id}, but it must go to {agent.name}.",
            "In CORE, change what other payees receive to a debit, then export again.",
        )
    return AgentItem(
        name=named(item, row),
        is_credit=True,
        amount_cents=positive(item, row, "Change it to an agent debit, then export again."),
        payee=agent,
    )
