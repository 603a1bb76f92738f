"""Documents that a user marked as booked: they aren't posted, and changed figures put them on hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from include.books.causes import HoldCause
from include.books.documents import Document
from include.books.money import format_money
from include.sync.decide.decisions import AS_NOW, Booked, Decisions, figures_of
from include.sync.decide.record_plan import RecordPlan

_WAY_OUT = (
    "Change the entry in QuickBooks yourself, then select “Mark as booked” again under Existing entries. To "
    "have CoreBooks post it, select “Mark as not booked”."
)


def leave_booked(plans: Sequence[RecordPlan], decisions: Decisions) -> None:
    """Take out of every plan what is booked in another way, with the payments of it.

    What CoreBooks has in QuickBooks is its own: there the mark doesn't count.
    """
    for plan in plans:
        marks = decisions.booked.get(plan.record.key)
        if marks and not plan.is_on_hold and not plan.posting.is_before_start:
            _leave(plan, _of_documents(plan, marks))


def _of_documents(plan: RecordPlan, marks: Mapping[str, Booked]) -> dict[str, Booked]:
    """The marks by document: one of the whole record is one of each that has none of its own."""
    own = {link.document_key for link in plan.in_quickbooks}
    whole = next((mark for key, mark in marks.items() if key.endswith("/*")), None)
    found = {key: mark for key, mark in marks.items() if mark is not whole and key not in own}
    for document in plan.posting.documents if whole else ():
        if whole and document.pays is None and document.key not in {*own, *found}:
            found[document.key] = dataclasses.replace(whole, document_key=document.key)
    return found


def _leave(plan: RecordPlan, booked: Mapping[str, Booked]) -> None:
    documents = {document.key: document for document in plan.posting.documents}
    held = {hold.document_key for hold in plan.holds}
    for key, mark in booked.items():
        if key in held:
            continue
        document = documents.get(key)
        payments = [one for one in documents.values() if one.pays == key]
        figures = figures_of(document, payments) if document else ""
        if document is None or not _is_as_marked(mark, document, figures):
            _hold(plan, mark, document)
            continue
        plan.skipped.append(f"{document.label}: marked as booked by {mark.by}")
        if mark.figures != figures:
            plan.figures[key] = figures, document.total
    own = {link.document_key for link in plan.in_quickbooks}
    kept = tuple(
        one for one in documents.values() if one.key in own or not {one.key, one.pays} & {*booked}
    )
    plan.posting = dataclasses.replace(plan.posting, documents=kept)


def _is_as_marked(mark: Booked, document: Document, figures: str) -> bool:
    if mark.figures == AS_NOW:
        return True
    if not mark.figures:
        return mark.total_cents == document.total
    return mark.figures == figures


def _hold(plan: RecordPlan, mark: Booked, document: Document | None) -> None:
    before = format_money(mark.total_cents)
    if document is None:
        sentence = (
            f"{plan.name} was marked as booked in QuickBooks with {before}, but CORE no longer has that "
            "amount."
        )
    elif mark.total_cents == document.total:
        sentence = (
            f"{plan.new_entry(document)} was marked as booked in QuickBooks. Since then, its payee or its "
            "payments changed in CORE."
        )
    else:
        sentence = (
            f"{plan.new_entry(document)} was marked as booked in QuickBooks with {before}, and CORE now has "
            f"{format_money(document.total)}."
        )
    plan.hold(mark.document_key, HoldCause.BOOKED_DIFFERS, sentence, _WAY_OUT)
