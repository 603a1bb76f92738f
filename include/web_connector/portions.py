"""Long questions in portions, so that no response is longer than can be taken.

What names many entries is asked for by so many of them at a time; what QuickBooks can answer in
portions itself (an iterator) has the size of its portions. Both get smaller when a response doesn't
come or can't be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

LARGEST = 200
"""Entries in one response: real ones have some 2.2 kB each, and 30 times that at most."""

_SMALLER = 4
_NAMED = frozenset({"TxnID", "ListID", "RefNumber", "FullName", "TxnDelType"})
"""Fields by which a query names what it asks for, once for each."""


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of a question is asked next.

    Attributes:
        first: how many of the named ones are answered already.
        size: how many entries a response may have; 0 for as many as the question itself says.
    """

    first: int = 0
    size: int = 0


def count_named(request: etree._Element) -> int:
    """How many entries a query names; 0 for one that names none."""
    return len(_named(request))


def is_long(request: etree._Element) -> bool:
    """Whether a query takes a message set of its own."""
    return bool(request.get("iterator")) or count_named(request) > LARGEST


def narrow(request: etree._Element, portion: Portion) -> int:
    """Cut a query down to its next portion, in place.

    Returns:
        How many of those it names are answered after it; 0 for a query that names none.
    """
    named = _named(request)
    most = request.find("MaxReturned")
    if most is not None and portion.size:
        most.text = str(min(int(most.text or portion.size), portion.size))
    if not named:
        return 0
    end = portion.first + (portion.size or LARGEST)
    for place, element in enumerate(named):
        if not portion.first <= place < end:
            request.remove(element)
    return min(end, len(named))


def smaller(request: etree._Element, size: int) -> int:
    """The size of portions to try next; the same where they can't be smaller."""
    most = request.findtext("MaxReturned")
    now = size or (int(most) if most else min(count_named(request), LARGEST))
    return max(1, now // _SMALLER) if now else 0


def _named(request: etree._Element) -> list[etree._Element]:
    return [child for child in request if child.tag in _NAMED]
