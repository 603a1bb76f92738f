"""What a hold says of a record that no longer posts: its entries, why, and what to do."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.sync.decide.decide import Decider
from include.sync.decide.facts import CoreRecord
from include.sync.decide.readiness import is_ready
from include.sync.decide.record_plan import RecordPlan
from include.workflows.template import OnHold, Posting
from tests.sync.decide.values import bill, entry, plan, rules

BILL, OTHER = entry(bill()), entry(bill(16_000, key="other", number="TR-2"))
VOID_OR_KEEP = "Select “Void in QuickBooks”, or “Keep QuickBooks version” to leave it unchanged."
ONE = "Bill TR-2026-640224-A45 ($7,840.00) is in QuickBooks for"
TWO = "Bill TR-2026-640224-A45 ($7,840.00) and bill TR-2 ($160.00) are in QuickBooks for"
DEAL = "TR-2026-640224, 11 Arlington St, Boston, MA 02128"
CORRECTING = (
    "If you're correcting it, create the disbursement again; the next sync updates the entries. If the "
    "transaction was canceled, select “Void in QuickBooks”. To leave the entries unchanged, select “Keep "
    "QuickBooks version”."
)
STATEMENT = CoreRecord("statement:55", "x", "BL-1", "Jane Doe", gone=True)
STRAY = CoreRecord("entry:bill:501", "x", "", "Amy Adler")
NOT_READY = Posting(not_ready="no disbursement in CORE")
CANCELED = Posting(not_ready="canceled in CORE", fell_through=True)


def held(record: RecordPlan, **options: Any) -> OnHold:
    run = rules(**options)
    assert not is_ready(run, Decider(run, {}), record)
    (hold,) = record.holds
    return hold


TO_NOBODY = entry(bill(party=dataclasses.replace(bill().party, display_name="")))

HOLDS: list[tuple[str, RecordPlan, OnHold]] = [
    (
        "removed",
        plan(BILL, OTHER, posting=NOT_READY),
        OnHold("", HoldCause.DISBURSEMENT_REMOVED, f"{TWO} {DEAL}, but CORE has no disbursement.", CORRECTING),
    ),
    (
        "canceled",
        plan(BILL, posting=CANCELED),
        OnHold("", HoldCause.CANCELED_IN_CORE, f"{ONE} {DEAL}, but the transaction was canceled in CORE.", VOID_OR_KEEP),
    ),
    (
        "deleted",
        plan(BILL, posting=NOT_READY, gone=True),
        OnHold("", HoldCause.DELETED_IN_CORE, f"{ONE} {DEAL}, but the transaction was deleted in CORE.", VOID_OR_KEEP),
    ),
    (
        "a deleted statement",
        dataclasses.replace(plan(BILL, posting=NOT_READY), record=STATEMENT),
        OnHold("", HoldCause.DELETED_IN_CORE, f"{ONE} BL-1, Jane Doe, but the statement was deleted in CORE.", VOID_OR_KEEP),
    ),
    (
        "nobodys entry",
        dataclasses.replace(plan(BILL, posting=NOT_READY), record=STRAY),
        OnHold("", HoldCause.STRAY, "Bill TR-2026-640224-A45 ($7,840.00) for Amy Adler has a CoreBooks tag in QuickBooks, but no record asks for it. It may be a copy.", VOID_OR_KEEP),
    ),
    (
        "nobodys entry for nobody",
        dataclasses.replace(plan(TO_NOBODY, posting=NOT_READY), record=STRAY),
        OnHold("", HoldCause.STRAY, "Bill TR-2026-640224-A45 ($7,840.00) for no customer or vendor has a CoreBooks tag in QuickBooks, but no record asks for it. It may be a copy.", VOID_OR_KEEP),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("says", "record", "hold"), HOLDS, ids=[row[0] for row in HOLDS])
def test_a_record_that_no_longer_posts_is_told_with_its_entries(
    says: str, record: RecordPlan, hold: OnHold
) -> None:
    assert says
    assert held(record) == hold


def test_what_is_voided_with_its_record_says_why() -> None:
    record = plan(BILL, OTHER, posting=CANCELED)
    run = rules(fell_through="Void")
    assert not is_ready(run, Decider(run, {}), record)
    assert [change.reason for change in record.changes] == ["canceled in CORE"] * 2


def test_what_is_before_the_start_date_says_both_days() -> None:
    day = bill().date
    assert day is not None
    hold = OnHold(bill().key, HoldCause.MISSING_PAYEE, "It pays nobody.", "Choose a payee.")
    record = plan(posting=Posting(documents=(bill(),), on_hold=(hold,), day=day))
    run = rules(start_date=day.replace(day=10))
    assert not is_ready(run, Decider(run, {}), record)
    assert record.posting == Posting(
        not_ready="dated Mar 9, 2026, before the start date Mar 10, 2026", is_before_start=True
    )
    assert record.holds == []


def test_what_auto_sync_leaves_is_marked() -> None:
    run = rules(complete_only=True)
    record = plan(posting=Posting(documents=(bill(),), complete=False))
    assert not is_ready(run, Decider(run, {}), record)
    assert record.incomplete
    done = plan(posting=Posting(documents=(bill(),)))
    assert is_ready(run, Decider(run, {}), done)
    assert not done.incomplete


def test_a_hold_of_an_entry_that_is_not_there_is_as_the_template_has_it() -> None:
    hold = OnHold("another", HoldCause.MISSING_PAYEE, "It pays nobody.", "Choose a payee.")
    record = plan(BILL, posting=Posting(on_hold=(hold,)))
    run = rules()
    assert is_ready(run, Decider(run, {}), record)
    assert record.holds == [hold]
