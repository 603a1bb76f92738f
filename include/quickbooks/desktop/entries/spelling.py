"""Texts, names and numbers as QuickBooks Desktop keeps them.

A name or a number that is too long is shortened by a fixed rule: a hash of the whole at its end keeps
two of them apart, and the CoreBooks database has both the whole and what was sent. A memo or a
description that is too long puts the record on hold, as half of it would be of no use.
"""

from __future__ import annotations

import base64
import hashlib
import re

from include.books.documents import DocumentKind
from include.quickbooks.desktop.entries.forms import longest_number
from include.quickbooks.desktop.wire.schema import longest
from include.quickbooks.field_errors import FieldError, nothing_left
from include.quickbooks.latin import latin

NAME = longest("Vendor", "Name")
"""Characters of a customer's or vendor's name."""
LIST_NAME = longest("ItemService", "Name")
"""Characters of an item's, class's or account's name."""

_CUT = "~"
_NAME_HASH, _NUMBER_HASH = 4, 3
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"\s+")


def spelled(text: str) -> str:
    """A text in the letters that a company file keeps, those in both Windows-1252 and ISO-8859-1."""
    return _CONTROL.sub("", latin(text)).strip()


def list_name(name: str, most: int) -> str:
    """A name for a list, at most so long; a colon would make it a part of another entry."""
    plain = _BLANKS.sub(" ", spelled(name).replace(":", " -")).strip()
    if len(plain) <= most:
        return plain
    kept = most - _NAME_HASH - len(_CUT)
    return f"{plain[:kept].rstrip()}{_CUT}{_hash(plain, _NAME_HASH)}"


def checked_list_name(name: str, most: int) -> str:
    """A name for a list that isn't blank.

    Raises:
        FieldError: QuickBooks keeps no letter of it.
    """
    kept = list_name(name, most)
    if not kept:
        raise FieldError("name", nothing_left(name))
    return kept


def number_of(kind: DocumentKind, number: str) -> str:
    """The number of a document; of a long one its end, which tells it from its neighbors."""
    most = longest_number(kind)
    plain = _BLANKS.sub("", spelled(number))
    if len(plain) <= most:
        return plain
    if not most:
        return ""
    kept = plain[-(most - _NUMBER_HASH - len(_CUT)) :].lstrip("-./ ")
    return f"{kept}{_CUT}{_hash(plain, _NUMBER_HASH)}"


def _hash(text: str, length: int) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:length]
