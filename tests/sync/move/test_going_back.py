"""Going back: everything is as it was in the company file, as long as nothing was posted to QuickBooks Online."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.entries import Link, ManualMatch, PartyLink
from include.database.trail.rows import json_row
from include.sync.move.refusals import CantGoBack, NoMove
from tests.sync import people
from tests.sync.move.mover import Mover, open_mover, open_online_mover
from tests.sync.office import BILLING, EXPENSES, INCOME


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[Mover]:
    with open_mover(tmp_path) as opened:
        yield opened


def posted(mover: Mover) -> str:
    office = mover.before
    amy = people.agent(office, "Amy", "Adler")
    deal = people.deal(office, "1 Elm St", amy)
    people.deal(office, "2 Elm St", amy)
    people.statement(office, amy)
    mover.post()
    return deal


def books(mover: Mover) -> dict[str, list[dict[str, Any]]]:
    """All that CoreBooks has of a company's QuickBooks."""
    with mover.before.database.reading() as session:
        return {
            table.__tablename__: [
                json_row(row._asdict())
                for row in session.execute(
                    select(table.__table__).order_by(*table.__table__.primary_key)
                )
            ]
            for table in (Company, WorkflowSetup, Link, PartyLink, ManualMatch)
        }


def test_everything_is_as_it_was(mover: Mover) -> None:
    deal = posted(mover)
    before = books(mover)
    mover.move()
    assert books(mover) != before

    assert mover.go_back() is False

    assert books(mover) == before
    for category in (INCOME, EXPENSES, BILLING):
        report = mover.before.run(category)
        assert (report.created, report.updated, report.on_hold) == (0, 0, ())
    mover.before.core.patch(f"/transactions/{deal}", gross=900_000)
    assert mover.before.run(INCOME).updated == 1


def test_online_ids_that_are_those_of_other_entries_come_back(tmp_path: Path) -> None:
    with open_online_mover(tmp_path) as mover:
        posted(mover)
        before = books(mover)
        mover.copy()
        mover.start()
        mover.connect()
        mover.look()
        mover.switch()
        assert mover.go_back() is True
        [company] = before["company"]
        company["disconnected_at"] = books(mover)["company"][0]["disconnected_at"]
        assert company["disconnected_at"] is not None
        assert books(mover) == before


def test_a_company_moves_again_after_going_back(mover: Mover) -> None:
    posted(mover)
    mover.move()
    mover.go_back()
    mover.move("half")
    assert mover.after.run(INCOME).created == 0


def test_after_the_first_posting_there_is_no_way_back(mover: Mover) -> None:
    deal = posted(mover)
    mover.move()
    mover.before.core.patch(f"/transactions/{deal}", gross=900_000)
    mover.after.run(INCOME)
    before = books(mover)
    with pytest.raises(CantGoBack, match="1 change of CoreBooks went there"):
        mover.go_back()
    assert books(mover) == before


def test_a_workflow_that_was_changed_has_accounts_of_the_new_company(mover: Mover) -> None:
    posted(mover)
    mover.move()
    mover.after.use("income-via-invoices", edited_in_quickbooks="Put on hold")
    with pytest.raises(CantGoBack, match="a workflow was changed"):
        mover.go_back()


def test_a_canceled_move_leaves_everything_as_it_was(mover: Mover) -> None:
    deal = posted(mover)
    before = books(mover)
    mover.convert()
    mover.start()
    mover.connect()
    mover.look()
    assert mover.cancel() is False
    assert books(mover) == before
    mover.before.core.patch(f"/transactions/{deal}", gross=900_000)
    assert mover.before.run(INCOME).updated == 1
    with pytest.raises(NoMove):
        mover.switch()
