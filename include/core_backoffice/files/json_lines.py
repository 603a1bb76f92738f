"""JSON: one object a line, or a list of objects; what is nested becomes columns of its own.

`{"id": 1, "agent": {"name": "A"}, "items": [{"amount": 2.50}]}` has the columns "id", "agent.name" and
"items 1 amount". Numbers keep their digits: they are decimal, never floats. The names of the columns
are row 0, so that object 1, or line 1, is row 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, TypeAlias

from include.core_backoffice.files.bounds import BOUNDS, too_many
from include.core_backoffice.files.encodings import find_encoding
from include.core_backoffice.files.json_values import Json, Names, Unreadable, flat, objects, parsed
from include.core_backoffice.files.sheets import Cell, Cells, FileRefused, SheetFile
from include.core_backoffice.files.text_stream import text_stream

_LONGEST_LINE = 16 << 20
UNREADABLE = "Unreadable line"
"""The column of lines that are no JSON objects: it is all that they have, so their rows are held."""

_Numbered: TypeAlias = Iterator[tuple[int, Json]]


@dataclass(frozen=True, slots=True)
class JsonSheet:
    """Objects as rows; every reading parses them anew."""

    name: str
    columns: tuple[str, ...]
    read: Callable[[], Iterator[tuple[int, dict[str, Cell]]]]

    hidden: bool = False

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The names of the columns as row 0, then the objects."""
        yield 0, self.columns
        for number, row in self.read():
            yield number, tuple(map(row.get, self.columns))


def looks_like_json(start: bytes) -> bool:
    """Whether a file begins as JSON does."""
    text = start.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return text.lstrip(b" \t\r\n\0")[:1] in {b"{", b"["}


def open_json(name: str, content: BinaryIO) -> SheetFile:
    """Open JSON lines, a list of objects, or an object that has lists of objects.

    Raises:
        FileRefused: it is no JSON, or has no objects.
    """
    encoding = find_encoding(name, content)

    def lines() -> _Numbered:
        return _lines(content, encoding.codec)

    def document() -> _Numbered:
        return _document(name, content, encoding.codec)

    try:
        is_lines = isinstance(next(lines(), (0, Unreadable("")))[1], dict)
        read = lines if is_lines else document
        sheets = _sheets(name, read)
    except RecursionError:
        raise _no_json(name) from None
    return SheetFile(name, "JSON lines" if is_lines else "JSON", sheets, encoding.notes)


def _sheets(name: str, read: Callable[[], _Numbered]) -> tuple[JsonSheet, ...]:
    first_two = list(islice(read(), 2))
    if len(first_two) == 1 and isinstance(first_two[0][1], dict):
        inner = {
            key: value
            for key, value in first_two[0][1].items()
            if isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
        }
        lists = {key: value for key, value in inner.items() if _is_records(first_two[0][1], inner)}
        if lists:
            return tuple(_sheet(name, key, _listed(value)) for key, value in lists.items())
    return (_sheet(name, "", read),)


def _is_records(whole: dict[str, Json], lists: dict[str, list[Json]]) -> bool:
    """Whether an object is the envelope of lists, not a record with lists of its own: no ID beside them."""
    return not any(
        key.casefold() in {"id", "number", "deal_id", "transaction_id"} for key in whole
    ) and bool(lists)


def _listed(values: list[Json]) -> Callable[[], _Numbered]:
    return lambda: iter(list(enumerate(values, 1)))


def _sheet(name: str, sheet: str, read: Callable[[], _Numbered]) -> JsonSheet:
    def flattened() -> Iterator[tuple[int, dict[str, Cell]]]:
        return ((number, _row(value)) for number, value in read())

    names = Names()
    for number, row in flattened():
        names.add(row)
        if number > BOUNDS.rows:
            raise too_many(name, sheet, "rows", number, BOUNDS.rows)
        if len(names.all) > BOUNDS.columns:
            raise too_many(name, sheet, "columns", len(names.all), BOUNDS.columns)
    if not names.all:
        raise FileRefused(
            f"{name} has no records.", "Export the report again and import the new file."
        )
    columns = [column for column in names.all if column != UNREADABLE]
    return JsonSheet(
        sheet, (*columns, *([UNREADABLE] if UNREADABLE in names.all else [])), flattened
    )


def _row(value: Json) -> dict[str, Cell]:
    if isinstance(value, dict):
        return flat(value)
    shown = value.text if isinstance(value, Unreadable) else str(value)
    return {UNREADABLE: shown.strip()[:200]}


def _lines(content: BinaryIO, codec: str) -> _Numbered:
    """Each line that isn't blank; one that is no JSON object is `Unreadable`."""
    stream = text_stream(content, codec)
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if not line.isspace():
            value = parsed(line)
            yield number, value if isinstance(value, dict) else Unreadable(line)


def _document(name: str, content: BinaryIO, codec: str) -> _Numbered:
    try:
        yield from enumerate(objects(text_stream(content, codec)), 1)
    except ValueError:
        raise _no_json(name) from None


def _no_json(name: str) -> FileRefused:
    return FileRefused(
        f"{name} begins as JSON does, but can't be read as JSON.",
        "Export it as JSON lines, one record a line, and import the new file.",
    )
