"""The brokerage's deals over two years."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from sandbox.core_backoffice.arithmetic import apportion
from sandbox.core_backoffice.generator import agreements, names
from sandbox.core_backoffice.generator.agreements import Draw
from sandbox.core_backoffice.generator.calendar import DAYS, END_OF_TODAY, FIRST_DAY, TODAY, moment
from sandbox.core_backoffice.generator.people import People
from sandbox.core_backoffice.model import Deal, Status

_FIRST_DEAL = 640_224
_ODD_EVERY = 23
_LONGEST_HASTE = 30
_STILL_GOING_ON = 90

Stage: TypeAlias = Literal["distributed", "pending_distributed", "closed", "early", "cancelled"]
_STAGES: tuple[tuple[Stage, int], ...] = (
    ("distributed", 76),
    ("pending_distributed", 4),
    ("closed", 2),
    ("early", 12),
    ("cancelled", 6),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    stage: Stage
    draw: Draw


def make_deals(random: Random, people: People, count: int) -> list[Deal]:
    """Make `count` deals in order of time; ids grow with it."""
    opened = [(_opened(random, plan.stage), plan) for plan in _plans(random, count)]
    deals: list[Deal] = []
    id_ = _FIRST_DEAL
    for place, (day, plan) in enumerate(sorted(opened, key=lambda pair: pair[0])):
        id_ += random.randrange(1, 9)
        deals.append(_deal(random, people, plan, id_, day, place))
    return deals


def _opened(random: Random, stage: Stage) -> dt.date:
    """Deals that are through took their time; those still going on are recent."""
    if stage in {"distributed", "closed", "cancelled"}:
        return FIRST_DAY + dt.timedelta(days=random.randrange(DAYS - _LONGEST_HASTE))
    return TODAY - dt.timedelta(days=random.randrange(1, _STILL_GOING_ON))


def _plans(random: Random, count: int) -> list[_Plan]:
    numbers = apportion(count, [weight for _, weight in _STAGES])
    plans: list[_Plan] = []
    for (stage, _), number in zip(_STAGES, numbers, strict=True):
        certain = agreements.FINAL * 2 if stage == "distributed" else agreements.EARLY
        rest = agreements.COMMON if "distributed" in stage else agreements.EARLY
        if stage == "pending_distributed":
            certain = ()
        plans += [
            _Plan(stage, certain[place] if place < len(certain) else random.choice(rest))
            for place in range(number)
        ]
    return plans


def _deal(
    random: Random, people: People, plan: _Plan, id_: int, opened: dt.date, place: int
) -> Deal:
    agreed = plan.draw(random, people)
    price = random.randrange(180_000, 1_900_000, 500) * 100 + random.choice((0, 0, 0, 99))
    if agreed.rental:
        price = random.randrange(1_400, 2_600, 50) * 100
    city, state, zip_code, offset = names.PLACES[place % len(names.PLACES)]
    zone = (None, 0, offset)[place % 3]
    dates = _Dates(random, plan.stage, opened, zone or 0)
    return Deal(
        id=id_,
        custom_id=f"TR-{opened.year}-{id_}",
        address=_address(random, place),
        city=city,
        state=state,
        zip=zip_code,
        status=dates.status,
        price=price,
        gross=price * agreed.rate // 10_000,
        transaction_type="rental" if agreed.rental else "traditional sale",
        timezone=zone,
        acceptance_date=dates.accepted,
        expiration_date=moment(opened + dt.timedelta(days=180), 0, zone or 0),
        listing_date=moment(opened, 0, zone or 0),
        closing_date=dates.closing,
        closed_at=dates.closed,
        finalized=dates.finalized,
        disbursement=1 if dates.finalized else 0,
        external_id=f"MLS-{id_ % 9973}" if place % 4 == 0 else None,
        attributes=_attributes(random, id_, place, dates.demand),
        shares=agreed.shares,
        items=agreed.items,
        agents=agreed.agents,
        created_at=moment(opened, 9 + random.randrange(480) / 60),
        updated_at=dates.touched,
    )


def _attributes(
    random: Random, id_: int, place: int, demand: int | None
) -> dict[str, str | int | None]:
    return {
        "mls_number": f"{73_000_000 + id_ % 99_991}" if place % 3 else None,
        "lead_source": random.choice(names.LEAD_SOURCES),
        "county": random.choice(names.COUNTIES),
        "office": names.OFFICES[place % len(names.OFFICES)],
        "demand_date": demand,
    }


class _Dates:
    """A deal's dates, from the day it was opened on."""

    def __init__(self, random: Random, stage: Stage, opened: dt.date, offset: int) -> None:
        accepted = opened + dt.timedelta(days=random.randrange(3, 12))
        closing = accepted + dt.timedelta(days=random.randrange(15, 60))
        if stage == "distributed" or stage == "closed":  # noqa: PLR1714 (mypy narrows by it)
            closing = min(closing, TODAY - dt.timedelta(days=random.randrange(1, 4)))
        elif stage == "pending_distributed":
            closing = max(closing, TODAY + dt.timedelta(days=random.randrange(1, 20)))
        accepted = min(accepted, closing, TODAY)
        early: Status = random.choice(("listing", "pending", "active", "opportunity"))
        self.status: Status = {
            "distributed": "closed",
            "pending_distributed": "pending",
            "closed": "closed",
            "early": early,
            "cancelled": "cancelled",
        }[stage]  # type: ignore[assignment]  # mypy joins the literals to str
        known = self.status in {"closed", "pending"}
        # Some close in the evening: the day in UTC is the next one.
        hour = random.choice((0, 0, 10, 19.5))
        self.accepted = moment(accepted, 0, offset) if known else None
        self.closing = moment(closing, hour, offset) if known else None
        self.closed = moment(closing, max(hour, 16), offset) if self.status == "closed" else None
        self.demand = moment(closing - dt.timedelta(days=3), 0, offset) if known else None
        self.finalized = None
        minute = random.randrange(480) / 60
        if "distributed" in stage:
            done = min(closing, TODAY) - dt.timedelta(days=random.randrange(4))
            self.finalized = moment(max(done, accepted), 9 + minute)
        last = [self.finalized, self.closed, self.accepted, moment(opened, 18)]
        self.touched = min(max(filter(None, last)) + random.randrange(3_600_000), END_OF_TODAY)


def _address(random: Random, place: int) -> str:
    if place % _ODD_EVERY == _ODD_EVERY - 1:
        return names.ODD_ADDRESSES[place // _ODD_EVERY % len(names.ODD_ADDRESSES)]
    number = random.randrange(1, 1800)
    return f"{number} {random.choice(names.STREETS)}{random.choice(names.UNITS)}"
