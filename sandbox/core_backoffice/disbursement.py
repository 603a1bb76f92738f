"""Who gets what of a deal, worked out from what was agreed; all amounts in cents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from include.books.money import Cents
from sandbox.core_backoffice.arithmetic import apportion, flat_or_percent, percent_of
from sandbox.core_backoffice.model import (
    COMPANY,
    AgentItem,
    AgentShare,
    Deal,
    DealItem,
    Party,
    Share,
    Side,
)


@dataclass(frozen=True, slots=True)
class Award:
    """A part of the gross commission, worked out."""

    share: Share
    amount: Cents


@dataclass(frozen=True, slots=True)
class PreLine:
    """A pre-commission item, worked out."""

    item: DealItem
    amount: Cents


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post-commission item of one agent, worked out."""

    item: AgentItem
    amount: Cents


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One agent on one side, worked out.

    Attributes:
        allocation: the agent's part of the side's gross commission.
        basis: the agent's part of the base that plans are applied to.
        split: the agent's commission after split.
        company: what the brokerage keeps of this part, before fees; pre-commission items are off.
    """

    share: AgentShare
    allocation: Cents
    basis: Cents
    split: Cents
    company: Cents
    items: tuple[PostLine, ...]

    @property
    def net(self) -> Cents:
        """The split with the agent's own credits and debits."""
        credit = sum(line.amount for line in self.items if line.item.credit)
        debit = sum(line.amount for line in self.items if not line.item.credit)
        return self.split + credit - debit

    def paid_to(self, kind: str) -> Cents:
        """What the agent's debits give to payees of a kind."""
        return sum(
            line.amount
            for line in self.items
            if not line.item.credit and line.item.payee.kind == kind
        )


@dataclass(frozen=True, slots=True)
class SideLine:
    """One of our sides, worked out."""

    side: Side
    gross: Cents
    items: tuple[PreLine, ...]
    agents: tuple[AgentLine, ...]

    @property
    def base(self) -> Cents:
        """What the agents' plans are applied to."""
        return self.gross + _net(line for line in self.items if line.item.before_split)

    @property
    def remainder(self) -> Cents:
        """What is left of the side for agents and brokerage after every item."""
        return self.gross + _net(self.items)

    @property
    def to_agents(self) -> Cents:
        """Agents' nets, and shares of this side that go to other agents."""
        own = sum(agent.net + agent.paid_to("User") for agent in self.agents)
        return own + _debit(self.items, "User")

    @property
    def office_net(self) -> Cents:
        """What the brokerage keeps of this side."""
        kept = _debit(self.items, "Account")
        fees = sum(agent.paid_to("Account") for agent in self.agents)
        given = sum(
            line.amount for agent in self.agents for line in agent.items if line.item.credit
        )
        company = self.remainder - sum(agent.split for agent in self.agents)
        return company + kept + fees - given


@dataclass(frozen=True, slots=True)
class Disbursement:
    """A deal's money, distributed; `gross + credits` is what the rest adds up to."""

    gross: Cents
    awards: tuple[Award, ...]
    sides: tuple[SideLine, ...]

    @property
    def credits(self) -> Cents:
        """Credits to the deal."""
        return sum(line.amount for side in self.sides for line in side.items if line.item.credit)

    @property
    def co_broke(self) -> Cents:
        """What outside brokerages get."""
        return sum(award.amount for award in self.awards if not award.share.ours)

    @property
    def vendor_payments(self) -> Cents:
        """What contacts get from the deal and from agents; co-broke not counted."""
        before = sum(_debit(side.items, "Contact") for side in self.sides)
        return before + sum(
            agent.paid_to("Contact") for side in self.sides for agent in side.agents
        )

    @property
    def agent_net(self) -> Cents:
        """Every agent's net."""
        return sum(side.to_agents for side in self.sides)

    @property
    def brokerage_net(self) -> Cents:
        """What the brokerage keeps."""
        return sum(side.office_net for side in self.sides)

    def received(self) -> dict[Party, Cents]:
        """What each agent and contact gets in all, co-broke included; unnamed brokers left out."""
        amounts: dict[Party, Cents] = {}

        def add(party: Party, amount: Cents) -> None:
            if party.kind != "Account":
                amounts[party] = amounts.get(party, 0) + amount

        for award in self.awards:
            if award.share.broker is not None and not award.share.ours:
                add(Party(kind="Contact", id=award.share.broker), award.amount)
        for side in self.sides:
            for pre in side.items:
                add(COMPANY if pre.item.credit else pre.item.payee, pre.amount)
            for agent in side.agents:
                add(Party(kind="User", id=agent.share.agent), agent.net)
                for post in agent.items:
                    add(COMPANY if post.item.credit else post.item.payee, post.amount)
        return amounts


def distribute(deal: Deal) -> Disbursement:
    """Work out a deal's disbursement, in the order CORE does.

    The gross commission goes to the sides by weight; outside shares leave; each of our sides takes
    its pre-commission items, splits the base among its agents by plan, and applies their
    post-commission items. Percentages are rounded to the cent; what rounding leaves is the
    brokerage's.
    """
    amounts = apportion(deal.gross, [share.weight for share in deal.shares])
    awards = tuple(map(Award, deal.shares, amounts))
    return Disbursement(
        gross=deal.gross,
        awards=awards,
        sides=tuple(_side(deal, side, awards) for side in deal.our_sides),
    )


def _side(deal: Deal, side: Side, awards: tuple[Award, ...]) -> SideLine:
    gross = sum(a.amount for a in awards if a.share.ours and a.share.side == side)
    items = tuple(
        PreLine(item, flat_or_percent(item.amount, item.percent, gross))
        for item in deal.items
        if item.side == side
    )
    bare = SideLine(side, gross, items, ())
    shares = [share for share in deal.agents if share.side == side]
    weights = [share.weight for share in shares]
    parts = zip(
        shares,
        apportion(gross, weights),
        apportion(bare.base, weights),
        apportion(bare.remainder, weights),
        strict=True,
    )
    return SideLine(side, gross, items, tuple(_agent(*part) for part in parts))


def _agent(share: AgentShare, allocation: Cents, basis: Cents, remainder: Cents) -> AgentLine:
    split = percent_of(max(basis, 0), share.percent)  # what debits leave nothing of is not split
    items = tuple(
        PostLine(item, flat_or_percent(item.amount, item.percent, split)) for item in share.items
    )
    return AgentLine(share, allocation, basis, split, remainder - split, items)


def _net(lines: Iterable[PreLine]) -> Cents:
    return sum(line.amount if line.item.credit else -line.amount for line in lines)


def _debit(lines: Iterable[PreLine], kind: str) -> Cents:
    return sum(
        line.amount for line in lines if not line.item.credit and line.item.payee.kind == kind
    )
