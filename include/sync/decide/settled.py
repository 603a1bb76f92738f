"""What others did with an entry: paid, credited, deposited, billed on or printed. It is respected.

A change that moves money in such an entry would leave someone's payment without its bill, or the
bank's books wrong: it is put on hold, with a way out. What moves no money is posted, and says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from include.books.causes import HoldCause
from include.books.documents import CREDITS, PAYMENTS, PURCHASES, DocumentKind, fingerprint
from include.books.entries import Entry, EntryStatus, LinkedKind
from include.books.gateway import Action
from include.books.money import Cents, format_money
from include.books.wording import numbered
from include.sync.decide.changes import Change
from include.sync.decide.facts import Tracked
from include.sync.decide.guards import moves, not_posted
from include.sync.decide.questions import Answers
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import Act, RunMode

_OPEN_ITEMS = frozenset({DocumentKind.INVOICE, DocumentKind.BILL})
"""Kinds with a balance that payments and credits lower."""

_MERGED = (
    "If the {kind} was merged into another, select that one under Customer and vendor matches."
)

_KEEP = f"Or select “{RunMode.KEEP_QUICKBOOKS.button}” to leave it as it is."


@dataclasses.dataclass(frozen=True, slots=True)
class Settlement:
    """What happened to an entry: how sentences tell it, and how a bookkeeper undoes it.

    `is_locked`: QuickBooks itself rejects a change until then.
    """

    state: str
    way_out: str
    is_print: bool = False
    is_locked: bool = False


def guard_settled(rules: Rules, plans: Sequence[RecordPlan], answers: Answers) -> None:
    """Put on hold what would move money in an entry that others settled; name it elsewhere."""
    for plan in plans:
        for change in list(plan.changes):
            standing = change.standing
            if change not in plan.changes or change.existing is None or standing is None:
                continue
            entry = answers.entry(change.document.kind, change.existing.id)
            settlement = settlement_of(entry, own_cents(plan, change.key)) if entry else None
            if settlement is None:
                continue
            if not _disturbs(change, settlement) or _is_chosen(rules, change, settlement):
                _name(plan, change, settlement)
            elif settlement.is_print and rules.may(Act.REPLACE) and not _voids(change):
                _replace(plan, change, standing, settlement)
            else:
                _hold(plan, change, standing, settlement)
                plan.remove(change.key)


def settlement_of(entry: Entry, own: Cents) -> Settlement | None:
    """How others settled an entry; None if they didn't.

    Args:
        entry: as QuickBooks has it now.
        own: cents that CoreBooks' own payments have applied to it.
    """
    if entry.status is not EntryStatus.LIVE:
        return None
    kinds = {linked.kind for linked in entry.linked}
    if LinkedKind.DEPOSIT in kinds:
        return Settlement(
            "is part of a bank deposit", "Remove it from the deposit in QuickBooks", is_locked=True
        )
    if LinkedKind.REIMBURSEMENT in kinds:
        return Settlement(
            "was billed to a customer", "Remove it from the customer's invoice in QuickBooks"
        )
    if entry.kind in _OPEN_ITEMS:
        return _paid(entry, entry.total - entry.balance - own)
    if entry.kind in CREDITS and kinds:
        return Settlement("is applied to another entry", "Remove it from that entry in QuickBooks")
    return _printed(entry)


def _printed(entry: Entry) -> Settlement | None:
    # Desktop has no other form for an expense or a refund than a check.
    if entry.kind not in PURCHASES or not entry.printed:
        return None
    number = f" as no. {entry.number}" if entry.number else ""
    return Settlement(f"was printed{number}", "Void the check in QuickBooks", is_print=True)


def _paid(entry: Entry, others: Cents) -> Settlement | None:
    if others <= 0:
        return None
    part = "is paid" if others >= entry.total else f"is paid in part ({format_money(others)})"
    # Which of both it is, QuickBooks Online doesn't say: a credit is applied by a payment of zero.
    return Settlement(part, "Remove the payment or credit in QuickBooks")


def own_cents(plan: RecordPlan, key: str) -> Cents:
    """What CoreBooks' own payments in QuickBooks have applied to a document."""
    total = 0
    for tracked in plan.in_quickbooks:
        if tracked.kind in PAYMENTS and not tracked.is_foreign:
            document = tracked.document
            if document.pays == key and document.kind is DocumentKind.PAYMENT:
                total += document.total if document.applied is None else document.applied
    return total


