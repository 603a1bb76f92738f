"""Text of others, made plain where it is read: one line, nothing in it that can't be seen.

CORE's users, people in QuickBooks and PCs write what they like. A line break ends a line of a log, an
escape (ESC) commands a terminal, a mark of direction turns what follows around, and two names that
look the same differ by what has no width. Everything that takes text from outside comes through here,
so nothing behind it has to think of it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_UNSEEN = (
    "\x00-\x1f\x7f-\x9f"  # control characters, line breaks, tabs
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # without a width
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # without a width, direction, line breaks
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ud800-\udfff"  # halves of a character
)
"""Unicode's Cc, Cf, Zl, Zp, Cs, and what else is to be ignored in a display (UAX #44)."""
_RUN = re.compile(f" ?[{_UNSEEN}][{_UNSEEN} ]*")


def plain(text: str) -> str:
    """The text on one line; each run of what can't be seen is one space.

    Spaces that somebody typed stay as they are, so that names are found again as they stand.
    """
    # What most texts are costs next to nothing.
    if text.isascii() and text.isprintable():
        return text
    kept, runs = _RUN.subn(" ", text)
    return kept.strip(" ") if runs else text


def plain_json(value: Any, text: str) -> Any:
    """JSON with its texts made plain, those that name fields excepted.

    Args:
        value: as it was parsed.
        text: what it was parsed from: where nothing in it can stand for what can't be seen, as in most
            answers, the value is returned as it is.
    """
    if text.isascii() and _ESCAPE.search(text) is None:
        return value
    return _plain(value)


_ESCAPE = re.compile(r"\\[nrtbfu]|\x7f")


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value


# What spreadsheets take as the beginning of a formula; OWASP's list of CSV injection, and what
# normalization makes of full-width signs.
_FORMULA = frozenset("=+-@\t\r\n|%")


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with an apostrophe before it, if it could be."""
    first = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\ufeff\u200b"))[:1]
    return f"'{text}" if text[:1] in _FORMULA or first in _FORMULA else text
