"""Names without what makes no difference: case, accents, punctuation, "Doe, Jane", and abbreviations in addresses."""

from __future__ import annotations

import re
import unicodedata

# The Postal Service's most common abbreviations: https://pe.usps.com/text/pub28/28apc_002.htm
_SHORT = {
    "apartment": "apt",
    "avenue": "ave",
    "boulevard": "blvd",
    "circle": "cir",
    "court": "ct",
    "drive": "dr",
    "east": "e",
    "highway": "hwy",
    "lane": "ln",
    "north": "n",
    "parkway": "pkwy",
    "place": "pl",
    "road": "rd",
    "south": "s",
    "street": "st",
    "suite": "ste",
    "terrace": "ter",
    "west": "w",
}
_ENDINGS = frozenset(
    {"inc", "llc", "llp", "lp", "pc", "pa", "corp", "co", "ltd", "jr", "sr", "ii", "iii"}
)
"""What may follow a comma and isn't a first name."""

# Letters that Unicode doesn't decompose; QuickBooks may have the plain letter.
_STROKES = str.maketrans(
    {"\u0142": "l", "\u0111": "d", "\u00f8": "o", "\u00e6": "ae", "\u0153": "oe", "\u0131": "i"}
)

_LAST_FIRST = re.compile(r"^(?P<last>[^,\d]+),\s*(?P<first>[^,\d]+)$")
_APOSTROPHE = re.compile("['\u2019]")
_WORD = re.compile(r"[^\W_]+")


def normal(name: str) -> str:
    """A name without what makes no difference; equal results mean the same customer or vendor."""
    last_first = _LAST_FIRST.match(name.strip())
    if last_first and last_first["first"].strip(" .").casefold() not in _ENDINGS:
        name = f"{last_first['first']} {last_first['last']}"
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    words = _WORD.findall(_APOSTROPHE.sub("", letters.translate(_STROKES)))
    return " ".join(_SHORT.get(word, word) for word in words)
