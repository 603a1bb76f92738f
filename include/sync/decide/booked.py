"""Documents that a user marked as booked: they aren't posted, and changed figures put them on hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from include.books.causes import HoldCause
from include.books.documents import Document
from include.books.money import format_money
from include.sync.decide.decisions import Booked, Decisions, figures_of
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
        booked = {
            key: mark
            for key, mark in decisions.booked.get(plan.record.key, {}).items()
            if key not in {link.document_key for link in plan.in_quickbooks}
        }
        if booked and not plan.is_on_hold and not plan.posting.is_before_start:
            _leave(plan, booked)


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
        if not mark.figures:
            plan.figures[key] = figures
    left = {*booked}
    kept = tuple(one for one in documents.values() if not {one.key, one.pays} & left)
    plan.posting = dataclasses.replace(plan.posting, documents=kept)


def _is_as_marked(mark: Booked, document: Document, figures: str) -> bool:
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
