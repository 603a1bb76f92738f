"""Pairs of a document and an entry, and how far each is ahead of all others of the two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from include.sync.existing.comparing.evidence import Evidence, Points
from include.sync.existing.comparing.sides import Found, Sought

_NO_DAY = 10_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and an entry that may be its."""

    one: Sought
    entry: Found
    evidence: Evidence

    @property
    def rank(self) -> tuple[Points, int, str, tuple[str, str]]:
        """By this, the strongest pair is first; no two pairs have the same."""
        days = self.evidence.days
        distance = _NO_DAY if days is None else days
        return -self.evidence.points, distance, self.one.key, self.entry.identity


class Rivals:
    """What the two strongest pairs of each document and each entry weigh, days apart."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._two: dict[object, list[tuple[Points, Pair]]] = defaultdict(list)
        for pair in pairs:
            for side in (pair.one.key, pair.entry.identity):
                best = [*self._two[side], (pair.evidence.steady, pair)]
                best.sort(key=lambda known: (-known[0], known[1].rank))
                self._two[side] = best[:2]

    def lead(self, pair: Pair) -> Points:
        """How much more a pair weighs than the next of its document, and than that of its entry."""
        own = pair.evidence.steady
        others = (
            weight
            for side in (pair.one.key, pair.entry.identity)
            for weight, other in self._two[side]
            if other is not pair
        )
        return own - max(others, default=0)
