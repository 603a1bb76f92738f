"""Texts, names and numbers as QuickBooks Desktop keeps them.

What is too long for a name or a number is shortened by a fixed rule, never refused: a digest of the
whole at its end keeps two of them apart, and the database has both the whole and what was sent. A memo
or a description that is too long is refused, as there is nothing to be gained from half of it.
"""

from __future__ import annotations

import base64
import hashlib
import re

from include.books.documents import DocumentKind
from include.quickbooks.latin import latin

NAME = 41
"""Of a customer or vendor (qbXML 13.0)."""
LIST_NAME = 31
"""Of an item, class or account (qbXML 13.0)."""
NUMBERS = {
    DocumentKind.INVOICE: 11,
    DocumentKind.CREDIT_MEMO: 11,
    DocumentKind.SALES_RECEIPT: 11,
    DocumentKind.CHECK: 11,
    DocumentKind.EXPENSE: 11,
    DocumentKind.REFUND: 11,
    DocumentKind.BILL: 20,
    DocumentKind.VENDOR_CREDIT: 20,
    DocumentKind.PAYMENT: 20,
    DocumentKind.DEPOSIT: 0,
}
"""How long a RefNumber may be (qbXML 13.0, US edition); deposits have none."""

_CUT = "~"
_NAME_DIGEST, _NUMBER_DIGEST = 4, 3
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"\s+")


def spelled(text: str) -> str:
    """A text in the letters that a company file keeps: those of Windows-1252 and ISO-8859-1 both."""
    return _CONTROL.sub("", latin(text)).strip()


def list_name(name: str, longest: int) -> str:
    """A name for a list; a colon would make it a part of another entry."""
    plain = _BLANKS.sub(" ", spelled(name).replace(":", " -")).strip()
    if len(plain) <= longest:
        return plain
    kept = longest - _NAME_DIGEST - len(_CUT)
    return f"{plain[:kept].rstrip()}{_CUT}{_digest(plain, _NAME_DIGEST)}"


def number_of(kind: DocumentKind, number: str) -> str:
    """The number of a document; of a long one its end, which is what tells it from its neighbours."""
    longest = NUMBERS[kind]
    plain = _BLANKS.sub("", spelled(number))
    if len(plain) <= longest:
        return plain
    if not longest:
        return ""
    kept = plain[-(longest - _NUMBER_DIGEST - len(_CUT)) :].lstrip("-./ ")
    return f"{kept}{_CUT}{_digest(plain, _NUMBER_DIGEST)}"


def _digest(text: str, length: int) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:length]
