"""The ways out of a hold: the runs that its advice names, and what else helps its cause."""

from __future__ import annotations

from dataclasses import dataclass

from include.books.causes import UNAVAILABLE, HoldCause
from include.database.reads.record_states import StateInWorkflow
from include.sync.run.mode import RunMode


@dataclass(frozen=True, slots=True)
class Remedy:
    """A run that helps one record, as its button names it.

    Attributes:
        mode: what the run does.
        label: the button's.
        help: what to expect, where the run needs a preview.
        shows_preview: whether the button starts a preview, and posts nothing.
        undo: the run that is undone, for that mode.
    """

    mode: RunMode
    label: str
    help: str = ""
    shows_preview: bool = False
    undo: int | None = None

    @property
    def is_destructive(self) -> bool:
        """Whether it takes entries out of the books."""
        return self.mode in (RunMode.VOID, RunMode.REPLACE, RunMode.UNDO)


RETRY = Remedy(RunMode.SYNC, RunMode.SYNC.button)
KEEP = Remedy(RunMode.KEEP_QUICKBOOKS, RunMode.KEEP_QUICKBOOKS.button)
REPOST = Remedy(RunMode.REPOST, "Repost this record")

ALLOWED = frozenset(
    {RunMode.SYNC, RunMode.REPOST, *(mode for mode in RunMode if mode.needs_records)}
)
"""The purposes that an item can offer for its record."""

_UNDONE = frozenset({HoldCause.UNDONE_IN_PART, HoldCause.NOT_UNDONE})

_BY_CAUSE: dict[str, tuple[RunMode, ...]] = {
    HoldCause.DELETED: (RunMode.RECREATE, RunMode.KEEP_QUICKBOOKS),
    HoldCause.VOIDED: (RunMode.RECREATE, RunMode.KEEP_QUICKBOOKS),
    HoldCause.EDITED: (RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS),
    HoldCause.DIFFERS: (RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS),
    HoldCause.REBUILT: (RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS),
    HoldCause.NOT_FOUND: (RunMode.RECREATE, RunMode.LINK),
    HoldCause.ENTRY_EXISTS: (RunMode.LINK, RunMode.POST_ANYWAY),
    HoldCause.SETTLED: (RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS),
    HoldCause.DEPOSITED: (RunMode.KEEP_QUICKBOOKS,),
    HoldCause.CLEARED: (RunMode.KEEP_QUICKBOOKS,),
    HoldCause.STRAY: (RunMode.VOID, RunMode.KEEP_QUICKBOOKS),
    HoldCause.PRINTED: (RunMode.REPLACE, RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS),
    HoldCause.NO_LONGER_IN_CORE: (RunMode.VOID, RunMode.KEEP_QUICKBOOKS),
    HoldCause.DELETED_IN_CORE: (RunMode.VOID, RunMode.KEEP_QUICKBOOKS),
    HoldCause.DISBURSEMENT_REMOVED: (RunMode.VOID, RunMode.KEEP_QUICKBOOKS),
    HoldCause.CANCELED_IN_CORE: (RunMode.VOID, RunMode.KEEP_QUICKBOOKS),
    HoldCause.OTHER_KIND: (RunMode.VOID, RunMode.KEEP_QUICKBOOKS),
    HoldCause.UPDATED_LATER: (RunMode.KEEP_QUICKBOOKS,),
}
"""What helps where the advice names no button, as that of earlier versions may not."""

SETUP_CAUSES = frozenset({*UNAVAILABLE.values(), HoldCause.TAX_CODE_NOT_CHOSEN})
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

_IN_OPTIONS = ("workflow options", "workflow page", "template")
"""How advice names the page of a workflow's options."""
_HERE = "under Needs attention"
"""How it names the choice of a customer or vendor."""


def remedies(state: StateInWorkflow, held_by: str, undone_run: int | None) -> tuple[Remedy, ...]:
    """The runs that help a record, the first first.

    A record may be on hold for several entries, each with advice of its own: all that it names is offered.

    Args:
        state: why it is on hold.
        held_by: the purpose of the run that put it on hold; empty where that isn't known.
        undone_run: the run that couldn't be undone for it.
    """
    if state.cause in _UNDONE:
        # A sync would post again what was undone.
        undo = f"Show preview to undo run {undone_run}"
        again = (Remedy(RunMode.UNDO, undo, undo=undone_run),) if undone_run else ()
        return (KEEP, *again)
    named = named_in(state.what_to_do)
    if state.cause == HoldCause.NOT_REPOSTED:
        return (*map(_button, named or (RunMode.KEEP_QUICKBOOKS,)), REPOST)
    own = named or _again(held_by) or _BY_CAUSE.get(state.cause, ())
    return (*(_button(mode) for mode in own if mode is not RunMode.SYNC), RETRY)


def named_in(advice: str) -> tuple[RunMode, ...]:
    """The purposes whose buttons an advice names, in its order."""
    places = {
        mode: advice.find(f"“{mode.button}”") for mode in RunMode if mode in ALLOWED and mode.button
    }
    return tuple(sorted((mode for mode in places if places[mode] >= 0), key=places.__getitem__))


def shows_options(state: StateInWorkflow) -> bool:
    """Whether the workflow's options can help."""
    return state.cause in SETUP_CAUSES or any(one in state.what_to_do for one in _IN_OPTIONS)


def shows_matches(state: StateInWorkflow) -> bool:
    """Whether the list of customer and vendor matches can help."""
    return state.cause in NAME_CAUSES or _HERE in state.what_to_do


def shows_existing(state: StateInWorkflow) -> bool:
    """Whether it waits for someone to say what an entry is that QuickBooks has already."""
    return state.cause == HoldCause.ENTRY_EXISTS


def asks_about_tax(state: StateInWorkflow) -> bool:
    """Whether it waits for someone to say that a payee charges sales tax, or doesn't."""
    return state.cause == HoldCause.TAX_UNDECIDED


def _again(held_by: str) -> tuple[RunMode, ...]:
    """A run that posts only what was previewed is previewed again."""
    modes = {mode.value: mode for mode in (RunMode.VOID, RunMode.REPLACE)}
    return (modes[held_by], RunMode.KEEP_QUICKBOOKS) if held_by in modes else ()


def _button(mode: RunMode) -> Remedy:
    return Remedy(mode, mode.button)
