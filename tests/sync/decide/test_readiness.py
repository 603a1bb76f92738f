"""Entries whose transaction no longer posts: deleted, canceled, or without its disbursement."""

from __future__ import annotations

import pytest

from include.sync.run.mode import RunMode
from tests.sync.happenings import (
    AMY_AND_LEE,
    BILLS,
    Case,
    agent_owes,
    both,
    check,
    core,
    deleted_in_core,
    entries_now,
)
from tests.sync.office import EXPENSES, INCOME, Office

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

CASES = [
    Case(
        "deleted in CORE: the entry goes on hold, unchanged",
        deleted_in_core,
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        on_hold="11 Arlington St, Boston, MA 02128, but the transaction was deleted in CORE.",
    ),
    Case(
        "deleted in CORE, and the workflow voids what is removed from CORE",
        deleted_in_core,
        (0, 0, 1),
        {"Invoice": [("voided", 0)]},
        ["voided"],
        options={"no_longer_in_core": "Void"},
    ),
    Case(
        "canceled after posting: on hold",
        core(status="cancelled"),
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        on_hold="but the transaction was canceled in CORE.",
    ),
    Case(
        "canceled after posting, and the workflow voids such entries",
        core(status="cancelled"),
        (0, 0, 1),
        {"Invoice": [("voided", 0)]},
        ["voided"],
        options={"fell_through": "Void"},
    ),
    Case(
        "the disbursement is deleted to be corrected: entries stay unchanged in between",
        core(finalized=False),
        (0, 0, 0),
        {"Bill": AMY_AND_LEE},
        ["in QuickBooks", "in QuickBooks"],
        on_hold="but CORE has no disbursement.",
        options={"fell_through": "Void", "no_longer_in_core": "Void"},
        **BILLS,
    ),
    Case(
        "the disbursement is created again: the same entries are updated",
        both(core(finalized=False), core(finalized=True, gross=2_000_000)),
        (0, 2, 0),
        {"Bill": [("live", 1_568_000), ("live", 32_000)]},
        ["in QuickBooks", "in QuickBooks"],
        **BILLS,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_entries_of_a_transaction_that_no_longer_posts(
    case: Case, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    check(case, office, caplog)


def test_an_entry_may_be_kept_after_its_transaction_is_deleted(office: Office) -> None:
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    deleted_in_core(office, transaction)
    assert len(office.run(INCOME).on_hold) == 1
    office.run(INCOME, (transaction,), mode=RunMode.KEEP_QUICKBOOKS)
    assert office.on_hold(INCOME) == []
    assert office.run(INCOME).voided == 0
    assert entries_now(office) == {"Invoice": [("live", 1_000_000)]}


def test_a_hold_has_the_entry_that_stays_unchanged_until_it_is_resolved(office: Office) -> None:
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    agent_owes(office, transaction)
    office.run(EXPENSES)
    office.use("expenses-via-checks")
    office.run(EXPENSES, mode=RunMode.REPOST)
    (hold,) = office.run(EXPENSES, mode=RunMode.REPOST).on_hold
    assert "Until then, vendor credit" in hold.what_to_do
    assert "stays unchanged in QuickBooks." in hold.what_to_do
