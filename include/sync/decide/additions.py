"""What a bookkeeper added to CoreBooks' entries stays when they are updated, or replaced by new ones.

Classes, customers and billable flags of lines, locations, words in the memo, and the number on a printed
check are kept unless CORE or an option sets that very field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from include.books.documents import Document, Line, marker
from include.books.entries import Entry, EntryStatus, LineExtras
from include.books.gateway import Action
from include.books.money import Cents
from include.database.statuses import LinkStatus
from include.sync.decide.changes import Change
from include.sync.decide.questions import Answers, EntryKey
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules

_VOIDED = frozenset({LinkStatus.VOIDED, LinkStatus.VOIDED_IN_QUICKBOOKS})


def keep_additions(rules: Rules, plans: Sequence[RecordPlan], answers: Answers) -> None:
    """Add to every update, and to what replaces an entry, what a bookkeeper set on the entry."""
    for plan in plans:
        replaced = {
            change.key: entry
            for change in plan.changes
            if change.action is not Action.UPDATE and (entry := _replaced(change, answers))
        }
        plan.changes = [_kept(rules, change, answers, replaced) for change in plan.changes]


def replaced_entries(plans: Sequence[RecordPlan]) -> Iterator[EntryKey]:
    """Voided entries, still in QuickBooks, that new ones replace: what is set on them stays."""
    for plan in plans:
        for change in plan.changes:
            if change.is_new and change.tracked and change.tracked.status in _VOIDED:
                yield change.tracked.kind, change.tracked.quickbooks_id


def _replaced(change: Change, answers: Answers) -> Entry | None:
    """The entry that a change voids, or that was voided before it creates a new one."""
    if change.existing is not None:
        return answers.entry(change.document.kind, change.existing.id)
    tracked = change.tracked
    if tracked is None or tracked.status not in _VOIDED:
        return None
    return answers.entry(tracked.kind, tracked.quickbooks_id)


def _kept(rules: Rules, change: Change, answers: Answers, replaced: Mapping[str, Entry]) -> Change:
    standing = change.standing
    if standing is None or change.action is Action.VOID:
        return change
    entry = replaced.get(change.key)
    if change.existing is not None:
        entry = answers.entry(change.document.kind, change.existing.id)
    if entry is None:
        return change
    before = standing.document
    extras = line_extras(entry, before, change.document)
    if change.is_new:
        # The lines of the new entry are others than those of the old one.
        extras = tuple(dataclasses.replace(extra, line_id="") for extra in extras)
        change = dataclasses.replace(change, whole=entry.whole)
    memo = whole_memo if entry.status is EntryStatus.LIVE else _memo_of_voided
    return dataclasses.replace(
        change,
        extras=extras if any(not extra.is_empty for extra in extras) else (),
        memo=memo(entry.memo, before.memo, change.document, rules.company_id),
        keeps_number=entry.printed and not change.is_new,
    )


def line_extras(entry: Entry, before: Document, after: Document) -> tuple[LineExtras, ...]:
    """What is set on each line of the new document: as on the line that it continues.

    A line continues the one of the same item and the same account or product; of several, the first
    that is not continued yet. Where an invoice becomes a deposit, which has accounts instead of
    products, or the other way round, it continues the one of the same item.
    """
    if len(entry.extras) != len(entry.lines):
        return ()
    free = _lines_in_quickbooks(entry, before)
    extras = []
    for line in after.lines:
        match = next(
            (item for item in free if _continues(line, item[0])),
            next((item for item in free if _is_there_too(line, item[0])), None),
        )
        if match is not None:
            free.remove(match)
        extras.append(match[1] if match is not None else LineExtras())
    return tuple(extras)


def _lines_in_quickbooks(entry: Entry, before: Document) -> list[tuple[Line, LineExtras]]:
    """The lines that were posted, each with what is set on it in QuickBooks now.

    Lines are known by their amount and account or product; where a bookkeeper edited one of the two,
    by the other: what is set on the line is still theirs, though CORE's amount comes back.
    """
    rest = list(zip(entry.posted_lines, entry.extras, strict=True))
    found: dict[int, LineExtras] = {}
    for is_the_same in (_same_line, _same_target, _same_amount):
        for place, line in enumerate(before.lines):
            for item in rest if place not in found else ():
                (_, cents, target), extra = item
                if is_the_same(line, cents, target):
                    found[place] = extra
                    rest.remove(item)
                    break
    return [(before.lines[place], found[place]) for place in sorted(found)]


def _same_line(line: Line, cents: Cents, target: str) -> bool:
    return cents == line.amount and target == line.target.id


def _same_target(line: Line, _cents: Cents, target: str) -> bool:
    return target == line.target.id


def _same_amount(line: Line, cents: Cents, _target: str) -> bool:
    return cents == line.amount


def _continues(line: Line, earlier: Line) -> bool:
    return line.item_name == earlier.item_name and _has_target(line, earlier)


def _is_there_too(line: Line, earlier: Line) -> bool:
    if line.target.kind is not earlier.target.kind:
        return line.item_name == earlier.item_name
    return line.target.id == earlier.target.id


def _has_target(line: Line, earlier: Line) -> bool:
    return (line.target.kind, line.target.id) == (earlier.target.kind, earlier.target.id)


def whole_memo(now: str, before: str, document: Document, company_id: str) -> str | None:
    """The memo to leave in QuickBooks; None if nobody changed it.

    Args:
        now: the memo as QuickBooks has it.
        before: the document's own part of it as it was posted last.
        document: what CORE has now.
        company_id: the company's.

    The CoreBooks tag always stays, because the entry is found by it.
    """
    tag = f"[{marker(company_id, document.key)}]"
    own, found, added = now.partition(tag)
    own, added = own.strip(), added.strip()
    if not found:
        own, added = (before, now.strip()) if document.memo != before else (now.strip(), "")
    if own == before or document.memo != before:
        if not before:
            own = f"{own} {document.memo}".strip()
        else:
            own = own.replace(before, document.memo) if before in own else document.memo
    memo = " ".join(part for part in (own, tag, added) if part)
    return None if memo == f"{document.memo} {tag}".strip() else memo


def _memo_of_voided(now: str, _before: str, document: Document, company_id: str) -> str | None:
    """The same for what replaces a voided entry: voiding changes what is before the tag."""
    tag = f"[{marker(company_id, document.key)}]"
    added = now.partition(tag)[2].strip()
    return f"{document.memo} {tag} {added}".strip() if added else None
