"""When two names mean the same customer or vendor, and when they are only similar.

The same: equal but for case, accents, punctuation, the order "Doe, Jane", and common abbreviations
in addresses. Similar: a bookkeeper must choose; nothing is linked because it is probably the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from rapidfuzz import fuzz, process

from include.books.plain_names import normal

_ALIKE = 88
"""Of 100; "Jon Smith" and "John Smith" have 95, "Jane Doe" and "John Doe" 75."""

_MOST = 5

_STREET = re.compile(r"^[^,]*")


class Names:
    """Names of one list, made ready to be compared with many others.

    What comparing needs of each name is worked out once. Names with numbers are compared with those that
    begin alike, and all others by a comparison of rapidfuzz's own over the whole list.

    Args:
        names: each once; their order decides between names that are as similar.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._normal = [normal(name) for name in self._names]
        self._sorted = [_in_order(text) for text in self._normal]
        self._by_first: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._normal):
            words = text.split()
            self._by_first[words[0] if words else ""].append(number)
            if len(words) > 1 and not _digits(text):
                for word in set(words):
                    self._by_word[word].append(number)

    def alike(self, name: str, may_be: Callable[[str], bool] = lambda _: True) -> list[str]:
        """The names that may mean the same one, the most similar first; five at most.

        Args:
            name: the name looked for.
            may_be: whether one of the list comes into question; others count for nothing.
        """
        wanted = normal(name)
        scores = self._houses(name, wanted) if _digits(wanted) else self._people(wanted)
        similar = sorted(scores, key=lambda number: (-scores[number], number))
        return list(
            islice((self._names[one] for one in similar if may_be(self._names[one])), _MOST)
        )

    def _houses(self, name: str, wanted: str) -> dict[int, float]:
        """Scores of addresses: two houses on one street, or with one number, are two properties."""
        street = normal(_street(name))
        fitting = {
            number: normal(_street(self._names[number]))
            for number in self._by_first.get(wanted.split(maxsplit=1)[0], ())
            if _digits_fit(wanted, self._normal[number])
        }
        return _scores(street, fitting)

    def _people(self, wanted: str) -> dict[int, float]:
        """Scores by words in any order; of two or more words, a name may also be part of a longer one."""
        scores = _scores(_in_order(wanted), self._sorted)
        words = set(wanted.split())
        if len(wanted.split()) > 1:
            for number in {one for word in words for one in self._by_word.get(word, ())}:
                others = set(self._normal[number].split())
                if words <= others or others <= words:
                    scores[number] = 100.0
        return scores


def alike(name: str, others: Iterable[str]) -> list[str]:
    """The other names that may mean the same one, the most similar first; five at most."""
    return Names(others).alike(name)


def _scores(wanted: str, others: Mapping[int, str] | Sequence[str]) -> dict[int, float]:
    """How similar others are, of 100; those that aren't alike are left out."""
    found = process.extract(wanted, others, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
    return {number: score for _, score, number in found}


def _in_order(text: str) -> str:
    return " ".join(sorted(text.split()))


def _street(name: str) -> str:
    street = _STREET.match(name)
    return street.group() if street else name


def _digits(text: str) -> list[str]:
    return [word for word in text.split() if any(char.isdigit() for char in word)]


def _digits_fit(name: str, other: str) -> bool:
    """Whether the numbers of two addresses agree; a ZIP or a unit that only one has doesn't matter."""
    words, others = set(_digits(name)), set(_digits(other))
    return words <= others or others <= words
