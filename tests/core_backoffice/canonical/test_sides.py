"""The gross commission by side, as entries per side need it."""

from __future__ import annotations

import pytest

from include.core_backoffice.canonical.rows import CanonicalItem, ItemKind
from include.core_backoffice.records.deal import Side
from tests.core_backoffice.canonical.samples import ACME, JANE, LEE, deal, item, money, split

OUTSIDE = item(ItemKind.CO_BROKE, 4_000_00, side="buying", payee=ACME)


def gross(cents: int, side: Side) -> CanonicalItem:
    return item(ItemKind.GROSS, cents, side=side)


def own(*items: CanonicalItem, **fields: object) -> dict[str, int]:
    found = money(deal(*items, brokerage_net_is_rest=True, **fields))
    assert sum(side.gross_cents for side in found.sides()) == found.gross_cents
    return {side.side: side.gross_cents for side in found.side_gross}


@pytest.mark.parametrize(
    ("representing", "side"),
    [
        ("listing", "listing"),
        ("Seller", "listing"),
        ("buying", "buying"),
        (" BUYER ", "buying"),
    ],
)
def test_the_side_that_a_deal_states_has_all_but_the_co_broke(representing: str, side: str) -> None:
    assert own(OUTSIDE, representing=representing) == {side: 6_000_00}


def test_the_side_of_the_only_agents_is_the_deals() -> None:
    assert own(OUTSIDE, split(1, JANE, "listing"), split(1, LEE, "listing")) == {
        "listing": 6_000_00
    }


def test_both_sides_have_what_is_stated_of_each() -> None:
    parts = (gross(7_000_00, "listing"), gross(3_000_00, "buying"))
    assert own(*parts, representing="both") == {"listing": 7_000_00, "buying": 3_000_00}
    assert own(*parts, split(1, JANE, "listing"), split(1, LEE, "buying")) == {
        "listing": 7_000_00,
        "buying": 3_000_00,
    }
    assert own(*parts) == {"listing": 7_000_00, "buying": 3_000_00}


def test_one_side_of_a_gross_by_side_has_what_the_outside_brokerage_leaves() -> None:
    parts = (gross(6_000_00, "listing"), gross(4_000_00, "buying"))
    assert own(*parts, OUTSIDE, representing="seller") == {"listing": 6_000_00}


@pytest.mark.parametrize(
    "representing", ["", "both", "dual agency"], ids=["not stated", "both", "other words"]
)
def test_parts_that_nobody_states_are_not_made_up(representing: str) -> None:
    assert own(representing=representing) == {}


def test_an_outside_share_on_the_wrong_side_makes_no_part_negative() -> None:
    parts = (gross(7_000_00, "listing"), gross(3_000_00, "buying"))
    assert own(*parts, OUTSIDE, representing="both") == {}
