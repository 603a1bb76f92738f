"""Text in the letters that a QuickBooks company of the United States keeps: ISO-8859-1.

Others would arrive as question marks. So a letter that is not among them is written with the nearest
that is, and one that has none is left out: "Łukasz Żak" becomes "Lukasz Zak".
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = {
    "Ł": "L",
    "ł": "l",
    "Đ": "D",
    "đ": "d",
    "Ħ": "H",
    "ħ": "h",
    "Ŧ": "T",
    "ŧ": "t",
    "Ŋ": "N",
    "ŋ": "n",
    "\u0131": "i",
    "ĸ": "k",
    "Œ": "OE",
    "œ": "oe",
    "ẞ": "SS",
    "Ə": "E",
    "ə": "e",
    "Ɓ": "B",
    "ɓ": "b",
    "Ɗ": "D",
    "ɗ": "d",
    "Ƙ": "K",
    "ƙ": "k",
    "Ƴ": "Y",
    "ƴ": "y",
    "ƒ": "f",
}
"""Letters that Unicode does not take apart into a plain one and a mark."""

_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bb\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2028\u2029", "\n"),
    "\u2022": "*",
    "\u2039": "<",
    "\u203a": ">",
    "\u2044": "/",
    "\u20ac": "EUR",
}
_NEAREST = {**_LETTERS, **_SIGNS}
_BLANKS = re.compile(" {2,}")


def latin(text: str) -> str:
    """The text in ISO-8859-1's letters; one that has them already stays as it is."""
    composed = unicodedata.normalize("NFC", text)
    if _is_latin(composed):
        return composed
    written = "".join(_nearest(letter) for letter in composed)
    return _BLANKS.sub(" ", written).strip(" ")


def _is_latin(text: str) -> bool:
    return all(ord(letter) <= 0xFF for letter in text)  # noqa: PLR2004  (where ISO-8859-1 ends)


def _nearest(letter: str) -> str:
    """Take one mark off after the other, until what is left is known: ế is ê, not e."""
    if _is_latin(letter):
        return letter
    if letter in _NEAREST:
        return _NEAREST[letter]
    parts = [part for part in unicodedata.decomposition(letter).split() if part[0] != "<"]
    apart = (chr(int(part, 16)) for part in parts)
    return "".join(_nearest(part) for part in apart if not unicodedata.combining(part))
