"""What belongs together, as rows: links as QuickBooks has the entries, and what differs as a finding.

An entry that is what CORE's document would be is synced. One that differs is never overwritten unasked: nobody
knows whether CORE changed, someone edited it, or an option was another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.entries import EntryStatus
from include.database.setup.missing_entries import note_missing
from include.database.statuses import LinkStatus
from include.database.stored.edits import Edit
from include.database.tables.entries import Link
from include.sync.diff.new_link import new_link
from include.sync.quickbooks_state.quickbooks_edits import differences_of, store_edit
from include.sync.rebuild.pairing import Pair, Pairing
from include.sync.rebuild.parties import PartyUsed, store_parties
from include.sync.run.run import SyncContext

_PORTION = 100
"""Links that one transaction stores: others wait no longer than some ten milliseconds."""


@dataclass(slots=True)
class Linked:
    """What was linked of a workflow.

    Attributes:
        same: entries that are what CORE has now.
        different: entries that differ, which a user decides about.
        voided: entries that someone voided.
        missing: documents without an entry, which a user decides about.
    """

    same: int = 0
    different: int = 0
    voided: int = 0
    missing: int = 0

    @property
    def links(self) -> int:
        """All links."""
        return self.same + self.different + self.voided

    def add(self, more: Linked) -> None:
        """Count what was linked besides."""
        self.same += more.same
        self.different += more.different
        self.voided += more.voided
        self.missing += more.missing


def store_pairing(
    context: SyncContext, found: Pairing, used: Mapping[str, PartyUsed], *, notes_missing: bool
) -> Linked:
    """Store what belongs together, in portions; what an earlier try stored is in no pair.

    Args:
        context: the workflow's run.
        found: documents and entries.
        used: whom the entries are for.
        notes_missing: whether documents without an entry wait for a user; where CoreBooks had links before the
            rebuild began, they are simply new.
    """
    party_ids = context.database.write(lambda session: store_parties(context, session, used))
    total = Linked()
    if notes_missing:
        context.database.write(
            lambda session: note_missing(session, context.company_id, found.missing)
        )
        total.missing = len(found.missing)
    for start in range(0, len(found.pairs), _PORTION):
        portion = found.pairs[start : start + _PORTION]
        total.add(context.database.write(partial(_store, context, portion, party_ids)))
    return total


def _store(
    context: SyncContext, pairs: Sequence[Pair], party_ids: Mapping[str, str], session: Session
) -> Linked:
    linked, known = Linked(), _known(context, session, pairs)
    for pair in pairs:
        if pair.document.key in known:
            continue
        link = _link(context, pair, party_ids)
        session.add(link)
        # A payment is compared with the link of the invoice that it pays.
        session.flush()
        if link.status != LinkStatus.IN_QUICKBOOKS:
            linked.voided += 1
        elif _differs(context, session, pair, link):
            linked.different += 1
        else:
            linked.same += 1
    return linked


def _known(context: SyncContext, session: Session, pairs: Sequence[Pair]) -> set[str]:
    """The keys of documents that are linked meanwhile."""
    keys = [pair.document.key for pair in pairs]
    rows = select(Link.document_key).where(
        Link.company_id == context.company_id, Link.document_key.in_(keys)
    )
    return set(session.scalars(rows))


def _link(context: SyncContext, pair: Pair, party_ids: Mapping[str, str]) -> Link:
    document, entry = pair.document, pair.entry
    versions = (pair.version, pair.version)
    link = new_link(context, pair.record_key, document, entry, versions=versions)
    link.kind = entry.kind
    link.date = document.date or link.date
    link.due_date = max(link.due_date, link.date)
    link.party_id = party_ids.get(document.party.key, entry.party_id)
    if entry.status is EntryStatus.VOIDED:
        link.status = LinkStatus.VOIDED_IN_QUICKBOOKS
    return link


def _differs(context: SyncContext, session: Session, pair: Pair, link: Link) -> bool:
    """Keep how an entry differs from what CORE has, until a user decides. Returns whether it does."""
    if pair.entry.kind is not pair.document.kind:
        return True  # planning says so itself
    found = differences_of(session, context.company_id, pair.entry, link)
    if not found:
        return False
    store_edit(link, pair.entry, found, was_edited=False)
    edit = Edit.model_validate(link.edited_as)
    link.edited_as = edit.model_copy(update={"from_rebuild": True}).stored()
    return True
