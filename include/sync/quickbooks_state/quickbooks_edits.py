"""What people did in QuickBooks to entries that we wrote: changed, voided, deleted.

QuickBooks tells which entries changed since a moment; what carries the version of our own last
write is ours. Who changed it QuickBooks does not tell: its audit log does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.documents import Document, DocumentKind
from include.books.gateway import Entry, EntryStatus
from include.books.money import format_usd
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.columns import utc_now
from include.database.tables.entries import EntryWatermark, Link, PartyLink
from include.database.tables.records import RecordState
from include.sync.operations.documents_json import document_from_json
from include.sync.quickbooks_state.relink import UntrackedEntries, untracked_entries
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext
from include.workflows.template import kinds_of

# QuickBooks may show a change a little after the time it is stamped with.
_OVERLAP = dt.timedelta(minutes=5)
# QuickBooks Online tells changes of the last 30 days.
_FAR_BACK = dt.timedelta(days=29)

_ENDED = {
    EntryStatus.DELETED: LinkStatus.DELETED_IN_QUICKBOOKS,
    EntryStatus.VOIDED: LinkStatus.VOIDED_IN_QUICKBOOKS,
}


def detect_edits(context: SyncContext) -> UntrackedEntries:
    """Take down what people changed in QuickBooks since the last run, and put it on the list.

    Returns:
        Entries that carry our mark and that the database does not know.

    Raises:
        GatewayStopped: QuickBooks does not answer; nothing was taken down.
    """
    started = utc_now()
    kinds, since = _since(context)
    changed = list(context.gateway.entries_changed(kinds, since))
    with context.database.writing() as session:
        for entry, link in _ours(context, session, changed):
            if link.updated_at <= started and notice(context, session, entry, link):
                _put_on_list(context, session, link)
        unknown = untracked_entries(context, session, changed)
        session.merge(
            EntryWatermark(
                company_id=context.company_id, category=context.category, read_up_to=started
            )
        )
    return unknown


def _since(context: SyncContext) -> tuple[list[DocumentKind], dt.datetime]:
    """Which kinds of entries to ask for, and since when.

    Where nothing stands yet, as far back as QuickBooks tells changes: what an earlier installation
    entered is known by its mark.

    Every question here is answered by an index, however many documents there are.
    """
    with context.database.reading() as session:
        possible = sorted(kinds_of(context.category))
        kinds = [
            kind
            for kind in possible
            if kind in context.template.kinds or _stands(context, session, kind)
        ]
        mark = session.get(EntryWatermark, (context.company_id, context.category))
        if mark is not None:
            return kinds, mark.read_up_to - _OVERLAP
        first = session.scalars(
            select(func.min(Link.posted_at)).where(
                Link.company_id == context.company_id, Link.category == context.category
            )
        ).first()
        return kinds, first - _OVERLAP if first else utc_now() - _FAR_BACK


def _stands(context: SyncContext, session: Session, kind: DocumentKind) -> bool:
    found = session.scalars(
        select(Link.quickbooks_id)
        .where(Link.company_id == context.company_id, Link.kind == kind)
        .limit(1)
    ).first()
    return found is not None


def _ours(
    context: SyncContext, session: Session, entries: Sequence[Entry]
) -> Iterator[tuple[Entry, Link]]:
    by_kind: dict[DocumentKind, dict[str, Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, {})[entry.ref.id] = entry
    for kind, some in by_kind.items():
        ids = sorted(some)
        for start in range(0, len(ids), 500):
            # By the unique index on kind and id; the few that are not ours are left out here.
            links = session.scalars(
                select(Link)
                .where(
                    Link.company_id == context.company_id,
                    Link.kind == kind,
                    Link.quickbooks_id.in_(ids[start : start + 500]),
                )
                .order_by(Link.quickbooks_id)
            ).all()
            for link in links:
                if link.category == context.category and link.status == LinkStatus.IN_QUICKBOOKS:
                    yield some[link.quickbooks_id], link


def notice(context: SyncContext, session: Session, entry: Entry, link: Link) -> bool:
    """Take a change of one entry down, in the given transaction.

    Returns:
        Whether it is of consequence to us; if not, the entry only has a new version.
    """
    if entry.status in _ENDED:
        link.status, link.edited_as = _ENDED[entry.status], None
        posting_log.warning(
            "%s %s %s of %s, from CORE %s",
            link.status.upper(),
            link.kind,
            link.number,
            format_usd(link.total_cents),
            link.record_key,
        )
        return True
    if entry.ref.version == link.version:
        return False
    link.version = entry.ref.version
    found = _differences(context, session, entry, link)
    if not found:
        link.edited_as = None
        return False
    if link.edited_as is not None and link.edited_as.get("differences") == found:
        return False
    link.edited_as = _edited_as(entry, found)
    posting_log.warning(
        "CHANGED IN QUICKBOOKS %s %s, from CORE %s: %s",
        link.kind,
        link.number,
        link.record_key,
        "; ".join(found),
    )
    return True


def _edited_as(entry: Entry, differences: list[str]) -> dict[str, Any]:
    return {
        "differences": differences,
        "total_cents": entry.total,
        "date": entry.date.isoformat() if entry.date else None,
        "lines": [[text, cents] for text, cents in entry.lines],
        "noticed_at": utc_now().isoformat(),
    }


def _differences(context: SyncContext, session: Session, entry: Entry, link: Link) -> list[str]:
    """What of an entry is not as we wrote it: our value, then QuickBooks' own.

    Texts are not compared: a memo or a description that somebody adds to is theirs.
    """
    document = document_from_json(link.document)
    party = session.get(PartyLink, (context.company_id, document.party.key))
    found = []
    if entry.total != document.total:
        found.append(f"total {format_usd(document.total)} -> {format_usd(entry.total)}")
    if entry.date is not None and entry.date != link.date:
        found.append(f"date {link.date} -> {entry.date}")
    if party is not None and entry.party_id and entry.party_id != party.quickbooks_id:
        found.append(f"another {party.kind} than {document.party.display_name}")
    if document.account and entry.account_id and entry.account_id != document.account.id:
        found.append(f"another account than {document.account.name}")
    if document.kind is not DocumentKind.PAYMENT:
        found.extend(lines_differ(entry, document))
    elif document.pays and document.applied != 0:
        paid = session.get(Link, (context.company_id, document.pays))
        if paid is not None and paid.quickbooks_id not in entry.links:
            found.append(f"no longer applied to {paid.kind} {paid.number}")
    return found


def lines_differ(entry: Entry, document: Document) -> Iterator[str]:
    """How the lines of an entry differ from a document's: amounts, or what they are booked to."""
    ours = _nonzero((line.amount, line.target.id) for line in document.lines)
    theirs = _nonzero(
        (cents, target) for (_, cents), target in zip(entry.lines, _targets(entry), strict=True)
    )
    if sorted(cents for cents, _ in ours) != sorted(cents for cents, _ in theirs):
        amounts = [", ".join(format_usd(cents) for cents, _ in some) for some in (ours, theirs)]
        yield f"lines {amounts[0]} -> {amounts[1]}"
    elif all(target for _, target in theirs) and sorted(ours) != sorted(theirs):
        yield "lines booked to other accounts or products"


def _nonzero(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(cents, target) for cents, target in lines if cents]


def _targets(entry: Entry) -> tuple[str, ...]:
    return entry.targets if len(entry.targets) == len(entry.lines) else ("",) * len(entry.lines)


def _put_on_list(context: SyncContext, session: Session, link: Link) -> None:
    state = session.get(RecordState, (context.company_id, context.category, link.record_key))
    if state is not None and state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY):
        state.status, state.since = RecordStatus.READY, utc_now()
