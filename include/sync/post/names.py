"""When two names mean the same customer or vendor, and when they are only similar.

The same: equal but for case, accents, punctuation, the order "Doe, Jane", and common abbreviations
in addresses. Similar: a bookkeeper must choose; nothing is linked because it is probably the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_ALIKE = 88
"""Of 100; "Jon Smith" and "John Smith" have 95, "Jane Doe" and "John Doe" 75."""

_MOST = 5

# The Postal Service's most common abbreviations: https://pe.usps.com/text/pub28/28apc_002.htm
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
"""What may follow a comma and isn't a first name."""

# Letters that Unicode doesn't decompose; QuickBooks may have the plain letter.
_STROKES = str.maketrans(
    {"\u0142": "l", "\u0111": "d", "\u00f8": "o", "\u00e6": "ae", "\u0153": "oe", "\u0131": "i"}
)

_LAST_FIRST = re.compile(r"^(?P<last>[^,\d]+),\s*(?P<first>[^,\d]+)$")
_APOSTROPHE = re.compile("['\u2019]")
_WORD = re.compile(r"[^\W_]+")
_STREET = re.compile(r"^[^,]*")


def normal(name: str) -> str:
    """A name without what makes no difference; equal results mean the same customer or vendor."""
    last_first = _LAST_FIRST.match(name.strip())
    if last_first and last_first["first"].strip(" .").casefold() not in _ENDINGS:
        name = f"{last_first['first']} {last_first['last']}"
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    words = _WORD.findall(_APOSTROPHE.sub("", letters.translate(_STROKES)))
    return " ".join(_SHORT.get(word, word) for word in words)


def alike(name: str, others: Iterable[str]) -> list[str]:
    """The other names that may mean the same one, the most similar first; five at most."""
    candidates = {other: normal(other) for other in others}
    wanted = normal(name)
    numbers = bool(_digits(wanted))
    if numbers:
        # Two houses on one street, or with one number, are two properties.
        first = wanted.split()[0]
        candidates = {
            other: normal(_street(other))
            for other, text in candidates.items()
            if text.split()[:1] == [first] and _digits_fit(wanted, text)
        }
        wanted = normal(_street(name))
    scorer = fuzz.ratio if numbers else _person
    similar = process.extract(wanted, candidates, scorer=scorer, score_cutoff=_ALIKE, limit=_MOST)
    return [str(key) for _, _, key in similar]


def _person(name: str, other: str, *, score_cutoff: float | None = None) -> float:
    """By words in any order; a name of two or more words may also be part of a longer one."""
    score = fuzz.token_sort_ratio(name, other, score_cutoff=score_cutoff)
    if min(len(name.split()), len(other.split())) > 1 and not _digits(other):
        words, others = set(name.split()), set(other.split())
        if words <= others or others <= words:
            return 100.0
    return score


def _street(name: str) -> str:
    street = _STREET.match(name)
    return street.group() if street else name


def _digits(text: str) -> list[str]:
    return [word for word in text.split() if any(char.isdigit() for char in word)]


def _digits_fit(name: str, other: str) -> bool:
    """Whether the numbers of two addresses agree; a ZIP or a unit that only one has doesn't matter."""
    words, others = set(_digits(name)), set(_digits(other))
    return words <= others or others <= words
