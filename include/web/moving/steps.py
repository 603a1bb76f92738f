"""The steps of a move in order: what each one found, which one is next, and the command that does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from include.books.wording import counted
from include.database.reads.companies import ConnectedCompany
from include.database.reads.move import MoveStep, MoveView
from include.database.status_words import MATCHED_BY
from include.database.statuses import MatchedBy, MoveState
from include.provider.connections.opening import is_desktop
from include.sync.move.rest_of_switch import is_in_desktop

_ORDER = (
    MoveStep.READ,
    MoveStep.CONNECT,
    MoveStep.MATCH,
    MoveStep.REVIEW,
    MoveStep.PROOF,
    MoveStep.SWITCH,
)
BY_COMMAND = frozenset({MoveStep.START, MoveStep.READ, MoveStep.MATCH})
"""Steps that read so much from QuickBooks that a page can't wait for them."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step.

    Attributes:
        step: which one.
        title: what is done: "Connect the new company".
        details: what that means, or what it found, as sentences.
        is_done: whether it was done.
        is_now: whether it is what is to be done next.
        commands: what does it in a terminal; empty where the page does it.
    """

    step: MoveStep
    title: str
    details: Sequence[str]
    is_done: bool
    is_now: bool
    commands: Sequence[str] = ()


def steps_of(company: ConnectedCompany, view: MoveView | None) -> list[ShownStep]:
    """The steps of a company's move; of one that isn't begun if there is none under way and none was."""
    next_ = view.next if view else MoveStep.START
    at = _place(next_)
    return [
        ShownStep(
            step,
            _TITLES[step],
            _details(step, company, view, is_done=number < at),
            is_done=number < at,
            is_now=number == at,
            commands=_commands(step, next_, company) if number == at else (),
        )
        for number, step in enumerate(_ORDER)
    ]


def _place(next_: MoveStep) -> int:
    if next_ is MoveStep.START:
        return 0
    return _ORDER.index(next_) if next_ in _ORDER else len(_ORDER)


_TITLES = {
    MoveStep.READ: "Start the move",
    MoveStep.CONNECT: "Connect the new company",
    MoveStep.MATCH: "Find the entries there",
    MoveStep.REVIEW: "Review what wasn't found for certain",
    MoveStep.PROOF: "Compare both sides",
    MoveStep.SWITCH: "Switch",
}


def _commands(step: MoveStep, next_: MoveStep, company: ConnectedCompany) -> Sequence[str]:
    if next_ not in BY_COMMAND:
        return ()
    if step is MoveStep.MATCH:
        return (f"corebooks move match --company {company.id}",)
    start = f"corebooks move start --company {company.id}"
    return (start, f"{start} --without-old")


def _details(
    step: MoveStep, company: ConnectedCompany, view: MoveView | None, *, is_done: bool
) -> list[str]:
    if view is None or not is_done:
        return [_before(step, company, view)]
    if step is MoveStep.READ:
        known = (
            "What CoreBooks knows counts for the QuickBooks that is left, because it can't be read."
        )
        return [known if view.from_records else f"The entries of {view.before.name} were read."]
    if step is MoveStep.CONNECT and view.after is not None:
        return [f"{view.after.name}, {view.after.edition} {view.after.plan}".rstrip() + "."]
    if step is MoveStep.MATCH:
        return [*_found(view.entries, "entry"), *_found(view.names, "name")]
    if step is MoveStep.REVIEW:
        return ["Everything was found or decided."]
    return [_compared(view) if step is MoveStep.PROOF else _switched(view)]


def _before(step: MoveStep, company: ConnectedCompany, view: MoveView | None) -> str:
    """What a step means, before it is done."""
    if step is MoveStep.READ:
        return (
            "From then on nothing is posted to this company. CoreBooks reads its entries from QuickBooks once. If that "
            "QuickBooks can't be reached anymore, use the second command: what CoreBooks knows then counts for it."
        )
    if step is MoveStep.CONNECT:
        convert = (
            "In QuickBooks Desktop, select Company > Export Company File to QuickBooks Online. When it is converted, "
            if _leaves_desktop(company, view)
            else "When the new company has your books, "
        )
        return f"{convert}sign in to it here. Its home currency and country must be those of this company."
    if step is MoveStep.REVIEW and view is not None and view.next is MoveStep.REVIEW:
        entries, names = view.to_review
        listed = [counted(entries, "entry")] if entries else []
        listed += [counted(names, "name")] if names else []
        return f"{' and '.join(listed)} to decide, below."
    if step is MoveStep.PROOF and view is not None and view.differing:
        return _compared(view)
    return _BEFORE[step]


_BEFORE = {
    MoveStep.MATCH: "CoreBooks looks for every entry, customer, vendor, account, product, and class in the new company: "
    "by Intuit's map, the CoreBooks tag in the memo, or number, date, amount, and customer or vendor.",
    MoveStep.REVIEW: "Choose which entry each one is, or say that QuickBooks Online doesn't have it.",
    MoveStep.PROOF: "Both sides are compared by month and account, to the cent.",
    MoveStep.SWITCH: "The links of all entries, the matches, and the workflows get the new IDs. Nothing is written to "
    "QuickBooks.",
}


def _leaves_desktop(company: ConnectedCompany, view: MoveView | None) -> bool:
    return is_in_desktop(view.before) if view else is_desktop(company)


def _found(numbers: Mapping[str, int], noun: str) -> list[str]:
    return [f"{counted(number, noun)} {MATCHED_BY[how]}." for how, number in numbers.items()]


def _compared(view: MoveView) -> str:
    number = len(view.differing)
    if not number:
        return (
            "Both sides are equal."
            if view.proof
            else "No entry was posted, so there is nothing to compare."
        )
    differ = f"{counted(number, 'sum')} {'differs' if number == 1 else 'differ'}."
    if not view.accepted_by:
        return f"{differ} Correct them in QuickBooks Online and find the entries again, or accept them with a reason."
    return f"{differ} Accepted by {view.accepted_by}: {view.accepted_because}"


def _switched(view: MoveView) -> str:
    if view.state is MoveState.GOING_BACK:
        return "The company is going back to the QuickBooks that it left."
    return f"{went_along(view)} Runs post to the new company from now on."


def went_along(view: MoveView) -> str:
    """How many entries are linked to the new company, and how many it doesn't have."""
    absent = view.entries.get(MatchedBy.ABSENT, 0)
    told = f"{counted(view.moved - absent, 'entry')} went along."
    if not absent:
        return told
    have = "isn't" if absent == 1 else "aren't"
    return f"{told} {counted(absent, 'entry')} {have} in the new company and {'is' if absent == 1 else 'are'} on hold."
