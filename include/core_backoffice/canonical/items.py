"""One commission item in sentences and sums: its name in words, its amount, its side. Pure."""

from __future__ import annotations

from typing import Final

from include.books.causes import HoldCause
from include.books.money import Cents, format_money
from include.core_backoffice.canonical.payees import CORRECT_IT
from include.core_backoffice.canonical.rows import CanonicalItem, ItemKind
from include.core_backoffice.records.deal import Side
from include.core_backoffice.records.fields import Row

CHECK_AMOUNTS: Final = (
    "Correct the amounts in CORE and export again. If a column has another meaning, correct the import "
    "profile on Imports."
)

_WORDS: Final = {
    ItemKind.GROSS: "gross commission",
    ItemKind.CO_BROKE: "co-broke",
    ItemKind.DEAL_DEBIT: "transaction debit",
    ItemKind.DEAL_CREDIT: "transaction credit",
    ItemKind.AGENT_SPLIT: "commission after split",
    ItemKind.AGENT_DEBIT: "agent debit",
    ItemKind.AGENT_CREDIT: "agent credit",
    ItemKind.AGENT_NET: "agent net",
    ItemKind.BROKERAGE_NET: "brokerage net",
}


def item_row(deal: Row, item: CanonicalItem) -> Row:
    """The deal's row, named for the item: `Transaction 7, the item "Referral" (transaction debit)`."""
    side = f"{item.side} side" if item.side else ""
    whose = item.agent.name if item.agent else ""
    what = f'the item "{item.name}"' if item.name else "an item"
    more = ", ".join(part for part in (_WORDS[item.kind], whose, side) if part)
    return deal.named(f"{deal.label}, {what} ({more})")


def named(item: CanonicalItem, row: Row) -> str:
    """The item's name.

    Raises:
        RecordProblem: it has none.
    """
    if item.name:
        return item.name
    raise row.problem(
        "name",
        "the item has no name.",
        "Name it in CORE and export again, or map its name on Imports.",
    )


def positive(item: CanonicalItem, row: Row, what_to_do: str = CORRECT_IT) -> Cents:
    """The item's amount.

    Args:
        item: the item.
        row: names it in sentences.
        what_to_do: about an amount below zero.

    Raises:
        RecordProblem: it is below zero.
    """
    if item.amount_cents < 0:
        raise row.problem(
            "amount",
            f"the amount is {format_money(item.amount_cents)}, but it can't be negative.",
            f"{what_to_do} If the file writes it with a minus, correct the sign in the import profile "
            "on Imports.",
            cause=HoldCause.NEGATIVE_AMOUNT,
        )
    return item.amount_cents


def on_side(side: Side) -> str:
    """A side as a sentence has it: " on the listing side"; nothing without one."""
    return f" on the {side} side" if side else ""
