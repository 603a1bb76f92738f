"""Entries that bear a CoreBooks tag although nobody asks for them: they are told until they are gone.

Two entries with one tag, after a restored QuickBooks or a copy made by hand; or one that the database
doesn't know and CORE no longer has. Such an entry becomes a record of its own, on hold, which can be
voided or kept like any other. An entry is only taken for a stray when every workflow that may have
posted it has read CORE and didn't ask for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.catalogue import ListKind, ListRef
from include.books.causes import HoldCause
from include.books.documents import TAG, Document, DocumentKind, Line, marker, read_as
from include.books.entries import Entry, EntryStatus
from include.books.parties import Party, PartyKind
from include.books.sales_tax import with_tax
from include.books.wording import numbered
from include.clock import utc_now
from include.database import audit
from include.database.statuses import RecordStatus, RunOutcome
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link, PartyLink
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import SyncRun
from include.database.upserts import insert_missing
from include.sync.decide.changes import tax_code
from include.sync.decide.decide import VOID_OR_KEEP
from include.sync.decide.readiness import STRAY
from include.sync.diff.new_link import new_link
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext
from include.workflows.category import Category
from include.workflows.template import kinds_of

_ENTRY = TypeAdapter(Entry)
_SOLD = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})
_OF_CUSTOMERS = _SOLD | {DocumentKind.PAYMENT, DocumentKind.DEPOSIT, DocumentKind.REFUND}


def stray_key(kind: DocumentKind, entry_id: str) -> str:
    """The record key of an entry: digits, by which a run selects it like a CORE ID."""
    digest = hashlib.sha256(f"{kind.value}/{entry_id}".encode()).hexdigest()[:12]
    return f"{STRAY}{int(digest, 16)}"


def note_strays(context: SyncContext, session: Session, entries: Iterable[Entry]) -> None:
    """Note tagged entries that no plan took up; in the given transaction.

    A copy is noted for the workflow whose entry it is a copy of: that one tells it, and acts on it.
    """
    for entry in entries:
        keys = [stray_key(kind, entry.ref.id) for kind in sorted(read_as(entry.kind))]
        if any(session.get(Record, (context.company_id, key)) is not None for key in keys):
            continue
        key = stray_key(entry.kind, entry.ref.id)
        copied = _copied(context, session, entry)
        state = {
            "company_id": context.company_id,
            "category": _category_of(context, session, copied),
            "record_key": key,
            "status": RecordStatus.NOT_READY,
            "sentence": "It has a CoreBooks tag. The next runs find out which record it belongs to.",
        }
        # Another workflow may be noting the same entry.
        insert_missing(session, Record, [_record(context, session, key, entry, copied)])
        insert_missing(session, RecordState, [state])


def _record(
    context: SyncContext, session: Session, key: str, entry: Entry, copied: Link | None
) -> dict[str, Any]:
    """The entry as a record, on the list on which people look for it: beside what it is a copy of."""
    original = session.get(Record, (context.company_id, copied.record_key)) if copied else None
    title = f"{entry.kind} for {entry.party_name}" if entry.party_name else str(entry.kind)
    return {
        "company_id": context.company_id,
        "key": key,
        "payload": _ENTRY.dump_python(entry, mode="json"),
        "fingerprint": "",
        "gone": True,
        "stream": original.stream if original else context.category.stream,
        "owner": original.owner if original else "",
        "title": title[0].upper() + title[1:],
        "number": entry.number,
        "day": entry.date,
        "amount_cents": entry.net,
        "search_text": f"{entry.party_name} {entry.number}".casefold(),
        "seen_at": utc_now(),
    }


def _category_of(context: SyncContext, session: Session, copied: Link | None) -> str:
    """The workflow that owns an entry; this one where that is off, or isn't known."""
    if copied is None or copied.category == context.category:
        return context.category
    active = session.scalars(
        select(WorkflowSetup.id).where(
            WorkflowSetup.company_id == context.company_id,
            WorkflowSetup.category == copied.category,
            WorkflowSetup.active,
        )
    ).first()
    return copied.category if active is not None else context.category


def tell_strays(context: SyncContext) -> None:
    """Put noted entries on hold that are there and that no workflow asks for.

    Raises:
        GatewayUnavailable: QuickBooks doesn't respond; nothing was stored.
    """
    with context.database.reading() as session:
        noted = [
            _ENTRY.validate_python(record.payload)
            for record in _noted(context, session)
            if record.payload and _has_every_workflow_looked(context, session, record)
        ]
    for kind in sorted({entry.kind for entry in noted}):
        ids = [entry.ref.id for entry in noted if entry.kind is kind]
        now = context.gateway.read_entries(kind, ids)
        for entry_id in ids:
            context.database.write(partial(_tell, context, kind, entry_id, now.get(entry_id)))


def _noted(context: SyncContext, session: Session) -> Sequence[Record]:
    return session.scalars(
        select(Record)
        .join(
            RecordState,
            (RecordState.company_id == Record.company_id) & (RecordState.record_key == Record.key),
        )
        .where(
            RecordState.company_id == context.company_id,
            RecordState.category == context.category,
            RecordState.status == RecordStatus.NOT_READY,
            RecordState.record_key.startswith(STRAY),
        )
    ).all()


def _has_every_workflow_looked(context: SyncContext, session: Session, record: Record) -> bool:
    """Whether each workflow that may have posted it has run since; a copy of a known one is clear."""
    entry = _ENTRY.validate_python(record.payload)
    if _copied(context, session, entry):
        return True
    active = session.scalars(
        select(WorkflowSetup.category).where(
            WorkflowSetup.company_id == context.company_id, WorkflowSetup.active
        )
    )
    for category in active:
        if entry.kind not in kinds_of(Category(category)):
            continue
        latest = session.scalar(
            select(func.max(SyncRun.started_at)).where(
                SyncRun.company_id == context.company_id,
                SyncRun.category == category,
                SyncRun.outcome.in_((RunOutcome.COMPLETED, RunOutcome.FAILED)),
                SyncRun.mode != RunMode.FIND_EXISTING,
            )
        )
        if latest is None or latest < record.seen_at:
            return False
    return True


