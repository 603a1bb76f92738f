"""How thorough a run of the tests is: quick (`make check`), whole (`make test`) or long (by hand).

Set by the environment variable TESTS; whole where it says nothing.
"""

from __future__ import annotations

import os

from hypothesis import settings

PROFILES = {"quick": 0.1, "whole": 1.0, "long": 20.0}
"""Of each property: how many of the whole run's examples are tried."""

_FEWEST = 1


def profile() -> str:
    """The one chosen."""
    chosen = os.environ.get("TESTS", "whole")
    if chosen not in PROFILES:
        raise ValueError(f"TESTS is {chosen!r}; it can be {', '.join(PROFILES)}")
    return chosen


def is_quick() -> bool:
    """Whether a sample is enough."""
    return profile() == "quick"


def examples(whole: int) -> int:
    """How many examples of a property are tried, of which the whole run has so many."""
    return max(min(whole, _FEWEST), int(whole * PROFILES[profile()]))


def register() -> None:
    """Have hypothesis try as many examples of every other property, too."""
    for name, share in PROFILES.items():
        settings.register_profile(name, max_examples=int(100 * share), deadline=None)
    settings.load_profile(profile())
