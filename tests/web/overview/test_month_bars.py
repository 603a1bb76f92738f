"""A month's bar is as high as what closed in it, what isn't synced on top of what is."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from include.database.reads.due import ClosingMonth
from include.web.overview.month_bars import HEIGHT, TOP, WIDTH, month_bars

JUNE, JULY = dt.date(2026, 6, 1), dt.date(2026, 7, 1)


def test_the_highest_month_fills_the_drawing_and_the_others_compare_with_it() -> None:
    june, july = month_bars(
        [ClosingMonth(JUNE, 300_000_00, 100_000_00), ClosingMonth(JULY, 200_000_00)]
    )
    assert (june.open_y, june.thousands) == (TOP, "400")
    assert june.open_height + june.synced_height == HEIGHT - TOP
    assert july.synced_height == (HEIGHT - TOP) / 2
    assert (july.open_height, july.thousands) == (0, "200")


def test_nothing_has_no_bar_and_no_figure() -> None:
    (june,) = month_bars([ClosingMonth(JUNE)])
    assert (june.synced_height, june.open_height, june.thousands) == (0, 0, "")


@given(st.lists(st.tuples(*[st.integers(-(10**12), 10**12)] * 2), max_size=12))
def test_no_bar_leaves_the_drawing(amounts: list[tuple[int, int]]) -> None:
    for bar in month_bars([ClosingMonth(JUNE, synced, still) for synced, still in amounts]):
        assert bar.synced_height >= 0
        assert bar.open_height >= 0
        assert TOP - 0.2 <= bar.open_y <= bar.synced_y <= HEIGHT
        assert 0 <= bar.x <= WIDTH - 52
