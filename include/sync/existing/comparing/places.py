"""Comparing the texts of an entry with a property's address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from rapidfuzz import fuzz

from include.books.plain_names import normal

_ALIKE = 85
"""Of 100, of two streets whose house numbers are the same."""
_SHORTEST = 6
"""A text with fewer letters is no address."""

_LONGEST_UNIT = 4
_STATE = 2

_UNITS = frozenset(
    {
        "unit",
        "apt",
        "apartment",
        "ste",
        "suite",
        "ph",
        "no",
        "rm",
        "room",
        "fl",
        "floor",
        "bldg",
        "lot",
    }
)
_STREETS = frozenset(
    {
        *(
            "st",
            "ave",
            "rd",
            "dr",
            "ln",
            "ct",
            "blvd",
            "way",
            "pl",
            "ter",
            "cir",
            "pkwy",
            "hwy",
            "sq",
        ),
        *(
            "square",
            "trl",
            "trail",
            "rte",
            "route",
            "loop",
            "row",
            "path",
            "alley",
            "plaza",
            "point",
        ),
        *("pt", "crescent", "close", "quay", "wharf"),
    }
)
"""Words by which a text is an address, as `normal` abbreviates them."""

_ZIP = re.compile(r"\d{3,5}")
"""A ZIP, also where the text was cut off in it."""
_UNIT_SIGN = re.compile(r"#")


class PlaceFit(IntEnum):
    """How an entry's texts fit a property's address, the worst first."""

    OTHERS = 0
    """They have the address of another document that is looked for."""
    DIFFERENT = 1
    """They have another address."""
    PART = 2
    """They have the street or the number, but not both: one of them may be typed wrong."""
    NONE = 3
    ALIKE = 4
    """The same street and number but for typing errors, or without the unit."""
    STREET = 5
    """The same street, number and unit."""
    SAME = 6
    """The whole address."""


@dataclass(frozen=True, slots=True)
class WantedPlace:
    """An address, ready to be compared: `whole`, `street` with its unit, `road` without; each normal."""

    whole: str
    street: str
    road: str
    house: str
    words: frozenset[str]

    @classmethod
    def of(cls, place: str) -> WantedPlace:
        """From an address on one line: "17 Elm St, #2, Boston, MA 02128"."""
        parts = [part for part in place.split(",") if part.strip()]
        road = parts[0] if parts else ""
        unit = parts[1] if len(parts) > 1 and _is_unit(parts[1]) else ""
        words = plain_words(place)
        street = plain_words(f"{road} {unit}").split()
        house = next((word for word in street if _has_digit(word)), "")
        return cls(words, " ".join(street), plain_words(road), house, frozenset(words.split()))

    @property
    def keys(self) -> Iterator[str]:
        """What entries with this address have among their own keys (`keys_of`)."""
        if self.house:
            yield from _keys(self.street.split())
        elif self.whole:
            yield self.whole


def plain_words(text: str) -> str:
    """A text as words that can be compared, without words for a unit: "17 elm st 2 boston ma 02128"."""
    words = normal(_UNIT_SIGN.sub(" ", text)).split()
    return " ".join(word for word in words if word not in _UNITS)


def keys_of(text: str) -> Iterator[str]:
    """What an entry with this text, plain, may be found by: house numbers with a street's first letter."""
    yield text
    yield from _keys(text.split())


def _keys(words: list[str]) -> Iterator[str]:
    for word, following in pairwise(words):
        if _has_digit(word):
            yield f"{word} {following[0]}"


def place_fit(wanted: WantedPlace, texts: Iterable[str]) -> PlaceFit:
    """How the texts of an entry, plain, fit an address, apart from whether they have another's."""
    if not wanted.whole:
        return PlaceFit.NONE
    fits = {_fit(wanted, text) for text in texts if text}
    # Another address counts, though other texts have none.
    return max(fits - {PlaceFit.NONE}, default=PlaceFit.NONE)


def has_address(text: str, place: str) -> bool:
    """Whether a text has an address, perhaps typed wrong or without its city."""
    return place_fit(WantedPlace.of(place), [plain_words(text)]) >= PlaceFit.ALIKE


def _fit(wanted: WantedPlace, text: str) -> PlaceFit:
    if _contains(text, wanted.whole):
        return PlaceFit.SAME
    if not wanted.house:
        alike = fuzz.ratio(text, wanted.whole, score_cutoff=_ALIKE)
        return PlaceFit.ALIKE if alike else PlaceFit.NONE
    if _contains(text, wanted.street):
        return PlaceFit.STREET if _goes_on_alike(wanted, text) else PlaceFit.DIFFERENT
    if wanted.house in text.split() and _is_alike(wanted, text):
        return PlaceFit.ALIKE
    if not is_address(text):
        return PlaceFit.NONE
    return PlaceFit.PART if _has_part(wanted, text) else PlaceFit.DIFFERENT


def _has_part(wanted: WantedPlace, text: str) -> bool:
    """Whether an address has the same house number, or the same street with another one."""
    if _contains(text, wanted.road):
        return False  # another unit of the house
    road = wanted.road.partition(" ")[2]
    return wanted.house in text.split() or (len(road) >= _SHORTEST and _contains(text, road))


def is_address(text: str) -> bool:
    """Whether a plain text begins like an address: a number, and soon a word for a street."""
    words = text.split()
    return len(words) > 1 and words[0][0].isdigit() and bool(_STREETS & set(words[1:6]))


def _goes_on_alike(wanted: WantedPlace, text: str) -> bool:
    """Whether what follows the street in a text is no other unit or ZIP than the address has."""
    rest = f" {text} ".partition(f" {wanted.street} ")[2].split()
    unit = [word for word in rest[:1] if _has_digit(word) and len(word) <= _LONGEST_UNIT]
    pairs = pairwise(rest)
    zips = [word for state, word in pairs if len(state) == _STATE and _ZIP.fullmatch(word)]
    return all(any(one.startswith(word) for one in wanted.words) for word in unit + zips)


def _is_alike(wanted: WantedPlace, text: str) -> bool:
    """Whether a text with the same house number has the same street, typed in another way."""
    digits = {word for word in wanted.road.split() if _has_digit(word)}
    words = text.split()
    at = words.index(wanted.house)
    near = words[at : at + len(wanted.street.split()) + 1]
    if not digits <= set(words) or any(
        _has_digit(word) and word not in wanted.words for word in near
    ):
        return False
    if len(text) < _SHORTEST:
        return False
    if wanted.street.startswith(text):
        return True  # cut off
    score = max(
        fuzz.ratio(street, " ".join(words[at : at + len(street.split())]))
        for street in {wanted.street, wanted.road}
    )
    return score >= _ALIKE


def _is_unit(text: str) -> bool:
    words = normal(text).split()
    return "#" in text or bool(words and (words[0] in _UNITS or _is_short_number(words)))


def _is_short_number(words: list[str]) -> bool:
    return len(words) == 1 and any(map(str.isdigit, words[0]))


def _contains(text: str, words: str) -> bool:
    return bool(words) and f" {words} " in f" {text} "


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
