"""A run that voids, reposts or undoes posts only what the same user previewed."""

from __future__ import annotations

import pytest

from include.sync.run.mode import RunMode
from tests.sync.happenings import entries_now
from tests.sync.office import INCOME, Office

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole


@pytest.mark.parametrize("what", ["undo", "repost"])
def test_another_users_preview_does_not_count(office: Office, what: str) -> None:
    office.core.post("/examples/A")
    run = office.run(INCOME)
    if what == "repost":
        office.use("income-via-invoices", gross_product="Transaction Fee")
    mode, undo = (RunMode.UNDO, run.run_id) if what == "undo" else (RunMode.REPOST, None)

    assert office.run(INCOME, mode=mode, undo=undo, actor="finance ops").outcome == "previewed"
    # The admin selects it once, and sees it first, too.
    assert office.run(INCOME, mode=mode, undo=undo, actor="admin").outcome == "previewed"
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
    assert office.balances("Transaction Fee Income") == (0,)

    done = office.run(INCOME, mode=mode, undo=undo, actor="admin")
    assert (done.outcome, done.voided + done.updated) == ("completed", 1)


def test_a_change_since_the_preview_is_previewed_again(office: Office) -> None:
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    office.use("income-via-invoices", gross_product="Transaction Fee")
    assert office.run(INCOME, mode=RunMode.REPOST).outcome == "previewed"
    office.core.patch(f"/transactions/{transaction}", gross=1_200_000)
    assert office.run(INCOME, mode=RunMode.REPOST).outcome == "previewed"
    assert office.run(INCOME, mode=RunMode.REPOST).updated == 1
    assert office.balances("Transaction Fee Income") == (1_200_000,)