def _voids(change: Change) -> bool:
    return change.action is Action.VOID


def _disturbs(change: Change, settlement: Settlement) -> bool:
    """Whether a change would move the money that others have settled."""
    link = change.standing
    if link is None or _voids(change):
        return True
    before, after = link.document, change.document
    if change.document.kind in _OPEN_ITEMS | CREDITS:
        edited = link.edited is not None
        return edited or before.money != after.money or before.party.key != after.party.key
    payee = settlement.is_print and before.party.display_name != after.party.display_name
    return moves(change) or payee


def _is_chosen(rules: Rules, change: Change, settlement: Settlement) -> bool:
    """Whether a user chose just this for just these records."""
    if _voids(change):
        return settlement.is_print and rules.may(Act.VOID_RECORD)
    return rules.may(Act.OVERWRITE)


def _name(plan: RecordPlan, change: Change, settlement: Settlement) -> None:
    named = dataclasses.replace(
        change, reason=f"{change.reason}; it {settlement.state} in QuickBooks"
    )
    plan.changes[plan.changes.index(change)] = named


def _replace(plan: RecordPlan, change: Change, link: Tracked, settlement: Settlement) -> None:
    """Void a printed check, and create it again to be printed anew."""
    void = dataclasses.replace(
        change,
        action=Action.VOID,
        document=link.document,
        reason=f"it {settlement.state} and CORE changed: {change.reason}",
        date=link.date,
        due_date=link.due_date,
    )
    new = dataclasses.replace(
        change,
        action=Action.CREATE,
        existing=None,
        reason=f"replaces {numbered(link.kind, link.number)}: {change.reason}",
        revision=change.revision + 1,
    )
    position = plan.changes.index(change)
    plan.changes[position : position + 1] = [void, new]


def _hold(plan: RecordPlan, change: Change, link: Tracked, settlement: Settlement) -> None:
    void = _voids(change)
    core = "" if void else f" {_why(link, change)}"
    ways = [f"{settlement.way_out}, then run again."]
    stays = void or change.is_undo
    if link.edited and link.edited.party_id and not stays:
        # QuickBooks moves the entries of one that is merged: the match is what is out of date.
        ways.insert(0, _MERGED.format(kind=link.document.party.kind))
    if settlement.is_print and not stays:
        ways = [
            f"To void it and print a new one, select “{RunMode.REPLACE.button}”.",
            f"To change it without printing it again, select “{RunMode.OVERWRITE.button}”.",
        ]
    elif not stays and not settlement.is_locked:
        ways.append(f"Or select “{RunMode.OVERWRITE.button}” to change it all the same.")
    plan.hold(
        change.key,
        _cause(settlement),
        f"{plan.entry(link, change.document)} {settlement.state} in QuickBooks, so it wasn't "
        f"{'voided' if void else 'changed'}.{core}",
        " ".join((*ways, _KEEP)),
    )


def _why(link: Tracked, change: Change) -> str:
    """What wasn't posted: CORE's change, or the values that an edit in QuickBooks replaced."""
    if link.edited and fingerprint(change.document.content()) == link.fingerprint:
        return f"CORE didn't change; someone edited it there: {'; '.join(link.edited.differences)}."
    return not_posted(link, change)


def _cause(settlement: Settlement) -> HoldCause:
    if settlement.is_locked:
        return HoldCause.DEPOSITED
    return HoldCause.PRINTED if settlement.is_print else HoldCause.SETTLED
