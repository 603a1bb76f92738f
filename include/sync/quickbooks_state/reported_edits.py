"""Edits that QuickBooks reports by webhook: which of them wake auto-sync's next look.

A report says that an entry changed, not what or by whom, and QuickBooks reports CoreBooks' own writes as well.
It wakes a run only if the entry is tracked and CoreBooks can't have changed it: no write to its record is on
the way, and the last one was answered a minute or more before the change. The whole record counts, because
posting one entry changes others: a payment lowers what is open on its invoice.

So someone's edit within that minute wakes nothing. It isn't lost: each run reads all edits since the one
before, whatever was reported (`quickbooks_edits`), and at least one starts each day. To wake for an own write
costs a run that finds nothing, which is one metered read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from include.books.documents import DocumentKind
from include.books.entries import ReportedChange
from include.database.engine import Database
from include.database.statuses import LinkStatus, OperationStatus
from include.database.tables.companies import Company
from include.database.tables.entries import EntryWatermark, Link, ReportedEdit
from include.database.tables.runs import Operation
from include.database.upserts import upsert

OWN = dt.timedelta(minutes=1)
"""So long after a write was answered, a change may still be that write: clocks differ."""
READ = dt.timedelta(minutes=5)
"""What changed so long before edits were read was among them: QuickBooks may list a change later."""

_AT_ONCE = 500
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


def note_reported(database: Database, changes: Sequence[ReportedChange], now: dt.datetime) -> int:
    """Store which workflows have entries that someone may have edited. Called again, it stores the same.

    Most reports are of own writes and store nothing, so they wait for no one who writes.

    Args:
        database: the database.
        changes: what QuickBooks reported.
        now: when the report came, UTC.

    Returns:
        How many workflows, over all companies, the next look starts.

    Raises:
        DatabaseUnavailable: nothing was stored.
    """
    with database.reading() as session:
        woken = set(_woken(session, changes, now))
    if woken:
        rows = [
            {"company_id": company_id, "category": category, "reported_at": now}
            for company_id, category in sorted(woken)
        ]
        with database.writing() as session:
            upsert(session, ReportedEdit, rows)
    return len(woken)


def _woken(
    session: Session, changes: Sequence[ReportedChange], now: dt.datetime
) -> Iterator[tuple[str, str]]:
    """Company ID and category of each entry that someone else than CoreBooks may have changed."""
    by_kinds: dict[tuple[str, frozenset[DocumentKind]], dict[str, dt.datetime]] = {}
    for change in changes:
        newest = by_kinds.setdefault((change.realm_id, change.kinds), {})
        newest[change.entry_id] = max(newest.get(change.entry_id, _LONG_AGO), change.at or now)
    companies = _companies(session, {realm_id for realm_id, _ in by_kinds})
    for (realm_id, kinds), newest in by_kinds.items():
        if realm_id not in companies:
            continue
        company_id, ids = companies[realm_id], sorted(newest)
        for start in range(0, len(ids), _AT_ONCE):
            portion = ids[start : start + _AT_ONCE]
            for category, entry_id, known_until in _tracked(session, company_id, kinds, portion):
                if newest[entry_id] > known_until:
                    yield company_id, category


def _companies(session: Session, realm_ids: set[str]) -> dict[str, str]:
    """Realm -> company ID of those that are connected; Intuit reports all companies of an app."""
    connected = session.scalars(
        select(Company).where(Company.realm_id.in_(realm_ids), Company.disconnected_at.is_(None))
    )
    return {company.realm_id: company.id for company in connected}


def _tracked(
    session: Session, company_id: str, kinds: frozenset[DocumentKind], ids: Sequence[str]
) -> Iterator[tuple[str, str, dt.datetime]]:
    """Category, ID, and until when its changes are known or CoreBooks' own, of each tracked entry.

    An entry whose record has a write on its way isn't among them.
    """
    of_record = aliased(Link)
    written_at = (
        select(func.max(of_record.updated_at))
        .where(
            of_record.company_id == Link.company_id,
            of_record.category == Link.category,
            of_record.record_key == Link.record_key,
        )
        .scalar_subquery()
    )
    on_its_way = exists().where(
        Operation.company_id == Link.company_id,
        Operation.record_key == Link.record_key,
        Operation.status == OperationStatus.SENT,
    )
    rows = session.execute(
        select(Link.category, Link.quickbooks_id, written_at, EntryWatermark.read_up_to)
        .outerjoin(
            EntryWatermark,
            (EntryWatermark.company_id == Link.company_id)
            & (EntryWatermark.category == Link.category),
        )
        .where(
            Link.company_id == company_id,
            Link.kind.in_(kinds),
            Link.quickbooks_id.in_(ids),
            Link.status == LinkStatus.IN_QUICKBOOKS,
            ~on_its_way,
        )
    )
    for category, entry_id, written, read_up_to in rows:
        read = read_up_to - READ if read_up_to is not None else _LONG_AGO
        yield category, entry_id, max(written + OWN, read)
