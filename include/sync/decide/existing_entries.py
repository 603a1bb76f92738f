"""Entries that QuickBooks has already for the same thing: never entered twice, a user decides.

They were entered by hand or by another connector, or CoreBooks posted them for a record that CORE has
since deleted and created anew. They have the document's number, or its customer or vendor and amount
on a near date.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from include.books.catalogue import plain
from include.books.causes import HoldCause
from include.books.dates import format_day
from include.books.documents import Document, DocumentKind, read_as
from include.books.entries import Entry, EntryStatus
from include.books.money import Cents
from include.books.sales_tax import with_tax
from include.sync.decide.changes import Change, Linking
from include.sync.decide.decide import ENDED, hold_ended, hold_missing
from include.sync.decide.decisions import NOTHING_DECIDED, Decisions
from include.sync.decide.questions import Answers, EntryKey, TrackedBy
from include.sync.decide.readiness import STRAY
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import Act, RunMode

NEAR = dt.timedelta(days=10)
"""How far apart the dates of two entries for the same thing may be."""


_OF_ANOTHER_KIND = (
    "If it is the same, select “Mark as booked” under Existing entries, or choose a template that posts "
    f"such entries. If not, select “{RunMode.POST_ANYWAY.button}”."
)


def numbers_to_ask(
    rules: Rules, plans: Sequence[RecordPlan], decisions: Decisions = NOTHING_DECIDED
) -> Iterator[EntryKey]:
    """The kinds and numbers of what is to be created."""
    for _, change in _new(rules, plans, decisions):
        if change.document.number:
            yield change.document.kind, change.document.number


def days_to_ask(
    rules: Rules, plans: Sequence[RecordPlan], decisions: Decisions = NOTHING_DECIDED
) -> Mapping[DocumentKind, tuple[dt.date, dt.date]]:
    """For each kind of what is to be created, the days on which it may be there already."""
    days: dict[DocumentKind, tuple[dt.date, dt.date]] = {}
    for _, change in _new(rules, plans, decisions):
        kind, first, last = change.document.kind, change.date - NEAR, change.date + NEAR
        earlier = days.get(kind, (first, last))
        days[kind] = (min(first, earlier[0]), max(last, earlier[1]))
    return days


def proposed_entries(
    rules: Rules, plans: Sequence[RecordPlan], decisions: Decisions
) -> Iterator[EntryKey]:
    """Entries that a search found for what is to be created: they may be gone since."""
    for _, change in _new(rules, plans, decisions):
        entry = decisions.proposed.get(change.key)
        if entry is not None:
            yield entry.kind, entry.ref.id


def _new(
    rules: Rules, plans: Sequence[RecordPlan], decisions: Decisions
) -> Iterator[tuple[RecordPlan, Change]]:
    for plan in plans:
        for change in plan.changes:
            if change.is_new and (_is_ended(change) or not _beside(rules, decisions, change)):
                yield plan, change


def _beside(rules: Rules, decisions: Decisions, change: Change) -> bool:
    """Whether a user has it created although QuickBooks may have it: by this run, or once for all."""
    return rules.may(Act.CREATE_BESIDE) or change.key in decisions.anyway


def _is_ended(change: Change) -> bool:
    """Whether it would create again what someone voided or deleted in QuickBooks."""
    return change.tracked is not None and change.tracked.status in ENDED


def hold_existing(
    rules: Rules,
    plans: Sequence[RecordPlan],
    party_ids: Mapping[str, str],
    answers: Answers,
    decisions: Decisions = NOTHING_DECIDED,
) -> None:
    """Put on hold, or link, what QuickBooks has already.

    Args:
        rules: what the run may do.
        plans: the records.
        party_ids: by the key of a customer or vendor, its ID in QuickBooks, where it is known.
        answers: with the entries of the numbers and days that were asked for.
        decisions: what users decided about them.
    """
    found = _Found(answers)
    alike = {
        change.key: [
            entry
            for entry in found.alike(change, party_ids.get(change.document.party.key))
            if not decisions.are_refused(change.key, entry)
        ]
        for _, change in _new(rules, plans, decisions)
    }
    answers.require_records(_records_to_ask(alike, answers))
    taken = set(_others(plans))
    for plan, change in list(_new(rules, plans, decisions)):
        entry = _existing(change, alike[change.key], answers, taken)
        if entry is None:
            entry = _existing(change, _proposed(change, answers, decisions), answers, taken)
        if entry is None:
            _leave_ended(rules, plan, change)
            continue
        taken.add((entry.kind, entry.ref.id))
        if _beside(rules, decisions, change):
            continue
        plan.remove(change.key)
        if rules.may(Act.LINK) and entry.kind is change.document.kind:
            plan.linkings.append(_linking(plan, change, entry, answers))
        else:
            _hold(plan, change.document, entry, answers)


def _proposed(change: Change, answers: Answers, decisions: Decisions) -> Iterator[Entry]:
    """The entry that a search found for a document, as it is now, if it is still there."""
    found = decisions.proposed.get(change.key)
    if found is None or decisions.are_refused(change.key, found):
        return
    now = answers.entry(found.kind, found.ref.id)
    if now is not None and now.status is EntryStatus.LIVE:
        yield now


def _others(plans: Sequence[RecordPlan]) -> Iterator[EntryKey]:
    """The entries that this run updates for other documents, or voids.

    What takes the place of a voided one needn't wait for the next run.
    """
    for plan in plans:
        for change in plan.changes:
            if change.existing is not None:
                for kind in read_as(change.document.kind):
                    yield kind, change.existing.id


def _leave_ended(rules: Rules, plan: RecordPlan, change: Change) -> None:
    """What someone ended is created again only by who asks for that, or beside another one."""
    tracked = change.tracked
    if rules.may(Act.CREATE_AGAIN):
        return
    if tracked is not None and _is_ended(change):
        plan.remove(change.key)
        hold_ended(plan, change.document, tracked)
    elif tracked is None and change.key in plan.missing:
        plan.remove(change.key)
        hold_missing(plan, change.document)


def _records_to_ask(alike: Mapping[str, Iterable[Entry]], answers: Answers) -> Iterator[str]:
    """The records whose entries look like another record's: CORE may have them anew, under a new ID."""
    for document_key, entries in alike.items():
        for entry in entries:
            tracked = answers.tracked_by.get((entry.kind, entry.ref.id))
            if tracked and not tracked.record_gone and tracked.document_key != document_key:
                yield tracked.record_key


