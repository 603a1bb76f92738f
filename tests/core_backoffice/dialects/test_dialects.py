"""12 header dialects of 10 products, 200 deals each, 5 % spoiled: to the cent or held, nothing silently wrong."""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.fingerprint import choose
from include.core_backoffice.mapping.ready import ready_profiles
from tests.core_backoffice.dialects import by_agent, by_item, wide
from tests.core_backoffice.dialects.layout import Layout
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
def test_its_file_is_known_by_its_headers(layout: Layout) -> None:
    file = opened(sample(layout, 3, 5, noise=0))
    profiles = [*ready_profiles(), layout.profile]
    same = {profile.name: profile for profile in profiles}
    chosen = choose(same.values(), file)
    assert chosen == layout.profile
