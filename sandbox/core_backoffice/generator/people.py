"""The brokerage's agents, and the brokerages and vendors it works with."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from itertools import chain, islice
from random import Random

from sandbox.core_backoffice.generator import names
from sandbox.core_backoffice.generator.calendar import FIRST_DAY, TODAY, moment
from sandbox.core_backoffice.model import Agent, Contact

_FIRST_AGENT = 10_401
_FIRST_CONTACT = 52_001
_DAYS_OF_HIRING = 2000


@dataclass(frozen=True, slots=True)
class People:
    """Everybody the deals are made with."""

    agents: tuple[Agent, ...]
    brokers: tuple[Contact, ...]
    vendors: tuple[Contact, ...]
    departed: Agent | None

    @property
    def selling(self) -> list[Agent]:
        """Agents who make deals."""
        return [agent for agent in self.agents if agent.role != "admin"]

    @property
    def leaders(self) -> list[Agent]:
        """Leaders of teams; everybody, in a brokerage too small to have any."""
        return [agent for agent in self.agents if agent.role == "team leader"] or self.selling


def make_people(random: Random, count: int, *, departed: bool) -> People:
    """Make `count` agents, and the contacts.

    Args:
        random: where chance comes from.
        count: number of agents, at least one.
        departed: make one more, whose user record is deleted.
    """
    chosen = _people_names(random, count)
    agents = tuple(_agent(random, place, first, last) for place, (first, last) in enumerate(chosen))
    gone = None
    if departed:
        created = moment(FIRST_DAY, 9)
        gone = Agent(
            id=_FIRST_AGENT + count + 500,
            first_name="Delia",
            last_name="Marsh",
            email="delia.marsh@example.com",
            active=False,
            deleted=True,
            created_at=created,
            updated_at=created,
        )
    brokers = [
        _company(random, place, name, "agent") for place, name in enumerate(names.BROKERAGES)
    ]
    vendors = [
        _company(random, len(brokers) + place, name, type_)
        for place, (name, type_) in enumerate(names.VENDORS)
    ]
    vendors += [
        _partner(random, len(brokers) + len(vendors) + place, partner)
        for place, partner in enumerate(names.PARTNERS)
    ]
    return People(agents, tuple(brokers), tuple(vendors), gone)


def _people_names(random: Random, count: int) -> list[tuple[str, str]]:
    combined = [(first, last) for first in names.FIRST_NAMES for last in names.LAST_NAMES]
    random.shuffle(combined)
    # The telling names come first, and again with a middle initial when there are very many agents.
    pool = [*names.PEOPLE, *combined]
    again = ((f"{first} {chr(65 + turn)}.", last) for turn in range(26) for first, last in pool)
    return list(islice(chain(pool, again), count))


def _agent(random: Random, place: int, first: str, last: str) -> Agent:
    hired = FIRST_DAY - dt.timedelta(days=random.randrange(_DAYS_OF_HIRING))
    touched = FIRST_DAY + dt.timedelta(days=random.randrange((TODAY - FIRST_DAY).days))
    role = {0: "owner", 3: "team leader", 8: "team leader", 11: "admin", 14: "team leader"}
    has_company = place % 6 == 5  # noqa: PLR2004 (one of six agents)
    has_address = place % 4 != 3  # noqa: PLR2004 (three of four agents)
    city, state, zip_code, _ = names.PLACES[place % len(names.PLACES)]
    return Agent(
        id=_FIRST_AGENT + place,
        first_name=first,
        last_name=last,
        email=f"{_mailbox(first)}.{_mailbox(last)}@example.com",
        company=f"{last.split(',', maxsplit=1)[0]} Realty, LLC" if has_company else "",
        phone=f"617.555.{random.randrange(100, 10_000):04d}" if place % 3 else "",
        role=role.get(place, "agent"),
        team=f"The {last} Team" if role.get(place) == "team leader" else None,
        active=place % 9 != 7,  # noqa: PLR2004 (one of nine has left)
        tags=("1099",) if place % 5 else (),
        address=f"{random.randrange(1, 999)} {random.choice(names.STREETS)}"
        if has_address
        else None,
        city=city if has_address else None,
        state=state if has_address else None,
        zip=zip_code if has_address else None,
        license_number=f"{state}-{random.randrange(10**6):06d}",
        anniversary_date=moment(hired),
        external_id=f"HR-{place:04d}" if place % 3 == 0 else None,
        tax_id=None if place % 5 == 0 else _tax_id(place, is_firm=has_company),
        created_at=moment(hired, 9.5),
        updated_at=moment(touched, 14.25),
    )


def _company(random: Random, place: int, name: str, type_: str) -> Contact:
    created = moment(FIRST_DAY - dt.timedelta(days=random.randrange(_DAYS_OF_HIRING)), 11)
    city, state, zip_code, _ = names.PLACES[place % len(names.PLACES)]
    return Contact(
        id=_FIRST_CONTACT + place,
        contact_type=type_,
        company=name,
        email=f"office@{_mailbox(name)}.example.com",
        phone=f"508.555.{random.randrange(100, 10_000):04d}",
        address=f"{random.randrange(1, 999)} {random.choice(names.STREETS)}" if place % 2 else "",
        city=city if place % 2 else "",
        state=state if place % 2 else "",
        zip=zip_code if place % 2 else "",
        tags=("1099",) if type_ != "agent" and place % 2 else (),
        tax_id=_tax_id(place, is_firm=True) if type_ != "agent" and place % 2 else None,
        created_at=created,
        updated_at=created,
    )


def _partner(random: Random, place: int, partner: tuple[str, str, str]) -> Contact:
    first, last, company = partner
    created = moment(FIRST_DAY - dt.timedelta(days=random.randrange(_DAYS_OF_HIRING)), 15)
    return Contact(
        id=_FIRST_CONTACT + place,
        contact_type="agent" if company else "other",
        first_name=first,
        last_name=last,
        company=company,
        email=f"{_mailbox(first)}@{_mailbox(last)}.example.com",
        mobile_phone=f"781.555.{random.randrange(100, 10_000):04d}",
        tags=("1099",),
        tax_id=_tax_id(place, is_firm=bool(company)),
        created_at=created,
        updated_at=created,
    )


def _tax_id(place: int, *, is_firm: bool) -> str:
    """A tax id that nobody has: no number of a firm or a person starts with zeros only."""
    return f"00-{7_000_000 + place}" if is_firm else f"000-{10 + place % 90}-{4_001 + place}"


def _mailbox(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ł", "L"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalnum())
