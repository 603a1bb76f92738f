"""Undoing a run, each entry a row: what it created is voided, what it updated reverted, the rest stays."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind
from include.books.entries import EntryRef
from include.books.gateway import Action
from include.database.statuses import LinkStatus
from include.sync.decide.changes import Change
from include.sync.decide.facts import Tracked
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.undo import EarlierWrite, WriteToUndo, undo
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import changes
from include.workflows.template import OnHold
from tests.sync.decide.values import POSTED_ON, TODAY, TODAY_IN_CORE, bill, entry, plan, rules

RULES = dataclasses.replace(rules(RunMode.UNDO), undo=6)
WHY = "undo of run 6 by finance ops"
BEFORE, AFTER = bill(784_000), bill(800_000)
NAME = "Bill TR-2026-640224-A45 ($8,000.00) for Amy Adler, 11 Arlington St, Boston, MA 02128"
FEB_9 = dt.date(2026, 2, 9)


def earlier(document: Document = BEFORE, date: dt.date | None = FEB_9) -> EarlierWrite:
    return EarlierWrite(document, date, setup_version=8, shape_version=9)


def undone(
    link: Tracked | None,
    before: EarlierWrite | None = None,
    *,
    revision: int = 4,
    was_undone: bool = False,
) -> RecordPlan:
    record = plan(*([link] if link else []))
    undo(RULES, record, [WriteToUndo(AFTER, revision, before, was_undone)])
    return record


def test_what_the_run_created_is_voided_with_the_date_it_has() -> None:
    link = entry(AFTER)
    record = undone(link)
    assert record.changes == [
        Change(
            action=Action.VOID,
            document=AFTER,
            reason=WHY,
            date=POSTED_ON,
            due_date=POSTED_ON,
            tracked=link,
            existing=EntryRef("501", "3"),
            revision=4,
            setup_version=1,
            shape_version=1,
            is_undo=True,
        )
    ]
    assert record.is_undone is False


def test_what_the_run_updated_is_as_it_was() -> None:
    link = entry(AFTER)
    assert undone(link, earlier()).changes == [
        Change(
            action=Action.UPDATE,
            document=BEFORE,
            reason=f"{WHY}: {'; '.join(changes(AFTER, BEFORE))}",
            date=FEB_9,
            due_date=FEB_9,
            tracked=link,
            existing=EntryRef("501", "3"),
            revision=4,
            setup_version=8,
            shape_version=9,
            is_undo=True,
        )
    ]


def test_what_is_reverted_is_told_field_by_field() -> None:
    (change,) = undone(entry(AFTER), earlier(bill(784_000, memo="12 Elm St"))).changes
    assert change.reason == (
        f"{WHY}: memo 11 Arlington St, Boston, MA 02128 -> 12 Elm St; line “Commission” to Agent "
        "Commissions $8,000.00 -> $7,840.00 (-$160.00)"
    )


def test_what_the_run_voided_is_created_again() -> None:
    link = entry(AFTER, LinkStatus.VOIDED)
    (change,) = undone(link, earlier()).changes
    assert (change.action, change.document, change.existing) == (Action.CREATE, BEFORE, None)
    assert (change.reason, change.revision, change.date, change.due_date) == (WHY, 4, FEB_9, FEB_9)
    assert (change.setup_version, change.shape_version, change.tracked) == (8, 9, link)


def test_what_the_run_made_another_kind_of_is_voided_and_created_again() -> None:
    credit = bill(16_000, kind=DocumentKind.VENDOR_CREDIT)
    void, new = undone(entry(AFTER), earlier(credit)).changes
    assert (void.action, void.document, void.revision) == (Action.VOID, AFTER, 4)
    assert (new.action, new.document, new.revision) == (Action.CREATE, credit, 5)


UNDATED = bill(784_000, date=None)
LATE = dt.date(2026, 6, 1)
DATES: list[tuple[str, LinkStatus, EarlierWrite, Tracked, dt.date, dt.date]] = [
    ("as it was written", LinkStatus.IN_QUICKBOOKS, earlier(), entry(AFTER), FEB_9, FEB_9),
    ("cores date", LinkStatus.IN_QUICKBOOKS, earlier(date=None), entry(AFTER), TODAY_IN_CORE, TODAY_IN_CORE),
    ("the entrys own", LinkStatus.IN_QUICKBOOKS, earlier(UNDATED, None), entry(AFTER), POSTED_ON, POSTED_ON),
    ("today, anew", LinkStatus.VOIDED, earlier(UNDATED, None), entry(AFTER), TODAY, TODAY),
    (
        "a later due date stays",
        LinkStatus.IN_QUICKBOOKS,
        earlier(),
        dataclasses.replace(entry(AFTER), due_date=LATE),
        FEB_9,
        LATE,
    ),
    (
        "not that of an entry that is created anew",
        LinkStatus.VOIDED,
        earlier(),
        dataclasses.replace(entry(AFTER), due_date=LATE),
        FEB_9,
        FEB_9,
    ),
    (
        "cores due date",
        LinkStatus.IN_QUICKBOOKS,
        earlier(bill(784_000, due_date=LATE)),
        entry(AFTER),
        FEB_9,
        LATE,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("says", "status", "before", "link", "date", "due"), DATES, ids=[row[0] for row in DATES]
)
def test_dates_are_those_of_before(
    says: str, status: LinkStatus, before: EarlierWrite, link: Tracked, date: dt.date, due: dt.date
) -> None:
    assert says
    (change,) = undone(dataclasses.replace(link, status=status), before).changes
    assert (change.date, change.due_date) == (date, due)


def test_a_voided_entry_keeps_its_due_date() -> None:
    link = dataclasses.replace(entry(AFTER), due_date=LATE)
    assert undone(link).changes[0].due_date == LATE
    due = dataclasses.replace(entry(bill(800_000, due_date=FEB_9)), due_date=LATE)
    assert undone(due).changes[0].due_date == FEB_9


def stays(cause: HoldCause, what: str, what_to_do: str) -> list[OnHold]:
    return [OnHold(AFTER.key, cause, f"{NAME} was {what}, so it stays unchanged.", what_to_do)]


IN_QUICKBOOKS = "If it is wrong, change it in QuickBooks."
STAYS: list[tuple[str, dict[str, Any], int, list[OnHold]]] = [
    (
        "updated later",
        {},
        5,
        stays(
            HoldCause.UPDATED_LATER,
            "updated by a later run",
            "To undo this one too, undo the later run first.",
        ),
    ),
    (
        "edited",
        {"edited": "total changed"},
        4,
        stays(HoldCause.EDITED, "edited in QuickBooks after this run", IN_QUICKBOOKS),
    ),
    (
        "deleted",
        {"status": LinkStatus.DELETED_IN_QUICKBOOKS},
        4,
        stays(HoldCause.DELETED, "deleted in QuickBooks after this run", IN_QUICKBOOKS),
    ),
    (
        "voided",
        {"status": LinkStatus.VOIDED_IN_QUICKBOOKS},
        4,
        stays(HoldCause.VOIDED, "voided in QuickBooks after this run", IN_QUICKBOOKS),
    ),
]


@pytest.mark.parametrize(("says", "state", "revision", "holds"), STAYS, ids=[r[0] for r in STAYS])
def test_what_changed_since_stays_and_is_named(
    says: str, state: dict[str, Any], revision: int, holds: list[OnHold]
) -> None:
    assert says
    record = undone(entry(AFTER, **state), earlier(), revision=revision)
    assert (record.changes, record.holds) == ([], holds)
    assert record.is_undone is False


def test_what_an_interrupted_undo_did_already_is_not_done_twice() -> None:
    record = undone(entry(AFTER, LinkStatus.VOIDED), was_undone=True)
    assert (record.changes, record.unchanged, record.is_undone) == ([], 1, True)
    more = plan(entry(AFTER), entry(bill(key="other")))
    writes = [
        WriteToUndo(AFTER, 4, None, was_undone=True),
        WriteToUndo(bill(key="other"), 4, None, was_undone=False),
    ]
    undo(RULES, more, writes)
    assert (len(more.changes), more.unchanged, more.is_undone) == (1, 1, False)
    done = plan(entry(AFTER), entry(bill(key="other")))
    undo(RULES, done, [dataclasses.replace(write, was_undone=True) for write in writes])
    assert (done.changes, done.unchanged, done.is_undone) == ([], 2, True)
    held = plan(entry(AFTER), entry(bill(key="other")))
    undo(RULES, held, [writes[0], WriteToUndo(bill(key="other"), 5, None, was_undone=False)])
    assert (held.unchanged, len(held.holds), held.is_undone) == (1, 1, False)


def test_what_has_no_entry_any_more_stops_nothing_else() -> None:
    other = bill(key="other")
    record = plan(entry(other))
    undo(
        RULES,
        record,
        [
            WriteToUndo(AFTER, 4, None, was_undone=False),
            WriteToUndo(other, 4, None, was_undone=False),
        ],
    )
    assert [change.key for change in record.changes] == ["other"]
    nothing = undone(None)
    assert (nothing.changes, nothing.is_undone) == ([], False)
