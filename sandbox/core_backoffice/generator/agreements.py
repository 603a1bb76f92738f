"""What people agree on a deal: one function per kind of agreement, every kind of item among them.

Each function draws the parts of one deal's money from chance: shares, pre-commission items and
agents. `FINAL` are for deals that close; `EARLY` also fit deals without a disbursement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import TypeAlias

from sandbox.core_backoffice.generator.people import People
from sandbox.core_backoffice.model import (
    Agent,
    AgentItem,
    AgentShare,
    DealItem,
    Party,
    Share,
    Side,
)

PLANS = (
    (Decimal(80), "80/20"),
    (Decimal(70), "70/30"),
    (Decimal(60), "60/40"),
    (Decimal("66.67"), "Two thirds"),
    (Decimal("82.5"), "82.5/17.5"),
    (Decimal(90), "90/10"),
    (Decimal(100), "Capped: 100 %"),
)
OUTSIDE_RATES = (200, 225, 250, 275, 300)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A deal's money as agreed. `rate`: gross commission in hundredths of a percent of the price."""

    shares: tuple[Share, ...]
    agents: tuple[AgentShare, ...]
    items: tuple[DealItem, ...] = ()
    rate: int = 500
    rental: bool = False


Draw: TypeAlias = Callable[[Random, People], Agreement]


def other(side: Side) -> Side:
    """The opposite side."""
    return "buying" if side == "listing" else "listing"


def contact(id_: int) -> Party:
    """A contact as a payee."""
    return Party(kind="Contact", id=id_)


def user(agent: Agent) -> Party:
    """An agent as a payee."""
    return Party(kind="User", id=agent.id)


def some(random: Random, people: People, count: int) -> list[Agent]:
    """Different agents, as many as there are up to `count`."""
    return random.sample(people.selling, min(count, len(people.selling)))


def our_side(random: Random) -> Side:
    """The side we represent."""
    return random.choice(("listing", "buying"))


def fees(random: Random) -> tuple[AgentItem, ...]:
    """Fees that the company keeps, as most deals have them."""
    known = (
        AgentItem(name="Transaction fee", amount=random.choice((29_500, 39_500))),
        AgentItem(name="E&O insurance", amount=random.choice((4_000, 7_550))),
        AgentItem(name="Desk fee", amount=10_000),
    )
    return known[: random.randrange(4)]


def on_side(
    random: Random, agent: Agent, side: Side, weight: int = 1, items: tuple[AgentItem, ...] = ()
) -> AgentShare:
    """An agent's share on a plan drawn from chance."""
    percent, plan = random.choice(PLANS)
    return AgentShare(
        agent=agent.id, side=side, weight=weight, percent=percent, plan=plan, items=items
    )


def simple(random: Random, people: People) -> Agreement:
    """One agent on our side, an outside brokerage on the other."""
    side = our_side(random)
    ours, theirs = random.choice(OUTSIDE_RATES), random.choice(OUTSIDE_RATES)
    (agent,) = some(random, people, 1)
    return Agreement(
        shares=(
            Share(side=side, weight=ours),
            Share(
                side=other(side), weight=theirs, ours=False, broker=random.choice(people.brokers).id
            ),
        ),
        agents=(on_side(random, agent, side, items=fees(random)),),
        rate=ours + theirs,
    )


def partners(random: Random, people: People) -> Agreement:
    """Several agents on one side, by shares that need not divide evenly."""
    deal = simple(random, people)
    side = deal.agents[0].side
    weights = random.choice(((1, 1), (60, 40), (1, 1, 1), (3, 2, 2)))
    agents = some(random, people, len(weights))
    return replace(
        deal,
        agents=tuple(
            on_side(random, agent, side, weight, fees(random))
            for agent, weight in zip(agents, weights, strict=False)
        ),
    )


def both_sides(random: Random, people: People) -> Agreement:
    """Both sides are ours, with an agent on each."""
    pair = some(random, people, 2)
    return Agreement(
        shares=(Share(side="listing", weight=250), Share(side="buying", weight=250)),
        agents=(
            on_side(random, pair[0], "listing", items=fees(random)),
            on_side(random, pair[-1], "buying", items=fees(random)),
        ),
    )


def same_agent_twice(random: Random, people: People) -> Agreement:
    """Both sides are ours, and the same agent's."""
    (agent,) = some(random, people, 1)
    return Agreement(
        shares=(Share(side="listing", weight=300), Share(side="buying", weight=200)),
        agents=(
            on_side(random, agent, "listing", items=fees(random)),
            on_side(random, agent, "buying"),
        ),
    )


def vendor_referral(random: Random, people: People) -> Agreement:
    """A referral fee for a vendor, taken off before or after the agent's split."""
    deal = simple(random, people)
    item = DealItem(
        name="Referral fee",
        side=deal.agents[0].side,
        percent=random.choice((Decimal(25), Decimal("33.333"), Decimal("12.5"))),
        payee=contact(random.choice(people.vendors).id),
        before_split=random.random() < 0.7,  # noqa: PLR2004 (seven of ten)
        sync=random.choice((None, True)),
        create_payment=random.choice((None, True, False)),
    )
    return replace(deal, items=(item,))


def inside_referral(random: Random, people: People) -> Agreement:
    """A referral fee for an agent of our own."""
    deal = simple(random, people)
    item = DealItem(
        name="Inside referral",
        side=deal.agents[0].side,
        percent=Decimal(20),
        payee=user(random.choice(people.selling)),
        before_split=random.random() < 0.5,  # noqa: PLR2004 (one of two)
    )
    return replace(deal, items=(item,))


