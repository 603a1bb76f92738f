"""The header of a sheet: found below titles and instructions, its names made comparable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from include.core_backoffice.files.cells import is_blank, text_of
from include.core_backoffice.files.sheets import Cell, Cells, Sheet
from include.plain_text import plain

SEARCHED = 50
"""The rows among which the header is looked for; blank rows don't count."""
_LONGEST = 300
_LONGEST_LABEL = 100
_GROUP = re.compile(r"\\\{[nm]\\\}")
_VALUE = re.compile(
    r"[-+($€£]*[\d.,]+[)%]*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\S+@\S+\.\S+", re.ASCII
)


@dataclass(frozen=True, slots=True)
class HeaderFound:
    """A sheet's header.

    Attributes:
        row: the number of the header's last row; the data is below it.
        rows: 2 where a row of groups stands above it, whose names are joined: "Agent 1 / Name".
        names: one for each column, all different; "Column F" where the header is blank.
    """

    row: int
    rows: int
    names: tuple[str, ...]


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A header as it is shown: one line, without outer and double blanks and what can't be seen."""
    return " ".join(plain(text).split())[:_LONGEST]


def key(text: str) -> str:
    """A header as it is compared."""
    return normal(text).casefold()


@lru_cache(maxsize=8192)
def pattern(header: str) -> re.Pattern[str]:
    """What the keys of a profile's header match: `{n}` and `{m}` are numbers of groups that repeat."""
    return re.compile(_GROUP.sub(r"\\d{1,3}", re.escape(key(header))))


def find_header(sheet: Sheet, *, like: Sequence[str] = ()) -> HeaderFound | None:
    """Find a sheet's header.

    Args:
        sheet: read up to its first rows.
        like: headers that are expected: the row that has the most of them is the header.

    Returns:
        None where the sheet is blank, or nothing in it looks like a header.
    """
    rows = list(islice(sheet.rows(), SEARCHED))
    if not rows:
        return None
    width = max(_width(cells) for _, cells in rows)
    candidates = list(_candidates(rows, width))
    if like and candidates:
        matches = {id(found): _matches(found.names, like) for found in candidates}
        best = max(candidates, key=lambda found: (matches[id(found)], -found.rows, -found.row))
        if matches[id(best)]:
            return best
    return _looking_like_one(rows, candidates)


def _candidates(rows: list[tuple[int, Cells]], width: int) -> Iterator[HeaderFound]:
    for index, (number, cells) in enumerate(rows):
        yield HeaderFound(number, 1, column_names(map(text_of, _padded(cells, width))))
        if index and rows[index - 1][0] == number - 1:
            joined = _joined(_padded(rows[index - 1][1], width), _padded(cells, width))
            yield HeaderFound(number, 2, column_names(joined))


def _matches(names: tuple[str, ...], like: Sequence[str]) -> int:
    keys = [key(name) for name in names]
    return sum(any(pattern(header).fullmatch(one) for one in keys) for header in like)


def column_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names of columns from the header's texts: all different, none blank."""
    names: list[str] = []
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for index, text in enumerate(texts):
        name = normal(text) or f"Column {letters(index)}"
        free, own = name, key(name)
        while key(free) in taken:
            counts[own] = counts.get(own, 1) + 1
            number = f" [{counts[own]}]"
            free = f"{name[: _LONGEST - len(number)]}{number}"
        taken.add(key(free))
        names.append(free)
    return tuple(names)


def letters(index: int) -> str:
    """A column as a spreadsheet names it: 0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _joined(groups: Cells, names: Cells) -> Iterator[str]:
    """Groups and names as "Group / Name"; a group goes on to the right over cells that are blank."""
    group = ""
    for above, below in zip(groups, names, strict=True):
        if not is_blank(above):
            group = normal(text_of(above))
        own = normal(text_of(below))
        if not own:
            yield "" if is_blank(above) else group
        else:
            yield f"{group} / {own}" if group else own


def _width(cells: Cells) -> int:
    return max((index for index, cell in enumerate(cells, 1) if not is_blank(cell)), default=0)


def _padded(cells: Cells, width: int) -> Cells:
    return (*cells, *(None,) * (width - len(cells)))[:width]


def _is_label(cell: Cell) -> bool:
    """Whether a cell can be a header: text that is no amount, date or address."""
    if not isinstance(cell, str) or is_blank(cell):
        return False
    text = normal(cell)
    return (
        len(text) <= _LONGEST_LABEL
        and _VALUE.fullmatch(text) is None
        and any(map(str.isalpha, text))
    )


def _looking_like_one(
    rows: list[tuple[int, Cells]], candidates: list[HeaderFound]
) -> HeaderFound | None:
    if rows[0][0] == 0:  # JSON, whose names are its header
        return candidates[0]
    labels = [sum(map(_is_label, cells)) for _, cells in rows]
    most = max(labels)
    if not most:
        return None
    wide = [index for index, count in enumerate(labels) if count * 2 > most]
    mostly = (index for index in wide if labels[index] * 3 >= _filled(rows[index][1]) * 2)
    return _found(rows, candidates, next(mostly, labels.index(most)))


def _filled(cells: Cells) -> int:
    return sum(not is_blank(cell) for cell in cells)


def _found(rows: list[tuple[int, Cells]], candidates: list[HeaderFound], index: int) -> HeaderFound:
    below = rows[index + 1] if index + 1 < len(rows) else None
    number, cells = rows[index]
    if below is not None and below[0] == number + 1 and _is_groups(cells, below[1]):
        number = below[0]
        return next(found for found in candidates if found.row == number and found.rows == 2)  # noqa: PLR2004 (groups, names)
    return next(found for found in candidates if found.row == number)


def _is_groups(above: Cells, below: Cells) -> bool:
    """Whether a row is the groups of the names below it: it has gaps that names fill, all of them labels."""
    width = max(_width(above), _width(below))
    pairs = list(zip(_padded(above, width), _padded(below, width), strict=True))
    names = [cell for _, cell in pairs if not is_blank(cell)]
    if not names or not all(map(_is_label, names)):
        return False
    first = next(index for index, (group, _) in enumerate(pairs) if not is_blank(group))
    gaps = sum(is_blank(group) and not is_blank(name) for group, name in pairs[first:])
    keys = [key(text_of(name)) for name in names]
    return gaps > 0 and (len(set(keys)) < len(keys) or any(is_blank(name) for _, name in pairs))
