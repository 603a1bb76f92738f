"""Values of JSON: parsed with their digits, bounded in depth, flattened to columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import TextIOBase
from typing import TypeAlias

from include.core_backoffice.files.bounds import BOUNDS
from include.core_backoffice.files.sheets import Cell

_DEEPEST = 8
_CHUNK = 1 << 20
_LARGEST = 64 << 20
_BETWEEN = " \t\r\n,"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no JSON object."""

    text: str


Json: TypeAlias = "dict[str, Json] | list[Json] | str | Decimal | bool | Unreadable | None"


@dataclass(slots=True)
class Names:
    """The names of all columns in the order they are first met."""

    all: dict[str, None] = field(default_factory=dict)

    def add(self, row: dict[str, Cell]) -> None:
        """Take the names of a row's cells."""
        if not self.all.keys() >= row.keys():
            self.all.update(dict.fromkeys(row))


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """An object; a name that it has twice keeps both values."""
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    whole = {}
    for name, value in pairs:
        whole[_unused(whole, name)] = value
    return whole


def _unused(taken: dict[str, Json] | dict[str, Cell], name: str) -> str:
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name} [{count}]"
    return free


_DECODER = json.JSONDecoder(
    parse_float=_number,
    parse_int=_number,
    parse_constant=str,
    object_pairs_hook=_object,
)


def parsed(text: str) -> Json:
    """A text as JSON; `Unreadable` where it is none."""
    try:
        value: Json = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return Unreadable(text)
    return value


def objects(stream: TextIOBase) -> Iterator[Json]:
    """The values of a list, or values one after the other, read a little at a time.

    Raises:
        ValueError: it is no JSON, is cut off, or a value has more than 64 MiB.
    """
    text, size, more = "", _CHUNK, True
    listed: bool | None = None
    while text or more or listed:
        text = text.lstrip(_BETWEEN)
        if listed is None and text:
            listed = text[0] == "["
            text = text[listed:].lstrip(_BETWEEN)
        if listed and text[:1] == "]":
            return
        at, values = _decoded(text, complete=not more)
        yield from values
        if at:
            text, size = text[at:], _CHUNK
            continue
        if not more and (text or listed):
            raise ValueError("it ends in the middle")
        if len(text) > _LARGEST:
            raise ValueError("a value is too large")
        read = stream.read(size)
        text, size, more = text + read, size * 2, bool(read)


def _decoded(text: str, *, complete: bool) -> tuple[int, list[Json]]:
    """The values at the beginning of a text, and where the first one that isn't whole begins."""
    at = 0
    values: list[Json] = []
    while True:
        start = at + _blanks(text, at)
        try:
            value, end = _DECODER.raw_decode(text, start)
        except ValueError:
            return at, values
        if end == len(text) and not complete:
            return at, values  # a number may go on
        values.append(value)
        at = end


def _blanks(text: str, at: int) -> int:
    start = at
    while at < len(text) and text[at] in _BETWEEN:
        at += 1
    return at - start


def flat(value: dict[str, Json]) -> dict[str, Cell]:
    """An object's values by the names of columns: "agent.name", "items 1 amount"."""
    row: dict[str, Cell] = {}
    _flatten(row, "", value, 0)
    return row


def _flatten(row: dict[str, Cell], name: str, value: Json, depth: int) -> None:
    if isinstance(value, dict | list) and depth >= _DEEPEST:
        row[_unused(row, name)] = json.dumps(value, default=str)[: BOUNDS.cell]
    elif isinstance(value, dict):
        for key, inner in value.items():
            joiner = "" if not name else " " if name[-1:].isdigit() else "."
            _flatten(row, f"{name}{joiner}{key}", inner, depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value, 1):
            _flatten(row, f"{name} {index}".strip(), inner, depth + 1)
    elif isinstance(value, Unreadable):
        row[name] = value.text
    else:
        row[_unused(row, name)] = value[: BOUNDS.cell] if isinstance(value, str) else value
