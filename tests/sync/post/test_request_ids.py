"""Whatever QuickBooks does with request ids, and in whatever order it answers: once is once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from include.books.gateway import GatewayUnavailable
from include.database.engine import Database
from include.sync.operations.operations import request_id
from include.sync.verify.verify import BooksDiffer
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.sync.office import EXPENSES, Office

BILLS = [16_000, 100_000, 720_000, 784_000]
WAYS: list[dict[str, Any]] = [
    {"requestid_retention_seconds": 0},
    {"requestid_retention_seconds": 2},
    {"requestid_retention_seconds": None},
    {"requestid_retention_seconds": None, "replay_faults": True},
    {"requestid_retention_seconds": None, "requestid_other_body": "refuse"},
    {"requestid_retention_seconds": 0, "batch_order": "reversed"},
    {"requestid_retention_seconds": None, "batch_order": "shuffled"},
    {"requestid_retention_seconds": 0, "fault_status": 200},
]


@pytest.fixture(params=WAYS, ids=str)
def office(request: pytest.FixtureRequest, sqlite_database: Database) -> Iterator[Office]:
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks(**request.param) as quickbooks,
    ):
        office = Office(core, quickbooks, sqlite_database)
        office.connect()
        for letter in "AB":
            core.post(f"/examples/{letter}")
        yield office


def bills(office: Office) -> list[int]:
    return sorted(entry["total"] for entry in office.entries("Bill"))


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
def test_lost_answers_are_no_second_bills(office: Office, when: str) -> None:
    office.quickbooks.fault("drop", {"operation": "batch"}, times=2, when=when)
    for _ in range(4):
        with contextlib.suppress(GatewayUnavailable, BooksDiffer):
            office.run(EXPENSES)
    assert bills(office) == BILLS
    assert office.run(EXPENSES).created == 0


def test_a_batch_that_breaks_off_halfway_is_taken_up_where_it_broke(office: Office) -> None:
    match = {"operation": "batch", "entity": "Bill"}
    office.quickbooks.fault("drop", match, times=1, when="between_items", items=2)
    # The run itself looks up what became of each, and sends only what is not there.
    assert office.run(EXPENSES).created == len(BILLS)
    assert bills(office) == BILLS
    assert office.run(EXPENSES).created == 0


def test_a_refusal_is_tried_again_once_its_cause_is_gone(office: Office) -> None:
    match = {"operation": "create", "entity": "Bill"}
    office.quickbooks.fault("fault", match, times=4, code="6000", detail="A rule of the day.")
    office.run(EXPENSES)
    assert bills(office) == []
    assert len(office.on_hold(EXPENSES)) == 2
    office.quickbooks.no_faults()
    office.run(EXPENSES)
    assert bills(office) == BILLS
    assert office.on_hold(EXPENSES) == []


def test_request_ids_keep_to_quickbooks_lengths() -> None:
    long = request_id("company" * 20, "key" * 100, 10**9, "content" * 50, 99)
    assert len(long) == 32, "36 characters are allowed on a batch, 50 with its item's id"
    assert long == request_id("company" * 20, "key" * 100, 10**9, "content" * 50, 99)
    assert long != request_id("company" * 20, "key" * 100, 10**9, "content" * 50, 100)
