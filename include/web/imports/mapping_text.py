"""A profile's values as they are typed: a column, several, or a fixed text; and what texts mean, line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

BLANK, OTHER = "(blank)", "(other)"
"""How a blank cell, and any other text, are written among the words."""
_JOINED, _FIRST = " + ", " | "
_MOST_LINES = 200

KnowsColumn = Callable[[str], str]
"""From a typed column to its name as the sheet has it; "" if there is none."""


def value_text(value: Mapping[str, Any] | None) -> str:
    """A value as it is typed: `Status`, `First + Last`, `Net | Amount`, `"Referral"`."""
    if not value:
        return ""
    columns: Sequence[str] = value.get("columns") or ()
    if columns:
        return (_JOINED if value.get("join") else _FIRST).join(columns)
    constant = value.get("constant") or ""
    return f'"{constant}"' if constant else ""


def typed_value(
    text: str, known: KnowsColumn, before: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any] | None, str]:
    """The value that a text stands for, and the first column of it that the sheet lacks.

    Args:
        text: as it was typed.
        known: finds a column of the sheet.
        before: the value as it was: what isn't typed, such as its width, stays.
    """
    text = text.strip()
    kept = {
        name: part
        for name, part in (before or {}).items()
        if name in ("words", "dates", "width") and part
    }
    if not text:
        return None, ""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return {**kept, "constant": text[1:-1]}, ""
    if found := known(text):
        return {**kept, "columns": [found]}, ""
    sign = _JOINED if _JOINED in text else _FIRST
    names = [part.strip() for part in text.split(sign) if part.strip()]
    columns = [known(name) for name in names]
    missing = next((name for name, column in zip(names, columns, strict=True) if not column), "")
    shown = [column or name for name, column in zip(names, columns, strict=True)]
    return {**kept, "columns": shown, "join": sign == _JOINED and len(shown) > 1}, missing


def words_text(words: Mapping[str, str] | None) -> str:
    """Words as they are typed, one a line: `Firm = pending`."""
    return "\n".join(
        f"{_NAMES.get(text, text)} = {meaning}" for text, meaning in (words or {}).items()
    )


def typed_words(text: str) -> tuple[dict[str, str], str]:
    """The words that lines stand for, and the first line that isn't one."""
    words: dict[str, str] = {}
    for line in text.splitlines()[:_MOST_LINES]:
        if not line.strip():
            continue
        said, sign, meaning = line.rpartition("=")
        if not sign:
            return words, line.strip()
        said = said.strip()
        words[_TEXTS.get(said.casefold(), said)] = meaning.strip()
    return words, ""


def texts_of(text: str) -> tuple[str, ...]:
    """The texts of a test, as they are typed: divided by commas."""
    parts = (part.strip() for part in text.split(","))
    return tuple("" if part.casefold() == BLANK else part for part in parts if part)


def text_of(texts: Sequence[str]) -> str:
    """A test's texts as they are typed."""
    return ", ".join(one or BLANK for one in texts)


def patterns(names: Sequence[str]) -> tuple[str, ...]:
    """Groups that repeat: "Agent {n} Split" where there are "Agent 1 Split" and "Agent 2 Split"."""
    found: dict[str, int] = {}
    for name in names:
        numbers = list(_NUMBER.finditer(name))
        if len(numbers) == 1:
            made = _NUMBER.sub("{n}", name)
        elif len(numbers) == 2:  # noqa: PLR2004  (a group inside another one)
            first, second = numbers
            made = f"{name[: first.start()]}{{n}}{name[first.end() : second.start()]}{{m}}{name[second.end() :]}"
        else:
            continue
        found[made] = found.get(made, 0) + 1
    return tuple(made for made, times in found.items() if times > 1)


_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?![\w.])")
_NAMES = {"": BLANK, "*": OTHER}
_TEXTS = {BLANK: "", OTHER: "*"}