def franchise(random: Random, people: People) -> Agreement:
    """A franchise fee that is kept out of QuickBooks, and marketing kept by the company."""
    deal = simple(random, people)
    side = deal.agents[0].side
    royalty = DealItem(
        name="Franchise fee",
        side=side,
        percent=Decimal(6),
        payee=contact(people.vendors[0].id),
        sync=random.choice((False, None)),
    )
    marketing = DealItem(name="Marketing fund", side=side, amount=15_000, sync=None)
    return replace(deal, items=(royalty, marketing))


def deal_credit(random: Random, people: People) -> Agreement:
    """A credit that is added to the deal before the split, and one after it."""
    deal = simple(random, people)
    side = deal.agents[0].side
    items = (
        DealItem(name="Seller marketing credit", side=side, amount=25_000, credit=True),
        DealItem(
            name="Builder bonus",
            side=side,
            amount=random.choice((50_000, 100_033)),
            credit=True,
            payee=contact(random.choice(people.vendors).id),
            before_split=False,
            sync=random.choice((None, True)),
        ),
    )
    return replace(deal, items=items[: random.randrange(1, 3)])


def team_leader(random: Random, people: People) -> Agreement:
    """A share of the agent's commission for the leader of the team."""
    deal = simple(random, people)
    share = deal.agents[0]
    leader = random.choice(
        [one for one in people.leaders if one.id != share.agent] or people.leaders
    )
    fee = AgentItem(
        name="Team leader fee",
        percent=random.choice((Decimal(2), Decimal(10), Decimal("7.25"))),
        payee=user(leader),
    )
    return replace(deal, agents=(replace(share, items=(fee, *share.items)),))


def paid_from_agent(random: Random, people: People) -> Agreement:
    """A vendor paid from the agent's commission, and a credit the company pays to the agent."""
    deal = simple(random, people)
    share = deal.agents[0]
    items = (
        AgentItem(
            name="Home warranty",
            amount=random.choice((45_000, 52_575)),
            payee=contact(random.choice(people.vendors).id),
        ),
        AgentItem(
            name="Marketing reimbursement", amount=random.choice((7_500, 12_345)), credit=True
        ),
    )
    kept = items[random.randrange(2) :]
    return replace(deal, agents=(replace(share, items=(*kept, *share.items)),))


def two_outside(random: Random, people: People) -> Agreement:
    """Our side is shared with an outside brokerage too."""
    deal = simple(random, people)
    co_listing = Share(
        side=deal.shares[0].side,
        weight=100,
        ours=False,
        broker=random.choice(people.brokers).id,
        sync=random.choice((None, True)),
        create_payment=random.choice((None, True, False)),
    )
    return replace(deal, shares=(*deal.shares, co_listing), rate=deal.rate + 100)


def zero_net(random: Random, people: People) -> Agreement:
    """The agent owes exactly what the agent earns."""
    deal = simple(random, people)
    repaid = AgentItem(name="Commission advance repaid", percent=Decimal(100))
    return replace(deal, agents=(replace(deal.agents[0], items=(repaid,)),))


def negative_net(random: Random, people: People) -> Agreement:
    """A rental whose commission does not cover the agent's fees."""
    deal = simple(random, people)
    items = (
        AgentItem(name="Transaction fee", amount=39_500),
        AgentItem(name="E&O insurance", amount=7_550),
        AgentItem(name="Lockbox not returned", amount=12_900),
    )
    share = replace(deal.agents[0], percent=Decimal(60), plan="60/40", items=items)
    return replace(deal, agents=(share,), rental=True, rate=deal.rate * 10)


def everything(random: Random, people: People) -> Agreement:
    """Both sides ours, a referral on each, several agents, leaders, fees and credits."""
    agents = some(random, people, 3)
    leader = user(random.choice(people.leaders))
    vendor = contact(random.choice(people.vendors).id)
    led = AgentItem(name="Team leader fee", percent=Decimal("3.33"), payee=leader)
    staging = AgentItem(name="Staging", amount=20_000, payee=vendor)
    listing = [on_side(random, agents[0], "listing", 2, (led,))]
    listing += [on_side(random, agent, "listing", 1, fees(random)) for agent in agents[2:]]
    return Agreement(
        shares=(Share(side="listing", weight=275), Share(side="buying", weight=225)),
        items=(
            DealItem(
                name="Relocation referral", side="listing", percent=Decimal("37.5"), payee=vendor
            ),
            DealItem(name="Lender credit", side="buying", amount=33_333, credit=True),
            DealItem(
                name="Inside referral",
                side="buying",
                amount=50_001,
                payee=user(agents[0]),
                before_split=False,
            ),
        ),
        agents=(*listing, on_side(random, agents[0], "buying", items=(staging, *fees(random)))),
    )


def broker_unnamed(random: Random, people: People) -> Agreement:
    """An early deal: the other side's brokerage is not known yet."""
    deal = simple(random, people)
    return replace(deal, shares=(deal.shares[0], replace(deal.shares[1], broker=None)))


FINAL: tuple[Draw, ...] = (
    simple,
    partners,
    both_sides,
    same_agent_twice,
    vendor_referral,
    inside_referral,
    franchise,
    deal_credit,
    team_leader,
    paid_from_agent,
    two_outside,
    zero_net,
    negative_net,
    everything,
)
"""Every kind of agreement that closes; a brokerage of some size has each at least twice."""

COMMON: tuple[Draw, ...] = (
    simple, simple, simple, simple, simple, partners, both_sides, same_agent_twice,
    vendor_referral, inside_referral, franchise, deal_credit, team_leader, team_leader,
    paid_from_agent, two_outside, everything,
)  # fmt: skip
"""What the rest of the deals are drawn from."""

EARLY: tuple[Draw, ...] = (simple, broker_unnamed, both_sides, vendor_referral)
