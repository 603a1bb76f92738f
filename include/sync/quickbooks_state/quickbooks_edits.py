"""Posted entries that differ in QuickBooks: edited, voided or deleted, or never what was sent.

QuickBooks lists the entries that changed since a moment. Who edited an entry is only in the QuickBooks
audit log. What is found stays with the entry until it is gone, and puts its record on hold or has it
overwritten, as the options say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import DocumentKind, read_as
from include.books.entries import Entry, EntryStatus
from include.books.sales_tax import lines_and_rates, with_tax
from include.books.wording import numbered
from include.clock import utc_now
from include.database.from_quickbooks.catalogue import tax_codes_of
from include.database.statuses import LinkStatus, RecordStatus
from include.database.stored.documents import document_from_json
from include.database.stored.edits import Edit, edit_from_json
from include.database.tables.entries import Link, ManualMatch, PartyLink
from include.database.tables.records import RecordState
from include.sync.decide.differences import Difference, Expected, differences
from include.sync.decide.relink import UntrackedEntries
from include.sync.quickbooks_state.one_question import (
    answered_for,
    is_answered,
    note_answered,
    one_at_a_time,
    question,
)
from include.sync.quickbooks_state.posted_ids import posted_ids
from include.sync.quickbooks_state.untracked import untracked_entries
from include.sync.run.posting_log import core_name, posting_log
from include.sync.run.run import SyncContext
from include.workflows.category import Category

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
    with one_at_a_time(context):
        return {} if is_answered(context) else _ask(context)


def _ask(context: SyncContext) -> UntrackedEntries:
    started = utc_now()
    asked = question(context)
    known = posted_ids(context, asked.categories)
    changed = list(context.gateway.entries_changed(asked.kinds, asked.since, known))

    def store(session: Session) -> UntrackedEntries:
        answered = answered_for(context, session, asked)
        for entry, link in _posted(context, session, changed, answered):
            if link.updated_at <= started:
                notice(session, context.company_id, entry, link)
        untracked = untracked_entries(context, session, changed)
        # Whose they are is only seen when a workflow is planned: the others ask for them themselves.
        alone = frozenset({context.category})
        note_answered(context, session, alone if untracked else answered, started)
        return untracked

    # Another run may notice the same edits.
    return context.database.write(store)


def _posted(
    context: SyncContext,
    session: Session,
    entries: Sequence[Entry],
    categories: Collection[Category],
) -> Iterator[tuple[Entry, Link]]:
    """The entries of some workflows, each with its link."""
    by_kind: dict[DocumentKind, dict[str, Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, {})[entry.ref.id] = entry
    seen: set[str] = set()
    for kind, by_id in by_kind.items():
        ids = sorted(by_id)
        for start in range(0, len(ids), 500):
            # By the unique index on kind and ID; other entries have no link.
            links = session.scalars(
                select(Link)
                .where(
                    Link.company_id == context.company_id,
                    Link.kind.in_(read_as(kind)),
                    Link.quickbooks_id.in_(ids[start : start + 500]),
                )
                .order_by(Link.quickbooks_id)
            ).all()
            for link in links:
                is_new = link.document_key not in seen and link.category in categories
                if is_new and link.status == LinkStatus.IN_QUICKBOOKS:
                    seen.add(link.document_key)
                    yield by_id[link.quickbooks_id], link


def notice(session: Session, company_id: str, entry: Entry, link: Link) -> bool:
    """Store how an entry differs, and mark its record as one that a run must look at.

    Args:
        session: a writing transaction.
        company_id: the company.
        entry: the entry as QuickBooks has it now.
        link: the entry as CoreBooks posted it.

    Returns:
        Whether anything differs that wasn't known.
    """
    if not record_edit(session, company_id, entry, link):
        return False
    state = session.get(RecordState, (company_id, link.category, link.record_key))
    if state is not None and state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY):
        state.status, state.since = RecordStatus.READY, utc_now()
    elif state is not None and state.cause == HoldCause.UNDONE_IN_PART:
        _undo_the_rest(session, link, state)
    return True


def _undo_the_rest(session: Session, link: Link, state: RecordState) -> None:
    """A record of which a part was undone is undone once a bookkeeper voided or deleted the rest."""
    left = session.scalars(
        select(Link.document_key).where(
            Link.company_id == link.company_id,
            Link.category == link.category,
            Link.record_key == link.record_key,
            Link.status == LinkStatus.IN_QUICKBOOKS,
        )
    ).first()
    if left is None:
        state.status, state.since = RecordStatus.UNDONE, utc_now()
        state.cause, state.what_to_do = "", ""
        state.sentence = "a run was undone in part, and the rest is gone from QuickBooks"


def record_edit(session: Session, company_id: str, entry: Entry, link: Link) -> bool:
    """Store how one entry differs from what was posted, in the given transaction.

    An entry that still has the version of CoreBooks' last write was edited by nobody: if it differs,
    QuickBooks made something else of what was sent.

    Returns:
        Whether anything differs that wasn't known; if not, perhaps its version is new.
    """
    if entry.status in _ENDED:
        link.status, link.edited_as = _ENDED[entry.status], None
        _log(link, link.status.upper(), with_tax(link.total_cents, link.tax_cents))
        return True
    was_edited = entry.ref.version != link.version
    as_posted = (entry.net, entry.tax) == (link.total_cents, link.tax_cents)
    if not was_edited and (as_posted or link.edited_as is not None):
        return False
    link.version = entry.ref.version
    found = differences_of(session, company_id, entry, link)
    if not found:
        link.edited_as, link.tax_cents = None, entry.tax
        return False
    return store_edit(link, entry, found, was_edited=was_edited)


def store_edit(link: Link, entry: Entry, found: Sequence[Difference], *, was_edited: bool) -> bool:
    """Keep the differences with the entry until they are gone. Returns whether they are new.

    What a rebuild found stays a user's to decide: nobody knows what the entry was when it was posted.
    """
    known = edit_from_json(link.edited_as)
    from_rebuild = known is not None and known.from_rebuild
    was_edited = was_edited and not from_rebuild
    texts = tuple(
        difference.edited if was_edited else difference.from_the_start for difference in found
    )
    if known is not None and known.differences == texts:
        return False
    moved = next((index for index, one in enumerate(found) if one.party_id), None)
    edit = Edit(
        differences=texts,
        party_id=found[moved].party_id if moved is not None else "",
        party_difference=texts[moved] if moved is not None else "",
        was_edited=was_edited,
        from_rebuild=from_rebuild,
        total_cents=entry.net,
        date=entry.date,
        lines=entry.lines,
        noticed_at=utc_now().isoformat(),
        edited_by=entry.changed_by if was_edited else "",
    )
    link.edited_as = edit.stored()
    _log(link, "EDITED IN QUICKBOOKS" if was_edited else "DIFFERS IN QUICKBOOKS", "; ".join(texts))
    return True


def differences_of(session: Session, company_id: str, entry: Entry, link: Link) -> list[Difference]:
    """How a live entry differs from what was posted."""
    document = document_from_json(link.document)
    paid = session.get(Link, (company_id, document.pays)) if document.pays else None
    expected = Expected(
        date=link.date,
        party_id=_expected_party(session, company_id, entry, link, document.party.key),
        paid_id=paid.quickbooks_id if paid is not None else "",
        paid_name=f"{paid.kind} {paid.number}" if paid is not None else "",
        tax=link.tax_cents,
        rates=lines_and_rates(
            document, tax_codes_of(session, company_id, document), entry.date or link.date
        ),
    )
    return differences(entry, document, expected)


def _expected_party(
    session: Session, company_id: str, entry: Entry, link: Link, party_key: str
) -> str:
    """The customer or vendor that the entry must have: the one that was posted, or the one it is now.

    A user may have matched another one since; entries keep theirs until they change.
    """
    if entry.party_id and entry.party_id == link.party_id:
        # As nearly always; two queries for each entry make a first sync slow.
        return entry.party_id
    match = session.get(PartyLink, (company_id, party_key))
    chosen = session.get(ManualMatch, (company_id, party_key))
    now = [match.quickbooks_id] if match is not None else []
    if chosen is not None and chosen.quickbooks_id:
        now.append(chosen.quickbooks_id)
    if entry.party_id and entry.party_id in now:
        return entry.party_id
    return link.party_id or (now[0] if now else "")


def _log(link: Link, word: str, what: str) -> None:
    posting_log.warning(
        "%s %s, from CORE %s: %s",
        word,
        numbered(link.kind, link.number),
        core_name(link.record_key),
        what,
    )
