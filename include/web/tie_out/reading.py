"""The two sides of the agreement: the database's entries of a period, and what QuickBooks has of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.gateway import Entry, Gateway
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.sync.operations.documents_json import document_from_json
from include.sync.verify.tie_out import PostedEntry

MOST = 20_000
"""More entries than this are compared a shorter period at a time."""

There = Mapping[tuple[str, str], Entry]


@dataclass(frozen=True, slots=True)
class NotSent:
    """A record of the period that is not, or not wholly, in QuickBooks, and why."""

    state: RecordState
    title: str
    day: dt.date | None


def links_of_period(
    session: Session, company_id: str, since: dt.date, until: dt.date
) -> Sequence[Link]:
    """Our entries dated within the period, both days included; voided by us are left out."""
    return session.scalars(
        select(Link)
        .where(
            Link.company_id == company_id,
            Link.status != LinkStatus.VOIDED,
            Link.date >= since,
            Link.date <= until,
        )
        .order_by(Link.date, Link.document_key)
        .limit(MOST + 1)
    ).all()


def read_there(gateway: Gateway, links: Sequence[Link]) -> There:
    """What QuickBooks has of these entries now, by kind and id; a few calls for each kind."""
    by_kind: dict[DocumentKind, list[str]] = defaultdict(list)
    for link in links:
        by_kind[DocumentKind(link.kind)].append(link.quickbooks_id)
    found: dict[tuple[str, str], Entry] = {}
    for kind, ids in by_kind.items():
        for entry_id, entry in gateway.read_entries(kind, sorted(ids)).items():
            found[kind.value, entry_id] = entry
    return found


def our_entries(links: Sequence[Link], there: There) -> Iterator[PostedEntry]:
    """Each of our entries beside what QuickBooks has of it."""
    for link in links:
        yield PostedEntry(
            record_key=link.record_key,
            category=link.category,
            number=link.number,
            quickbooks_id=link.quickbooks_id,
            date=link.date,
            document=document_from_json(link.document),
            there=there.get((link.kind, link.quickbooks_id)),
        )


def not_sent(session: Session, company_id: str, since: dt.date, until: dt.date) -> list[NotSent]:
    """Records of the period that wait: held back, or not sent yet."""
    rows = session.execute(
        select(RecordState, Record.title, Record.day)
        .join(
            Record,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == company_id,
            RecordState.status.in_([RecordStatus.ON_HOLD, RecordStatus.READY]),
            Record.day >= since,
            Record.day <= until,
        )
        .order_by(Record.day, RecordState.record_key)
        .limit(500)
    )
    return [NotSent(row[0], row[1], row[2]) for row in rows]
