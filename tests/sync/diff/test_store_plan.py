"""Storing planned changes: only of records that are still as they were planned."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.tables.entries import Link
from include.database.tables.records import Record
from include.database.tables.runs import Operation
from include.sync.diff import diff as diffing
from include.sync.diff import store_plan
from include.sync.diff.ask import with_answers
from include.sync.diff.diff import diff
from include.sync.diff.plan import make_plan, read_books
from include.sync.diff.preview_required import require_preview
from include.sync.diff.store_plan import StoredPlan, store_plans
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.run.run import SyncContext
from tests.sync.office import COMPANY, EXPENSES, Office


def planned(run: SyncContext) -> list[StoredPlan]:
    books = read_books(run.gateway)
    return with_answers(run, books.answers, lambda session: make_plan(run, session, books))


def stored_keys(office: Office) -> set[str]:
    with office.database.reading() as session:
        return set(session.scalars(select(Operation.record_key)))


def change(office: Office, key: str) -> None:
    """Another workflow reads the record again, with other content."""
    with office.database.writing() as session:
        session.get_one(Record, (COMPANY, key)).fingerprint = "changed in CORE"


def test_a_record_that_changed_since_is_left_out_and_the_others_are_stored(office: Office) -> None:
    for letter in "AB":
        office.core.post(f"/examples/{letter}")
    with office.context(EXPENSES) as run:
        extract(run)
        plans = planned(run)
        first, second = sorted(stored.plan.record.key for stored in plans)
        change(office, first)
        assert store_plans(run, plans, lambda *_: None) == [first]
        assert stored_keys(office) == {second}


def test_an_entry_that_somebody_changed_since_leaves_its_record_out(office: Office) -> None:
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(EXPENSES)
    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    with office.context(EXPENSES) as run:
        extract(run)
        plans = planned(run)
        with office.database.writing() as session:
            for link in session.scalars(select(Link)):
                link.revision += 1
        assert store_plans(run, plans, lambda *_: None) == [f"transaction:{deal}"]


def test_a_run_plans_once_more_what_changed_while_it_planned(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.core.post("/examples/A")
    changed: list[str] = []

    def meanwhile(context: SyncContext, session, plans):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        changed.extend(stored.plan.record.key for stored in plans)
        return require_preview(context, session, plans)

    def store(context, plans, *more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        if len(changed) == 1:
            change(office, changed[0])
            changed.append("once")
        return store_plan.store_plans(context, plans, *more)

    monkeypatch.setattr(diffing, "require_preview", meanwhile)
    monkeypatch.setattr(diffing, "store_plans", store)
    with office.context(EXPENSES) as run:
        extract(run)
        counts = diff(run)
        assert counts["to_create"] == 2
        post(run)
    assert len(office.entries("Bill")) == 2


def test_many_records_are_stored_in_portions(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_plan, "PORTION", 1)
    for letter in "ABC":
        office.core.post(f"/examples/{letter}")
    with office.context(EXPENSES) as run:
        extract(run)
        plans = planned(run)
        portions: list[int] = []
        assert store_plans(run, plans, lambda _, portion: portions.append(len(portion))) == []
        assert portions == [1, 1, 1]
    assert len(stored_keys(office)) == 3
