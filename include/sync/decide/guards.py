"""Before anything is sent: closed periods, inactive accounts, and cleared or reconciled entries."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from include.books.catalogue import Catalogue, ListRef
from include.books.causes import UNAVAILABLE, HoldCause
from include.books.currency import books_currency
from include.books.dates import format_day
from include.books.documents import Document, DocumentKind
from include.books.gateway import Action, CompanyFacts
from include.books.money import format_money
from include.sync.decide.changes import Change
from include.sync.decide.facts import Tracked
from include.sync.decide.questions import Answers
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import RunMode
from include.workflows.options import WhenClosed

_IN_THE_BANK = frozenset(
    {
        DocumentKind.SALES_RECEIPT,
        DocumentKind.DEPOSIT,
        DocumentKind.CHECK,
        DocumentKind.EXPENSE,
        DocumentKind.PAYMENT,
        DocumentKind.REFUND,
    }
)
"""Entries that move money in a bank account, so that the bank's statement shows them."""

_THEN_KEEP = f"select “{RunMode.KEEP_QUICKBOOKS.button}”."


def guard(
    rules: Rules, plans: Sequence[RecordPlan], catalogue: Catalogue, facts: CompanyFacts
) -> None:
    """Put on hold what QuickBooks would reject, or what would change a closed period."""
    for plan in plans:
        for change in list(plan.changes):
            if change not in plan.changes:
                continue  # removed together with an earlier one
            if _is_inactive(plan, change, catalogue) or _is_foreign(plan, change, catalogue):
                plan.remove(change.key)
                continue
            allowed = _in_open_period(rules, plan, change, facts.closing_date)
            if allowed is None:
                plan.remove(change.key)
            else:
                plan.changes[plan.changes.index(change)] = allowed


def _is_inactive(plan: RecordPlan, change: Change, catalogue: Catalogue) -> bool:
    """Whether a document was put on hold because an account, product or class is unavailable."""
    if change.action is Action.VOID:
        return False
    for ref in _refs(change.document):
        entry = catalogue.by_id(ref.kind, ref.id)
        if entry is not None and entry.active:
            continue
        state = "is inactive in QuickBooks" if entry is not None else "is no longer in QuickBooks"
        plan.hold(
            change.key,
            UNAVAILABLE[ref.kind],
            f"{plan.new_entry(change.document)} uses the {ref.kind} {ref.name}, which {state}.",
            f"Make the {ref.kind} active in QuickBooks, or choose another {ref.kind} in the workflow "
            "options. Then run again.",
        )
        return True
    return False


def _is_foreign(plan: RecordPlan, change: Change, catalogue: Catalogue) -> bool:
    """Whether a document was put on hold because an account is in another currency."""
    if change.action is Action.VOID:
        return False
    for ref in _refs(change.document):
        entry = catalogue.by_id(ref.kind, ref.id)
        if entry is None or not entry.is_foreign:
            continue
        plan.hold(
            change.key,
            HoldCause.OTHER_CURRENCY_IN_QUICKBOOKS,
            f"{plan.new_entry(change.document)} is in {books_currency()}, but the {ref.kind} {ref.name} is "
            f"in {entry.currency}.",
            f"Choose another {ref.kind} that is in {books_currency()} in the workflow options. Then run again.",
        )
        return True
    return False


def _refs(document: Document) -> Iterator[ListRef]:
    refs = [line.target for line in document.lines]
    codes = dict.fromkeys(line.tax for line in document.lines)
    for ref in (*refs, *codes, document.account, document.class_ref, document.payment_method):
        if ref is not None and ref.id:
            yield ref


