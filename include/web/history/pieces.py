"""What a sentence of the audit trail is made of: text, links to what it names, and values before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from include.books.money import Cents, format_money
from include.plain_text import plain


class Mark(StrEnum):
    """What a value is besides its text; the element that shows it."""

    NONE = ""
    WAS = "was"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence.

    Attributes:
        text: as it is read.
        path: of the page it leads to, within the company's: "transactions/7"; empty for none.
        entry: the kind and ID of the entry that it leads to in QuickBooks; None for none.
        mark: whether it is a value before or after a change.
    """

    text: str
    path: str = ""
    entry: tuple[str, str] | None = None
    mark: Mark = Mark.NONE


Part: TypeAlias = "str | Piece | Sequence[Part]"
"""What sentences are put together from; nested lists are taken apart."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """An event, or several of one run, in words.

    Attributes:
        pieces: the sentence.
        tag: what kind of thing it is about: "Entry", "Match".
        cents: the amount beside it; None where it has none, or several.
        run: the run beside it.
    """

    pieces: tuple[Piece, ...]
    tag: str = ""
    cents: Cents | None = None
    run: int | None = None

    @property
    def text(self) -> str:
        """The sentence without its links, as exports have it."""
        return "".join(piece.text for piece in self.pieces)


def say(*parts: Part) -> tuple[Piece, ...]:
    """A sentence of its parts: with a capital first letter, and a period."""
    pieces = [piece for piece in _flat(parts) if piece.text]
    if not pieces:
        return ()
    first = pieces[0]
    pieces[0] = Piece(first.text[:1].upper() + first.text[1:], first.path, first.entry, first.mark)
    if not pieces[-1].text.endswith((".", "?", "!", ".”")):
        pieces.append(Piece("."))
    return tuple(pieces)


def _flat(parts: Sequence[Part]) -> list[Piece]:
    pieces: list[Piece] = []
    for part in parts:
        if isinstance(part, Piece):
            pieces.append(part)
        elif isinstance(part, str):
            pieces.append(Piece(plain(part)))
        else:
            pieces.extend(_flat(part))
    return pieces


def usd(cents: Cents) -> str:
    """Money in a sentence: "$10,000.00"."""
    return format_money(cents)


def link(text: str, path: str) -> Piece:
    """A link to another page of the company."""
    return Piece(plain(text), path)


def from_to(before: str, after: str) -> tuple[Part, ...]:
    """A value before and after a change: "from $1.00 to $2.00"; blank ones are named so."""
    return (
        " from ",
        Piece(plain(before) or "blank", mark=Mark.WAS),
        " to ",
        Piece(plain(after) or "blank", mark=Mark.NOW),
    )


def listed(parts: Sequence[Part]) -> list[Part]:
    """Parts as a sentence has them: "a", "a and b", "a, b, and c"."""
    if len(parts) < 2:  # noqa: PLR2004  (one has nothing between)
        return list(parts)
    last = " and " if len(parts) == 2 else ", and "  # noqa: PLR2004  (the serial comma is for three)
    between: list[Part] = [parts[0]]
    for part in parts[1:-1]:
        between += [", ", part]
    return [*between, last, parts[-1]]
