"""Identities in record keys, made of what a source has: numbers, e-mail addresses, names. Pure.

They are the same whatever the case and the blanks of what they are made of, and no two different
texts give one: what a key can't hold is replaced, and a hash of the text is added.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

By: TypeAlias = Literal["id", "email", "name", "company"]

_USABLE: Final = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,59}")
_CLEAN_NAME: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_CLEAN_EMAIL: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*@[a-z0-9][a-z0-9.-]*")
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 60
_SLUG: Final = 40


def deal_id(parts: Sequence[str]) -> str:
    """The identity of what has these values in its key columns: "TR-7", "12-oak-st-1f0c5a7be2d4".

    One value that a key can hold is kept, in capitals; of others a slug is made, with a hash.
    """
    texts = [comparable(part) for part in parts]
    if len(texts) == 1:
        own = texts[0].upper()
        if _USABLE.fullmatch(own):
            return own
    return _hashed("\x1f".join(texts))


def person_id(by: Sequence[By], id: str, email: str, name: str, company: str) -> str:  # noqa: A002  (the interface's word)
    """The identity of a person by the first of these that a row has: "45", "jane-doe".

    Args:
        by: what identifies, in order.
        id: the source's own.
        email: an address.
        name: the full name.
        company: the firm's.

    Returns:
        "" if the row has none of them.
    """
    has = {"id": id, "email": email, "name": name, "company": company}
    for one in by:
        text = comparable(has[one])
        if text:
            return _of_id(text) if one == "id" else _of_name(text)
    return ""


def comparable(text: str) -> str:
    """A text as texts are compared: without case, in one form, with single blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split()).casefold()


def _of_id(text: str) -> str:
    return text if _USABLE.fullmatch(text.upper()) else _hashed(text)


def _of_name(text: str) -> str:
    if len(text) <= _LONGEST - 3:
        if _CLEAN_NAME.fullmatch(text):
            return text.replace(" ", "-")
        if _CLEAN_EMAIL.fullmatch(text):
            return text.replace("@", "-at-")
    return _hashed(text)


def _hashed(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = _OTHER.sub("-", ascii_text.lower()).strip("-")[:_SLUG].strip("-")
    digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=6).hexdigest()
    return f"{slug}-{digest}" if slug else digest
