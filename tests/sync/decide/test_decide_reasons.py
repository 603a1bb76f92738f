"""What is written, with its reason and dates, and what is said of a hold: every value of a decision."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind
from include.books.entries import EntryRef
from include.books.gateway import Action
from include.database.statuses import LinkStatus
from include.database.stored.edits import Edit
from include.sync.decide.changes import Change
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.facts import Tracked
from include.sync.decide.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import changes
from include.workflows.options import WorkflowOptions
from include.workflows.setup import Setup
from include.workflows.template import OnHold, template
from tests.sync.decide.values import POSTED_ON, TODAY, TODAY_IN_CORE, bill, entry, plan, rules

BEFORE, AFTER = bill(784_000), bill(800_000)
EDIT = "total changed from $7,840.00 to $9.00"
CHANGED = "changed in CORE: " + "; ".join(changes(BEFORE, AFTER))
NAME = "Bill TR-2026-640224-A45 ($7,840.00) for Amy Adler, 11 Arlington St, Boston, MA 02128"
VOID_OR_KEEP = "Select “Void in QuickBooks”, or “Keep QuickBooks version” to leave it unchanged."


def decided(
    core: Document | None,
    link: Tracked | None,
    mode: RunMode = RunMode.SYNC,
    verdict: Verdict = Verdict.UPDATE,
    rejections: int = 0,
    **options: Any,
) -> RecordPlan:
    record = plan(*([link] if link else []))
    if link is None:
        verdict = Verdict.CREATE
    decider = Decider(rules(mode, **options), {BEFORE.key: rejections} if rejections else {})
    decider.decide(record, verdict, core, link)
    return record


def test_a_new_entry_is_created_with_cores_date_and_the_setup_of_now() -> None:
    (change,) = decided(AFTER, None, rejections=2).changes
    assert change == Change(
        action=Action.CREATE,
        document=AFTER,
        reason="new in CORE",
        date=TODAY_IN_CORE,
        due_date=TODAY_IN_CORE,
        attempt=2,
        setup_version=2,
        shape_version=1,
    )
    assert change.is_new
    assert not change.is_relink
    assert (change.key, change.kind) == (AFTER.key, "bill")


def test_a_new_entry_without_a_date_has_todays() -> None:
    (change,) = decided(bill(date=None), None).changes
    assert (change.date, change.due_date) == (TODAY, TODAY)


def test_an_update_is_of_the_version_that_was_read() -> None:
    link = entry(BEFORE)
    (change,) = decided(AFTER, link).changes
    assert change == Change(
        action=Action.UPDATE,
        document=AFTER,
        reason=CHANGED,
        date=TODAY_IN_CORE,
        due_date=TODAY_IN_CORE,
        tracked=link,
        existing=EntryRef("501", "3"),
        revision=4,
        setup_version=2,
        shape_version=1,
    )


NOTED = dataclasses.replace(AFTER, notes=("no account is named “Fee”",))
LATE = dt.date(2026, 4, 1)
DATES: list[tuple[str, Document, Tracked | None, dt.date, dt.date]] = [
    (
        "the due date of the first posting stays",
        bill(1, date=None),
        entry(BEFORE),
        POSTED_ON,
        POSTED_ON,
    ),
    (
        "a later due date of the first posting stays",
        bill(1, date=None),
        dataclasses.replace(entry(BEFORE), due_date=LATE),
        POSTED_ON,
        LATE,
    ),
    ("cores due date", bill(1, due_date=LATE), entry(BEFORE), TODAY_IN_CORE, LATE),
    (
        "never before the date",
        bill(1, due_date=POSTED_ON),
        entry(BEFORE),
        TODAY_IN_CORE,
        TODAY_IN_CORE,
    ),
    ("of a new entry", bill(1, due_date=LATE), None, TODAY_IN_CORE, LATE),
]


@pytest.mark.parametrize(("says", "core", "link", "date", "due"), DATES, ids=[r[0] for r in DATES])
def test_the_due_date(
    says: str, core: Document, link: Tracked | None, date: dt.date, due: dt.date
) -> None:
    assert says
    (change,) = decided(core, link).changes
    assert (change.date, change.due_date) == (date, due)


REASONS: list[tuple[str, Document, Tracked, Verdict, str]] = [
    ("changed", AFTER, entry(BEFORE), Verdict.UPDATE, CHANGED),
    (
        "changed in two places",
        bill(800_000, memo="12 Elm St"),
        entry(BEFORE),
        Verdict.UPDATE,
        (
            "changed in CORE: memo 11 Arlington St, Boston, MA 02128 -> 12 Elm St; line “Commission” to "
            "Agent Commissions $7,840.00 -> $8,000.00 (+$160.00)"
        ),
    ),
    ("noted", NOTED, entry(BEFORE), Verdict.UPDATE, f"{CHANGED}; no account is named “Fee”"),
    (
        "edited",
        BEFORE,
        entry(BEFORE, edited=EDIT),
        Verdict.UNCHANGED,
        f"edited in QuickBooks ({EDIT}); overwritten with CORE",
    ),
    (
        "edited twice",
        BEFORE,
        dataclasses.replace(entry(BEFORE), edited=Edit(differences=("one", "two"))),
        Verdict.UNCHANGED,
        "edited in QuickBooks (one; two); overwritten with CORE",
    ),
    (
        "edited and changed",
        AFTER,
        entry(BEFORE, edited=EDIT),
        Verdict.UPDATE,
        f"edited in QuickBooks ({EDIT}); {CHANGED}",
    ),
]


@pytest.mark.parametrize(("says", "core", "link", "verdict", "why"), REASONS)
def test_an_update_says_why(
    says: str, core: Document, link: Tracked, verdict: Verdict, why: str
) -> None:
    assert says
    (change,) = decided(core, link, verdict=verdict).changes
    assert change.reason == why


def test_what_a_run_voided_is_created_again_as_the_next_of_its_revisions() -> None:
    voided = entry(BEFORE, LinkStatus.VOIDED)
    (change,) = decided(bill(date=None), voided, verdict=Verdict.CREATE).changes
    assert (change.action, change.existing, change.reason) == (Action.CREATE, None, "new in CORE")
    assert (change.tracked, change.revision, change.date) == (voided, 4, POSTED_ON)


ENDED = [
    (LinkStatus.DELETED_IN_QUICKBOOKS, "deleted in QuickBooks", "deleted"),
    (LinkStatus.VOIDED_IN_QUICKBOOKS, "voided in QuickBooks", "voided"),
]


@pytest.mark.parametrize(("status", "was", "leave"), ENDED)
def test_an_entry_that_ended_in_quickbooks_is_asked_about(
    status: LinkStatus, was: str, leave: str
) -> None:
    (hold,) = decided(BEFORE, entry(BEFORE, status), verdict=Verdict.CREATE).holds
    assert hold == OnHold(
        BEFORE.key,
        HoldCause(was),
        f"{NAME} was {was} but is still in CORE.",
        f"Select “Re-create in QuickBooks”, or “Keep QuickBooks version” to leave it {leave}.",
    )


@pytest.mark.parametrize(("status", "was", "leave"), ENDED)
def test_an_entry_is_created_again_as_another_one(status: LinkStatus, was: str, leave: str) -> None:
    assert leave
    link = dataclasses.replace(entry(BEFORE, status), due_date=LATE)
    (change,) = decided(AFTER, link, RunMode.RECREATE, Verdict.CREATE).changes
    assert change.reason == f"{was}, re-created by finance ops"
    assert (change.action, change.existing, change.tracked) == (Action.CREATE, None, link)
    assert (change.revision, change.date, change.due_date) == (4, TODAY_IN_CORE, TODAY_IN_CORE)


def test_an_edit_that_waits_is_told_with_both_values() -> None:
    record = decided(AFTER, entry(BEFORE, edited=EDIT), edited_in_quickbooks="Put on hold")
    (hold,) = record.holds
    assert hold == OnHold(
        BEFORE.key,
        HoldCause.EDITED,
        f"{NAME} was edited in QuickBooks: {EDIT}. CORE's total is $8,000.00.",
        "To replace the edit, select “Overwrite with CORE”. To accept it, select “Keep QuickBooks "
        "version”.",
    )


def test_what_differs_without_an_edit_waits_whatever_the_options_say() -> None:
    differs = Edit(differences=("total is $9.00 instead of $7,840.00", "date"), was_edited=False)
    link = dataclasses.replace(entry(BEFORE), edited=differs)
    record = decided(BEFORE, link, verdict=Verdict.UNCHANGED)
    (hold,) = record.holds
    assert (hold.document_key, hold.cause) == (BEFORE.key, HoldCause.DIFFERS)
    assert hold.sentence == (
        f"{NAME} differs in QuickBooks from what CoreBooks sent: total is $9.00 instead of "
        "$7,840.00; date. CORE's total is $7,840.00."
    )
    assert hold.what_to_do == (
        "Find out in QuickBooks what changes it, such as sales tax or an automatic rule. Correct that "
        "and the entry there; the next run notices. Or select “Overwrite with CORE” to send it again, "
        "or “Keep QuickBooks version” to accept it."
    )
    assert record.changes == []
    assert decided(BEFORE, link, RunMode.OVERWRITE, Verdict.UNCHANGED).holds == []


def test_an_entry_of_someone_else_changes_only_if_asked() -> None:
    link = dataclasses.replace(entry(BEFORE), is_foreign=True)
    (hold,) = decided(AFTER, link).holds
    assert hold == OnHold(
        BEFORE.key,
        HoldCause.EDITED,
        f"{NAME} was created in QuickBooks by someone else, and CORE now has $8,000.00.",
        "To change it, select “Overwrite with CORE”. To leave it as it is, select “Keep QuickBooks "
        "version”.",
    )
    assert [c.action for c in decided(AFTER, link, RunMode.OVERWRITE).changes] == ["update"]
    assert decided(BEFORE, link, verdict=Verdict.UNCHANGED).unchanged == 1


def test_what_core_no_longer_has_is_asked_about_or_voided() -> None:
    link = entry(BEFORE)
    (hold,) = decided(None, link, verdict=Verdict.ORPHAN).holds
    assert hold == OnHold(
        BEFORE.key,
        HoldCause.NO_LONGER_IN_CORE,
        f"{NAME} is in QuickBooks but no longer in CORE.",
        VOID_OR_KEEP,
    )
    (change,) = decided(None, link, RunMode.VOID, Verdict.ORPHAN).changes
    assert change == Change(
        action=Action.VOID,
        document=BEFORE,
        reason="no longer in CORE",
        date=POSTED_ON,
        due_date=TODAY_IN_CORE if BEFORE.due_date else POSTED_ON,
        tracked=link,
        existing=EntryRef("501", "3"),
        revision=4,
        setup_version=2,
        shape_version=1,
    )


def test_an_entry_of_another_kind_is_asked_about_or_replaced() -> None:
    link, credit = entry(BEFORE), bill(16_000, kind=DocumentKind.VENDOR_CREDIT)
    (hold,) = decided(credit, link).holds
    assert hold == OnHold(
        BEFORE.key,
        HoldCause.OTHER_KIND,
        f"{NAME} is in QuickBooks, but CORE now requires a vendor credit of $160.00.",
        "Select “Void in QuickBooks” to void the bill and create the vendor credit, or “Keep QuickBooks "
        "version” to leave the bill as it is.",
    )
    void, new = decided(credit, link, RunMode.VOID).changes
    assert (void.action, void.document, void.reason) == (
        Action.VOID,
        BEFORE,
        "CORE now requires vendor credit TR-2026-640224-A45 of $160.00",
    )
    assert (new.action, new.document, new.reason) == (
        Action.CREATE,
        credit,
        "replaces bill TR-2026-640224-A45",
    )
    assert (void.revision, new.revision, new.existing) == (4, 5, None)


def test_a_reversed_payment_is_voided_without_asking_unless_it_is_someone_elses() -> None:
    payment = bill(kind=DocumentKind.PAYMENT, pays="invoice")
    setup = Setup(2, template("billings-and-payments"), WorkflowOptions())
    for foreign, voided, holds in ((False, ["reversed in CORE"], 0), (True, [], 1)):
        link = dataclasses.replace(entry(payment), is_foreign=foreign)
        record = dataclasses.replace(plan(link), setup=setup)
        Decider(rules(), {}).decide(record, Verdict.ORPHAN, None, link)
        assert [change.reason for change in record.changes] == voided
        assert len(record.holds) == holds


def test_all_entries_of_a_record_are_voided_or_kept_together() -> None:
    first, second = entry(BEFORE), entry(bill(key="other", number="TR-2"))
    gone = entry(bill(key="gone"), LinkStatus.VOIDED)
    record = plan(first, second, gone)
    Decider(rules(RunMode.VOID), {}).void_all(record, "canceled in CORE")
    assert [(change.key, change.reason) for change in record.changes] == [
        (BEFORE.key, "canceled in CORE"),
        ("other", "canceled in CORE"),
    ]
    kept = plan(first, second, gone)
    Decider(rules(RunMode.KEEP_QUICKBOOKS), {}).keep_all(kept)
    assert kept.accepts == {BEFORE.key: "gone", "other": "gone"}
    assert kept.kept == 2


def test_what_need_not_be_posted_and_what_is_left_are_told() -> None:
    record = decided(AFTER, None, RunMode.VOID)
    assert record.skipped == ["bill TR-2026-640224-A45 of $8,000.00: left to the next sync"]
    assert (record.left, record.leaves_more, record.changes) == (1, True, [])
    there = decided(AFTER, entry(BEFORE), RunMode.VOID)
    assert (there.left, there.changes, there.unchanged) == (1, [], 0)
    assert decided(AFTER, None).leaves_more is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("existing", EntryRef("502", "3")),
        ("memo", "Paid by wire"),
        ("action", Action.VOID),
        ("document", bill(1)),
    ],
)
def test_another_write_has_another_content(field: str, value: Any) -> None:
    (change,) = decided(AFTER, entry(BEFORE)).changes
    assert dataclasses.replace(change, **{field: value}).content != change.content
    assert dataclasses.replace(change, reason="another", date=TODAY).content == change.content


def test_an_account_of_another_name_is_the_same_account() -> None:
    renamed = ListRef(ListKind.ACCOUNT, "71", "Commissions paid")
    line = dataclasses.replace(AFTER.lines[0], target=renamed)
    one, other = (decided(bill(lines=lines), None).changes for lines in (AFTER.lines, (line,)))
    assert one[0].content == other[0].content
