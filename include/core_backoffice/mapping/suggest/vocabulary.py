"""The words of a column, with what they mean; what isn't known is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from include.core_backoffice.mapping.profile import DateOrder, Words
from include.core_backoffice.mapping.suggest.samples import Column
from include.core_backoffice.mapping.suggest.suggestion import Choice, Question

STATUSES: Final = ("closed", "pending", "cancelled", "active", "listing", "opportunity")
KINDS: Final[Mapping[str, str]] = {
    "co_broke": "Co-broke",
    "deal_debit": "Transaction debit",
    "deal_credit": "Transaction credit",
    "agent_split": "Agent's commission after split",
    "agent_debit": "Agent debit",
    "agent_credit": "Agent credit",
    "agent_net": "Agent's net",
    "brokerage_net": "Brokerage net",
    "gross": "Gross commission",
    "": "Not an item",
}
_PAYEES: Final = {"company": "The brokerage", "vendor": "A vendor", "agent": "An agent"}
_SIDES: Final = {"listing": "Listing", "buying": "Buying", "": "No side"}
_REPRESENTING: Final = {"seller": "Seller", "buyer": "Buyer", "both": "Both"}
_BILLING: Final = {
    "paid": "Paid",
    "unpaid": "Unpaid",
    "partially_paid": "Partially paid",
    "charge_failed": "The card charge failed",
}

CHOICES: Final[Mapping[str, tuple[Choice, ...]]] = {
    "status": tuple(Choice(own, own.capitalize()) for own in STATUSES),
    "item_kind": tuple(Choice(*pair) for pair in KINDS.items()),
    "payee_type": tuple(Choice(*pair) for pair in _PAYEES.items()),
    "side": tuple(Choice(*pair) for pair in _SIDES.items()),
    "representing": tuple(Choice(*pair) for pair in _REPRESENTING.items()),
    "billing_status": tuple(Choice(*pair) for pair in _BILLING.items()),
    "active": (Choice("yes", "Active"), Choice("no", "Not active")),
    "is_credit": (Choice("no", "A charge"), Choice("yes", "A credit")),
}
"""By role, what a word of its column can mean."""
_MOST: Final = 60


def meanings(texts: Iterable[str], known: Mapping[str, str]) -> tuple[Words, tuple[str, ...]]:
    """Words as a profile has them, and those whose meaning isn't known."""
    found: Words = {}
    unknown: list[str] = []
    for text in texts:
        own = " ".join(text.split()).casefold()
        if own in known:
            found[text] = known[own]
        else:
            unknown.append(text)
    return found, tuple(unknown)


def questions(role: str, column: str, unknown: Iterable[str]) -> tuple[Question, ...]:
    """One question for each word that isn't known."""
    return tuple(
        Question(
            f"{role}: {text}",
            f'What does "{text[:_MOST]}" in the column "{column}" mean?',
            CHOICES[role],
        )
        for text in unknown
    )


def order_of_dates(column: Column, orders: Sequence[DateOrder]) -> Question:
    """Asks for the order of a column's dates, where several are possible."""
    example = next((text for text in column.texts() if text), "")
    return Question(
        "dates",
        f'How are dates in the column "{column.header}" written? An example is {example[:30]}.',
        tuple(Choice(order.value, order.value) for order in orders),
        orders[0].value,
    )
