"""A record on hold as its card shows it, and the runs that help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from include.books.causes import LEFT_OVER, UNAVAILABLE, HoldCause
from include.books.dates import format_age
from include.clock import utc_now
from include.database.reads.hold_details import NameChoice, RecordOnHold
from include.database.reads.record_states import StateInWorkflow
from include.database.reads.streams import is_stray
from include.sync.run.mode import RunMode
from include.sync.run.seen_previews import Aim
from include.web.runs.post_button import PostButton, preview_first
from include.workflows.category import Category, Stream


@dataclass(frozen=True, slots=True)
class Remedy:
    """A run that helps one record, as its button names it.

    Attributes:
        mode: what the run does.
        label: the button's.
        help: what to expect, where the run needs a preview.
        shows_preview: whether the button starts a preview, and posts nothing.
    """

    mode: RunMode
    label: str
    help: str = ""
    shows_preview: bool = False


RETRY = Remedy(RunMode.SYNC, RunMode.SYNC.button)
_KEEP = Remedy(RunMode.KEEP_QUICKBOOKS, RunMode.KEEP_QUICKBOOKS.button)
_VOID = Remedy(RunMode.VOID, RunMode.VOID.button)
_RECREATE = Remedy(RunMode.RECREATE, RunMode.RECREATE.button)
_OVERWRITE = Remedy(RunMode.OVERWRITE, RunMode.OVERWRITE.button)
_LINK = Remedy(RunMode.LINK, RunMode.LINK.button)
_POST_ANYWAY = Remedy(RunMode.POST_ANYWAY, RunMode.POST_ANYWAY.button)
_REPLACE = Remedy(RunMode.REPLACE, RunMode.REPLACE.button)

_REMEDIES: dict[str, tuple[Remedy, ...]] = {
    HoldCause.DELETED: (_RECREATE, _KEEP),
    HoldCause.VOIDED: (_RECREATE, _KEEP),
    HoldCause.EDITED: (_OVERWRITE, _KEEP),
    HoldCause.DIFFERS: (_OVERWRITE, _KEEP),
    HoldCause.ENTRY_EXISTS: (_LINK, _POST_ANYWAY),
    HoldCause.SETTLED: (_OVERWRITE, _KEEP),
    HoldCause.DEPOSITED: (_KEEP,),
    HoldCause.STRAY: (_VOID, _KEEP),
    HoldCause.PRINTED: (_REPLACE, _OVERWRITE, _KEEP),
    HoldCause.NO_LONGER_IN_CORE: (_VOID, _KEEP),
    HoldCause.DELETED_IN_CORE: (_VOID, _KEEP),
    HoldCause.DISBURSEMENT_REMOVED: (_VOID, _KEEP),
    HoldCause.CANCELED_IN_CORE: (_VOID, _KEEP),
    HoldCause.OTHER_KIND: (_VOID,),
}
SETUP_CAUSES = tuple(UNAVAILABLE.values())
"""Causes that another choice in the workflow's options removes."""

NAME_CAUSES = frozenset(
    {
        HoldCause.SIMILAR_NAMES,
        HoldCause.NAME_IN_USE,
        HoldCause.ALREADY_MATCHED,
        HoldCause.INACTIVE,
        HoldCause.MERGED,
        HoldCause.UNUSABLE_NAME,
        HoldCause.OTHER_CURRENCY_IN_QUICKBOOKS,
    }
)
"""Causes that a match with another customer or vendor removes."""


@dataclass(frozen=True, slots=True)
class Card:
    """A record on hold."""

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
        own = self._is_transaction or is_stray(self.state.record_key)
        return self.held.id if own else self.held.owner_id

    @property
    def title(self) -> str:
        """What it is called."""
        if not self.held.title:
            return self.state.record_key.replace(":", " ").capitalize()
        return ", ".join(part for part in (self.held.number, self.held.title) if part)

    @property
    def path(self) -> str:
        """Its own page, below the company's."""
        if self._is_transaction:
            return f"transactions/{self.held.id}"
        return f"billing/{self.held.owner_id}" if self.held.owner_id else "billing"

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """The runs that may be started for it."""
        if not self.run_id:
            return ()
        if self.state.cause in LEFT_OVER:
            return (_KEEP,)  # a sync would post again what was undone
        return tuple(map(self._offered, (*_REMEDIES.get(self.state.cause, ()), RETRY)))

    def _offered(self, remedy: Remedy) -> Remedy:
        if not remedy.mode.needs_preview:
            return remedy
        aim = Aim(self.category.value, remedy.mode.value, (self.run_id,), None)
        button = self.button(aim, remedy.label)
        return Remedy(remedy.mode, button.label, button.help, shows_preview=button.shows_preview)

    @property
    def _is_transaction(self) -> bool:
        return self.category.stream is Stream.TRANSACTIONS


@dataclass(frozen=True, slots=True)
class Item:
    """A record that is on hold for one cause, with its card in each workflow that it is on hold in."""

    cards: tuple[Card, ...]

    @property
    def first(self) -> Card:
        """What all of them share: its name, its amount, its page."""
        return self.cards[0]

    @property
    def since(self) -> dt.datetime | None:
        """Since when it is on hold, in whichever workflow first, UTC."""
        return min((card.state.since for card in self.cards if card.state.since), default=None)

    @property
    def age(self) -> str:
        """The same in words: "12 days"."""
        return format_age(self.since, utc_now()) if self.since else ""

    @property
    def workflows(self) -> str:
        """The workflows: "Brokerage income and agent expenses"."""
        first, *others = [card.category.heading for card in self.cards]
        return " and ".join((first, *(other.lower() for other in others)))

    @property
    def told(self) -> list[tuple[str, str]]:
        """What happened and what to do, each once."""
        return [*dict.fromkeys((card.state.sentence, card.state.what_to_do) for card in self.cards)]

    @property
    def is_retried_together(self) -> bool:
        """Whether the only thing to do is to retry it, in every workflow alike."""
        return len(self.cards) > 1 and all(
            card.run_id and card.choice is None and card.remedies == (RETRY,) for card in self.cards
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The records of a page that are on hold for one cause, as stored."""

    cause: str
    items: tuple[Item, ...]

    @property
    def categories(self) -> list[Category]:
        """The workflows that they are on hold in."""
        return [*dict.fromkeys(card.category for item in self.items for card in item.cards)]


def groups_of(cards: Iterable[Card]) -> list[Group]:
    """The cards by cause, those of each record together, in their order."""
    found: dict[str, dict[str, list[Card]]] = {}
    for card in cards:
        of_cause = found.setdefault(card.state.cause, {})
        of_cause.setdefault(card.state.record_key, []).append(card)
    return [
        Group(cause, tuple(Item(tuple(together)) for together in of_records.values()))
        for cause, of_records in found.items()
    ]
