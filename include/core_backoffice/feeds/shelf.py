"""Where a feed's records are kept: what a source asks of it, and what it gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from include.core_backoffice.canonical.rows import Canonical, CanonicalPerson, HeldRow, Place


class Shelved(StrEnum):
    """What is kept, by kind; the value begins the keys of its records, before the colon."""

    DEAL = "transaction"
    STATEMENT = "statement"
    AGENT = "agent"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record as a feed has it now.

    Attributes:
        key: the record's key, "transaction:TR-7".
        changed_at: when an arrival last changed it, UTC; never earlier than any change before it.
        record: None if its rows can't be used (`held`), or if it is gone.
        held: why its rows can't be used.
        gone: whether a snapshot lacked it, or a change deleted it.
        final_at: when it first was final, UTC, for deals; None while it isn't.
        arrival: the name of the file, mail or call that last changed it, for sentences.
        place: sheet and rows of that arrival.
        companies: how many companies' rules take it; 1 is right.
    """

    key: str
    changed_at: dt.datetime
    record: Canonical | None
    held: HeldRow | None = None
    gone: bool = False
    final_at: dt.datetime | None = None
    arrival: str = ""
    place: Place = field(default_factory=Place)
    companies: int = 1


class Shelf(Protocol):
    """The records of one feed that are one company's: those that its rules take.

    A record that was the company's and is no longer comes as gone. Reading streams: nothing is held
    in memory as a whole. Order of key is that of code points, as Python sorts texts.
    """

    @property
    def feed_id(self) -> str:
        """The feed's ID."""
        ...

    def check(self) -> None:
        """Check that the feed can be read: it exists, and has received something.

        Raises:
            CoreConnectionProblem: it can't.
        """
        ...

    def changed(self, kind: Shelved, since: dt.datetime | None) -> Iterator[Kept]:
        """What changed since a moment (inclusive; None: all), in order of key."""
        ...

    def one(self, key: str) -> Kept | None:
        """One record by key."""
        ...

    def keys(self, kind: Shelved) -> Iterator[str]:
        """The keys of all that aren't gone, in order."""
        ...

    def statements_of(self, agent_id: str) -> Iterator[Kept]:
        """All statements of an agent, gone ones left out, in order of key.

        Those of the agent "" are rows that name no agent.
        """
        ...

    def billed_agents(self, since: dt.datetime | None) -> Iterator[tuple[str, dt.datetime]]:
        """IDs of agents of whom a statement came, changed or went since a moment, in order of ID.

        Each comes with the newest of these changes. The ID is "" of rows that name no agent.
        """
        ...

    def person(self, key: str) -> CanonicalPerson | None:
        """An agent or vendor of the feed's lists; None if no list has them, or no longer."""
        ...

    def has_list(self, kind: Shelved) -> bool:
        """Whether the feed ever received a list of agents, or vendors."""
        ...

    def must_be_listed(self) -> bool:
        """Whether agents of deals and statements must be on the feed's list of agents."""
        ...
