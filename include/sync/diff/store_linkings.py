"""Entries that become a document's own without a write: they are tracked from now on."""

from __future__ import annotations

import dataclasses

from sqlalchemy.orm import Session

from include.books.documents import Document
from include.books.entries import Entry
from include.books.sales_tax import with_tax
from include.database import audit
from include.database.tables.entries import Link
from include.sync.decide.changes import Linking
from include.sync.decide.record_plan import RecordPlan
from include.sync.diff.new_link import new_link
from include.sync.existing.proposals import note_linked
from include.sync.quickbooks_state.quickbooks_edits import differences_of, store_edit
from include.sync.quickbooks_state.stray_owners import release_stray
from include.sync.run.mode import Act
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext


def store_linkings(context: SyncContext, session: Session, plan: RecordPlan) -> None:
    """Track what was linked, and log it. A preview links nothing."""
    for linking in plan.linkings:
        document, entry = linking.document, linking.entry
        posting_log.info(
            "LINKED   %s %s (%s) in QuickBooks to CORE %s: %s",
            str(document.kind),
            entry.number or entry.ref.id,
            with_tax(entry.net, entry.tax),
            plan.name,
            linking.reason,
        )
        if not context.preview:
            _store(context, session, plan, linking)


def _store(context: SyncContext, session: Session, plan: RecordPlan, linking: Linking) -> None:
    document, entry = linking.document, linking.entry
    if linking.from_key:
        before = session.get(Link, (context.company_id, linking.from_key))
        if before is not None:
            session.delete(before)
            session.flush()
    release_stray(context, session, entry.kind, entry.ref.id, document.key)
    link = session.merge(_link(context, plan, linking))
    if context.mode.may(Act.LINK) and not linking.is_foreign:
        # A user chose it: until CoreBooks writes it, they can unlink it.
        link.as_found = True
        note_linked(context, session, document, entry, plan)
    if not linking.is_foreign:
        found = differences_of(session, context.company_id, entry, link)
        if found and store_edit(link, entry, found, was_edited=True) and _same_money(linking):
            # The user who linked it saw its amount; its lines stay until CORE changes.
            link.accepted = link.fingerprint
    audit.append(
        session,
        context.company_id,
        actor=context.actor,
        event="linked",
        subject=document.key,
        detail={
            "run": context.run_id,
            "record": plan.record.key,
            "quickbooks_id": entry.ref.id,
            "number": entry.number,
            "total_cents": entry.net,
            **({"tax_cents": entry.tax} if entry.tax else {}),
            "why": linking.reason,
            "instead_of": linking.from_key,
        },
    )


def _same_money(linking: Linking) -> bool:
    return linking.entry.net == linking.document.total


def _link(context: SyncContext, plan: RecordPlan, linking: Linking) -> Link:
    document, entry = linking.document, linking.entry
    earlier = plan.links.get(document.key)
    return new_link(
        context,
        plan.record.key,
        document,
        entry,
        posted=_as_entered(document, entry) if linking.is_foreign else document,
        revision=earlier.revision + 1 if earlier else 1,
        versions=(linking.setup_version, linking.shape_version),
        is_foreign=linking.is_foreign,
    )


def _as_entered(document: Document, entry: Entry) -> Document:
    """The document with the amount and number that the entry has: what others entered is right."""
    first = document.lines[0]
    return dataclasses.replace(
        document,
        lines=(dataclasses.replace(first, amount=entry.total),),
        number=entry.number,
        account=None,
        applied=None,
    )
