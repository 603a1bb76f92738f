"""Nouns and lists in sentences, as the company's country spells them."""

from __future__ import annotations

from collections.abc import Sequence

from include.books.country_words import spelled


def a(noun: str) -> str:
    """A noun with its article: "an invoice", "a bill"."""
    noun = spelled(noun)
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def numbered(kind: str, number: str) -> str:
    """An entry by its number: "bill TR-1"; by its kind alone where QuickBooks gives it none."""
    return f"{spelled(kind)} {number}".rstrip()


def plural(noun: str) -> str:
    """More than one: "accounts", "classes"."""
    noun = spelled(noun)
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"


def counted(number: int, noun: str) -> str:
    """How many: "1 entry", "1,000 entries"."""
    return f"{number:,} {spelled(noun) if number == 1 else plural(noun)}"


def joined(parts: Sequence[str]) -> str:
    """A list as a sentence has it: "A, B, and C"."""
    if len(parts) > 2:  # noqa: PLR2004  (the serial comma is for three and more)
        return f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return " and ".join(parts)
