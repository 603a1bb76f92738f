"""One question to QuickBooks serves all workflows of a company, and no edit is missed for it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from include.books.entries import Entry
from include.clock import utc_now
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.quickbooks_state.quickbooks_edits import detect_edits
from include.sync.run.run import SyncContext
from include.sync.verify.verify import verify
from tests.sync.closings import close
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office

pytestmark = pytest.mark.whole


EDITED = "2026-01-02"


@pytest.fixture
def synced(office: Office) -> Office:
    """A deal whose invoice and bill are in QuickBooks, and known to be as they were sent."""
    close(office)
    for _ in range(2):
        office.run(INCOME)
        office.run(EXPENSES)
    return office


@contextmanager
def both_asked_for(office: Office) -> Iterator[tuple[SyncContext, SyncContext]]:
    """A run of income and one of expenses that begin at the same moment."""
    with office.context(INCOME) as income, office.context(EXPENSES) as expenses:
        yield income, expenses


def changes_asked(office: Office) -> int:
    return int(office.quickbooks.metered().get("cdc", 0))


def finish(context: SyncContext) -> None:
    extract(context)
    diff(context)
    post(context)
    verify(context)


def edited(office: Office, kind: str) -> bool:
    with office.database.reading() as session:
        rows = session.scalars(select(Link).where(Link.kind == kind)).all()
    return any(row.edited_as or row.status != LinkStatus.IN_QUICKBOOKS for row in rows)


def bill_date(office: Office) -> str:
    (bill,) = office.entries("Bill")
    return str(bill["date"])


def change_the_bill(office: Office) -> None:
    (bill,) = office.entries("Bill")
    office.quickbooks.edit("Bill", bill["id"], TxnDate=EDITED)


def test_two_runs_that_begin_together_ask_once(synced: Office) -> None:
    synced.quickbooks.reset_meter()
    with both_asked_for(synced) as (income, expenses):
        finish(income)
        finish(expenses)
    assert changes_asked(synced) == 1


def test_an_edit_of_a_bill_is_found_by_the_question_of_income(synced: Office) -> None:
    change_the_bill(synced)
    with both_asked_for(synced) as (income, expenses):
        finish(income)
        assert edited(synced, "bill")
        finish(expenses)
    assert bill_date(synced) == synced.today.isoformat()


def test_a_run_that_begins_after_an_edit_sees_it(synced: Office) -> None:
    with synced.context(INCOME) as income:
        finish(income)
    change_the_bill(synced)
    with synced.context(EXPENSES) as expenses:
        finish(expenses)
    assert bill_date(synced) == synced.today.isoformat()


def test_an_edit_after_the_shared_answer_is_found_by_the_next_run(synced: Office) -> None:
    with both_asked_for(synced) as (income, expenses):
        finish(income)
        change_the_bill(synced)
        finish(expenses)
    synced.run(EXPENSES)
    assert bill_date(synced) == synced.today.isoformat()


def test_an_own_try_that_stopped_asks_again(synced: Office) -> None:
    synced.quickbooks.reset_meter()
    with synced.context(INCOME) as income:
        detect_edits(income)
        detect_edits(income)
    assert changes_asked(synced) == 2


def test_what_is_being_posted_is_no_edit(synced: Office) -> None:
    """Expenses are corrected while income asks: QuickBooks lists a version that no one has stored yet."""
    with both_asked_for(synced) as (income, expenses):
        taken = WriterLease.take(synced.database, COMPANY, "Agent expenses run 9")
        change_the_bill(synced)
        detect_edits(income)
        assert not edited(synced, "bill")
        taken.release(synced.database)
        finish(expenses)
    assert bill_date(synced) == synced.today.isoformat()


def test_who_begins_to_post_while_quickbooks_answers_is_left_out(
    synced: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_the_bill(synced)
    with both_asked_for(synced) as (income, expenses):
        ask = type(income.gateway).entries_changed

        def while_another_posts(*asked: Any) -> list[Entry]:
            found = list(ask(*asked))
            WriterLease.take(synced.database, COMPANY, "Agent expenses run 9").release(
                synced.database
            )
            return found

        monkeypatch.setattr(type(income.gateway), "entries_changed", while_another_posts)
        detect_edits(income)
        assert not edited(synced, "bill")
        monkeypatch.undo()
        finish(expenses)
    assert bill_date(synced) == synced.today.isoformat()


def test_a_change_without_a_response_is_left_to_its_own_workflow(synced: Office) -> None:
    """QuickBooks has it, the database doesn't know: it is looked up before it can look like an edit."""
    lost = {"entity": "Bill", "operation": "update"}
    synced.core.patch(f"/transactions/{_deal(synced)}", gross=900_000)
    synced.quickbooks.fault("drop", lost, when="after_commit", times=None)
    synced.run(EXPENSES)
    with synced.context(INCOME) as income:
        detect_edits(income)
    assert not edited(synced, "bill")
    synced.quickbooks.no_faults()
    synced.run(EXPENSES)
    assert not edited(synced, "bill")
    assert synced.on_hold(EXPENSES) == []
    assert synced.balances("Accounts Payable") == (7_200_00,)


def _deal(office: Office) -> str:
    return next(iter(office.links().values())).record_key.removeprefix("transaction:")


def test_a_workflow_that_was_asked_for_long_ago_asks_again(synced: Office) -> None:
    with both_asked_for(synced) as (income, expenses):
        finish(income)
        late = utc_now() + dt.timedelta(seconds=1)
        assert late > expenses.asked_for
        synced.quickbooks.reset_meter()
        finish(_asked(expenses, late))
    assert changes_asked(synced) == 1


def _asked(context: SyncContext, moment: dt.datetime) -> SyncContext:
    return dataclasses.replace(context, asked_for=moment)


def test_an_entry_of_an_earlier_installation_is_taken_over_by_its_own_workflow(
    synced: Office,
) -> None:
    """The database was restored from before the bill: its tag tells whose it is, to expenses only."""
    with synced.database.writing() as session:
        link = session.scalars(select(Link).where(Link.kind == "bill")).one()
        session.delete(link)
    change_only_the_memo(synced)
    with both_asked_for(synced) as (income, expenses):
        finish(income)
        synced.quickbooks.reset_meter()
        finish(expenses)
    assert changes_asked(synced) >= 1
    assert len(synced.entries("Bill")) == 1


def change_only_the_memo(office: Office) -> None:
    (bill,) = office.entries("Bill")
    office.quickbooks.edit("Bill", bill["id"], DueDate="2026-12-31")


def test_one_workflow_finds_the_edit_and_the_other_restores_what_core_has(
    synced: Office,
) -> None:
    change_the_bill(synced)
    synced.run(INCOME)
    assert bill_date(synced) == EDITED
    synced.run(EXPENSES)
    assert bill_date(synced) == synced.today.isoformat()
