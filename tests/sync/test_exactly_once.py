"""Whatever breaks, each document is in QuickBooks once, and running again writes nothing.

In this office QuickBooks forgets request IDs at once: nothing relies on its memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from include.books.gateway import Answer
from include.database.lease import LeaseTaken, WriterLease
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post import post as post_module
from include.sync.post.post import post
from include.sync.run.run import SyncContext
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office


def written(office: Office) -> int:
    """How often so far QuickBooks was asked to write something."""
    calls = office.quickbooks.calls()
    return calls["written"] + calls["batch"]


def test_running_again_writes_nothing(office: Office) -> None:
    for letter in "ABCE":
        office.core.post(f"/examples/{letter}")
    for category in (INCOME, EXPENSES, BILLING):
        office.run(category)
    before = office.quickbooks.entries()
    writes = written(office)
    assert writes > 0
    for category in (INCOME, EXPENSES, BILLING):
        report = office.run(category)
        assert (report.created, report.updated) == (0, 0)
    assert office.quickbooks.entries() == before
    assert written(office) == writes


def test_one_changed_deal_is_exactly_one_update_of_the_same_entry(office: Office) -> None:
    deal = office.core.post("/examples/A")["transactions"][0]
    office.core.post("/examples/B")
    office.run(INCOME)
    before = {entry["id"]: entry for entry in office.entries("Invoice")}
    office.core.patch(f"/transactions/{deal}", gross=1_100_000)

    report = office.run(INCOME)
    assert (report.created, report.updated) == (0, 1)
    after = {entry["id"]: entry for entry in office.entries("Invoice")}
    assert set(after) == set(before)
    (changed,) = [key for key in after if after[key]["total"] != before[key]["total"]]
    assert after[changed]["total"] == 1_100_000
    assert int(after[changed]["sync_token"]) == int(before[changed]["sync_token"]) + 1


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
@pytest.mark.parametrize("kind", ["drop", "truncated", "html", "empty"])
def test_a_lost_response_leads_to_no_second_entry(office: Office, kind: str, when: str) -> None:
    for letter in "AB":
        office.core.post(f"/examples/{letter}")
    office.quickbooks.fault(kind, {"operation": "batch"}, times=1, after=1, when=when)
    # The run itself looks them up, and sends only those that are missing.
    assert office.run(EXPENSES).created == 4
    assert len(office.links()) == 4
    assert office.run(EXPENSES).created == 0
    assert len(office.entries("Bill")) == 4
    assert office.balances("Accounts Payable") == (800_000 + 820_000,)


class Killed(BaseException):
    """The process ends here: no handler of the product catches it."""


@pytest.mark.parametrize("responses_stored", [0, 1, 3])
def test_killed_after_quickbooks_posted_but_before_all_responses_were_stored(
    office: Office, monkeypatch: pytest.MonkeyPatch, responses_stored: int
) -> None:
    for letter in "AB":
        office.core.post(f"/examples/{letter}")
    original = post_module.record_responses  # type: ignore[attr-defined]  # (what post calls)
    taken: list[object] = []

    def record_some(context: SyncContext, lease: WriterLease, answers: Sequence[Answer]) -> None:
        for answer in answers:
            if len(taken) == responses_stored:
                raise Killed
            taken.append(answer)
            original(context, lease, [answer])

    monkeypatch.setattr(post_module, "record_responses", record_some)
    with office.context(EXPENSES, "the killed run") as context:
        extract(context)
        diff(context)
        with pytest.raises(Killed):
            post(context)
    monkeypatch.undo()

    office.run(EXPENSES)
    assert office.run(EXPENSES).created == 0
    assert len(office.entries("Bill")) == 4
    assert office.balances("Accounts Payable") == (800_000 + 820_000,)
    assert {link.quickbooks_id for link in office.links().values()} == {
        entry["id"] for entry in office.entries("Bill")
    }


def test_a_retried_task_continues_where_it_stopped(office: Office) -> None:
    office.core.post("/examples/A")
    with office.context(INCOME, "one run") as context:
        extract(context)
        extract(context)
        diff(context)
        diff(context)
        post(context)
        post(context)
    assert len(office.entries("Invoice")) == 1


def test_two_runs_at_once_post_everything_once(office: Office) -> None:
    office.core.post("/examples/A")
    with office.context(EXPENSES, "first") as first, office.context(EXPENSES, "second") as second:
        extract(first)
        extract(second)
        diff(first)
        diff(second)
        post(second)
        post(first)
    assert len(office.entries("Bill")) == 2
    assert office.run(EXPENSES).created == 0


def test_while_another_run_posts_this_one_waits_and_sends_nothing(office: Office) -> None:
    office.core.post("/examples/A")
    WriterLease.take(office.database, COMPANY, "another run")
    with office.context(INCOME) as context:
        extract(context)
        diff(context)
        with pytest.raises(LeaseTaken, match="another run is posting"):
            post(context, patience=dt.timedelta())
    assert office.entries("Invoice") == []


def test_a_disbursement_deleted_and_created_again_is_updated_in_place(office: Office) -> None:
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(EXPENSES)
    before = {entry["id"]: entry["total"] for entry in office.entries("Bill")}

    office.core.patch(f"/transactions/{deal}", finalized=False)
    report = office.run(EXPENSES)
    assert (report.created, report.updated, len(report.on_hold)) == (0, 0, 1)
    assert report.on_hold[0].cause == "disbursement removed in CORE"
    assert {entry["id"]: entry["total"] for entry in office.entries("Bill")} == before

    office.core.patch(f"/transactions/{deal}", gross=2_000_000, finalized=True)
    report = office.run(EXPENSES)
    assert (report.created, report.updated, len(report.on_hold)) == (0, 2, 0)
    after = {entry["id"]: entry["total"] for entry in office.entries("Bill")}
    assert after == {key: total * 2 for key, total in before.items()}


def test_a_preview_that_is_tried_again_leaves_what_a_run_has_planned(office: Office) -> None:
    office.core.post("/examples/A")
    with office.context(INCOME) as waiting:
        extract(waiting)
        diff(waiting)
        with office.context(INCOME, "preview", preview=True) as context:
            extract(context)
            diff(context)
            diff(context)
        post(waiting)
    assert len(office.entries("Invoice")) == 1


def test_a_preview_writes_nothing_and_the_next_run_posts_what_it_showed(office: Office) -> None:
    office.core.post("/examples/A")
    writes = written(office)
    report = office.run(EXPENSES, preview=True)
    assert report.outcome == "previewed"
    assert written(office) == writes
    assert office.quickbooks.entries() == []
    assert office.run(EXPENSES).created == 2
