"""A seeded generator of deals: one to three agents, co-broke, debits and credits, either side or both."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from include.core_backoffice.records.deal import Side
from tests.core_backoffice.dialects.truth import (
    TrueAgent,
    TrueDeal,
    TrueItem,
    TrueShare,
    only_to_company,
)

_NAMES = (
    ("Jane", "Doe"),
    ("Tom", "Lead"),
    ("José", "Núñez"),
    ("Zoë", "O'Neil"),
    ("Mary Ann", "Smith-Jones"),
    ("Li", "Wei"),
    ("Bob", "de la Cruz"),
    ("Ana", "Martínez"),
    ("Peter", "Van Dyke"),
    ("Kim", "Park"),
)
AGENTS = tuple(
    TrueAgent(f"{index:04}", given, family, f"agent{index}@example.com")
    for index, (given, family) in enumerate(_NAMES, start=1)
)
VENDORS = ("Acme Realty", "Relo & Sons, LLC", "Côté Immobilier", "Smith; Jones Realty", "O'Hara")
_STREETS = ("Oak St", "Beacon Street", "Elm Ave, Unit 4", 'La "Villa" Road', "Aldon Drive")
_CITIES = (("Boston", "MA", "02108"), ("Austin", "TX", "78701"), ("Newark", "NJ", "07102"))
_STATUSES = ("closed",) * 16 + ("pending", "pending", "cancelled", "cancelled")
_FEES = ("Transaction fee", "E&O insurance", "Desk fee")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a layout has room for.

    Attributes:
        agents: the most of a deal.
        both_sides: whether one deal can have agents on both sides.
        co_broke, referral, credits: whether it has columns for them.
        deal_debits: the most debits of a deal.
        fees: the most debits of an agent.
        payees: whether agents' debits can go to others than the company.
    """

    agents: int = 3
    both_sides: bool = True
    co_broke: bool = True
    deal_debits: int = 2
    credits: bool = True
    fees: int = 3
    agent_credits: bool = True
    payees: bool = True


def deals(seed: int, number: int, limits: Limits) -> tuple[TrueDeal, ...]:
    """Deals that a layout with these limits can tell, the same for one seed."""
    rng = random.Random(seed)  # noqa: S311  (it must be repeatable, not secret)
    return tuple(_deal(rng, index, limits) for index in range(1, number + 1))


def _deal(rng: random.Random, index: int, limits: Limits) -> TrueDeal:
    gross = rng.randrange(600_000, 4_000_000)
    city, state, zip_code = rng.choice(_CITIES)
    left = gross
    co_broke = None
    if limits.co_broke and rng.random() < 0.3:
        share = gross // 2 + rng.randrange(-999, 999)
        co_broke = TrueItem("Co-broke", share, rng.choice(VENDORS), "vendor")
        left -= share
    items = _deal_items(rng, limits, left)
    left -= sum(item.cents for item in items if not item.is_credit)
    deal = TrueDeal(
        number=f"TR-2026-{index:04}",
        status=rng.choice(_STATUSES),
        address=f"{index} {rng.choice(_STREETS)}",
        city=city,
        state=state,
        zip=zip_code,
        closing_date=dt.date(2026, 1, 1) + dt.timedelta(days=rng.randrange(330)),
        transaction_type=rng.choice(("Residential", "Commercial")),
        office=rng.choice(("Main", "North")),
        price_cents=gross * 33,
        gross_cents=gross,
        shares=_shares(rng, limits, left),
        co_broke=co_broke,
        deal_items=items,
    )
    return deal if limits.payees else only_to_company(deal)


def _deal_items(rng: random.Random, limits: Limits, left: int) -> tuple[TrueItem, ...]:
    items = []
    if limits.deal_debits and rng.random() < 0.3:
        items.append(
            TrueItem("Referral", left // rng.randrange(4, 9), rng.choice(VENDORS), "vendor")
        )
    if limits.deal_debits > 1 and rng.random() < 0.3:
        items.append(TrueItem("Franchise fee", left // 20))
    if limits.credits and rng.random() < 0.15:
        items.append(TrueItem("Admin credit", rng.randrange(5_000, 40_000), is_credit=True))
    return tuple(items)


def _shares(rng: random.Random, limits: Limits, left: int) -> tuple[TrueShare, ...]:
    count = min(limits.agents, rng.choice((1, 1, 1, 2, 2, 3)))
    both = limits.both_sides and count > 1 and rng.random() < 0.4
    own: Side = rng.choice(("listing", "buying"))
    other: Side = "buying" if own == "listing" else "listing"
    shares = []
    for at, agent in enumerate(rng.sample(AGENTS, count)):
        side = other if both and at else own
        part = left // count
        split = part * rng.choice((50, 60, 70, 80, 85, 90)) // 100
        shares.append(TrueShare(agent, side, split, _fees(rng, limits, agent, split)))
    if both and rng.random() < 0.2:  # one agent stands on both sides
        shares[1] = replace(shares[1], agent=shares[0].agent)
    return tuple(shares)


def _fees(rng: random.Random, limits: Limits, agent: TrueAgent, split: int) -> tuple[TrueItem, ...]:
    fees = [
        TrueItem(name, rng.randrange(1_000, min(40_000, split // 4)))
        for name in rng.sample(_FEES, min(limits.fees, rng.choice((0, 0, 1, 1, 2, 3))))
    ]
    if limits.payees and limits.fees > len(fees) and rng.random() < 0.25:
        leader = rng.choice([one for one in AGENTS if one is not agent])
        fees.append(TrueItem("Team leader fee", split // 50, leader.name, "agent"))
    if limits.payees and limits.fees > len(fees) and rng.random() < 0.1:
        fees.append(TrueItem("Coordinator", 35_000, rng.choice(VENDORS), "vendor"))
    if limits.agent_credits and rng.random() < 0.1:
        fees.append(TrueItem("Bonus", rng.randrange(1_000, 50_000), is_credit=True))
    return tuple(fees)
