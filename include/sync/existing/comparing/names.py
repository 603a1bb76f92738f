"""Comparing the customer or vendor of an entry with a document's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz

from include.books.parties import Party, PartyKind
from include.books.plain_names import normal

_ALIKE = 86
"""Of 100. Two people may have names as similar as this: it is never all that an entry is known by."""

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


class NameFit(IntEnum):
    """How an entry's customer or vendor fits a document's, the worst first."""

    OTHERS = 0
    """It is the customer or vendor of another document that is looked for."""
    DIFFERENT = 1
    NONE = 2
    """The entry has none, or whose it is tells nothing: a property's customer may be the buyer."""
    ALIKE = 3
    SAME = 4


@dataclass(frozen=True, slots=True)
class WantedParty:
    """A document's customer or vendor, ready to be compared.

    `is_person`: it is an agent or vendor, not a property or the one customer of all transactions.
    """

    key: str
    names: frozenset[str]
    party_id: str
    core_id: str
    is_person: bool

    @classmethod
    def of(cls, party: Party, party_id: str) -> WantedParty:
        """From the document's party, and its ID in QuickBooks where that is known."""
        given = f"{party.given_name} {party.family_name}".strip()
        names = {bare(name) for name in (party.display_name, party.print_name, given)}
        return cls(
            key=party.key,
            names=frozenset(names - {""}),
            party_id=party_id,
            core_id=party.core_id,
            is_person=party.kind is PartyKind.VENDOR or party.is_agent,
        )


@dataclass(frozen=True, slots=True)
class EntryParty:
    """An entry's customer or vendor, ready to be compared; `marks` are what its name has in brackets."""

    name: str
    party_id: str
    marks: frozenset[str]

    @classmethod
    def of(cls, name: str, party_id: str) -> EntryParty:
        """From the name and the ID in QuickBooks."""
        marks = (mark.casefold().split() for mark in _IN_BRACKETS.findall(name))
        return cls(bare(name), party_id, frozenset(mark[-1] for mark in marks if mark))


def bare(name: str) -> str:
    """A name without what tells it from others in QuickBooks: "Jane Doe (agent billing)" is "jane doe"."""
    return normal(_IN_BRACKETS.sub(" ", name)) or normal(name)


def name_fit(wanted: WantedParty, entry: EntryParty) -> NameFit:
    """How they fit, apart from whether the entry's is another document's."""
    if wanted.party_id and wanted.party_id == entry.party_id:
        return NameFit.SAME
    if not entry.name:
        return NameFit.NONE
    if entry.name in wanted.names:
        return NameFit.DIFFERENT if _is_namesake(wanted, entry) else NameFit.SAME
    if any(_are_alike(name, entry.name) for name in wanted.names):
        return NameFit.ALIKE
    return NameFit.DIFFERENT if wanted.is_person else NameFit.NONE


def _is_namesake(wanted: WantedParty, entry: EntryParty) -> bool:
    """Whether the name says that it is someone else of this name: "Maria Garcia (10412)"."""
    ids = {mark for mark in entry.marks if mark.isdigit()}
    return bool(ids) and bool(wanted.core_id) and wanted.core_id not in ids


def _are_alike(name: str, other: str) -> bool:
    """Whether one may be the other typed wrong, in another order, or with a part more or less."""
    words, others = name.split(), other.split()
    if min(len(words), len(others)) > 1 and (
        set(words) <= set(others) or set(others) <= set(words)
    ):
        return True
    if fuzz.token_sort_ratio(name, other, score_cutoff=_ALIKE):
        return True
    return fuzz.ratio(name.replace(" ", ""), other.replace(" ", ""), score_cutoff=_ALIKE) > 0
