"""What is looked for among QuickBooks' entries, and what is proposed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.books.documents import Document
from include.books.entries import Entry
from include.books.money import Cents


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that CORE's records make, and that has no entry of its own yet.

    Attributes:
        document: the entry as CoreBooks would create it.
        date: its date, also where the document leaves it to the day of the first sync: then the day on
            which another hand would have dated it, such as the closing date.
        record_key: the record that it is made of.
        record_name: how sentences name that: "TR-2026-000123, 11 Oak St".
        number: CORE's number of the record.
        place: the property's address, or the agent's name for billing; may be empty.
        other_amounts: forms in which others book it, with their cents: ("brokerage net", 339500).
        party_id: QuickBooks' ID of its customer or vendor, where that is known.
        tag: its CoreBooks tag (`marker`); empty where none is looked for.
        pays_id: for a payment or refund, QuickBooks' ID of the linked entry that it pays, where that is
            known. What is found in the same call needn't be named.
    """

    document: Document
    date: dt.date
    record_key: str
    record_name: str
    number: str
    place: str
    other_amounts: tuple[tuple[str, Cents], ...] = ()
    party_id: str = ""
    tag: str = ""
    pays_id: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be a document's.

    `score` is 0 to 100, 90 and more only where it is certain; `reasons` and `differences` are phrases of
    a sentence: "same amount", "total is $3,395.00 instead of $30,000.00".
    """

    entry: Entry
    score: int
    reasons: tuple[str, ...]
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The entry that is most likely a document's.

    `is_certain`: the evidence is strong, and clearly stronger than that of every other pairing of the
    document and of the entry. `others` are the next best entries, best first; one of them may be the
    best of another document.
    """

    wanted: Wanted
    best: Candidate
    is_certain: bool
    others: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """The way of booking of whoever posted the entries.

    `sentence` says it in words; `template` is the key of the template that creates the same kind of
    entry, empty where no template does.
    """

    sentence: str
    template: str
    documents: int
