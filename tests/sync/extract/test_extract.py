"""What was deleted in CORE is said by every workflow that posted it, whichever looks first."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState
from include.sync.run.mode import RunMode
from include.workflows.category import Category
from tests.matrices import under_each
from tests.sync.office import BILLING, EXPENSES, INCOME, Office

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

NEVER, ALWAYS = dt.timedelta(days=999), dt.timedelta()
DELETED = "but the transaction was deleted in CORE."
AGENT_GONE = "but the statement was deleted in CORE."


def status(office: Office, category: Category, key: str) -> str:
    with office.database.reading() as session:
        return session.scalars(
            select(RecordState.status).where(
                RecordState.category == category, RecordState.record_key == key
            )
        ).one()


@pytest.fixture
def deal(office: Office) -> str:
    """Example A, $10,000.00, posted by both workflows: an invoice and two bills."""
    made = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    office.run(EXPENSES)
    return made


@under_each(("first", "second"), [(INCOME, EXPENSES), (EXPENSES, INCOME)])
@pytest.mark.parametrize("selected", [False, True], ids=["found by the daily list", "selected"])
def test_a_deal_deleted_in_core_is_said_by_both_workflows(
    office: Office, deal: str, first: Category, second: Category, selected: bool
) -> None:
    office.core.delete(f"/transactions/{deal}")
    office.sweep_every = NEVER if selected else ALWAYS
    office.run(first, (deal,) if selected else ())
    assert DELETED in " ".join(office.on_hold(first))

    office.run(second)
    (sentence,) = office.on_hold(second)
    assert DELETED in sentence
    assert ("2 bills" in sentence or "Bill" in sentence) == (second is EXPENSES)
    assert [entry["total"] for entry in office.entries("Invoice")] == [1_000_000]


def test_what_one_workflow_keeps_the_other_still_asks_about(office: Office, deal: str) -> None:
    office.core.delete(f"/transactions/{deal}")
    office.sweep_every = ALWAYS
    office.run(INCOME)
    office.run(INCOME, (deal,), mode=RunMode.KEEP_QUICKBOOKS)
    assert office.on_hold(INCOME) == []
    office.run(EXPENSES)
    assert DELETED in " ".join(office.on_hold(EXPENSES))
    office.run(INCOME)
    assert office.on_hold(INCOME) == [], "what was kept is not asked about again"


def test_a_deal_restored_in_core_is_posted_by_both_workflows_again(
    office: Office, deal: str
) -> None:
    office.use("income-via-invoices", no_longer_in_core="Void")
    office.use("expenses-via-bills", no_longer_in_core="Void")
    kept = office.core.store.deals[int(deal)]
    office.core.delete(f"/transactions/{deal}")
    office.sweep_every = ALWAYS
    assert [office.run(category).voided for category in (INCOME, EXPENSES)] == [1, 2]
    # CORE restores it as it was: its last change is older than what was read since.
    office.core.store.deals[int(deal)] = kept
    office.run(INCOME, (deal,))
    assert office.run(EXPENSES).created == 2


def test_an_agent_deleted_with_an_open_invoice_is_told(office: Office) -> None:
    made = office.core.post("/examples/E")
    agent, statement = made["agents"][0], made["statements"][0]
    office.run(BILLING)
    assert [entry["balance"] for entry in office.entries("Invoice")] == [100_00]

    office.core.delete(f"/agents/{agent}")
    office.sweep_every = NEVER
    office.run(BILLING)
    assert office.on_hold(BILLING) == [], "the daily look is not due yet"
    office.sweep_every = ALWAYS
    office.run(BILLING)
    (sentence,) = office.on_hold(BILLING)
    assert AGENT_GONE in sentence
    assert "$100.00" in sentence
    assert status(office, BILLING, f"statement:{statement}") == RecordStatus.ON_HOLD

    report = office.run(BILLING, (str(agent),), mode=RunMode.KEEP_QUICKBOOKS)
    assert report.on_hold == ()
    office.run(BILLING)
    assert office.on_hold(BILLING) == []


def test_a_deleted_agent_who_is_selected_is_told_at_once(office: Office) -> None:
    agent = office.core.post("/examples/E")["agents"][0]
    office.run(BILLING)
    office.core.delete(f"/agents/{agent}")
    office.run(BILLING, (str(agent),))
    assert AGENT_GONE in " ".join(office.on_hold(BILLING))
