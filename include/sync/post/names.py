"""When two names mean the same customer or vendor, and when they are only alike.

The same: equal but for case, accents, punctuation, the order "Doe, Jane", and the usual short forms
in addresses. Alike: a person must say; nothing is ever linked because it is probably the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_ALIKE = 88
"""Of 100; "Jon Smith" and "John Smith" have 95, "Jane Doe" and "John Doe" 75."""

_MOST = 5

# The Postal Service's abbreviations that are met most: https://pe.usps.com/text/pub28/28apc_002.htm
_SHORT = {
    "apartment": "apt",
    "avenue": "ave",
    "boulevard": "blvd",
    "circle": "cir",
    "court": "ct",
    "drive": "dr",
    "east": "e",
    "highway": "hwy",
    "lane": "ln",
    "north": "n",
    "parkway": "pkwy",
    "place": "pl",
    "road": "rd",
    "south": "s",
    "street": "st",
    "suite": "ste",
    "terrace": "ter",
    "west": "w",
}
_ENDINGS = frozenset(
    {"inc", "llc", "llp", "lp", "pc", "pa", "corp", "co", "ltd", "jr", "sr", "ii", "iii"}
)
"""What stands after a comma and is no first name."""

# Letters that Unicode does not take apart, as those of accents: QuickBooks may hold the plain one.
_STROKES = str.maketrans(
    {"\u0142": "l", "\u0111": "d", "\u00f8": "o", "\u00e6": "ae", "\u0153": "oe", "\u0131": "i"}
)

_LAST_FIRST = re.compile(r"^(?P<last>[^,\d]+),\s*(?P<first>[^,\d]+)$")
_APOSTROPHE = re.compile("['\u2019]")
_WORD = re.compile(r"[^\W_]+")
_STREET = re.compile(r"^[^,]*")


def normal(name: str) -> str:
    """A name without what makes no difference; equal results mean the same party."""
    turned = _LAST_FIRST.match(name.strip())
    if turned and turned["first"].strip(" .").casefold() not in _ENDINGS:
        name = f"{turned['first']} {turned['last']}"
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    words = _WORD.findall(_APOSTROPHE.sub("", letters.translate(_STROKES)))
    return " ".join(_SHORT.get(word, word) for word in words)


def alike(name: str, others: Iterable[str]) -> list[str]:
    """Those of the other names that may well mean the same party, the likest first; five at most."""
    known = {other: normal(other) for other in others}
    wanted = normal(name)
    numbers = bool(_digits(wanted))
    if numbers:
        # Two houses of one street, or of one number, are two properties.
        first = wanted.split()[0]
        known = {
            other: normal(_street(other))
            for other, text in known.items()
            if text.split()[:1] == [first] and _digits_fit(wanted, text)
        }
        wanted = normal(_street(name))
    scorer = fuzz.ratio if numbers else _person
    found = process.extract(wanted, known, scorer=scorer, score_cutoff=_ALIKE, limit=_MOST)
    return [str(key) for _, _, key in found]


def _person(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """By their words in any order; a name of two words and more may also be part of a longer one."""
    score = fuzz.token_sort_ratio(one, other, score_cutoff=score_cutoff)
    if min(len(one.split()), len(other.split())) > 1 and not _digits(other):
        words, others = set(one.split()), set(other.split())
        if words <= others or others <= words:
            return 100.0
    return score


def _street(name: str) -> str:
    found = _STREET.match(name)
    return found.group() if found else name


def _digits(text: str) -> list[str]:
    return [word for word in text.split() if any(char.isdigit() for char in word)]


def _digits_fit(one: str, other: str) -> bool:
    """A zip or a unit that only one of them states does not make them two."""
    words, others = set(_digits(one)), set(_digits(other))
    return words <= others or others <= words
