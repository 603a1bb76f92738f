"""Posted entries that were edited, voided or deleted in QuickBooks since.

QuickBooks lists the entries that changed since a moment. An entry that still has the version of
CoreBooks' last write is unchanged. Who edited an entry is only in the QuickBooks audit log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.dates import format_day
from include.books.documents import Document, DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.money import format_usd
from include.clock import utc_now
from include.database.statuses import LinkStatus, RecordStatus
from include.database.stored.documents import document_from_json
from include.database.tables.entries import EntryWatermark, Link, PartyLink
from include.database.tables.records import RecordState
from include.sync.decide.relink import UntrackedEntries
from include.sync.quickbooks_state.untracked import untracked_entries
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext
from include.workflows.template import kinds_of

# QuickBooks may show a change a little after the time it is stamped with.
_OVERLAP = dt.timedelta(minutes=5)
# QuickBooks Online lists changes of the last 30 days.
_LONGEST = dt.timedelta(days=29)

_ENDED = {
    EntryStatus.DELETED: LinkStatus.DELETED_IN_QUICKBOOKS,
    EntryStatus.VOIDED: LinkStatus.VOIDED_IN_QUICKBOOKS,
}


def detect_edits(context: SyncContext) -> UntrackedEntries:
    """Store what was edited in QuickBooks since the last run, and mark those records to sync.

    Returns:
        Entries with the CoreBooks tag that the database doesn't know.

    Raises:
        GatewayUnavailable: QuickBooks doesn't respond; nothing was stored.
    """
    started = utc_now()
    kinds, since = _since(context)
    changed = list(context.gateway.entries_changed(kinds, since))
    with context.database.writing() as session:
        for entry, link in _posted(context, session, changed):
            if link.updated_at <= started and record_edit(context, session, entry, link):
                _mark_ready(context, session, link)
        untracked = untracked_entries(context, session, changed)
        session.merge(
            EntryWatermark(
                company_id=context.company_id, category=context.category, read_up_to=started
            )
        )
    return untracked


def _since(context: SyncContext) -> tuple[list[DocumentKind], dt.datetime]:
    """Which kinds of entries to read, and since when.

    Without any entries yet, as far back as QuickBooks lists changes: entries of an earlier
    installation are recognized by their tag.

    An index answers every query here, however many documents there are.
    """
    with context.database.reading() as session:
        possible = sorted(kinds_of(context.category))
        kinds = [
            kind
            for kind in possible
            if kind in context.template.kinds or _is_posted(context, session, kind)
        ]
        watermark = session.get(EntryWatermark, (context.company_id, context.category))
        if watermark is not None:
            return kinds, watermark.read_up_to - _OVERLAP
        first = session.scalars(
            select(func.min(Link.posted_at)).where(
                Link.company_id == context.company_id, Link.category == context.category
            )
        ).first()
        return kinds, first - _OVERLAP if first else utc_now() - _LONGEST


def _is_posted(context: SyncContext, session: Session, kind: DocumentKind) -> bool:
    first = session.scalars(
        select(Link.quickbooks_id)
        .where(Link.company_id == context.company_id, Link.kind == kind)
        .limit(1)
    ).first()
    return first is not None


def _posted(
    context: SyncContext, session: Session, entries: Sequence[Entry]
) -> Iterator[tuple[Entry, Link]]:
    by_kind: dict[DocumentKind, dict[str, Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, {})[entry.ref.id] = entry
    for kind, by_id in by_kind.items():
        ids = sorted(by_id)
        for start in range(0, len(ids), 500):
            # By the unique index on kind and ID; other entries have no link.
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
                    yield by_id[link.quickbooks_id], link


def record_edit(context: SyncContext, session: Session, entry: Entry, link: Link) -> bool:
    """Store how one entry was edited in QuickBooks, in the given transaction.

    Returns:
        Whether anything differs from what was posted; if not, only its version is new.
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
    differences = _differences(context, session, entry, link)
    if not differences:
        link.edited_as = None
        return False
    if link.edited_as is not None and link.edited_as.get("differences") == differences:
        return False
    link.edited_as = _edited_as(entry, differences)
    posting_log.warning(
        "EDITED IN QUICKBOOKS %s %s, from CORE %s: %s",
        link.kind,
        link.number,
        link.record_key,
        "; ".join(differences),
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
    """How an entry differs from what was posted: the posted value, then the one in QuickBooks.

    Texts aren't compared: bookkeepers may add to a memo or a description.
    """
    document = document_from_json(link.document)
    party = session.get(PartyLink, (context.company_id, document.party.key))
    differences = []
    if entry.total != document.total:
        differences.append(_from_to("total", format_usd(document.total), format_usd(entry.total)))
    if entry.date is not None and entry.date != link.date:
        differences.append(_from_to("date", format_day(link.date), format_day(entry.date)))
    if party is not None and entry.party_id and entry.party_id != party.quickbooks_id:
        differences.append(f"{party.kind} is no longer {document.party.display_name}")
    if document.account and entry.account_id and entry.account_id != document.account.id:
        differences.append(f"account is no longer {document.account.name}")
    if document.kind is not DocumentKind.PAYMENT:
        differences.extend(lines_differ(entry, document))
    elif document.pays and document.applied != 0:
        paid = session.get(Link, (context.company_id, document.pays))
        if paid is not None and paid.quickbooks_id not in entry.links:
            differences.append(f"no longer applied to {paid.kind} {paid.number}")
    return differences


def _from_to(what: str, posted: str, now: str) -> str:
    return f"{what} changed from {posted} to {now}"


def lines_differ(entry: Entry, document: Document) -> Iterator[str]:
    """How the lines of an entry differ from a document's: amounts, accounts or products."""
    posted = _nonzero((line.amount, line.target.id) for line in document.lines)
    now = _nonzero(
        (cents, target) for (_, cents), target in zip(entry.lines, _targets(entry), strict=True)
    )
    if sorted(cents for cents, _ in posted) != sorted(cents for cents, _ in now):
        yield _from_to("lines", _amounts(posted), _amounts(now))
    elif all(target for _, target in now) and sorted(posted) != sorted(now):
        yield "lines posted to other accounts or products"


def _amounts(lines: Iterable[tuple[int, str]]) -> str:
    return ", ".join(format_usd(cents) for cents, _ in lines)


def _nonzero(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(cents, target) for cents, target in lines if cents]


def _targets(entry: Entry) -> tuple[str, ...]:
    return entry.targets if len(entry.targets) == len(entry.lines) else ("",) * len(entry.lines)


def _mark_ready(context: SyncContext, session: Session, link: Link) -> None:
    state = session.get(RecordState, (context.company_id, context.category, link.record_key))
    if state is not None and state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY):
        state.status, state.since = RecordStatus.READY, utc_now()
