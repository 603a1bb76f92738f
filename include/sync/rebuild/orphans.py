"""Entries whose record CORE has, but not what they are for: an agent was replaced, or the record can't be read now.

Their documents' keys aren't told by any template any more. So they are guessed: from the record's number, the payees that
CORE has, and the number of a payment. The tag proves a guess.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import TAG, marker
from include.books.entries import Entry
from include.database.stored.edits import Edit
from include.database.tables.entries import Link, PartyLink
from include.database.tables.records import Record, RecordState
from include.sync.diff.new_link import new_link
from include.sync.diff.stray_entries import entry_document, match_party
from include.sync.run.run import SyncContext
from include.workflows.category import Category
from include.workflows.template import document_key, kinds_of

_PAYEE = re.compile(r"([AV])(\d+)$")
_PAYMENT = re.compile(r"(\d+)$")
_VENDOR = "vendor/"
_SIDES = ("income", "income:listing", "income:buying")
_UNREADABLE = "CORE's record couldn't be read then, so it wasn't compared"


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record that CORE has: its key, its number, and whether it can't be used as it is."""

    key: str
    number: str
    is_unreadable: bool


@dataclass(frozen=True, slots=True)
class Orphan:
    """An entry, and the document and record that its tag is of."""

    entry: Entry
    document_key: str
    record: KnownRecord


def known_records(context: SyncContext, session: Session) -> list[KnownRecord]:
    """The records of a workflow, also those that can't be used."""
    rows = session.execute(
        select(Record.key, Record.number, RecordState.unreadable)
        .join(
            RecordState,
            (RecordState.company_id == Record.company_id) & (RecordState.record_key == Record.key),
        )
        .where(
            Record.company_id == context.company_id,
            RecordState.category == context.category,
            Record.stream == context.category.stream,
        )
    )
    return [KnownRecord(key, number, unreadable) for key, number, unreadable in rows]


def known_payees(context: SyncContext, session: Session) -> list[str]:
    """The agents and vendors who have a vendor in QuickBooks, by CORE's own keys: "agent:45"."""
    keys = session.scalars(
        select(PartyLink.party_key).where(
            PartyLink.company_id == context.company_id, PartyLink.party_key.startswith(_VENDOR)
        )
    )
    return sorted(key.removeprefix(_VENDOR) for key in keys)


def find_orphans(
    context: SyncContext,
    entries: Iterable[Entry],
    records: Sequence[KnownRecord],
    payees: Sequence[str],
) -> list[Orphan]:
    """The entries whose tag is of a document that one of the records had.

    Args:
        context: the workflow's run.
        entries: tagged entries that are nobody's so far.
        records: from `known_records`.
        payees: from `known_payees`.
    """
    kinds = kinds_of(context.category)
    found = (_orphan(context, entry, records, payees) for entry in entries if entry.kind in kinds)
    return [one for one in found if one is not None]


def _orphan(
    context: SyncContext, entry: Entry, records: Sequence[KnownRecord], payees: Sequence[str]
) -> Orphan | None:
    tag = TAG.search(entry.memo)
    roles = list(_roles(context.category, entry, payees))
    # A payment's number isn't its statement's.
    likely = [one for one in records if _may_be(one, entry)] or records
    for record in likely:
        for role in roles:
            key = document_key(context.category, record.key, role)
            if tag and marker(context.company_id, key) == tag.group():
                return Orphan(entry, key, record)
    return None


def _may_be(record: KnownRecord, entry: Entry) -> bool:
    """Whether an entry has a record's number; QuickBooks may keep less of it."""
    number, own = entry.number.casefold(), record.number.casefold()
    return bool(number and own) and (number.startswith(own) or own.startswith(number))


def _roles(category: Category, entry: Entry, payees: Sequence[str]) -> Iterator[str]:
    """How the keys of the documents end that an entry may be of."""
    if category is Category.BROKERAGE_INCOME:
        yield from _SIDES
    elif category is Category.AGENT_BILLING:
        yield "invoice"
        if payment := _PAYMENT.search(entry.number):
            yield f"payment:{payment.group()}"
    else:
        if payee := _PAYEE.search(entry.number):
            yield f"payee:{'agent' if payee[1] == 'A' else 'vendor'}:{payee[2]}"
        yield from (f"payee:{key}" for key in payees)


def link_orphans(context: SyncContext, session: Session, orphans: Iterable[Orphan]) -> list[Orphan]:
    """Track entries for their records, which decide about them as about any that CORE no longer has.

    Returns:
        Those that are tracked now; a copy of an entry that is linked already is nobody's.
    """
    linked: list[Orphan] = []
    for one in orphans:
        if session.get(Link, (context.company_id, one.document_key)) is not None:
            continue
        session.add(_link(context, session, one))
        session.flush()
        linked.append(one)
    return linked


def _link(context: SyncContext, session: Session, one: Orphan) -> Link:
    document = dataclasses.replace(
        entry_document(context, one.record.key, one.entry), key=one.document_key
    )
    match_party(context, session, document.party, one.entry.party_id)
    version = context.setup_version
    link = new_link(context, one.record.key, document, one.entry, versions=(version, version))
    link.total_cents = one.entry.net
    if one.record.is_unreadable:
        edit = Edit(differences=(_UNREADABLE,), was_edited=False, from_rebuild=True)
        link.edited_as = edit.stored()
    return link
