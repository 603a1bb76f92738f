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
_BLANK = re.compile(r"\s*")
_ALLOWED = (
    {0x9, 0xA, 0xD},
    range(0x20, 0xD800),
    range(0xE000, 0xFFFE),
    range(0x10000, 0x110000),
)
_LONG = 5_000_000
"""Characters from which lxml must be told to read on: it stops at a text of 10,000,000."""
_MOST_TAGS = 2_000_000
"""Begins and ends of elements. An answer as long as any that is taken has a quarter of them."""


class XmlRefused(ValueError):
    """XML that isn't read, whatever a parser would make of it."""


def readable(text: str) -> str:
    """A text of XML without the characters, and references to them, that XML 1.0 forbids."""
    return _REFERENCE.sub(_allowed, _FORBIDDEN.sub("", text))


def parsed(text: str) -> etree._Element:
    """The root of a text of XML, which is decoded already: the encoding it declares isn't used.

    Raises:
        XmlRefused: it has a document type, or more elements than any answer.
        etree.XMLSyntaxError: it isn't XML.
    """
    kept = readable(_DECLARATION.sub("", text))
    # By its characters, before any parser sees it; those that could hide it are gone by now.
    if has_doctype(kept):
        raise XmlRefused("it has a document type")
    if kept.count("<") > _MOST_TAGS:
        raise XmlRefused("it has too many elements")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=len(kept) > _LONG,
        recover=False,
    )
    return etree.fromstring(kept.encode("utf-8"), parser)


def has_doctype(text: str) -> bool:
    """Whether a document type stands before the first element; elsewhere it isn't XML."""
    at = 0
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # (it matches nothing, too)
        for begin, end in (("<!--", "-->"), ("<?", "?>")):
            if text.startswith(begin, at):
                closed = text.find(end, at + len(begin))
                if closed < 0:
                    return False
                at = closed + len(end)
                break
        else:
            return text.startswith("<!", at)


def _allowed(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    if len(hexadecimal or decimal) > _MOST_DIGITS:
        return ""
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return reference.group() if any(number in among for among in _ALLOWED) else ""