def _existing(
    change: Change, alike: Iterable[Entry], answers: Answers, taken: set[EntryKey]
) -> Entry | None:
    """The entry that is most likely the document's; None if there is none."""
    free = [
        entry
        for entry in alike
        if (entry.kind, entry.ref.id) not in taken and _is_free(change, entry, answers)
    ]
    return min(free, key=lambda entry: _distance(change, entry), default=None)


def _is_free(change: Change, entry: Entry, answers: Answers) -> bool:
    """Whether an entry can be the document's: one of another record is that record's.

    Unless CORE has deleted that record, or has it under the same number.
    """
    tracked = answers.tracked_by.get((entry.kind, entry.ref.id))
    if tracked is None:
        return True
    if tracked.document_key == change.key:
        return False
    return answers.is_gone(tracked)


class _Found:
    """What QuickBooks has of the kinds that are to be created, by number and by amount."""

    def __init__(self, answers: Answers) -> None:
        self._kept = answers.kept_numbers
        self._by_number: dict[EntryKey, dict[str, Entry]] = defaultdict(dict)
        self._by_total: dict[tuple[DocumentKind, Cents], dict[str, Entry]] = defaultdict(dict)
        for entry in answers.found():
            if entry.status is EntryStatus.LIVE:
                self._by_number[entry.kind, entry.number][entry.ref.id] = entry
                self._by_total[entry.kind, entry.net][entry.ref.id] = entry

    def alike(self, change: Change, party_id: str | None) -> Iterable[Entry]:
        """The entries with the document's number, or its payee and amount on a near date."""
        document = change.document
        kind, number = document.kind, document.number
        found = dict(self._by_total.get((kind, document.total), {}))
        found = {
            entry_id: entry
            for entry_id, entry in found.items()
            if _same_payee_and_day(change, entry, party_id)
        }
        if number:
            found |= self._by_number.get((kind, self._kept.get((kind, number), number)), {})
        return found.values()


def _same_payee_and_day(change: Change, entry: Entry, party_id: str | None) -> bool:
    document = change.document
    if document.kind is DocumentKind.PAYMENT and entry.balance != entry.total:
        return False  # it pays something else
    same_name = plain(entry.party_name) == plain(document.party.display_name)
    same_payee = same_name or entry.party_id == party_id
    return same_payee and entry.date is not None and abs(entry.date - change.date) <= NEAR


def _distance(change: Change, entry: Entry) -> tuple[bool, bool, int]:
    days = abs((entry.date - change.date).days) if entry.date else 10_000
    return (
        entry.number != change.document.number,
        entry.net != change.document.total,
        days,
    )


def _linking(plan: RecordPlan, change: Change, entry: Entry, answers: Answers) -> Linking:
    tracked = answers.tracked_by.get((entry.kind, entry.ref.id))
    return Linking(
        document=change.document,
        entry=entry,
        reason="a user linked the entry that QuickBooks had",
        from_key=tracked.document_key if tracked else "",
        setup_version=change.setup_version,
        shape_version=plan.shape_version,
    )


def _hold(plan: RecordPlan, document: Document, entry: Entry, answers: Answers) -> None:
    is_same_kind = entry.kind is document.kind
    number = f" {entry.number}" if entry.number else ""
    dated = f", {format_day(entry.date)}" if entry.date else ""
    who = entry.party_name or document.party.display_name
    tracked = answers.tracked_by.get((entry.kind, entry.ref.id))
    plan.hold(
        document.key,
        HoldCause.ENTRY_EXISTS,
        f"{plan.new_entry(document)} wasn't created, because QuickBooks already has {entry.kind}"
        f"{number} ({with_tax(entry.net, entry.tax)}{dated}) for {who}, {_origin(tracked)}.",
        f"If it is the same, select “{RunMode.LINK.button}”. If not, select "
        f"“{RunMode.POST_ANYWAY.button}”."
        if is_same_kind
        else _OF_ANOTHER_KIND,
    )


def _origin(tracked: TrackedBy | None) -> str:
    if tracked is None:
        return "which CoreBooks didn't post"
    if tracked.record_key.startswith(STRAY):
        return "which has a CoreBooks tag that no record asks for"
    since = "read from another source" if tracked.from_elsewhere else "deleted in CORE since"
    return f"which CoreBooks posted for {tracked.record_name}, {since}"
