"""However amounts move between the lines of an entry, it is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from include.sync.decide.differences import Expected, differences
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import POSTED_ON, bill


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=4), st.integers(-5, 5))
def test_a_cent_is_never_overlooked(cents: list[int], change: int) -> None:
    entry = now(
        bill(1),
        total=sum(cents),
        lines=tuple(("", amount) for amount in cents),
        targets=("71",) * len(cents),
    )
    document = bill(sum(cents) + change)
    same = change == 0 and sorted(filter(None, cents)) == sorted(filter(None, [sum(cents)]))
    assert (differences(entry, document, Expected(POSTED_ON, "7")) == []) is same
