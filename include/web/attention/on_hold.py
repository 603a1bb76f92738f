"""A record on hold as its item shows it: what happened, who takes care of it, and the ways out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from include.books.causes import HoldCause
from include.books.dates import format_age, format_day
from include.clock import utc_now
from include.database.reads.hold_details import NameChoice, RecordOnHold
from include.database.reads.record_notes import RecordNoteView
from include.database.reads.record_states import StateInWorkflow
from include.database.reads.streams import is_stray
from include.database.reads.tracked_entries import TrackedEntry
from include.sync.run.seen_previews import Aim
from include.web.attention import ways_out
from include.web.attention.ways_out import RETRY, Remedy
from include.web.frame.status_words import sentence_case
from include.web.runs.post_button import PostButton, preview_first
from include.workflows.category import Category, Stream

LONG = dt.timedelta(days=3)
"""From when on the age of a hold stands out."""


@dataclass(frozen=True, slots=True)
class Card:
    """A record on hold in one workflow."""

    held: RecordOnHold
    button: Callable[[Aim, str], PostButton] = preview_first
    """How a run that needs a preview is offered to this user."""

    @property
    def state(self) -> StateInWorkflow:
        """Why it is on hold, and what to do."""
        return self.held.state

    @property
    def category(self) -> Category:
        """The workflow it is on hold in."""
        return Category(self.held.state.category)

    @property
    def choice(self) -> NameChoice | None:
        """The names that CORE's name could be matched to."""
        return self.held.choice

    @property
    def is_merged(self) -> bool:
        """Whether QuickBooks itself says which name to use instead: it is chosen already."""
        return self.state.cause == HoldCause.MERGED and self.choice is not None

    @property
    def run_id(self) -> str:
        """The CORE ID by which a run selects it: the transaction's, or the agent's; "" if unknown."""
        own = self._is_listed_as_one or is_stray(self.state.record_key)
        return self.held.id if own else self.held.owner_id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.held.title or self.state.record_key.replace(":", " ").capitalize()

    @property
    def facts(self) -> list[str]:
        """Its number and its date, each as far as it is known: "closed Jan 16, 2026"."""
        dated = "closed" if self.is_transaction else "dated"
        day = f"{dated} {format_day(self.held.day)}" if self.held.day else ""
        core = f"CORE ID {self.held.id}" if self.is_transaction and not self.held.number else ""
        return [part for part in (self.held.number or core, day) if part]

    @property
    def path(self) -> str:
        """Its own page, below the company's."""
        if self._is_listed_as_one:
            return f"transactions/{self.held.id}"
        return f"billing/{self.held.owner_id}" if self.held.owner_id else "billing"

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """The runs that may be started for it.

        Where no ID of CORE's is known by which a run could select it, a run for all changes tries it again.
        """
        if not self.run_id:
            return (RETRY,)
        found = ways_out.remedies(self.state, self.held.held_by, self.held.undone_run)
        return tuple(map(self._offered, found))

    def _offered(self, remedy: Remedy) -> Remedy:
        if not remedy.mode.needs_preview:
            return remedy
        records = () if remedy.undo else (self.run_id,)
        aim = Aim(self.category.value, remedy.mode.value, records, remedy.undo)
        button = self.button(aim, remedy.label)
        return replace(
            remedy, label=button.label, help=button.help, shows_preview=button.shows_preview
        )

    @property
    def shows_options(self) -> bool:
        """Whether the workflow's options can help."""
        return ways_out.shows_options(self.state)

    @property
    def shows_matches(self) -> bool:
        """Whether the list of customer and vendor matches can help, besides a choice made here."""
        return self.choice is None and ways_out.shows_matches(self.state)

    @property
    def shows_existing(self) -> bool:
        """Whether it waits for someone to say what an entry is that QuickBooks has already."""
        return ways_out.shows_existing(self.state)

    @property
    def asks_about_tax(self) -> bool:
        """Whether it waits for someone to say who charges sales tax."""
        return ways_out.asks_about_tax(self.state)

    @property
    def has_items(self) -> bool:
        """Whether how its co-broke and pre-commission items post can be chosen: CORE has it, readably."""
        return self.is_transaction and not self.state.unreadable

    @property
    def is_transaction(self) -> bool:
        """Whether it is a transaction of CORE's."""
        return self._is_listed_as_one and not is_stray(self.state.record_key)

    @property
    def _is_listed_as_one(self) -> bool:
        return self.category.stream is Stream.TRANSACTIONS


@dataclass(frozen=True, slots=True)
class Item:
    """A record on hold, with its card in each workflow that it is on hold in."""

    cards: tuple[Card, ...]

    @property
    def first(self) -> Card:
        """What all of them share: its name, its amount, its page."""
        return self.cards[0]

    @property
    def key(self) -> str:
        """The record's key."""
        return self.first.state.record_key

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"r-{self.key.replace(':', '-')}"

    @property
    def note(self) -> RecordNoteView:
        """Who takes care of it, and what was noted."""
        return self.first.held.note

    @property
    def is_snoozed(self) -> bool:
        """Whether it is off the list until a later day."""
        return self.first.held.snoozed

    @property
    def since(self) -> dt.datetime:
        """Since when it is on hold, in whichever workflow first, UTC."""
        return min(card.state.since for card in self.cards)

    @property
    def age(self) -> str:
        """The same in words: "12 days"."""
        return format_age(self.since, utc_now())

    @property
    def is_old(self) -> bool:
        """Whether it has waited for long."""
        return utc_now() - self.since >= LONG

    @property
    def workflows(self) -> str:
        """The workflows: "Brokerage income and agent expenses"."""
        first, *others = [card.category.heading for card in self.cards]
        return " and ".join((first, *(other.lower() for other in others)))

    @property
    def causes(self) -> list[str]:
        """The causes, each once."""
        named = (sentence_case(card.state.cause or "other") for card in self.cards)
        return [*dict.fromkeys(named)]

    @property
    def told(self) -> list[tuple[str, str]]:
        """What happened and what to do, each once."""
        return [*dict.fromkeys((card.state.sentence, card.state.what_to_do) for card in self.cards)]

    @property
    def entries(self) -> Sequence[TrackedEntry]:
        """What it has in QuickBooks, in all these workflows."""
        return [entry for card in self.cards for entry in card.held.entries]

    @property
    def is_retried_together(self) -> bool:
        """Whether the only thing to do is to retry it, in every workflow alike."""
        return len(self.cards) > 1 and all(
            card.run_id and card.choice is None and card.remedies == (RETRY,) for card in self.cards
        )


def items_of(cards: Iterable[Card]) -> list[Item]:
    """The records, each once, in the order of their cards."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(card.state.record_key, []).append(card)
    return [Item(tuple(together)) for together in found.values()]
