"""A move of 300 entries in either database: there, checked, and back."""

from __future__ import annotations

import pytest

from include.database import audit
from include.database.engine import Database
from include.database.statuses import MatchedBy
from tests.sync import people
from tests.sync.move.mover import mover_in
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME

DEALS = 150


@pytest.mark.parametrize("keeps", ["half"])
def test_300_entries_move_and_none_is_doubled_or_lost(database: Database, keeps: str) -> None:
    with mover_in(database) as mover:
        agents = [people.agent(mover.before, "Agent", str(at)) for at in range(5)]
        for at in range(DEALS):
            people.deal(mover.before, f"{at + 1} Oak St", agents[at % 5])
        mover.post()
        before, balances = mover.links(), mover.file.balances()
        assert len(before) == 2 * DEALS

        assert mover.move(keeps) == len(before)

        found = [row.matched_by for row in mover.entries()]
        assert (found.count(MatchedBy.MAP), found.count(MatchedBy.TAG)) == (DEALS, DEALS)
        proof = mover.row().proof
        assert proof
        assert all(row["old_cents"] == row["new_cents"] for row in proof)
        for category in (INCOME, EXPENSES, BILLING):
            report = mover.after.run(category)
            assert (report.created, report.updated, report.on_hold) == (0, 0, ())
        assert mover.online.balances() == balances
        in_online = {one["id"] for one in mover.online.entries()}
        after = mover.links()
        assert after.keys() == before.keys()
        assert {link.quickbooks_id for link in after.values()} == in_online

        mover.go_back()
        now = {key: (link.quickbooks_id, link.version) for key, link in mover.links().items()}
        assert now == {key: (link.quickbooks_id, link.version) for key, link in before.items()}
        with database.reading() as session:
            assert audit.verify(session, COMPANY)
