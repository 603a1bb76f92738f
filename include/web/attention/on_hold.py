"""A record on hold as its card shows it, and the runs that help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from include.books.causes import LEFT_OVER, UNAVAILABLE, HoldCause
from include.database.reads.attention import NameChoice, RecordOnHold
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
