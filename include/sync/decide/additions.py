"""What a bookkeeper added to CoreBooks' entries stays when they are updated.

Classes, customers and billable flags of lines, and words in the memo, are kept unless CORE or an
option sets that very field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from include.books.documents import Document, Line, marker
from include.books.entries import Entry, LineExtras
from include.books.gateway import Action
from include.books.money import Cents
from include.sync.decide.changes import Change
from include.sync.decide.questions import Answers
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules


def keep_additions(rules: Rules, plans: Sequence[RecordPlan], answers: Answers) -> None:
    """Add to every update what a bookkeeper set on its entry."""
    for plan in plans:
        plan.changes = [_kept(rules, change, answers) for change in plan.changes]


def _kept(rules: Rules, change: Change, answers: Answers) -> Change:
    standing = change.standing
    if change.action is not Action.UPDATE or standing is None or change.existing is None:
        return change
    entry = answers.entry(change.document.kind, change.existing.id)
    if entry is None:
        return change
    before = standing.document
    extras = line_extras(entry, before, change.document)
    return dataclasses.replace(
        change,
        extras=extras if any(not extra.is_empty for extra in extras) else (),
        memo=whole_memo(entry.memo, before.memo, change.document, rules.company_id),
    )


def line_extras(entry: Entry, before: Document, after: Document) -> tuple[LineExtras, ...]:
    """What is set on each line of the new document: as on the line that it continues.

    A line continues the one of the same item and the same account or product; of several, the first
    that is not continued yet.
    """
    if len(entry.extras) != len(entry.lines):
        return ()
    free = _lines_in_quickbooks(entry, before)
    extras = []
    for line in after.lines:
        match = next(
            (item for item in free if _continues(line, item[0])),
            next((item for item in free if item[0].target.id == line.target.id), None),
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
    return line.item_name == earlier.item_name and line.target.id == earlier.target.id


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
