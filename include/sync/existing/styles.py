"""What way of booking was found, in a sentence, and which template creates the same kind of entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from include.books.documents import DocumentKind
from include.books.wording import a, joined, plural
from include.sync.existing.comparing.evidence import PaidFit, evidence_of
from include.sync.existing.comparing.habits import (
    CORE_NUMBER,
    CUSTOMER,
    DOCUMENT_NUMBER,
    GROSS,
    MEMO,
    NO_NUMBER,
    SAME_DAY,
    Habit,
    Habits,
    usual,
)
from include.sync.existing.comparing.pairs import Pair
from include.sync.existing.comparing.sides import Found, Owners, Sought
from include.sync.existing.values import Proposal, Style
from include.workflows.category import Category
from include.workflows.template import of_category

_BUILT_IN = frozenset({CUSTOMER, MEMO, GROSS})
_ITS_NUMBERS = frozenset({CORE_NUMBER, DOCUMENT_NUMBER, NO_NUMBER})

_WORDS = {
    CUSTOMER: "the property as customer",
    MEMO: "the address in the memo",
    CORE_NUMBER: "CORE's number",
    DOCUMENT_NUMBER: "the number that CoreBooks posts",
    NO_NUMBER: "no number",
    SAME_DAY: "CORE's date",
    GROSS: "CORE's amount",
}


def style_of(proposals: Sequence[Proposal]) -> Style | None:
    """The way of booking of the entries proposed for one workflow.

    Certain proposals count; where there is none, all of them.

    Returns:
        None where nothing is proposed.
    """
    counted = [one for one in proposals if one.is_certain] or list(proposals)
    if not counted:
        return None
    kinds = Counter(one.best.entry.kind for one in counted)
    kind = max(sorted(kinds), key=lambda one: kinds[one])
    habits = usual(_pairs(counted)).get(kind, frozenset())
    return Style(_sentence(kind, kinds, habits), _template(counted, kind), kinds[kind])


def _pairs(proposals: Sequence[Proposal]) -> Iterator[Pair]:
    owners = Owners((), ())
    for proposal in proposals:
        one, entry = Sought.of(proposal.wanted), Found.of(proposal.best.entry)
        yield Pair(one, entry, evidence_of(one, entry, owners, PaidFit.NONE))


def _sentence(kind: DocumentKind, kinds: Counter[DocumentKind], habits: Habits) -> str:
    all_of_them = sum(kinds.values())
    share = f"{kinds[kind]:,} of {all_of_them:,} entries are {plural(kind)}"
    if kinds[kind] == all_of_them:
        share = f"All {all_of_them:,} entries are {plural(kind)}"
    if all_of_them == 1:
        return f"The only entry is {a(kind)}."
    told = joined([_WORDS.get(habit) or _other(habit) for habit in _in_order(habits)])
    if kind is DocumentKind.INVOICE and habits >= _BUILT_IN and habits & _ITS_NUMBERS:
        return f"{share}, posted as CORE's own QuickBooks integration does: nearly all have {told}."
    return f"{share}; nearly all have {told}." if told else f"{share}, posted in different ways."


def _in_order(habits: Habits) -> list[Habit]:
    order = list(_WORDS)
    return sorted(
        habits, key=lambda one: (order.index(one) if one in order else len(order), one.value)
    )


def _other(habit: Habit) -> str:
    if habit.name == "amount":
        return f"the {habit.value} as amount"
    return f"numbers such as {habit.value.replace('#', '123')}"


def _template(proposals: Sequence[Proposal], kind: DocumentKind) -> str:
    names = {one.wanted.document.key.partition("/")[0] for one in proposals}
    for category in Category:
        if category.value in names:
            fitting = [one.key for one in of_category(category) if kind in one.kinds]
            return fitting[0] if fitting else ""
    return ""
