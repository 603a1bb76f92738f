"""Whether a record can post yet, and what happens to its entries when it no longer can."""

from __future__ import annotations

import dataclasses

from include.books.causes import HoldCause
from include.books.dates import format_day
from include.books.sales_tax import with_tax
from include.books.wording import numbered
from include.sync.decide.decide import GONE, VOID_OR_KEEP, Decider
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import Act, RunMode
from include.workflows.options import WhenGone
from include.workflows.template import OnHold, Posting

STRAY = "entry:"
"""How the keys of records begin that are entries nobody asks for."""


def is_ready(rules: Rules, decider: Decider, plan: RecordPlan) -> bool:
    """Whether the record's documents are to be planned.

    If nothing is left to post but entries are in QuickBooks, the workflow's option is planned, or
    the record is put on hold. What auto-sync leaves until it is at 100% is marked incomplete.
    """
    posting = plan.posting
    plan.holds.extend(_with_entry(plan, hold) for hold in posting.on_hold)
    if posting.not_ready:
        _no_longer_ready(rules, decider, plan)
        return False
    if rules.complete_only and not posting.complete and not plan.in_quickbooks:
        plan.incomplete = True
        return False
    start = rules.start_date
    if start and posting.day and posting.day < start and not plan.in_quickbooks:
        why = f"dated {format_day(posting.day)}, before the start date {format_day(start)}"
        plan.posting = Posting(not_ready=why, is_before_start=True)
        plan.holds.clear()
        return False
    return True


def _no_longer_ready(rules: Rules, decider: Decider, plan: RecordPlan) -> None:
    """Nothing is left to post: what happens to the entries that are in QuickBooks, if any."""
    canceled, gone = plan.posting.fell_through, plan.record.gone
    options = rules.options
    voids = canceled and options.fell_through is WhenGone.VOID
    voids = voids or (gone and options.no_longer_in_core is WhenGone.VOID)
    # A copy, or an entry that no record asks for, may be a bookkeeper's work: the options don't decide about it.
    voids = voids and not plan.record.key.startswith(STRAY)
    if rules.may(Act.VOID_RECORD) or (voids and rules.may(Act.VOID_BY_OPTION)):
        decider.void_all(plan, plan.posting.not_ready)
    elif rules.may(Act.KEEP):
        decider.keep_all(plan)
    elif any(link.accepted != GONE for link in plan.in_quickbooks):
        _hold(plan)


def _hold(plan: RecordPlan) -> None:
    if plan.record.key.startswith(STRAY):
        _hold_stray(plan)
        return
    what = "statement" if plan.record.key.startswith("statement:") else "transaction"
    what_to_do = VOID_OR_KEEP
    if plan.record.gone:
        cause, state = HoldCause.DELETED_IN_CORE, f"the {what} was deleted in CORE"
    elif plan.posting.fell_through:
        cause, state = HoldCause.CANCELED_IN_CORE, f"the {what} was canceled in CORE"
    else:
        cause, state = HoldCause.DISBURSEMENT_REMOVED, "CORE has no disbursement"
        what_to_do = (
            "If you're correcting it, create the disbursement again; the next sync updates the "
            f"entries. If the transaction was canceled, select “{RunMode.VOID.button}”. To leave the "
            f"entries unchanged, select “{RunMode.KEEP_QUICKBOOKS.button}”."
        )
    links = plan.in_quickbooks
    entries = " and ".join(
        f"{numbered(link.kind, link.number)} ({with_tax(link.total_cents, link.tax_cents)})"
        for link in links
    )
    sentence = (
        f"{entries[0].upper()}{entries[1:]} {'is' if len(links) == 1 else 'are'} in QuickBooks for "
        f"{plan.name}, but {state}."
    )
    plan.hold("", cause, sentence, what_to_do)


def _hold_stray(plan: RecordPlan) -> None:
    for link in plan.in_quickbooks:
        plan.hold(
            "",
            HoldCause.STRAY,
            f"{numbered(link.kind.capitalize(), link.number)} ({with_tax(link.total_cents, link.tax_cents)}) for "
            f"{link.document.party.display_name or 'no customer or vendor'} has a CoreBooks tag in QuickBooks, but no "
            "record asks for it. It may be a copy.",
            VOID_OR_KEEP,
        )


def _with_entry(plan: RecordPlan, hold: OnHold) -> OnHold:
    """The hold, with the entry that QuickBooks has for the same document, if any."""
    link = plan.links.get(hold.document_key)
    if link is None or not link.is_in_quickbooks:
        return hold
    return dataclasses.replace(
        hold,
        what_to_do=f"{hold.what_to_do} Until then, {numbered(link.kind, link.number)} "
        f"({with_tax(link.total_cents, link.tax_cents)}) stays unchanged in QuickBooks.",
    )
