"""Names and numbers of documents, customers and vendors, within QuickBooks' limits."""

from __future__ import annotations

import hashlib
import re

NUMBER_LENGTH = 21
"""QuickBooks Online keeps 21 characters of a document number."""

NAME_LENGTH = 100
"""Enough for names and addresses, and within the limit of every QuickBooks product's list."""

# QuickBooks splits names at colons (sub-customers) and rejects control characters.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f:]+")

# Soft hyphens and other signs without a width: names that differ in one look the same in QuickBooks.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")

# One address, as QuickBooks takes it: https://datatracker.ietf.org/doc/html/rfc5322#section-3.4.1
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+[A-Za-z]{{2,}}")
_EMAIL_LENGTH = 100

_TAX_ID = re.compile(r"[0-9]{9}")
"""A Social Security number or employer identification number: nine digits, and what divides them."""


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


def part_of_name(text: str) -> str:
    """A first, last or company name as QuickBooks accepts it, cut where it is too long."""
    return _on_one_line(text)[:NAME_LENGTH].rstrip()


def email_address(text: str) -> str:
    """The address, or empty if the text isn't one: `n/a`, or two of them.

    QuickBooks rejects the whole customer or vendor for a bad address.
    """
    address = text.strip()
    fits = len(address) <= _EMAIL_LENGTH and _EMAIL.fullmatch(address) is not None
    return address if fits else ""


def tax_id(text: str) -> str:
    """The tax ID, or empty if the text isn't one: `applied for`."""
    own = text.strip()
    return own if _TAX_ID.fullmatch(re.sub(r"[ -]", "", own)) else ""


def display_name(name: str) -> str:
    """A name as QuickBooks accepts it."""
    clean = _on_one_line(name)
    if len(clean) <= NAME_LENGTH:
        return clean
    ending = hashlib.sha256(clean.encode()).hexdigest()[:6].upper()
    return f"{clean[: NAME_LENGTH - 7]} {ending}"


def _on_one_line(text: str) -> str:
    """The text without what QuickBooks rejects in names, or what nobody sees."""
    return " ".join(_FORBIDDEN.sub(" ", _INVISIBLE.sub("", text)).split())


def with_suffix(name: str, suffix: str) -> str:
    """A name that says which of two lists it is on: `Jane Doe (agent billing)`.

    A suffix of which QuickBooks takes nothing adds nothing.
    """
    own = _on_one_line(suffix)
    room = NAME_LENGTH - len(own) - 1
    return f"{display_name(name)[:room].rstrip()} {own}" if own else display_name(name)


def told_apart(name: str, core_id: str, *, is_agent: bool) -> str:
    """A name that says who of several with this name in CORE it is: `Maria Garcia (10412)`.

    The ID is CORE's, so the result is the same in every run.
    """
    return with_suffix(name, f"({core_id})" if is_agent else f"(contact {core_id})")
