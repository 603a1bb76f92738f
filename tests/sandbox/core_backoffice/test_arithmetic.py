from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.core_backoffice.arithmetic import apportion, flat_or_percent, percent_of


def test_three_agents_share_one_hundred_dollars_without_losing_a_cent() -> None:
    assert apportion(100_00, [1, 1, 1]) == [33_34, 33_33, 33_33]


def test_the_largest_remainder_gets_the_cent() -> None:
    # 10.01 by 60, 25 and 15: 6.006, 2.5025 and 1.5015.
    assert apportion(10_01, [60, 25, 15]) == [6_01, 2_50, 1_50]


def test_weights_of_zero_share_equally() -> None:
    assert apportion(10_00, [0, 0]) == [5_00, 5_00]


def test_nobody_gets_nothing() -> None:
    assert apportion(10_00, []) == []


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_parts_always_add_up_and_are_within_a_cent_of_their_share(
    total: int, weights: list[int]
) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    if any(weights):
        whole = sum(weights)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("base", "percent", "expected"),
    [
        (8_000_00, "2", 160_00),
        (10_000_00, "33.333", 3_333_30),
        (1_01, "50", 51),
        (-1_01, "50", -51),
        (99_99, "0", 0),
    ],
)
def test_percentages_round_half_a_cent_up(base: int, percent: str, expected: int) -> None:
    assert percent_of(base, Decimal(percent)) == expected


def test_a_flat_amount_comes_before_a_percentage() -> None:
    assert flat_or_percent(25_00, Decimal(10), 1_000_00) == 25_00
    assert flat_or_percent(None, Decimal(10), 1_000_00) == 100_00
    assert flat_or_percent(None, None, 1_000_00) == 0