def _copied(context: SyncContext, session: Session, entry: Entry) -> Link | None:
    """The tracked entry with the same tag, of which this one is a copy."""
    tag = TAG.search(entry.memo)
    keys = session.scalars(
        select(Link.document_key).where(
            Link.company_id == context.company_id, Link.kind.in_(read_as(entry.kind))
        )
    )
    copied = (key for key in keys if tag and marker(context.company_id, key) == tag[0])
    key = next(copied, None)
    return session.get(Link, (context.company_id, key)) if key else None


def _tell(
    context: SyncContext, kind: DocumentKind, entry_id: str, entry: Entry | None, session: Session
) -> None:
    key = stray_key(kind, entry_id)
    state = session.get(RecordState, (context.company_id, context.category, key))
    if state is None:
        return  # another run found out meanwhile whose it is
    tracked = session.scalars(
        select(Link.document_key).where(
            Link.company_id == context.company_id,
            Link.kind.in_(read_as(kind)),
            Link.quickbooks_id == entry_id,
        )
    ).first()
    if entry is None or entry.status is not EntryStatus.LIVE or tracked is not None:
        session.delete(state)
        session.delete(session.get_one(Record, (context.company_id, key)))
        return
    copied = _copied(context, session, entry)
    if _is_passed_on(context, session, state, copied):
        return
    link = _link(context, session, key, entry)
    sentence = _sentence(entry, copied)
    state.status, state.cause, state.since = RecordStatus.ON_HOLD, HoldCause.STRAY, utc_now()
    state.sentence, state.what_to_do, state.run_id = sentence, VOID_OR_KEEP, context.run_id
    posting_log.warning("ON HOLD  %s %s", sentence, VOID_OR_KEEP)
    audit.append(
        session,
        context.company_id,
        actor=context.actor,
        event="stray entry found",
        subject=link.document_key,
        detail={
            "run": context.run_id,
            "quickbooks_id": entry_id,
            "total_cents": entry.net,
            **({"tax_cents": entry.tax} if entry.tax else {}),
        },
    )


def _sentence(entry: Entry, copied: Link | None) -> str:
    why = (
        f"the same tag as {numbered(copied.kind, copied.number)}"
        if copied
        else "but no record asks for it"
    )
    return (
        f"{str(entry.kind).capitalize()} {entry.number or entry.ref.id} ({with_tax(entry.net, entry.tax)}) for "
        f"{entry.party_name or 'no customer or vendor'} has a CoreBooks tag in QuickBooks, {why}."
    )


def _is_passed_on(
    context: SyncContext, session: Session, state: RecordState, copied: Link | None
) -> bool:
    """Pass an entry on to the workflow that turned out to own it; its next run tells it."""
    owner = _category_of(context, session, copied)
    if copied is None or owner == context.category:
        return False
    record = session.get_one(Record, (context.company_id, state.record_key))
    original = session.get(Record, (context.company_id, copied.record_key))
    if original is not None:
        record.stream, record.owner = original.stream, original.owner
    passed_on = {
        "company_id": context.company_id,
        "category": owner,
        "record_key": record.key,
        "status": RecordStatus.NOT_READY,
        "sentence": state.sentence,
    }
    session.delete(state)
    insert_missing(session, RecordState, [passed_on])
    return True


def _link(context: SyncContext, session: Session, key: str, entry: Entry) -> Link:
    document = entry_document(context, key, entry)
    match_party(context, session, document.party, entry.party_id)
    version = context.setup_version
    link = new_link(context, key, document, entry, versions=(version, version))
    # Of what QuickBooks returns of a payment, the lines say nothing.
    link.total_cents = entry.net
    session.add(link)
    return link


def match_party(context: SyncContext, session: Session, party: Party, quickbooks_id: str) -> None:
    """Match the entry's customer or vendor to itself, so that the entry can be voided."""
    if quickbooks_id and session.get(PartyLink, (context.company_id, party.key)) is None:
        session.add(
            PartyLink(
                company_id=context.company_id,
                party_key=party.key,
                kind=party.kind,
                quickbooks_id=quickbooks_id,
                version="",
                display_name=party.display_name,
                core_name=party.display_name,
                fingerprint="",
                revision=0,
                updated_at=utc_now(),
            )
        )


def entry_document(context: SyncContext, key: str, entry: Entry) -> Document:
    """The document that the entry would be if CoreBooks had posted it, so that it can be voided."""
    kind = PartyKind.CUSTOMER if entry.kind in _OF_CUSTOMERS else PartyKind.VENDOR
    list_kind = ListKind.PRODUCT if entry.kind in _SOLD else ListKind.ACCOUNT
    return Document(
        key=f"{context.category}/{key}/entry",
        kind=entry.kind,
        party=Party(f"{kind}/quickbooks:{entry.party_id}", kind, entry.party_name),
        lines=tuple(
            Line(text, text, cents, ListRef(list_kind, target, ""), tax_code(code))
            for (text, cents, target), code in zip(
                entry.posted_lines, entry.line_codes, strict=True
            )
        ),
        number=entry.number,
        memo=TAG.sub("", entry.memo).replace("[]", "").strip(),
        date=entry.date,
        account=ListRef(ListKind.ACCOUNT, entry.account_id, "") if entry.account_id else None,
    )
