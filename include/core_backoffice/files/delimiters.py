"""The delimiter of a text file: the one that splits the most rows into the same number of columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO

from include.core_backoffice.files.bounds import BOUNDS

_USUAL = ",;\t|"
_UNUSUAL = "^~:"
_ROWS = 200
_SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""Excel's own line by which a file names its delimiter; Excel doesn't show it as a row."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is laid out.

    Attributes:
        delimiter: one character.
        skipped_lines: lines before the first row that Excel doesn't show.
        wrapped: whether cells may be written as `="01234"`.
    """

    delimiter: str
    skipped_lines: int = 0
    wrapped: bool = False


def find_layout(content: BinaryIO, codec: str) -> Layout:
    """Find the layout by the first rows; the usual delimiters go before the unusual ones."""
    content.seek(0)
    raw = content.read(BOUNDS.sample)
    text = raw.decode(codec, errors="ignore")
    wrapped = _is_wrapped(content)
    said = _SAID.match(text)
    if said:
        return Layout(said[1], skipped_lines=1, wrapped=wrapped)
    best = max(_USUAL, key=lambda delimiter: _consistency(text, delimiter))
    if _consistency(text, best) <= 0:
        best = max(_UNUSUAL, key=lambda delimiter: _strictness(text, delimiter))
        if _strictness(text, best) <= 0:
            best = ","
    return Layout(best, wrapped=wrapped)


def _consistency(text: str, delimiter: str) -> float:
    """How consistently a delimiter splits the rows: the share of rows with the usual number of columns.

    Titles and notes above a table have one column, so they count little; of two delimiters that split
    all rows alike, the one that makes more columns wins.
    """
    counts = [width for width in _widths(text, delimiter) if width > 1]
    rows = len(_widths(text, delimiter))
    if not counts:
        return 0
    width, often = Counter(counts).most_common(1)[0]
    return often / rows + min(width, 100) / 1000


def _strictness(text: str, delimiter: str) -> float:
    """As consistency, for characters that are part of texts: every row must have them, as often."""
    widths = _widths(text, delimiter)
    if len(widths) < 2 or len(set(widths)) != 1 or widths[0] == 1:  # noqa: PLR2004 (one row shows nothing)
        return 0
    return widths[0]


def _widths(text: str, delimiter: str) -> list[int]:
    whole = text[: text.rfind("\n") + 1] or text
    csv.field_size_limit(BOUNDS.cell)
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == _ROWS:
                break
    except csv.Error:
        pass  # a quotation mark that never closes: what came before it counts
    return widths


def _is_wrapped(content: BinaryIO) -> bool:
    content.seek(0)
    rest = b""
    while chunk := content.read(1 << 20):
        if b'="' in rest + chunk or b'=\x00"' in rest + chunk:
            return True
        rest = chunk[-3:]
    return False