def _in_open_period(
    rules: Rules, plan: RecordPlan, change: Change, closing: dt.date | None
) -> Change | None:
    """The change, perhaps with another date; None if its date is in a closed period."""
    if closing is None:
        return change
    link = None if change.is_new else change.standing
    if link is not None and link.date <= closing:
        _hold_closed_entry(plan, change, link, closing)
        return None
    if change.date > closing:
        return change
    # A closing date at the end of time locks the books for good: there is no day after it.
    if rules.options.closed_period is WhenClosed.PUT_ON_HOLD or closing == dt.date.max:
        _hold_closed_date(plan, change, closing)
        return None
    first_open = link.date if link is not None else closing + dt.timedelta(days=1)
    moved = f"dated {first_open} instead of {change.date} because the closing date is {closing}"
    return dataclasses.replace(
        change,
        reason=f"{change.reason}; {moved}",
        date=first_open,
        due_date=max(first_open, change.due_date),
    )


def _hold_closed_entry(plan: RecordPlan, change: Change, link: Tracked, closing: dt.date) -> None:
    plan.hold(
        change.key,
        HoldCause.CLOSED_PERIOD,
        f"{plan.entry(link, change.document)} is dated {format_day(link.date)}, in a closed period "
        f"(closing date {format_day(closing)}). {not_posted(link, change)}",
        "Change the closing date and run again. Or record the difference in an open period, then "
        f"{_THEN_KEEP}",
    )


def _hold_closed_date(plan: RecordPlan, change: Change, closing: dt.date) -> None:
    plan.hold(
        change.key,
        HoldCause.CLOSED_PERIOD,
        f"{plan.new_entry(change.document)} would be dated {format_day(change.date)}, in a closed "
        f"period (closing date {format_day(closing)}). It wasn't posted.",
        "Change the closing date, or choose to post on the first open day in the workflow options. "
        "Then run again.",
    )


def not_posted(link: Tracked, change: Change) -> str:
    """`CORE's change, $100.00 to $120.00, wasn't posted.`: the end of a sentence about a hold."""
    what = "The undo" if change.is_undo else "CORE's change"
    return f"{what}{amounts(link, change)} wasn't posted."


def amounts(link: Tracked, change: Change) -> str:
    """`, $100.00 to $120.00,`: the amounts that a sentence puts into its middle."""
    before = link.total_cents
    after = 0 if change.action is Action.VOID else change.document.total
    return f", {format_money(before)} to {format_money(after)}," if before != after else ""


def guard_cleared(plans: Sequence[RecordPlan], answers: Answers) -> None:
    """Cleared entries don't change: the bank reconciliation would no longer balance.

    Raises:
        NotAskedYet: QuickBooks must first be asked which entries are cleared or reconciled.
    """
    in_the_bank = [
        (plan, change, change.existing, change.standing)
        for plan in plans
        for change in plan.changes
        if change.document.kind in _IN_THE_BANK
        and change.existing
        and change.standing
        and moves(change)
    ]
    answers.require_cleared(
        (change.document.kind, existing.id) for _, change, existing, _ in in_the_bank
    )
    for plan, change, existing, standing in in_the_bank:
        if status := answers.cleared(change.document.kind, existing.id):
            _hold_cleared(plan, change, standing, status)
            plan.remove(change.key)


def moves(change: Change) -> bool:
    """Whether a write changes what the bank's statement shows: amount, date or account."""
    link = change.standing
    if link is None:
        return False
    if change.action is Action.VOID or link.edited:
        return True
    before, after = link.document, change.document
    account = [document.account.id if document.account else "" for document in (before, after)]
    return before.money != after.money or link.date != change.date or account[0] != account[1]


def _hold_cleared(plan: RecordPlan, change: Change, link: Tracked, status: str) -> None:
    void = change.action is Action.VOID
    wasnt = "" if void else f" {not_posted(link, change)}"
    plan.hold(
        change.key,
        HoldCause.CLEARED,
        f"{plan.entry(link, change.document)} is {status} in QuickBooks, so it "
        f"wasn't {'voided' if void else 'changed'}.{wasnt}",
        "Undo the match or reconciliation in the account register and run again. Or record the "
        f"difference yourself, then {_THEN_KEEP}",
    )
