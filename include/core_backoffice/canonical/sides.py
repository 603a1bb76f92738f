"""How much of a deal's gross commission belongs to each side that the brokerage represents. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from include.core_backoffice.canonical.rows import CanonicalDeal, ItemKind
from include.core_backoffice.records.deal import CoBroke, Side, SideGross

_REPRESENTED: Final[dict[str, tuple[Side, ...]]] = {
    "listing": ("listing",),
    "seller": ("listing",),
    "buying": ("buying",),
    "buyer": ("buying",),
    "both": ("buying", "listing"),
}
_OF_AGENTS: Final = (ItemKind.AGENT_SPLIT, ItemKind.AGENT_NET)


def side_gross(deal: CanonicalDeal, co_broke: Sequence[CoBroke]) -> tuple[SideGross, ...]:
    """The brokerage's own award on each side it represents, co-broke not counted, in cents.

    Args:
        deal: as a mapping made it.
        co_broke: what outside brokerages get.

    Returns:
        Nothing where sides aren't known, or the gross commission of two isn't stated by side.
    """
    by_side = _stated(deal)
    sides = _represented(deal, by_side)
    if len(sides) == 1:
        gross = deal.gross_cents if deal.gross_cents is not None else sum(by_side.values())
        own = {sides[0]: gross - sum(share.amount_cents for share in co_broke)}
    elif by_side.keys() >= set(sides):
        own = {side: by_side[side] - _of_side(co_broke, side) for side in sides}
    else:
        return ()
    if any(cents < 0 for cents in own.values()):
        return ()  # an outside brokerage's share is on another side than the deal's own
    return tuple(SideGross(side=side, gross_cents=own[side]) for side in sorted(own))


def _stated(deal: CanonicalDeal) -> dict[Side, int]:
    parts: dict[Side, int] = {}
    for item in deal.items:
        if item.kind is ItemKind.GROSS:
            parts[item.side] = parts.get(item.side, 0) + item.amount_cents
    return parts


def _represented(deal: CanonicalDeal, by_side: dict[Side, int]) -> tuple[Side, ...]:
    """The sides: as the deal states them, else those of its agents, else those of the gross."""
    stated = _REPRESENTED.get(deal.representing.strip().lower())
    if stated:
        return stated
    agents = {item.side for item in deal.items if item.kind in _OF_AGENTS}
    return tuple(sorted(agents - {""} or by_side.keys() - {""}))


def _of_side(co_broke: Sequence[CoBroke], side: Side) -> int:
    return sum(share.amount_cents for share in co_broke if share.side == side)
