"""XML from the PC, made readable: without what XML 1.0 forbids, and of any length.

QuickBooks keeps control characters that somebody pasted into a memo, and returns them as references
(`&#11;`) or as they are. XML 1.0 (section 2.2, production Char) has no place for either, and a parser
that keeps to it refuses the whole response for one of them.
"""

from __future__ import annotations

import re

from lxml import etree

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x0*([0-9A-Fa-f]+)|0*([0-9]+));")
_MOST_DIGITS = 7
"""Of a character's number without leading zeros; the highest is 1,114,111."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ALLOWED = (
    {0x9, 0xA, 0xD},
    range(0x20, 0xD800),
    range(0xE000, 0xFFFE),
    range(0x10000, 0x110000),
)
_LONG = 5_000_000
"""Characters from which lxml must be told to read on: it stops at a text of 10,000,000."""


def readable(text: str) -> str:
    """A text of XML without the characters, and references to them, that XML 1.0 forbids."""
    return _REFERENCE.sub(_allowed, _FORBIDDEN.sub("", text))


def parsed(text: str) -> etree._Element:
    """The root of a text of XML, which is decoded already: the encoding it declares isn't used.

    Raises:
        etree.XMLSyntaxError: it isn't XML.
    """
    kept = readable(_DECLARATION.sub("", text))
    # Only what declares no entities may be of any length: they could make it endless.
    endless = len(kept) > _LONG and _DOCTYPE.search(kept) is None
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=endless,
        recover=False,
    )
    return etree.fromstring(kept.encode("utf-8"), parser)


def _allowed(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    if len(hexadecimal or decimal) > _MOST_DIGITS:
        return ""
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return reference.group() if any(number in among for among in _ALLOWED) else ""
