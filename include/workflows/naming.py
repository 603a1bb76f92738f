"""Names and numbers of documents, customers and vendors, within QuickBooks' limits."""

from __future__ import annotations

import hashlib
import re

NUMBER_LENGTH = 21
"""QuickBooks Online keeps 21 characters of a document number."""

NAME_LENGTH = 100
"""Enough for names and addresses, and within the limit of every QuickBooks product's list."""

# QuickBooks splits names at colons (sub-customers) and rejects control characters.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f:]+")


def number(*parts: str) -> str:
    """A document number from its parts: `TR-2026-000123-A45`.

    A number that would be too long keeps its beginning and ends in a hash of the whole, so that it
    stays the same every time and differs from others.
    """
    whole = "-".join(part for part in parts if part)
    if len(whole) <= NUMBER_LENGTH:
        return whole
    ending = hashlib.sha256(whole.encode()).hexdigest()[:6].upper()
    return f"{whole[: NUMBER_LENGTH - 7]}-{ending}"


def display_name(name: str) -> str:
    """A name as QuickBooks accepts it."""
    clean = " ".join(_FORBIDDEN.sub(" ", name).split())
    if len(clean) <= NAME_LENGTH:
        return clean
    ending = hashlib.sha256(clean.encode()).hexdigest()[:6].upper()
    return f"{clean[: NAME_LENGTH - 7]} {ending}"


def with_suffix(name: str, suffix: str) -> str:
    """A name that says which of two lists it is on: `Jane Doe (agent billing)`."""
    room = NAME_LENGTH - len(suffix) - 1
    return f"{display_name(name)[:room].rstrip()} {suffix}"
