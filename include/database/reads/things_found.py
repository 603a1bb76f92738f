"""What a search in History means: the records, names and entries that have the text in either name.

A thing has two names: CORE's (an address, an agent) and QuickBooks' (a number, a display name). They are
found in indexes, so a search doesn't read every event or change of the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.database.reads.streams import BILLING_STATEMENTS, TRANSACTIONS
from include.database.tables.entries import Link, ManualMatch, PartyLink
from include.database.tables.records import Record
from include.database.tables.runs import Operation

MOST_RECORDS = 200
"""Records of each list that a search goes on with, the newest: of an agent with more, older ones are left."""

_MOST_NAMES = 50
_MOST_ELSEWHERE = 5
"""Names whose records are looked for by CORE's name, as the search has QuickBooks'."""
_KINDS = [kind.value for kind in DocumentKind]


@dataclass(frozen=True, slots=True)
class ThingsFound:
    """What has the text in a name.

    Attributes:
        records: keys of transactions and statements.
        parties: keys of customers and vendors: "vendor/agent:45".
        entries: by document key, the record's key; entries with that number or QuickBooks ID.
    """

    records: frozenset[str]
    parties: frozenset[str]
    entries: dict[str, str]


def things_found(session: Session, company_id: str, text: str) -> ThingsFound:
    """Find what a text may mean; each word must be in the name."""
    words = text.casefold().split()
    if not words:
        return ThingsFound(frozenset(), frozenset(), {})
    named = _names(session, company_id, text)
    elsewhere = sorted(
        {core.casefold() for _key, core, _shown in named if core and not _has(core, words)}
    )
    spoken = [words, *(core.split() for core in elsewhere[:_MOST_ELSEWHERE])]
    records = _numbered(session, company_id, words) or _records(session, company_id, spoken)
    return ThingsFound(
        frozenset(records),
        frozenset(key for key, *_ in named),
        _entries(session, company_id, text.strip()),
    )


def documents_of(session: Session, company_id: str, records: Iterable[str]) -> set[str]:
    """The keys of what was ever planned for some records: entries, and the names that they needed."""
    keys = sorted(records)
    if not keys:
        return set()
    planned = select(Operation.document_key).where(
        Operation.company_id == company_id, Operation.record_key.in_(keys)
    )
    return set(session.scalars(planned.distinct()))


def _has(name: str, words: Sequence[str]) -> bool:
    return all(word in name.casefold() for word in words)


def _numbered(session: Session, company_id: str, words: Sequence[str]) -> list[str]:
    """The records with a whole number of CORE's, such as TR-2026-000123: no list is gone through for it."""
    number = words[0].upper()
    if len(words) > 1 or not (any(map(str.isalpha, number)) and any(map(str.isdigit, number))):
        return []
    return [
        key
        for stream in (TRANSACTIONS, BILLING_STATEMENTS)
        for key in session.scalars(
            select(Record.key).where(
                Record.company_id == company_id,
                Record.stream == stream,
                Record.number.in_((words[0], number)),
            )
        )
    ]


def _records(session: Session, company_id: str, names: Sequence[Sequence[str]]) -> Iterable[str]:
    """The newest records that have all words of one of some names; each list is gone through once."""
    in_one = or_(
        *(
            and_(*(Record.search_text.contains(word, autoescape=True) for word in words))
            for words in names
        )
    )
    for stream in (TRANSACTIONS, BILLING_STATEMENTS):
        newest = (
            select(Record.key)
            .where(Record.company_id == company_id, Record.stream == stream, in_one)
            .order_by(Record.day.desc().nulls_last(), Record.key.desc())
        )
        yield from session.scalars(newest.limit(MOST_RECORDS))


def _names(session: Session, company_id: str, text: str) -> list[tuple[str, str, str]]:
    """Key, CORE's name and QuickBooks' name of vendors, and of customers that a user matched.

    The other customers are properties, of which there are as many as transactions: their name is the
    transaction's address, by which records are found.
    """
    chosen = select(ManualMatch.party_key).where(ManualMatch.company_id == company_id)
    columns = (PartyLink.party_key, PartyLink.core_name, PartyLink.display_name)
    base: Select[str, str, str] = select(*columns).where(PartyLink.company_id == company_id)
    found: dict[str, tuple[str, str, str]] = {}
    for part in (PartyLink.kind == "vendor", PartyLink.party_key.in_(chosen)):
        query = base.where(part)
        for word in text.split():
            query = query.where(
                or_(
                    PartyLink.core_name.icontains(word, autoescape=True),
                    PartyLink.display_name.icontains(word, autoescape=True),
                )
            )
        for row in session.execute(query.limit(_MOST_NAMES)):
            found[row.party_key] = (row.party_key, row.core_name, row.display_name)
    return list(found.values())


def _entries(session: Session, company_id: str, text: str) -> dict[str, str]:
    """Entries with the text as their number, or as their ID in QuickBooks."""
    numbers = sorted({text, text.upper()})
    query = select(Link.document_key, Link.record_key).where(Link.company_id == company_id)
    found = list(session.execute(query.where(Link.number.in_(numbers)).limit(_MOST_NAMES)))
    found += session.execute(query.where(Link.kind.in_(_KINDS), Link.quickbooks_id == text))
    return {row.document_key: row.record_key for row in found}
