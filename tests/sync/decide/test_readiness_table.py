"""Whether a record posts yet, each case a row: no servers, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.database.statuses import LinkStatus
from include.sync.decide.decide import GONE, Decider
from include.sync.decide.facts import Tracked
from include.sync.decide.readiness import is_ready
from include.sync.run.mode import RunMode
from include.workflows.template import OnHold, Posting
from tests.sync.decide.values import bill, entry, plan, rules

FIRST_DAY = dt.date(2026, 3, 1)
READY = Posting(documents=(bill(),), day=FIRST_DAY)
NO_DISBURSEMENT = Posting(not_ready="no disbursement in CORE yet")
CANCELED = Posting(not_ready="canceled in CORE", fell_through=True)
HALF_WAY = Posting(documents=(bill(),), complete=False)
THERE = entry(bill())
VOIDS = {"fell_through": "Void"}


@dataclass(frozen=True, slots=True)
class Row:
    """A record, and whether it posts; if not, what happens to its entries."""

    says: str
    posting: Posting
    entries: tuple[Tracked, ...] = ()
    mode: RunMode = RunMode.SYNC
    ready: bool = False
    changes: tuple[str, ...] = ()
    on_hold: str = ""
    kept: int = 0
    gone: bool = False
    complete_only: bool = False
    start: dt.date | None = None
    options: dict[str, Any] = field(default_factory=dict)


KEEP, VOID = RunMode.KEEP_QUICKBOOKS, RunMode.VOID
ROWS = [
    Row("ready", READY, ready=True),
    Row("no disbursement yet", NO_DISBURSEMENT),
    Row("removed after posting", NO_DISBURSEMENT, (THERE,), on_hold="disbursement removed in CORE"),
    Row("removed, voids what is canceled", NO_DISBURSEMENT, (THERE,), options=VOIDS, on_hold="disbursement removed in CORE"),
    Row("removed, voided by choice", NO_DISBURSEMENT, (THERE,), VOID, changes=("void",)),
    Row("removed, kept", NO_DISBURSEMENT, (THERE,), KEEP, kept=1),
    Row("removed, kept before", NO_DISBURSEMENT, (entry(bill(), accepted=GONE),)),
    Row("removed, entry voided already", NO_DISBURSEMENT, (entry(bill(), LinkStatus.VOIDED),)),
    Row("canceled", CANCELED),
    Row("canceled after posting", CANCELED, (THERE,), on_hold="canceled in CORE"),
    Row("canceled, voids by option", CANCELED, (THERE,), changes=("void",), options=VOIDS),
    Row("deleted in CORE", NO_DISBURSEMENT, (THERE,), gone=True, on_hold="deleted in CORE"),
    Row(
        "deleted in CORE, voids by option",
        NO_DISBURSEMENT,
        (THERE,),
        gone=True,
        changes=("void",),
        options={"no_longer_in_core": "Void"},
    ),
    Row("half way, any time", HALF_WAY, ready=True),
    Row("half way, auto-sync at 100%", HALF_WAY, complete_only=True),
    Row("half way, but posted already", HALF_WAY, (THERE,), ready=True, complete_only=True),
    Row("on the start date", READY, ready=True, start=FIRST_DAY),
    Row("the day before the start date", READY, start=FIRST_DAY + dt.timedelta(days=1)),
    Row("before it, but posted already", READY, (THERE,), ready=True, start=dt.date(2027, 1, 1)),
    Row("without a date", Posting(documents=(bill(),)), ready=True, start=FIRST_DAY),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_whether_a_record_posts(row: Row) -> None:
    run = rules(row.mode, start_date=row.start, complete_only=row.complete_only, **row.options)
    record = plan(*row.entries, posting=row.posting, gone=row.gone)
    ready = is_ready(run, Decider(run, {}), record)
    assert ready is row.ready
    assert tuple(change.action for change in record.changes) == row.changes
    assert [hold.cause for hold in record.holds] == ([row.on_hold] if row.on_hold else [])
    assert record.kept == row.kept
    # Of the whole record: none of its entries may change.
    assert record.is_on_hold is bool(row.on_hold)


def test_a_hold_of_the_template_names_the_entry_that_stays() -> None:
    hold = OnHold(bill().key, HoldCause.MISSING_PAYEE, "It pays nobody.", "Choose a payee.")
    record = plan(THERE, posting=Posting(documents=(), on_hold=(hold,)))
    run = rules()
    assert is_ready(run, Decider(run, {}), record)
    assert record.holds[0].what_to_do == (
        "Choose a payee. Until then, bill TR-2026-640224-A45 ($7,840.00) stays unchanged in "
        "QuickBooks."
    )
