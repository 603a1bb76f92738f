"""12 header dialects of 10 products, 200 deals each, 5 % spoiled: to the cent or held, nothing silently wrong."""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.fingerprint import choose
from include.core_backoffice.mapping.ready import ready_profiles
from tests.core_backoffice.dialects import by_agent, by_item, wide
from tests.core_backoffice.dialects.layout import Layout
from tests.core_backoffice.dialects.noise import KINDS
from tests.core_backoffice.dialects.proof import opened, outcome, sample

LAYOUTS = (
    by_item.OWN,
    wide.TEMPLATE,
    by_agent.PRODUCTION,
    by_agent.DOTLOOP,
    by_item.SKYSLOPE,
    by_agent.DARWIN,
    by_agent.WOLF,
    by_agent.APPFILES,
    by_agent.LOFT,
    by_item.CORE,
    by_item.DATABASE,
    wide.ACCOUNT,
)
DEALS = 200

each_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)


def test_there_are_twelve_of_at_least_six_products() -> None:
    assert len({layout.name for layout in LAYOUTS}) == 12
    assert len({layout.product for layout in LAYOUTS}) >= 6


@each_layout
def test_without_noise_every_deal_is_booked_to_the_cent(layout: Layout) -> None:
    found = outcome(sample(layout, 7, DEALS, noise=0))
    assert found.wrong == []
    assert found.held == {}
    assert len(found.booked) == DEALS


@each_layout
def test_with_noise_every_deal_is_booked_to_the_cent_or_held(layout: Layout) -> None:
    found = outcome(sample(layout, 11, DEALS, noise=0.05))
    assert len(found.noise) == DEALS * 5 // 100
    assert found.wrong == []
    assert found.held.keys() <= found.noise.keys()
    assert len(found.booked | found.held.keys()) == DEALS


@each_layout
def test_where_half_of_all_deals_are_spoiled_nothing_is_silently_wrong(layout: Layout) -> None:
    found = outcome(sample(layout, 23, 100, noise=0.5))
    assert len(found.noise) == 50
    assert found.wrong == []


def test_every_kind_of_noise_is_tried() -> None:
    tried = {
        kind for layout in LAYOUTS for kind in sample(layout, 23, 100, noise=0.5).noise.values()
    }
    assert tried == {kind.__name__ for kind in KINDS}


@each_layout
def test_its_file_is_known_by_its_headers(layout: Layout) -> None:
    file = opened(sample(layout, 3, 5, noise=0))
    profiles = [*ready_profiles(), layout.profile]
    same = {profile.name: profile for profile in profiles}
    chosen = choose(same.values(), file)
    assert chosen == layout.profile
