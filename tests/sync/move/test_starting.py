"""The first step: nothing is posted anymore, and the old QuickBooks is read, if it is still there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from include.clock import utc_now
from include.database.lease import LeaseTaken, WriterLease
from include.database.setup.companies import MoveUnderWay as ConnectRefused
from include.database.setup.companies import connect_company
from include.database.statuses import OperationStatus
from include.database.tables.companies import Company
from include.database.tables.moves import CompanyMove
from include.database.tables.runs import Operation
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.move.refusals import (
    MatchedLongAgo,
    MoveRefused,
    NoMove,
    RunsOpen,
    WritesUnanswered,
)
from include.sync.move.starting import start_move
from include.sync.run.errors import CompanyMoving
from include.sync.run.run import fail_run
from tests.sync import people
from tests.sync.move.mover import REALM, WHO, Mover, open_mover
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[Mover]:
    with open_mover(tmp_path) as opened:
        people.deal(opened.before, "1 Elm St", people.agent(opened.before, "Amy", "Adler"))
        opened.post()
        yield opened


def test_no_run_begins_or_goes_on_while_a_company_moves(mover: Mover) -> None:
    people.deal(mover.before, "2 Elm St", people.agent(mover.before, "Ben", "Baker"))
    mover.start()
    with pytest.raises(CompanyMoving, match="nothing is read or posted until the move is done"):
        mover.before.run(INCOME)
    mover.cancel()
    assert mover.before.run(INCOME).created == 1


def test_a_company_with_an_open_run_does_not_move(mover: Mover) -> None:
    with mover.before.context(EXPENSES) as context:
        pass
    with pytest.raises(RunsOpen, match=f"can't be moved while run {context.run_id} is open"):
        mover.start()


def test_a_run_that_posts_just_now_is_waited_for(mover: Mover) -> None:
    lease = WriterLease.take(mover.before.database, COMPANY, "Agent expenses run 7")
    with pytest.raises(LeaseTaken):
        mover.start()
    lease.release(mover.before.database)
    mover.start()


def test_what_got_no_response_is_looked_up_first(mover: Mover) -> None:
    people.deal(mover.before, "2 Elm St", people.agent(mover.before, "Ben", "Baker"))
    with mover.before.context(EXPENSES) as context:
        extract(context)
        diff(context, None)
        with mover.before.database.writing() as session:
            planned = select(Operation).where(Operation.run_id == context.run_id)
            for operation in session.scalars(planned):
                operation.status, operation.sent_at = OperationStatus.SENT, utc_now()
        fail_run(mover.before.database, context.run_id, "the PC was turned off")
    with pytest.raises(WritesUnanswered, match="2 changes that CoreBooks sent"):
        mover.start()
    mover.start(without_old=True)


def test_without_the_old_quickbooks_what_corebooks_knows_is_proof(mover: Mover) -> None:
    mover.convert("absent")
    mover.start(without_old=True)
    mover.connect()
    mover.look()
    assert mover.row().from_records
    assert all(not row["old_cents"] - row["new_cents"] for row in mover.row().proof)
    mover.switch()
    for category in (INCOME, EXPENSES, BILLING):
        assert mover.after.run(category).created == 0


def test_steps_in_another_order_say_what_comes_first(mover: Mover) -> None:
    start_move(mover.before.database, COMPANY, WHO)
    with pytest.raises(MoveRefused, match="weren't read from the QuickBooks that it leaves"):
        mover.connect()
    mover.start()  # once more, as after a PC that was off
    with pytest.raises(MoveRefused, match="isn't connected yet"):
        mover.look()
    mover.convert()
    mover.connect()
    with pytest.raises(MoveRefused, match="didn't look for the entries"):
        mover.switch()
    mover.look()
    mover.switch()
    with pytest.raises(NoMove):
        mover.look()
    with pytest.raises(NoMove):
        mover.cancel()


def test_neither_side_of_a_move_can_be_connected_meanwhile(mover: Mover) -> None:
    mover.convert()
    mover.start()
    mover.connect()
    other = Company(
        id="other",
        name="Other",
        edition="QuickBooks Online",
        realm_id=REALM,
        core_connection="core",
        quickbooks_connection="quickbooks",
        timezone="America/Chicago",
    )
    with pytest.raises(ConnectRefused, match="is being moved to another QuickBooks"):
        connect_company(mover.before.database, other, WHO)


def test_a_company_file_that_changed_before_the_conversion_is_read_again(mover: Mover) -> None:
    mover.start()
    [invoice] = mover.file.entries("Invoice")
    mover.file.edit(invoice["id"], TxnDate="2026-01-15")
    mover.convert()
    mover.connect()
    mover.look()
    assert any(row["old_cents"] != row["new_cents"] for row in mover.row().proof)
    mover.start()
    mover.look()
    assert all(row["old_cents"] == row["new_cents"] for row in mover.row().proof)


def test_matches_of_long_ago_are_made_again(mover: Mover) -> None:
    mover.convert()
    mover.start()
    mover.connect()
    mover.look()
    with mover.before.database.writing() as session:
        move = session.get_one(CompanyMove, mover.row().id)
        move.matched_at = utc_now() - dt.timedelta(days=2)
    with pytest.raises(MatchedLongAgo, match="Run `corebooks move match` again"):
        mover.switch()
    mover.look()
    mover.switch()
