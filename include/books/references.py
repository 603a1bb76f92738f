"""What a write names in QuickBooks must be known there: nothing leaves with a blank in its place."""

from __future__ import annotations

from include.books.documents import PAYMENTS, Document
from include.books.gateway import Action, DocumentWrite


def unknown_reference(write: DocumentWrite) -> str:
    """What a write names that has no QuickBooks ID: `vendor Amy Adler`; empty if it names nothing such.

    A void names the entry alone; where a product needs more to carry it out, its gateway says so.
    """
    document = write.document
    if write.action is not Action.CREATE and not (write.existing and write.existing.id.strip()):
        return f"the {document.kind} itself"
    if write.action is Action.VOID:
        return ""
    if not write.party_id.strip():
        return document.party.label
    if document.pays and document.kind in PAYMENTS and not (write.pays_id or "").strip():
        return "the invoice it pays"
    return _unknown_list_entry(document)


def _unknown_list_entry(document: Document) -> str:
    named = [line.target for line in document.lines]
    for ref in (*named, document.account, document.class_ref, document.payment_method):
        if ref is not None and not ref.id.strip():
            return f"{ref.kind} {ref.name}".strip()
    return ""
