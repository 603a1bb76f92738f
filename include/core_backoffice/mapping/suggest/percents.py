"""Shares that are written as percentages of the gross commission, where no column has their amount. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from include.core_backoffice.mapping.profile import ItemKindName
from include.core_backoffice.mapping.suggest.content import is_fractions, is_percentages
from include.core_backoffice.mapping.suggest.naming import Named
from include.core_backoffice.mapping.suggest.samples import Column
from include.core_backoffice.mapping.suggest.suggestion import Choice, Question

INSTEAD_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "agent_percent": ("agent_split", "agent_net", "item_amount"),
    "co_broke_percent": ("co_broke", "item_amount"),
    "referral_percent": ("referral", "list_referral", "sell_referral", "item_amount"),
}
"""Percentages, each with the amounts that say the same: with one of them it isn't read."""
KINDS: Final[tuple[tuple[str, ItemKindName, str], ...]] = (
    ("agent_percent", "agent_split", ""),
    ("co_broke_percent", "co_broke", "co_broke_payee"),
    ("referral_percent", "deal_debit", "referral_payee"),
)
"""What each is, and the role of the column that names its payee."""

Scale = Literal[1, 100]


def needed(chosen: Mapping[str, Named]) -> dict[str, Named]:
    """The columns that were found, without percentages of what has an amount, or of nothing."""
    return {
        role: own
        for role, own in chosen.items()
        if role not in INSTEAD_OF
        or ("gross" in chosen and not any(amount in chosen for amount in INSTEAD_OF[role]))
    }


def scale_of(columns: Iterable[Column], asked: list[Question], header: str) -> Scale:
    """How percentages are written; asked, unless each has its sign."""
    own = [column for column in columns if column.filled()]
    scale: Scale = 100 if own and all(map(is_fractions, own)) else 1
    if not own or not all(map(is_percentages, own)):
        asked.append(
            Question(
                f"percent: {header}",
                f'The column "{header}" is read as a percentage of the gross commission. '
                "How are its numbers written?",
                (Choice("1", "80% is 80"), Choice("100", "80% is 0.80")),
                str(scale),
            )
        )
    return scale
