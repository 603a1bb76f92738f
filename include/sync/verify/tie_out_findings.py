"""What a tie-out finds stays with the entry and its record until it is gone, as what a run finds does."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.money import Cents
from include.books.sales_tax import with_tax
from include.books.wording import numbered
from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import LinkStatus, RecordStatus
from include.database.stored.documents import document_from_json
from include.database.stored.edits import edit_from_json
from include.database.tables.entries import Link
from include.database.tables.records import RecordState
from include.sync.quickbooks_state.quickbooks_edits import notice
from include.sync.run.mode import RunMode
from include.sync.verify.entries_now import InQuickBooks

_UP_TO_DATE = (RecordStatus.SYNCED, RecordStatus.NOT_READY, RecordStatus.READY)
_FOUND_HERE = (HoldCause.EDITED, HoldCause.DIFFERS, HoldCause.REBUILT)


def keep_findings(
    database: Database,
    company_id: str,
    asked: Sequence[tuple[DocumentKind, str]],
    in_quickbooks: InQuickBooks,
    read_at: dt.datetime,
) -> int:
    """Put records on hold whose entries differ from what was posted, or are no longer there.

    What a user chose to keep stays kept. What matches again is looked at by the next run.

    Args:
        database: the database.
        company_id: whose entries.
        asked: kind and QuickBooks ID of every entry that was asked for.
        in_quickbooks: those that QuickBooks has, deleted ones left out.
        read_at: when reading began; entries that a run has written since are left alone.

    Returns:
        How many entries differ.
    """
    suspects = _suspects(database, company_id, asked, in_quickbooks)
    if not suspects:
        return 0
    found = 0
    with database.writing() as session:
        for key in suspects:
            link = session.get(Link, (company_id, key))
            if link is None or link.accepted or link.updated_at > read_at:
                continue
            place = (DocumentKind(link.kind), link.quickbooks_id)
            found += _keep(session, link, in_quickbooks.get(place) or _deleted(link))
    return found


def _keep(session: Session, link: Link, entry: Entry) -> bool:
    """Keep what differs in one entry. Returns whether anything does."""
    was_edited = link.edited_as is not None
    notice(session, link.company_id, entry, link)
    state = session.get(RecordState, (link.company_id, link.category, link.record_key))
    if link.edited_as is not None or link.status != LinkStatus.IN_QUICKBOOKS:
        if state is not None and state.status in _UP_TO_DATE:
            _hold(state, link)
        return True
    if was_edited and state is not None and state.cause in _FOUND_HERE:
        state.status, state.since = RecordStatus.READY, utc_now()
    return False


def _suspects(
    database: Database,
    company_id: str,
    asked: Sequence[tuple[DocumentKind, str]],
    in_quickbooks: InQuickBooks,
) -> list[str]:
    """The document keys of entries that may differ; no document is opened."""
    ids: dict[DocumentKind, list[str]] = defaultdict(list)
    for kind, entry_id in asked:
        ids[kind].append(entry_id)
    columns = (
        Link.document_key,
        Link.quickbooks_id,
        Link.version,
        Link.total_cents,
        Link.tax_cents,
        Link.edited_as,
    )
    suspects: list[str] = []
    with database.reading() as session:
        for kind, of_kind in ids.items():
            for start in range(0, len(of_kind), 500):
                rows = session.execute(
                    select(*columns).where(
                        Link.company_id == company_id,
                        Link.kind == kind,
                        Link.quickbooks_id.in_(of_kind[start : start + 500]),
                        Link.status == LinkStatus.IN_QUICKBOOKS,
                    )
                )
                suspects.extend(
                    key
                    for key, entry_id, version, total, tax, edited in rows
                    if edited
                    or not _is_as_posted(in_quickbooks.get((kind, entry_id)), version, total, tax)
                )
    return suspects


def _is_as_posted(entry: Entry | None, version: str, total: Cents, tax: Cents) -> bool:
    return (
        entry is not None
        and entry.status is EntryStatus.LIVE
        and (entry.ref.version, entry.net, entry.tax) == (version, total, tax)
    )


def _deleted(link: Link) -> Entry:
    """An entry that QuickBooks doesn't have."""
    return Entry(
        kind=DocumentKind(link.kind),
        ref=EntryRef(link.quickbooks_id, link.version),
        number=link.number,
        date=link.date,
        party_id="",
        total=0,
        balance=0,
        lines=(),
        memo="",
        status=EntryStatus.DELETED,
    )


def _hold(state: RecordState, link: Link) -> None:
    """Put the record on hold at once: the next run says the same, or does what its options say."""
    payee = document_from_json(link.document).party.display_name
    name = numbered(link.kind.capitalize(), link.number)
    entry = f"{name} ({with_tax(link.total_cents, link.tax_cents)}) for {payee}"
    keep, edit = RunMode.KEEP_QUICKBOOKS.button, edit_from_json(link.edited_as)
    if edit is None:
        ended = "deleted" if link.status == LinkStatus.DELETED_IN_QUICKBOOKS else "voided"
        state.cause, state.sentence = HoldCause(link.status), f"{entry} was {link.status}."
        state.what_to_do = f"Select “{RunMode.RECREATE.button}”, or “{keep}” to leave it {ended}."
    else:
        state.cause = edit.cause
        how = "was edited in QuickBooks" if edit.was_edited else "differs in QuickBooks"
        state.sentence = f"{entry} {how}: {'; '.join(edit.differences)}."
        state.what_to_do = (
            f"To send CORE's version again, select “{RunMode.OVERWRITE.button}”. To accept "
            f"QuickBooks' version, select “{keep}”."
        )
    state.status, state.since = RecordStatus.ON_HOLD, utc_now()
