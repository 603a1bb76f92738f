"""Comparing an entry's number with CORE's: with another prefix, without zeros, cut off, or in the memo."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

TELLING = 6
"""A number with fewer letters and digits may be any other's by chance."""

_DIGITS = 4
"""So many of them stand out of a text: CORE's numbers end in six."""
_FEWEST = 3
_CUT = (21, 11)
"""QuickBooks Online keeps 21 characters of a number, Desktop 11 on most forms."""
_ENDS = range(_DIGITS, 12)
_SHORTENED = "~"
"""What CoreBooks puts before the hash of a number that is too long for QuickBooks Desktop."""

_PIECE = re.compile(r"[^\s,;:()\[\]]+")
_WORD = re.compile(r"[^\W_]+")
_MOST_PARTS = 8
_GROUP = re.compile(r"\d+")


class NumberFit(IntEnum):
    """How an entry's number fits a document's, the worst first."""

    OTHERS = 0
    """It is the number of another document that is looked for."""
    NONE = 1
    SHORT = 2
    """It is the same, but so short that it may be another's by chance."""
    CUT_OFF = 3
    """It is the beginning of the number, as far as QuickBooks keeps it."""
    DIGITS = 4
    """It has the digits at the end of CORE's number: "INV-640224" for TR-2026-640224."""
    IN_TEXT = 5
    """The memo or a line has CORE's number."""
    RECORD = 6
    """It is CORE's number of the record, alone or as part of a longer one."""
    SAME = 7
    """It is the document's number."""


@dataclass(frozen=True, slots=True)
class WantedNumber:
    """The number of a document, ready to be compared: as it is posted, and CORE's own of the record."""

    own: str
    record: str
    tail: str
    """The last digits of CORE's number without leading zeros; empty if they are few."""
    cut: frozenset[str]
    """What QuickBooks would keep of the two, where they are too long for it."""

    @classmethod
    def of(cls, number: str, record: str) -> WantedNumber:
        """From the document's number and CORE's of the record."""
        groups = _GROUP.findall(record)
        tail = groups[-1].lstrip("0") if groups and len(groups[-1]) >= _DIGITS else ""
        kept = {compact(one[:most]) for one in (number, record) for most in _CUT}
        own, whole = compact(number), compact(record)
        return cls(
            own=own,
            record=whole,
            tail=tail,
            cut=frozenset(one for one in kept - {own, whole} if is_telling(one)),
        )

    @property
    def keys(self) -> Iterator[str]:
        """What entries with this number have among their own keys (`keys_of`)."""
        yield from {self.own, self.record, self.tail, *self.cut} - {""}
        for length in _ENDS:
            yield f"{_SHORTENED}{self.own[-length:]}"


@dataclass(frozen=True, slots=True)
class EntryNumber:
    """The number of an entry, ready to be compared.

    `parts` are those between its dashes and slashes, each also with the ones after it; `groups` are its
    digits, and `pieces` numbers in its memo and lines.
    """

    number: str
    whole: str
    parts: frozenset[str]
    groups: frozenset[str]
    pieces: frozenset[str]

    @classmethod
    def of(cls, number: str, texts: Iterable[str]) -> EntryNumber:
        """From an entry's number and its texts."""
        pieces = (compact(one) for text in texts for one in _PIECE.findall(text))
        return cls(
            number=number.strip(),
            whole=compact(number),
            parts=frozenset(_parts(number)),
            groups=frozenset(_groups(number)),
            pieces=frozenset(one for one in pieces if any(map(str.isdigit, one))),
        )

    @property
    def end(self) -> str:
        """What CoreBooks kept of a number that was too long for QuickBooks Desktop: its end."""
        return compact(self.number.rpartition(_SHORTENED)[0])

    @property
    def keys(self) -> Iterator[str]:
        """What it can be found by."""
        yield from self.parts
        yield from self.groups
        if _SHORTENED in self.number:
            yield f"{_SHORTENED}{self.end}"
        for piece in self.pieces:
            yield piece
            yield from _groups(piece)


def _parts(number: str) -> Iterator[str]:
    words = [compact(word) for word in _WORD.findall(number)][:_MOST_PARTS]
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            yield "".join(words[first:last])


def _groups(text: str) -> Iterator[str]:
    for group in _GROUP.findall(text):
        bare = group.lstrip("0")
        if len(group) >= _DIGITS or len(bare) >= _FEWEST:
            yield bare


def compact(number: str) -> str:
    """A number in small letters and digits alone: "TR-2026-000123" is "tr2026000123"."""
    folded = unicodedata.normalize("NFKC", number).casefold()
    return "".join(char for char in folded if char.isalnum())


def is_telling(whole: str) -> bool:
    """Whether a number, compact, is long enough to be no other's by chance."""
    return len(whole) >= TELLING and any(map(str.isdigit, whole))


def number_fit(wanted: WantedNumber, entry: EntryNumber) -> NumberFit:
    """How an entry's number fits a document's, apart from whether it is another's."""
    if entry.whole and entry.whole in (wanted.own, wanted.record):
        if not is_telling(entry.whole):
            return NumberFit.SHORT
        return NumberFit.SAME if entry.whole == wanted.own else NumberFit.RECORD
    if _is_part(wanted.record, entry):
        return NumberFit.RECORD
    if any(_has(piece, one) for one in (wanted.own, wanted.record) for piece in entry.pieces):
        return NumberFit.IN_TEXT
    if wanted.tail and wanted.tail in entry.groups:
        return NumberFit.DIGITS if len(wanted.tail) > _DIGITS else NumberFit.SHORT
    return NumberFit.CUT_OFF if _is_cut_off(wanted, entry) else NumberFit.NONE


def _is_part(record: str, entry: EntryNumber) -> bool:
    return (is_telling(record) and record in entry.parts) or _has(entry.whole, record)


def _has(text: str, number: str) -> bool:
    """Whether a text has a telling number that doesn't go on in digits."""
    if not is_telling(number) or number not in text:
        return False
    at = text.index(number)
    before, after = text[:at][-1:], text[at + len(number) :][:1]
    joined = (before.isdigit() and number[0].isdigit()) or (
        after.isdigit() and number[-1].isdigit()
    )
    return not joined


def _is_cut_off(wanted: WantedNumber, entry: EntryNumber) -> bool:
    if _SHORTENED in entry.number:
        kept = compact(entry.number.rpartition(_SHORTENED)[0])
        return len(kept) >= _DIGITS and wanted.own.endswith(kept)
    if not any(most - 1 <= len(entry.number) <= most for most in _CUT):
        return False
    return any(
        one != entry.whole and one.startswith(entry.whole) for one in (wanted.own, wanted.record)
    )
