"""Entries with the CoreBooks tag that the database lost are updated, never created again."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.documents import DocumentKind, marker
from include.books.entries import EntryRef
from include.books.gateway import Action
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.relink import relink
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import POSTED_ON, TODAY, TODAY_IN_CORE, bill, entry, plan, rules

BILL = bill()
TAG = marker("willow-park", BILL.key)


def planned(date: dt.date | None = TODAY_IN_CORE) -> RecordPlan:
    record = plan()
    Decider(rules(), {}).decide(record, Verdict.CREATE, bill(date=date), None)
    return record


@pytest.mark.parametrize(
    ("core", "there", "date"),
    [
        (TODAY_IN_CORE, POSTED_ON, TODAY_IN_CORE),
        (None, POSTED_ON, POSTED_ON),
        (None, None, TODAY),
    ],
    ids=["CORE's date", "the date of the first posting", "no date at all"],
)
def test_a_tagged_entry_is_updated_instead(
    core: dt.date | None, there: dt.date | None, date: dt.date
) -> None:
    record = planned(core)
    found = now(BILL, ref=EntryRef("777", "9"), date=there)
    relink(rules(), [record], {(TAG, DocumentKind.BILL): found})
    (change,) = record.changes
    assert (change.action, change.existing, change.date) == (
        Action.UPDATE,
        EntryRef("777", "9"),
        date,
    )
    assert change.reason == (
        "it is in QuickBooks with its CoreBooks tag but wasn't in the CoreBooks database; new in CORE"
    )
    assert (change.is_relink, change.found) == (True, found)


@pytest.mark.parametrize(
    "found",
    [
        {},
        {(TAG, DocumentKind.CHECK): now(BILL)},
        {(marker("other", BILL.key), DocumentKind.BILL): now(BILL)},
    ],
    ids=["nothing", "another kind", "another company"],
)
def test_another_entry_is_not_the_documents(found: dict[tuple[str, DocumentKind], object]) -> None:
    record = planned()
    relink(rules(), [record], found)  # type: ignore[arg-type]  # (rows of two kinds)
    assert [change.action for change in record.changes] == [Action.CREATE]


def test_what_is_updated_anyway_stays_as_planned() -> None:
    link = entry(BILL)
    record = plan(link)
    Decider(rules(), {}).decide(record, Verdict.UPDATE, bill(1), link)
    before = list(record.changes)
    relink(rules(), [record], {(TAG, DocumentKind.BILL): now(BILL)})
    assert record.changes == before
    assert not before[0].is_relink
